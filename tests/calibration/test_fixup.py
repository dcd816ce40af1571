import keras
import numpy as np
import pytest
from keras import layers

from keras_nntricks.calibration import fixup
from keras_nntricks.layers import Scale
from tests.backends import to_numpy
from tests.calibration.made_models import batch, sequential, subclassed


def residual(num_branches, num_layers, classes=3):
    """Branches of this many weight layers beside identities."""
    inputs = x = keras.Input((6,))
    for branch in range(num_branches):
        inner = x
        for place in range(num_layers):
            inner = layers.Dense(6, activation="relu", name=f"d{branch}_{place}")(inner)
        x = layers.Add()([x, inner])
    return keras.Model(inputs, layers.Dense(classes, name="classes")(x))


@pytest.mark.parametrize(
    ("num_branches", "num_layers", "factor"),
    [(4, 2, 0.5), (4, 3, 0.5**0.5), (3, 4, 3 ** (-1 / 6)), (2, 1, None)],
)
def test_kernels_are_scaled_by_the_depth(num_branches, num_layers, factor):
    model = residual(num_branches, num_layers)
    before = {layer.name: to_numpy(layer.kernel) for layer in _dense(model)}
    fixup(model)
    for layer in _dense(model):
        last = layer.name == "classes" or layer.name.endswith(f"_{num_layers - 1}")
        expected = before[layer.name] * (0 if last else factor)
        np.testing.assert_allclose(to_numpy(layer.kernel), expected, rtol=1e-6)


def _dense(model):
    return [layer for layer in model.layers if isinstance(layer, layers.Dense)]


def test_each_block_starts_as_its_shortcut():
    model = residual(2, 2)
    fixup(model, classifier=False)
    last = model.get_layer("classes")
    np.testing.assert_allclose(
        to_numpy(model(batch())), to_numpy(last(batch())), rtol=1e-5, atol=1e-5
    )
    assert np.any(to_numpy(last.kernel))


class Blocks(keras.Model):
    def __init__(self, extra=()):
        super().__init__()
        self.classes = layers.Dense(3, name="classes")
        self.inner, self.outer = layers.Dense(6, name="a"), layers.Dense(6, name="b")
        self.extra = list(extra)

    def call(self, inputs):
        x = inputs + self.outer(keras.ops.relu(self.inner(inputs)))
        for layer in self.extra:
            x = layer(x)
        return self.classes(x)


def _blocks(*extra):
    model = Blocks(extra)
    model(batch(2))
    return model


def test_the_branches_of_a_class_of_ones_own_are_given():
    model = _blocks()
    report = fixup(model, [[model.inner, model.outer]], model.classes)
    assert [row.layer for row in report.rows] == ["a", "b", "classes"]
    assert [row.after_std > 0 for row in report.rows] == [True, False, False]


def test_what_cannot_be_found_is_refused():
    model = _blocks()
    with pytest.raises(ValueError, match=r"^`branches` must be given"):
        fixup(model)
    with pytest.raises(ValueError, match=r"^`classifier` must be given, or Fal"):
        fixup(model, [[model.inner, model.outer]])
    with pytest.raises(ValueError, match=r"^`classifier` must be a layer with a ker"):
        fixup(model, [[model.inner, model.outer]], model.outer)
    with pytest.raises(ValueError, match=r"^`branches` must be given"):
        fixup(sequential())
    with pytest.raises(ValueError, match=r"^`branches` must be lists of layers"):
        fixup(model, [[layers.Dense(3)]])


def test_normalization_is_refused():
    with pytest.raises(ValueError, match="that normalize, as 'norm' does"):
        fixup(subclassed(), [[]])


def test_a_model_without_scalars_is_told_so():
    model = _blocks()
    report = fixup(model, [[model.inner, model.outer]], model.classes)
    assert "no scalar bias or multiplier" in report["b"].note
    model = _blocks(Scale())
    report = fixup(model, [[model.inner, model.outer]], model.classes)
    assert report["b"].note == "branch 1 of 1: last layer"


def test_frozen_layers_stay():
    model = residual(2, 2)
    frozen = model.get_layer("d0_1")
    frozen.trainable = False
    before = to_numpy(frozen.kernel)
    report = fixup(model)
    assert np.array_equal(to_numpy(frozen.kernel), before)
    assert report["d0_1"].iterations == 0
    assert "frozen" in report["d0_1"].note
