"""Which layer asks, however the model is built."""

import gc
import math
import weakref

import keras
import numpy as np
import pytest
from keras import layers

from keras_nntricks.initializers import MSRA, Xavier

IMAGES = np.zeros((2, 8, 8, 60), "float32")


def depthwise(**kwargs):
    return layers.DepthwiseConv2D(3, depthwise_initializer=MSRA(), **kwargs)


def std(variable):
    return keras.ops.convert_to_numpy(variable).std()


def assert_is_depthwise(layer):
    assert std(layer.kernel) == pytest.approx(math.sqrt(2 / 9), rel=0.1)


class Block(layers.Layer):
    """Layers in a list inside a dict, and no `build`."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.parts = {"convolutions": [depthwise()]}

    def call(self, inputs):
        for part in self.parts["convolutions"]:
            inputs = part(inputs)
        return inputs


class Net(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.block = Block()
        self.up = layers.Conv2DTranspose(4, 3, kernel_initializer=MSRA())
        self.words = layers.Embedding(900, 4, embeddings_initializer=MSRA())
        self.memory = layers.LSTM(30, kernel_initializer=MSRA(mode="fan_out"))

    def call(self, inputs):
        codes = self.memory(self.words(keras.ops.zeros((2, 3), "int32")))
        images = self.up(self.block(inputs))
        return keras.ops.mean(images, axis=(1, 2, 3)) + keras.ops.mean(codes, axis=1)


def assert_net_is_right(net):
    assert_is_depthwise(net.block.parts["convolutions"][0])
    assert std(net.up.kernel) == pytest.approx(math.sqrt(2 / 540), rel=0.1)
    assert std(net.words.embeddings) == pytest.approx(math.sqrt(2), rel=0.1)
    assert std(net.memory.cell.kernel) == pytest.approx(math.sqrt(2 / 30), rel=0.2)


def test_subclassed_model_called():
    net = Net()
    net(IMAGES)
    assert_net_is_right(net)


def test_subclassed_model_fitted():
    net = Net()
    optimizer = keras.optimizers.SGD(0.0)
    net.compile(optimizer, "mse")
    net.fit(IMAGES, np.zeros(2), verbose=0)
    assert_net_is_right(net)


def test_subclassed_model_inside_a_functional_model():
    net = Net()
    inputs = keras.Input(IMAGES.shape[1:], batch_size=2)
    keras.Model(inputs, net(inputs))
    assert_net_is_right(net)


def test_models_in_models():
    inner = keras.Sequential([Block(), depthwise()])

    class Outer(keras.Model):
        def __init__(self):
            super().__init__()
            self.inner = inner

        def call(self, inputs):
            return self.inner(inputs)

    Outer()(IMAGES)
    assert_is_depthwise(inner.layers[0].parts["convolutions"][0])
    assert_is_depthwise(inner.layers[1])


def test_sequential_built_late():
    model = keras.Sequential([depthwise(), depthwise()])
    model(IMAGES)
    assert_is_depthwise(model.layers[0])
    assert_is_depthwise(model.layers[1])


def test_layer_built_in_a_scope_of_the_user():
    words = layers.Embedding(900, 4, embeddings_initializer=MSRA())
    with keras.StatelessScope():
        words(np.zeros((2, 3), "int32"))
    assert std(words.embeddings) == pytest.approx(math.sqrt(2), rel=0.1)


def test_weight_that_is_not_read_while_tracing():
    class Lazy(keras.Model):
        def __init__(self):
            super().__init__()
            self.part = depthwise()

        def call(self, inputs):
            if not self.part.built:
                self.part.build(inputs.shape)
            return inputs

    model = Lazy()
    model(IMAGES)
    assert_is_depthwise(model.part)


class Late(keras.Model):
    """Builds its part while Keras traces."""

    def __init__(self, part):
        super().__init__()
        self.part = part

    def call(self, inputs):
        return self.part(inputs)


def test_late_and_early_building_draw_the_same():
    kernels = []
    for is_late in (True, False):
        keras.utils.set_random_seed(4)
        part = depthwise()
        (Late(part) if is_late else part)(IMAGES)
        kernels.append(keras.ops.convert_to_numpy(part.kernel.value))
    np.testing.assert_array_equal(*kernels)


def test_attention_reads_its_inputs_and_its_heads():
    keras.utils.set_random_seed(5)
    attention = layers.MultiHeadAttention(4, 10, kernel_initializer=MSRA())
    attention.build((None, 6, 30), (None, 6, 30))
    kernels = {
        w.path.split("/")[-2]: w for w in attention.weights if w.name == "kernel"
    }
    for name in ("query", "key", "value"):
        assert std(kernels[name]) == pytest.approx(math.sqrt(2 / 30), rel=0.1)
    assert std(kernels["attention_output"]) == pytest.approx(math.sqrt(2 / 40), rel=0.1)
    query, key = (
        keras.ops.convert_to_numpy(kernels[n].value) for n in ("query", "key")
    )
    assert not np.array_equal(query, key)


def test_subclass_that_wraps_add_weight():
    class Logged(layers.DepthwiseConv2D):
        def add_weight(self, *args, **kwargs):
            return super().add_weight(*args, **kwargs)

    layer = Logged(3, depthwise_initializer=MSRA())
    layer.build(IMAGES.shape)
    assert_is_depthwise(layer)


def test_initializer_inside_an_initializer_does_not_borrow_the_layer():
    class Doubled(keras.initializers.Initializer):
        def __call__(self, shape, dtype=None):
            half = Xavier(mode="fan_in", seed=0)((*shape[:1], shape[1] // 2), dtype)
            return keras.ops.concatenate([half, half], axis=1)

    layer = layers.Embedding(400, 8, embeddings_initializer=Doubled())
    layer.build((None, 3))
    assert std(layer.embeddings) == pytest.approx(math.sqrt(1 / 400), rel=0.1)


def test_nothing_is_kept_alive():
    model = Late(depthwise())
    model(IMAGES)
    part = weakref.ref(model.part)
    del model
    gc.collect()
    assert part() is None
