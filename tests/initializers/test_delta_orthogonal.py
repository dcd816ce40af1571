"""DeltaOrthogonal: a convolution that keeps the length of every pixel."""

import numpy as np
import pytest
from keras import layers

from keras_nntricks.initializers import DeltaOrthogonal
from tests.backends import to_numpy

LAYERS = {
    "1d": (layers.Conv1D, 5, (7, 4), {}),
    "2d": (layers.Conv2D, 3, (5, 6, 4), {}),
    "3d": (layers.Conv3D, 3, (3, 4, 3, 4), {}),
    "even": (layers.Conv2D, (4, 2), (5, 6, 4), {}),
    "grouped": (layers.Conv2D, 3, (5, 5, 4), {"groups": 2}),
    "causal": (layers.Conv1D, 3, (7, 4), {"padding": "causal"}),
    "dilated": (layers.Conv2D, 3, (7, 7, 4), {"dilation_rate": 2}),
    "transposed": (layers.Conv2DTranspose, 3, (5, 5, 4), {}),
}


@pytest.mark.parametrize("name", LAYERS)
def test_every_pixel_keeps_its_length_times_the_gain(name):
    kind, size, shape, options = LAYERS[name]
    options = {"padding": "same", **options}
    layer = kind(6, size, kernel_initializer=DeltaOrthogonal(1.5), **options)
    image = np.random.default_rng(0).normal(size=(2, *shape)).astype("float32")
    before = np.linalg.norm(image, axis=-1)
    after = np.linalg.norm(to_numpy(layer(image)), axis=-1)
    np.testing.assert_allclose(after, 1.5 * before, rtol=1e-5)


def test_thirty_layers_keep_the_length():
    image = np.random.default_rng(0).normal(size=(1, 5, 5, 6)).astype("float32")
    signal = image
    for seed in range(30):
        initializer = DeltaOrthogonal(seed=seed)
        layer = layers.Conv2D(6, 3, padding="same", kernel_initializer=initializer)
        signal = layer(signal)
    ratio = np.linalg.norm(to_numpy(signal)) / np.linalg.norm(image)
    assert ratio == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("shape", [(3, 3, 5, 4), (4, 6), (2, 2, 2, 2, 3, 4)])
def test_other_shapes_are_refused(shape):
    with pytest.raises(ValueError, match="`shape` must be that of a convolution"):
        DeltaOrthogonal()(shape)


def test_groups_count_each_by_itself():
    """8 inputs and 8 outputs in 2 groups fit, 8 inputs and 4 outputs do not."""
    layer = layers.Conv1D(4, 3, groups=2, kernel_initializer=DeltaOrthogonal())
    with pytest.raises(ValueError, match="at least as many outputs"):
        layer.build((None, 6, 8))
