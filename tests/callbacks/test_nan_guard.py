"""NaN on purpose, at a place that is known; what a guarded training does then."""

import keras
import numpy as np
import pytest
from keras import layers

from keras_nntricks import callbacks

BACKEND = keras.backend.backend()
RATE = 0.05
BATCHES, SIZE, FEATURES = 10, 4, 3


@keras.saving.register_keras_serializable(package="tests")
class Apply(layers.Layer):
    """A function as a layer."""

    def __init__(self, function, **kwargs):
        super().__init__(**kwargs)
        self.function = function

    def call(self, inputs):
        return self.function(inputs)


class Floor(layers.Layer):
    """Keeps outputs above a floor that is minus infinity."""

    def build(self, input_shape):
        floor = {"name": "floor", "shape": (), "trainable": False}
        self.floor = self.add_weight(**floor, initializer="zeros")
        self.floor.assign(-np.inf)

    def call(self, inputs):
        return keras.ops.maximum(inputs, self.floor)


def batches(bad=None, feature=0.0, target=0.0, scale=1.0):
    """Batches of which one has other numbers in its third example."""
    generator = np.random.default_rng(1)
    found = []
    for step in range(BATCHES):
        x = generator.normal(size=(SIZE, FEATURES)).astype("float32")
        y = np.tanh(x.sum(axis=1, keepdims=True))
        if step == bad:
            x[2], y[2] = scale * x[2] + feature, y[2] + target
        found.append((x, y))
    return found


def model(middle=None, at=0, optimizer=None, **compiled):
    keras.utils.set_random_seed(3)
    parts = [
        layers.Dense(4, activation="tanh", use_bias=False, name="first"),
        layers.Dense(1, name="last"),
    ]
    if middle is not None:
        parts.insert(at, middle)
    made = keras.Sequential([keras.Input((FEATURES,), name="features"), *parts])
    # Tracing is most of the time of so short a training on TensorFlow.
    eager = BACKEND == "tensorflow" and not compiled
    compiled = {"jit_compile": False, "run_eagerly": eager, **compiled}
    made.compile(optimizer or keras.optimizers.SGD(RATE), "mse", **compiled)
    return made


def drawn(data):
    yield from data


def fit(made, data, epochs=1, guard=None, steps=None, **fitted):
    """The data once, in so many epochs."""
    steps = steps or len(data) // epochs
    guards = [] if guard is None else [guard]
    arguments = {"steps_per_epoch": steps, "epochs": epochs, "callbacks": guards}
    return made.fit(
        drawn(data), shuffle=False, verbose=0, **{**arguments, **fitted}
    ).history


def assert_weights_near(one, other):
    for first, second in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(first, second, rtol=1e-5, atol=1e-7)


def is_finite(made):
    return all(np.isfinite(weight).all() for weight in made.get_weights())


def only(findings):
    assert len(findings) == 1
    return findings[0]


NAN = {"feature": np.nan}
HUGE = {"target": 1e30}  # its square is infinite


def absolute(x):
    """Its slope at 0 is infinity times 0."""
    return keras.ops.sqrt(keras.ops.square(x))


@pytest.mark.parametrize(
    ("function", "at", "change", "kind", "where"),
    [
        (None, 0, NAN, "input", "features"),
        (None, 0, {"target": np.inf}, "target", ""),
        (keras.ops.exp, 0, {"feature": 200.0}, "output", "middle"),
        (absolute, 1, {"scale": 0.0}, "gradient", "first"),
    ],
)
def test_names_what_was_first(function, at, change, kind, where, capsys):
    middle = function and Apply(function, name="middle")
    made, guard = model(middle, at), callbacks.NaNGuard(every=4)
    fit(made, batches(7, **change), guard=guard)
    finding = only(guard.findings)
    assert (finding.step, finding.epoch, finding.kind) == (7, 0, kind)
    assert where in finding.where
    assert finding.exact
    assert is_finite(made)
    assert str(finding) in capsys.readouterr().out


def test_names_the_weight_that_was_broken_from_outside():
    made, guard = model(), callbacks.NaNGuard(verbose=0)
    made.layers[-1].bias.assign([np.nan])
    fit(made, batches(), guard=guard)
    finding = only(guard.findings)
    assert (finding.step, finding.kind) == (0, "state")
    assert finding.where == made.layers[-1].bias.path
    assert made.optimizer.iterations == 1


# torch would take half a minute to compile.
@pytest.mark.parametrize("compiled", [{}, {"jit_compile": BACKEND != "torch"}])
def test_stop_leaves_the_last_good_copy(compiled):
    expected, made = model(**compiled), model(**compiled)
    fit(expected, batches()[:4])
    fit(made, batches(5, **NAN), guard=callbacks.NaNGuard(every=4, verbose=0))
    assert_weights_near(made, expected)
    assert made.optimizer.iterations == 4


