"""The rules against counting: which inputs feed which outputs of a real layer."""

import keras
import numpy as np
import pytest
from keras import layers

from keras_nntricks.initializers._layer_rules import layer_fans

COUNTED = [
    ("conv1d", layers.Conv1D(5, 4, strides=2, padding="same"), (24, 3)),
    ("conv2d", layers.Conv2D(6, (3, 2), padding="same"), (24, 24, 4)),
    ("strided", layers.Conv2D(6, 3, strides=(2, 3), padding="same"), (24, 24, 4)),
    ("grouped", layers.Conv2D(6, 3, groups=2, padding="same"), (24, 24, 4)),
    ("dilated", layers.Conv2D(6, 3, dilation_rate=2, padding="same"), (24, 24, 4)),
    ("patches", layers.Conv2D(6, 4, strides=4), (24, 24, 3)),
    ("depthwise1d", layers.DepthwiseConv1D(5, padding="same"), (24, 3)),
    (
        "depthwise2d",
        layers.DepthwiseConv2D(4, strides=2, depth_multiplier=3, padding="same"),
        (24, 24, 4),
    ),
    ("transposed1d", layers.Conv1DTranspose(5, 4, strides=2, padding="same"), (24, 3)),
    (
        "transposed2d",
        layers.Conv2DTranspose(5, 5, strides=(2, 3), padding="same"),
        (24, 24, 2),
    ),
]


def counted_fans(layer, shape):
    """Ones through a kernel of ones: away from the border each sum is a count."""
    layer.build((None, *shape))
    layer.set_weights([np.ones_like(w) for w in layer.get_weights()])
    rank = len(shape) - 1
    block = np.zeros((1, *shape), "float32")
    block[(slice(None), *[slice(6, 18)] * rank)] = 1.0
    fed = keras.ops.convert_to_numpy(layer(block)).sum() / block.sum()
    result = keras.ops.convert_to_numpy(layer(np.ones_like(block)))
    inner = [slice(n // 4, n - n // 4) for n in result.shape[1:-1]]
    return result[(slice(None), *inner)].mean(), fed


@pytest.mark.parametrize("case", COUNTED, ids=lambda case: case[0])
def test_convolutions_agree_with_counting(case):
    _, layer, shape = case
    layer.use_bias = False
    expected = counted_fans(layer, shape)
    kernel = layer.weights[0]
    found = layer_fans(layer, kernel.name, tuple(kernel.shape))
    assert found == pytest.approx(expected, rel=1e-6)


def test_subclasses_follow_the_rule_of_their_parent():
    class Stem(layers.Conv2D):
        pass

    stem = Stem(8, 3, strides=2)
    assert layer_fans(stem, "kernel", (3, 3, 4, 8)) == (36, 18)


def test_a_class_that_only_shares_the_name_is_not_known():
    class Conv2D(layers.Layer):
        pass

    assert layer_fans(Conv2D(), "kernel", (3, 3, 4, 8)) is None


def test_other_weights_and_other_ranks_are_not_known():
    conv = layers.Conv2D(8, 3)
    assert layer_fans(conv, "mask", (3, 3, 4, 8)) is None
    for layer in (
        conv,
        layers.DepthwiseConv2D(3),
        layers.Conv2DTranspose(8, 3),
    ):
        assert layer_fans(layer, "kernel", (3, 4, 8)) is None
    assert layer_fans(layers.Embedding(4, 2), "embeddings", (2, 4, 2)) is None
    separable = layers.SeparableConv2D(8, 3)
    assert layer_fans(separable, "pointwise_kernel", (4, 8)) is None


def test_an_einsum_that_sums_outside_its_kernel_is_refused():
    layer = layers.EinsumDense("abc,cd->ad", 6)
    with pytest.raises(ValueError, match="it sums 'b', which is no axis"):
        layer_fans(layer, "kernel", (4, 6))
