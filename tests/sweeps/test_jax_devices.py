"""Two devices, one program for all runs or one by one: the same numbers."""

import gc
import json
import os
import pathlib
import subprocess
import sys
import weakref

import numpy as np
import pytest

from keras_nntricks import sweeps
from tests.sweeps.problems import assert_equals_fit, data, sgd

ROOT = pathlib.Path(__file__).resolve().parents[2]
X, Y = data(16)
RUNS = sweeps.grid(seed=range(3), learning_rate=[0.1])
SETTINGS = {"batch_size": 8, "epochs": 2, "validation_data": (X, Y)}
PROGRAM = """
import json, jax, keras
from tests.sweeps.test_jax_devices import RUNS, SETTINGS, X, Y, sgd, sweeps
assert len(jax.local_devices()) == 2
for mapping in ("map", "vmap"):
    result = sweeps.fit_many(sgd, X, Y, RUNS, mapping=mapping, **SETTINGS)
    weights = [[w.tolist() for w in result.weights(i)] for i in range(3)]
    print(json.dumps([[row["history"] for row in result.rows], weights]))
"""


def test_two_devices_share_the_runs():
    flags = "--xla_force_host_platform_device_count=2"
    path = os.pathsep.join([*filter(None, [os.environ.get("PYTHONPATH")]), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "XLA_FLAGS": flags, "PYTHONPATH": path},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result = sweeps.fit_many(sgd, X, Y, RUNS, **SETTINGS)
    for line in done.stdout.splitlines():
        histories, weights = json.loads(line)
        for i, row in enumerate(result.rows):
            for name, values in row["history"].items():
                np.testing.assert_allclose(histories[i][name], values, rtol=1e-5)
            for ours, theirs in zip(result.weights(i), weights[i], strict=True):
                np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("mapping", ["map", "vmap"])
def test_mapping_changes_nothing(mapping):
    result = sweeps.fit_many(sgd, X, Y, RUNS, mapping=mapping, **SETTINGS)
    assert_equals_fit(result, sgd, RUNS, X, Y, eager=True, **SETTINGS)


def test_models_of_the_runs_are_not_kept():
    models = []

    def build(learning_rate):
        model = sgd(learning_rate)
        models.append(weakref.ref(model))
        return model

    result = sweeps.fit_many(build, X, Y, RUNS, **SETTINGS)
    gc.collect()
    assert len(result.rows) == len(models) == 3
    assert not any(model() for model in models)
