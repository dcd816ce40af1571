"""Which units DeadUnitMonitor counts as dead, in small trainings."""

import keras
import numpy as np
import pytest

from keras_nntricks import callbacks

EXAMPLES = 640
NEVER = -1e3  # a bias that nothing comes up to
LIVING = [False] * 4
DEAD = [True] * 4
HALF = [True, True, False, False]
FLAT = ("relu", "relu6", "tanh", "sigmoid", "elu", "softplus")
NOT_FLAT = ("leaky_relu", "linear")


def dense(name, dead, activation="relu", kind=keras.layers.Dense, **arguments):
    """A layer of four units the first `dead` of which never fire."""
    bias = keras.initializers.Constant([NEVER] * dead + [0.0] * (4 - dead))
    return kind(4, activation=activation, bias_initializer=bias, name=name, **arguments)


def branches(inputs, image, words):
    """Tensors of (batch, 4), each out of a layer with another reason to live or die."""
    for name in (*FLAT, *NOT_FLAT):
        yield dense(name, 2, name)(inputs)
    yield dense("gone", 4)(inputs)
    yield dense("sparse", 0)(inputs)
    rarely = keras.layers.Dense(4, "relu", kernel_initializer="ones", name="rarely")
    yield rarely(keras.layers.Lambda(_mostly_negative)(inputs))
    yield keras.layers.ReLU(name="own")(dense("before", 2, "linear")(inputs))
    yield keras.layers.Dropout(0.9, name="dropped")(dense("kept", 0)(inputs))
    gate = dense("gate", 4, "sigmoid")(inputs)
    shut = dense("shut", 4)(inputs)
    yield keras.layers.Multiply()([dense("signal", 0)(inputs), gate])
    yield keras.layers.Multiply()([shut, dense("other", 0)(inputs)])
    pixels = dense("channels", 2, kind=keras.layers.Conv2D, kernel_size=2)(image)
    yield keras.layers.GlobalAveragePooling2D()(pixels)
    embedded = keras.layers.Embedding(8, 3, mask_zero=True)(words)
    yield keras.layers.GlobalAveragePooling1D()(dense("masked", 0)(embedded))


def _mostly_negative(x):
    """Above 0 for about one example in forty."""
    return x[:, :1] - 2.0


def data(examples=EXAMPLES):
    generator = np.random.default_rng(3)
    inputs = generator.normal(size=(examples, 3)).astype("float32")
    image = generator.normal(size=(examples, 3, 3, 2)).astype("float32")
    words = np.zeros((examples, 6), "int32")
    words[:, 0] = np.arange(examples) % 7 + 1  # the rest is padding
    return [inputs, image, words], inputs[:, :1]


def slowly(model):
    model.compile(keras.optimizers.SGD(1e-6), "mse")
    return model


@pytest.fixture(scope="module")
def watched():
    """The monitor of a training of all branches, and the history."""
    keras.utils.set_random_seed(1)
    shapes = ((3,), "float32"), ((3, 3, 2), "float32"), ((6,), "int32")
    inputs = [keras.Input(shape, dtype=dtype) for shape, dtype in shapes]
    outputs = keras.layers.Dense(1)(keras.layers.Concatenate()([*branches(*inputs)]))
    monitor = callbacks.DeadUnitMonitor(every=1, verbose=0)
    fitted = slowly(keras.Model(inputs, outputs)).fit(
        *data(), 160, verbose=0, callbacks=[monitor]
    )
    return monitor, fitted.history


def layer_of(path):
    return path.split("/")[-1]


@pytest.mark.parametrize(
    ("layer", "dead"),
    [
        *((name, HALF) for name in FLAT),
        ("gone", DEAD),
        ("sparse", LIVING),
        ("rarely", LIVING),
        ("own", HALF),
        ("kept", LIVING),
        ("channels", HALF),
        ("masked", LIVING),
    ],
)
def test_units_that_no_example_makes_active_are_dead(watched, layer, dead):
    found = {layer_of(path): rows for path, rows in watched[0].record.dead.items()}
    assert found[layer].tolist() == [dead]


@pytest.mark.parametrize("layer", [*NOT_FLAT, "before", "dropped"])
def test_units_without_a_flat_side_cannot_be_dead(watched, layer):
    assert layer not in map(layer_of, watched[0].record.dead)


def test_only_layers_with_many_dead_units_are_told_of(watched):
    """No word of layers that drop, gate, are masked, sparse or seldom active."""
    places = {layer_of(verdict.where) for verdict in watched[0].verdicts}
    assert {verdict.rule for verdict in watched[0].verdicts} == {"dead-units"}
    assert "gone" in places
    assert places <= {*FLAT, "gone", "own", "channels"}


def test_the_log_is_the_fraction_of_units_but_of_gates(watched):
    monitor, history = watched
    rows = {layer_of(path): rows[-1] for path, rows in monitor.record.dead.items()}
    assert {"gate", "shut"} <= set(rows)
    counted = [dead for name, dead in rows.items() if not _gates(name)]
    assert history["dead_units"] == [np.mean(counted)]


def _gates(name):
    return name in ("gate", "shut", "signal", "other")


@pytest.fixture(scope="module")
def model():
    return slowly(
        keras.Sequential([keras.Input((3,)), dense("d", 4), keras.layers.Dense(1)])
    )


@pytest.mark.parametrize(("examples", "told"), [(16, []), (640, ["dead-units"])])
def test_small_batches_need_enough_examples(model, examples, told):
    (x, *_), y = data(examples)
    monitor = callbacks.DeadUnitMonitor(every=1, verbose=0)
    fitted = model.fit(x, y, 8, verbose=0, callbacks=[monitor])
    assert fitted.history["dead_units"] == [1.0]
    assert [n.tolist() for n in monitor.record.dead_examples.values()] == [[examples]]
    assert [verdict.rule for verdict in monitor.verdicts] == told


class WakesUp(keras.callbacks.Callback):
    """Makes the units of the first layer active after the first epoch."""

    def on_epoch_end(self, epoch, logs=None):
        self.model.layers[0].bias.assign(np.zeros(4))


def test_each_epoch_is_judged_anew(model):
    (x, *_), y = data()
    monitor = callbacks.DeadUnitMonitor(every=1, verbose=0)
    watchers = [monitor, WakesUp()]
    history = model.fit(x, y, 160, 2, verbose=0, callbacks=watchers).history
    assert next(iter(monitor.record.dead.values())).tolist() == [DEAD, LIVING]
    assert history["dead_units"] == [1.0, 0.0]
