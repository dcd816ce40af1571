"""Trains on two devices, played by one, watched or not; prints what came out."""

import contextlib
import json
import sys

import keras
import numpy as np

from tests.taps.situations import X, Y, sequential
from tests.taps.watchers import Watcher, state_of


def _on_tensorflow():
    """The scope of a strategy for two devices."""
    import tensorflow as tf

    (cpu,) = tf.config.list_physical_devices("CPU")
    halves = [tf.config.LogicalDeviceConfiguration()] * 2
    tf.config.set_logical_device_configuration(cpu, halves)
    return tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"]).scope


def _on_jax():
    """No scope: the distribution holds everywhere. XLA_FLAGS has made two devices."""
    assert len(keras.distribution.list_devices()) == 2
    keras.distribution.set_distribution(keras.distribution.DataParallel())
    return contextlib.nullcontext


def _trained(scope, callbacks):
    keras.utils.set_random_seed(5)
    with scope():
        model = sequential()
        model.layers[2].rate = 0.0
        model.compile("adam", "sparse_categorical_crossentropy")
    fit = {"batch_size": 8, "epochs": 2, "verbose": 0, "shuffle": False}
    model.fit(X[:16], Y[:16], callbacks=callbacks, **fit)
    return [array.tobytes().hex() for array in state_of(model)]


def main():
    """Prints a JSON line."""
    scope = {"tensorflow": _on_tensorflow, "jax": _on_jax}[keras.backend.backend()]()
    watcher = Watcher()
    plain, watched = _trained(scope, []), _trained(scope, [watcher])
    values = watcher.values()[0]
    inputs = {
        k: np.asarray(v).tolist()
        for k, v in next(iter(values["inputs"].values())).items()
    }
    numbers = [values[name] for name in ("loss", "running_loss", "examples")]
    found = {"same": plain == watched, "steps": watcher.steps, "inputs": inputs}
    sys.stdout.write(json.dumps({**found, "numbers": numbers}) + "\n")


if __name__ == "__main__":
    main()
