"""What one of two replicas does, run as `python -m` in a process of its own.

Prints, as JSON: its outputs, the gradient of sum(y^3) towards its inputs, and the
moving statistics. On TensorFlow and JAX one process holds both replicas.
"""

import json
import sys
import tempfile

import keras
import numpy as np

from keras_nntricks.layers import BatchNorm
from tests.layers.batch_norms import normal

X = normal(8, 2, mean=1e4, std=1.0) + np.repeat([0.0, 10.0], 4)[:, None]
X = X.astype("float32")


def on_tensorflow(synchronized):
    """Under MirroredStrategy; the statistics are those of the saved model."""
    import tensorflow as tf

    (cpu,) = tf.config.list_physical_devices("CPU")
    halves = [tf.config.LogicalDeviceConfiguration()] * 2
    tf.config.set_logical_device_configuration(cpu, halves)
    strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
    with strategy.scope():
        layer = BatchNorm(momentum=0.0, synchronized=synchronized == "synchronized")
        model = keras.Sequential([keras.Input((2,)), layer])

    @tf.function
    def step(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer(x, training=True)
            loss = tf.reduce_sum(y**3)
        return y, tape.gradient(loss, x)

    data = tf.data.Dataset.from_tensor_slices(X).batch(8)
    batch = next(iter(strategy.experimental_distribute_dataset(data)))
    values = strategy.run(step, (batch,))
    y, gradient = (tf.concat(strategy.experimental_local_results(v), 0) for v in values)
    with tempfile.TemporaryDirectory() as folder:
        model.save(f"{folder}/model.keras")
        layer = keras.models.load_model(f"{folder}/model.keras").layers[0]
    return y.numpy(), gradient.numpy(), layer


def on_jax():
    """One batch over two devices."""
    import jax

    assert len(jax.local_devices()) == 2
    keras.distribution.set_distribution(keras.distribution.DataParallel())
    layer = BatchNorm(momentum=0.0, synchronized=True)
    layer.build(X.shape)
    weights = [[v.value for v in layer.trainable_variables]]
    state = [v.value for v in layer.non_trainable_variables]

    @jax.jit
    @jax.grad
    def step(x):
        y, after = layer.stateless_call(*weights, state, x, training=True)
        jax.debug.callback(lambda *values: found.extend(values), y, *after)
        return (y**3).sum()

    found = []
    layout = keras.distribution.distribution().get_data_layout(X.shape)
    x = keras.distribution.distribute_tensor(X, layout)
    gradient = np.asarray(step(x))
    jax.effects_barrier()
    y, *after = found
    for variable, value in zip(layer.non_trainable_variables, after, strict=True):
        variable.assign(value)
    return np.asarray(y), gradient, layer


def on_torch(rank, file):
    """One process of two."""
    import torch
    from torch import distributed

    where = f"file://{file}"
    distributed.init_process_group(
        "gloo", init_method=where, rank=int(rank), world_size=2
    )
    layer = BatchNorm(momentum=0.0, synchronized=True)
    half = X[4 * int(rank) :][:4]
    x = torch.tensor(half, requires_grad=True)
    y = layer(x, training=True)
    (y**3).sum().backward()
    distributed.destroy_process_group()
    return y.detach().numpy(), x.grad.numpy(), layer


RUNS = {"tensorflow": on_tensorflow, "jax": on_jax, "torch": on_torch}

if __name__ == "__main__":
    *values, layer = RUNS[keras.backend.backend()](*sys.argv[1:])
    values += layer.get_weights()[2:4]
    print(json.dumps([np.asarray(value).tolist() for value in values]))
