"""On two devices the statistics are those of the whole batch.

They are of tf.distribute.MirroredStrategy, or of keras.distribution.
"""

import json
import os
import subprocess
import sys

import keras
import numpy as np
import pytest

from tests.taps.situations import X

if keras.backend.backend() != "torch":  # where Keras divides no batch

    @pytest.fixture(scope="module")
    def found():
        command = [sys.executable, "-m", "tests.taps.two_devices_program"]
        two = {"XLA_FLAGS": "--xla_force_host_platform_device_count=2"}
        environment = {**os.environ, **two}
        run = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=True
        )
        return json.loads(run.stdout.splitlines()[-1])

    def test_the_training_stays_the_same(found):
        assert found["same"]
        assert found["steps"] == [0, 2]

    def test_statistics_are_those_of_the_whole_batch(found):
        batch, inputs = X[:8], found["inputs"]
        expected = {"mean": batch.mean(0), "std": batch.std(0), "minimum": batch.min(0)}
        for name, value in {**expected, "maximum": batch.max(0)}.items():
            np.testing.assert_allclose(inputs[name], value, rtol=1e-4, atol=1e-6)
        loss, running_loss, examples = found["numbers"]
        assert loss == pytest.approx(running_loss, rel=1e-5)
        assert examples == inputs["count"] == 8