def test_stop_leaves_the_model_alone_when_told():
    made = model()
    guard = callbacks.NaNGuard(restore_weights=False, verbose=0)
    fit(made, batches(5, **NAN), guard=guard)
    assert not is_finite(made)
    assert only(guard.findings).step == 5


def momentum_model():
    return model(optimizer=keras.optimizers.SGD(RATE, momentum=0.9))


def restored_training(guard):
    """An infinite loss in the last of five batches, then five good ones."""
    made = momentum_model()
    history = fit(made, batches(4, **HUGE), epochs=2, guard=guard)
    return made, history


def test_restore_goes_on_from_the_copy_at_a_smaller_rate():
    guard = callbacks.NaNGuard("restore", every=3, verbose=0)
    made, _ = restored_training(guard)
    expected = momentum_model()
    fit(expected, batches()[:3])
    expected.optimizer.learning_rate = RATE / 2
    fit(expected, batches()[5:])
    assert only(guard.findings).step == 4
    assert_weights_near(made, expected)
    assert float(made.optimizer.learning_rate) == pytest.approx(RATE / 2)
    assert made.optimizer.iterations == 8


def test_loss_of_the_epoch_is_that_of_its_good_steps():
    _, history = restored_training(callbacks.NaNGuard("restore", every=3, verbose=0))
    plain = fit(momentum_model(), batches()[:4])
    assert history["loss"][0] == pytest.approx(plain["loss"][0], rel=1e-5)
    assert np.isfinite(history["loss"][1])


def test_validation_sees_the_restored_weights():
    guard = callbacks.NaNGuard("restore", verbose=0)
    history = fit(model(), batches(9, **NAN), guard=guard, validation_data=batches()[0])
    assert np.isfinite(history["val_loss"]).all()


def test_stops_after_so_many_restores(capsys):
    guard = callbacks.NaNGuard("restore", max_restores=1, learning_rate_factor=1)
    made = model()
    history = fit(made, batches(4, **HUGE) * 2, epochs=4, guard=guard)
    assert [finding.step for finding in guard.findings] == [4, 14]
    assert len(history["loss"]) == 3
    assert is_finite(made)
    assert float(made.optimizer.learning_rate) == pytest.approx(RATE)
    assert "Training stops" in capsys.readouterr().out.splitlines()[-1]


def test_infinite_gradient_that_the_scaler_leaves_out_is_no_alarm():
    scaled = keras.optimizers.LossScaleOptimizer(
        keras.optimizers.SGD(RATE), initial_scale=2.0**127
    )
    made = model(optimizer=scaled, jit_compile=BACKEND == "jax")
    guard = callbacks.NaNGuard("restore", every=2)
    steps = 2 * BATCHES
    fit(made, [(x, 9 + y) for x, y in batches() * 2], guard=guard)
    assert guard.findings == []
    assert 0 < int(scaled.iterations) < steps
    assert is_finite(made)


def test_schedule_cannot_be_lowered():
    schedule = keras.optimizers.schedules.ExponentialDecay(RATE, 10, 0.5)
    made = model(optimizer=keras.optimizers.SGD(schedule))
    with pytest.raises(ValueError, match="learning rate is a number"):
        fit(made, batches(), guard=callbacks.NaNGuard("restore"))
    guard = callbacks.NaNGuard("restore", learning_rate_factor=1, verbose=0)
    fit(made, batches(9, **NAN), guard=guard)
    assert only(guard.findings).step == 9
    assert is_finite(made)


@pytest.mark.filterwarnings("ignore:Your input ran out of data")
def test_data_of_unknown_length():
    guard = callbacks.NaNGuard("restore", verbose=0)
    made = model()
    made.fit(drawn(batches(9, **NAN)), shuffle=False, verbose=0, callbacks=[guard])
    assert only(guard.findings).step == 9
    assert is_finite(made)


def test_constant_infinity_is_no_alarm():
    made = model(Floor())
    guard = callbacks.NaNGuard("restore", every=3)
    fit(made, batches(), guard=guard)
    assert guard.findings == []


def test_beside_a_training_monitor():
    made, guard = model(), callbacks.NaNGuard("restore", every=4, verbose=0)
    monitor = callbacks.TrainingMonitor(every=1, verbose=0)
    fit(made, batches(5, **NAN), callbacks=[monitor, guard])
    assert only(guard.findings).step == 5
    assert monitor.record.steps.tolist() == list(range(BATCHES))
    assert is_finite(made)


def test_several_steps_per_execution():
    # Keras makes single steps on torch; TensorFlow draws batches where none sees them.
    size = 1 if BACKEND == "torch" else 5
    made = model(steps_per_execution=size)
    guard = callbacks.NaNGuard("restore", every=5, verbose=0)
    fit(made, batches(7, **NAN), guard=guard)
    finding = only(guard.findings)
    seen = (finding.step, finding.exact, finding.kind)
    hidden = BACKEND == "tensorflow"
    assert seen == ((9, False, "loss") if hidden else (7, True, "input"))
    assert made.optimizer.iterations == (7 if BACKEND == "torch" else 5)
    assert is_finite(made)
