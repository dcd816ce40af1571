"""`keras.distribution` survives a search: two virtual devices, a process of its own."""

import os
import subprocess
import sys

SCRIPT = """
import sys
import keras, numpy as np
from keras_nntricks import search

keras.distribution.set_distribution(keras.distribution.DataParallel())
used = []

class Watch(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        used.append(len(self.model.layers[0].kernel.value.sharding.device_set))

    def __deepcopy__(self, memo):
        return self

def build(hp):
    rate = hp.Float("rate", 1e-3, 1e-1)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(rate), "mse")
    return model

tuner = search.RandomSearch(build, "loss", 2, seed=0, directory=sys.argv[1])
x = np.ones((8, 2), "float32")
tuner.search(x, x[:, :1], batch_size=4, verbose=0, callbacks=[Watch()])
print("devices", used)
"""


def test_every_trial_trains_on_both_devices(tmp_path):
    two = {"XLA_FLAGS": "--xla_force_host_platform_device_count=2"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)],
        env={**os.environ, "KERAS_BACKEND": "jax", **two},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert "devices [2, 2]" in done.stdout, done.stdout + done.stderr
