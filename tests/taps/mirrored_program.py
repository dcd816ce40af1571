"""Trains on two logical devices of TensorFlow, watched or not; prints what came out."""

import json
import sys

import keras
import numpy as np
import tensorflow as tf

from tests.taps.situations import X, Y, sequential
from tests.taps.watchers import Watcher, state_of


def _trained(strategy, callbacks):
    keras.utils.set_random_seed(5)
    with strategy.scope():
        model = sequential()
        model.layers[2].rate = 0.0
        model.compile("adam", "sparse_categorical_crossentropy")
    data = tf.data.Dataset.from_tensor_slices((X[:16], Y[:16])).batch(8)
    model.fit(data, epochs=2, verbose=0, shuffle=False, callbacks=callbacks)
    return [array.tobytes().hex() for array in state_of(model)]


def main():
    """Prints a JSON line."""
    (cpu,) = tf.config.list_physical_devices("CPU")
    halves = [tf.config.LogicalDeviceConfiguration()] * 2
    tf.config.set_logical_device_configuration(cpu, halves)
    strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
    watcher = Watcher()
    plain, watched = _trained(strategy, []), _trained(strategy, [watcher])
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
