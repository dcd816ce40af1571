"""Several watchers share a step; each sees what it asked for, when it asked."""

import keras
import numpy as np
import pytest

from keras_nntricks import taps
from tests.taps.situations import ON_JAX, X, Y, plain_fit, small
from tests.taps.watchers import EVERYTHING, Watcher, same, state_of


class _Stepping(Watcher):
    def __init__(self):
        super().__init__(taps.Request())
        self.befores, self.afters = [], []

    def wants(self, step):
        return False

    def before_step(self, step, state):
        self.befores.append(step)
        assert (state is not None) == ON_JAX
        return state

    def after_step(self, step, logs):
        self.afters.append((step, float(np.asarray(logs["loss"]))))


def _trained(callbacks):
    keras.utils.set_random_seed(4)
    model = small()
    model.compile("adam", "sparse_categorical_crossentropy")
    plain_fit(model, callbacks)
    return model


def test_two_watchers_of_one_fit():
    outputs = Watcher(taps.Request(outputs=True), every=2)
    weights = Watcher(taps.Request(weights=True), every=3)
    plain, watched = _trained([]), _trained([outputs, weights])
    assert same(state_of(plain), state_of(watched))
    assert (outputs.steps, weights.steps) == ([0, 2], [0, 3])
    assert outputs.asked == weights.asked == list(range(4))
    always = {"loss", "penalty", "examples", "running_loss"}
    assert all(set(v) == {*always, "outputs"} for v in outputs.values())
    assert all(set(v) == {*always, "weights"} for v in weights.values())


def test_the_instrumented_function_is_kept_for_the_next_fit():
    model = _trained([Watcher()])
    (kept,) = vars(model.train_function)["_keras_nntricks_taps"].values()
    plain_fit(model, [Watcher()])
    (again,) = vars(model.train_function)["_keras_nntricks_taps"].values()
    assert again is kept
    model.compile("sgd", "sparse_categorical_crossentropy")
    assert model.train_function is None


def test_steps_are_seen_before_and_after():
    watcher = _Stepping()
    model = small()
    model.compile("sgd", "sparse_categorical_crossentropy", run_eagerly=True)
    plain_fit(model, [watcher], epochs=1)
    assert watcher.befores == [0, 1]
    assert [step for step, _ in watcher.afters] == [0, 1]
    final = model.history.history["loss"][0]
    assert watcher.afters[-1][1] == pytest.approx(final, rel=1e-5)
    assert watcher.samples == []


def test_attaching_outside_of_a_fit_is_refused():
    with pytest.raises(ValueError, match="attach in `on_train_begin`"):
        taps.attach(small(), Watcher())


def test_detaching_what_is_not_attached_does_nothing():
    taps.detach(small(), Watcher())


def test_names_of_nested_inputs():
    inputs = {name: keras.Input((2,), name=name) for name in ("left", "right")}
    ends = [keras.layers.Dense(1, name=f"{name}_end")(inputs[name]) for name in inputs]
    model = keras.Model(inputs, ends)
    model.compile("sgd", ["mse", "mse"], run_eagerly=True)
    watcher = Watcher(EVERYTHING)
    x = {"left": X[:, :2], "right": X[:, 2:4]}
    model.fit(x, [Y[:, None], Y], batch_size=20, verbose=0, callbacks=[watcher])
    (values,) = watcher.values()
    assert set(values["inputs"]) == {"left", "right"}
    names = set(model.output_names)
    assert set(values["targets"]) == set(values["predictions"]) == names
    left = values["inputs"]["left"]["mean"]
    np.testing.assert_allclose(left, X[:, :2].mean(0), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"outputs": 1}, "`outputs` must be True or False. Received: outputs=1."),
        ({"flat_sides": {"a": 0.0}}, "`flat_sides` must be a mapping from paths"),
    ],
)
def test_a_request_refuses(options, message):
    with pytest.raises(ValueError, match=message):
        taps.Request(**options)


def test_the_union_of_requests():
    one = taps.Request(outputs=True, flat_sides={"a": (0.0, None)})
    other = taps.Request(batch=True, flat_sides={"b": (None, 1.0)})
    sides = {"a": (0.0, None), "b": (None, 1.0)}
    assert one | other == taps.Request(outputs=True, batch=True, flat_sides=sides)
    assert hash(one | other) == hash(taps.Request(outputs=True, batch=True))
