"""Whom a guard blames, what it skips, and that it lets go of the training."""

import copy
import gc
import pickle
import weakref

import keras
import numpy as np
import pytest
from keras import layers, ops

from keras_nntricks import callbacks, taps

BACKEND = keras.backend.backend()
RATE, FEATURES, SIZE, BATCHES = 0.05, 3, 4, 6


def data(bad=()):
    """Batches of four; NaN in the first feature of those that are bad."""
    x = np.random.default_rng(2).normal(size=(BATCHES * SIZE, FEATURES))
    y = np.tanh(x.sum(axis=1, keepdims=True)).astype("float32")
    for step in bad:
        x[step * SIZE, 0] = np.nan
    return x.astype("float32"), y


def model(first=None, optimizer=None):
    keras.utils.set_random_seed(3)
    parts = [] if first is None else [first]
    inputs = keras.Input((FEATURES,), name="features")
    hidden = layers.Dense(4, activation="tanh", name="hidden")
    made = keras.Sequential([inputs, *parts, hidden, layers.Dense(1, name="last")])
    optimizer = optimizer or keras.optimizers.SGD(RATE)
    made.compile(optimizer, "mse", run_eagerly=True, jit_compile=False)
    return made


def fit(made, x, y, *used, **fitted):
    fitted = {"batch_size": SIZE, "shuffle": False, "verbose": 0, **fitted}
    return made.fit(x, y, callbacks=list(used), **fitted).history


def is_finite(made):
    return all(np.isfinite(weight).all() for weight in made.get_weights())


class Hook(keras.callbacks.Callback):
    """Does something once, before an epoch or after a step."""

    def __init__(self, hook, at, action):
        super().__init__()
        setattr(self, hook, lambda n, logs=None: n == at and action(self.model))


def raised(made):
    raise KeyboardInterrupt


@pytest.mark.parametrize("hook", ["on_epoch_begin", "on_train_batch_end"])
def test_copies_of_a_guard_do_without_the_model(hook):
    made, guard = model(), callbacks.NaNGuard(every=2, verbose=0)
    with pytest.raises(KeyboardInterrupt):
        fit(made, *data(), guard, Hook(hook, 0, raised))
    for copied in (copy.deepcopy(guard), pickle.loads(pickle.dumps(guard))):
        assert copied.get_config() == guard.get_config()
        assert copied._model is None
    fit(made, *data([3]), guard)
    assert [finding.step for finding in copy.deepcopy(guard).findings] == [3]


class Breaking(layers.Layer):
    """Breaks off when it is told to."""

    armed = False

    def call(self, inputs):
        return raised(self) if self.armed else inputs


def test_nothing_is_kept_when_a_step_breaks_off():
    breaking, kept = Breaking(), []
    made, guard = model(breaking), callbacks.NaNGuard(every=2, verbose=0)

    def arm(made):
        breaking.armed = True
        kept.append(weakref.ref(guard._guarding()))

    with pytest.raises(KeyboardInterrupt):
        fit(made, *data(), guard, Hook("on_train_batch_end", 2, arm))
    gc.collect()
    assert kept[0]() is None


def test_bad_batch_is_skipped_at_the_same_rate(capsys):
    made = model()
    guard = callbacks.NaNGuard("restore", every=2, max_restores=0)
    fit(made, *data([1, 4]), guard)
    assert [finding.step for finding in guard.findings] == [1, 4]
    assert float(made.optimizer.learning_rate) == pytest.approx(RATE)
    assert capsys.readouterr().out.count("Skipped a batch") == 2
    assert is_finite(made)


def test_nothing_but_bad_batches_stops():
    made = model()
    guard = callbacks.NaNGuard("restore", max_restores=2, verbose=0)
    history = fit(made, *data(range(BATCHES)), guard, epochs=9)
    assert len(guard.findings) == 4
    assert len(history["loss"]) < 9


@keras.saving.register_keras_serializable(package="tests")
class Impute(layers.Layer):
    """Bears NaN."""

    def call(self, inputs):
        return ops.where(ops.isnan(inputs), 0.0, inputs)


@pytest.mark.parametrize("lost", [2, 3])
def test_inputs_that_a_model_bears_are_not_blamed(lost):
    # Step 2 is the first after a copy, step 3 is not.
    x, y = data(range(BATCHES))
    y[lost * SIZE] = 1e30
    made, guard = model(Impute()), callbacks.NaNGuard(every=2, verbose=0)
    fit(made, x, y, guard)
    assert [(f.step, f.kind) for f in guard.findings] == [(lost, "loss")]


def _spoil(made):
    made.layers[0].bias.assign([np.nan, 0.0, 0.0, 0.0])


@pytest.mark.parametrize(
    ("hook", "at", "kind"),
    [("on_epoch_begin", 1, "between"), ("on_train_batch_end", 2, "outside")],
)
def test_weights_spoiled_between_steps(hook, at, kind):
    made, guard = model(), callbacks.NaNGuard(every=20, verbose=0)
    fit(made, *data(), guard, Hook(hook, at, _spoil), epochs=2)
    finding = guard.findings[0]
    assert finding.kind == kind
    assert "between steps" in str(finding)
    if kind == "between":
        assert (finding.step, finding.where) == (BATCHES, made.layers[0].bias.path)
    assert is_finite(made)


def test_validation_loss_is_told_once_and_changes_nothing(capsys):
    made, plain = model(), model()
    guard = callbacks.NaNGuard("restore")
    x, y = data()
    validation = (np.full_like(x, np.nan), y)
    fit(made, x, y, guard, epochs=2, validation_data=validation)
    fit(plain, x, y, epochs=2)
    assert [(f.epoch, f.kind, f.where) for f in guard.findings] == [
        (0, "loss", "val_loss")
    ]
    assert capsys.readouterr().out.count("the val_loss") == 1
    for one, other in zip(made.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("kind", [callbacks.NaNGuard, callbacks.TrainingMonitor])
def test_loop_of_ones_own_is_refused(kind):
    used = keras.callbacks.CallbackList([kind()], model=model())
    with pytest.raises(ValueError, match=rf"{kind.__name__} watches `fit`"):
        used.on_train_begin()


class Pair(keras.Model):
    """Two nets, two optimizers; a step that knows no `loss`."""

    def __init__(self, rate):
        super().__init__()
        self.nets = [layers.Dense(1, name="one"), layers.Dense(1, name="two")]
        for net in self.nets:
            net.build((None, FEATURES))
        self.built = True
        self.first = keras.optimizers.SGD(rate, momentum=0.9)
        self.second = keras.optimizers.SGD(rate, momentum=0.9)
        self.mean = keras.metrics.Mean(name="pair_loss")

    @property
    def metrics(self):
        return [self.mean]

    def train_step(self, batch):
        x, y = batch
        for net, optimizer in zip(self.nets, (self.first, self.second), strict=True):
            loss, gradients = slopes(self, net, x, y)
            optimizer.apply(gradients, net.trainable_variables)
        self.mean.update_state(loss)
        return {"pair_loss": self.mean.result()}


def slopes(made, net, x, y):
    """A loss and its gradients, by the means of the backend."""
    if BACKEND == "torch":
        made.zero_grad()
        loss = ops.mean((net(x) - y) ** 2)
        loss.backward()
        return loss, [v.value.grad for v in net.trainable_variables]
    import tensorflow as tf

    with tf.GradientTape() as tape:
        loss = ops.mean((net(x) - y) ** 2)
    return loss, tape.gradient(loss, net.trainable_variables)


def pair(rate=RATE):
    keras.utils.set_random_seed(5)
    made = Pair(rate)
    made.compile(run_eagerly=True)
    return made


def test_state_knows_the_optimizers_of_a_step_of_ones_own():
    made = pair()
    state = taps.TrainingState(made)
    assert set(state.optimizers()) == {made.optimizer, made.first, made.second}
    made.first.build(made.nets[0].trainable_variables)
    known = {v.path for v in state.variables()[2]}
    own = made.optimizer if BACKEND == "jax" else made.first
    assert known == {v.path for v in own.variables}


if BACKEND != "jax":  # which knows one optimizer per training step

    @pytest.mark.parametrize("scheduled", [False, True])
    def test_restores_the_optimizers_of_a_step_of_ones_own(scheduled, capsys):
        schedule = keras.optimizers.schedules.ExponentialDecay(RATE, 10, 0.5)
        made = pair(schedule if scheduled else RATE)
        x, y = data()
        y[4 * SIZE] = 1e30
        guard = callbacks.NaNGuard("restore", every=2)
        history = fit(made, x, y, guard)
        finding = guard.findings[0]
        assert (finding.step, finding.kind) == (4, "loss")
        assert is_finite(made)
        assert np.isfinite(history["pair_loss"]).all()
        for optimizer in (made.first, made.second):
            assert all(
                np.isfinite(ops.convert_to_numpy(v)).all() for v in optimizer.variables
            )
            if not scheduled:
                assert float(optimizer.learning_rate) == pytest.approx(RATE / 2)
        assert ("could be lowered" in capsys.readouterr().out) == scheduled

    def test_sample_of_a_step_without_compute_loss_has_no_loss():
        values = []

        class Watch(keras.callbacks.Callback):
            request = taps.Request(outputs=True, weights=True, batch=True)

            def wants(self, step):
                return True

            def receive(self, sample):
                values.append(sample.fetch())

            def on_train_begin(self, logs=None):
                taps.attach(self._model, self)

            def on_train_end(self, logs=None):
                taps.detach(self._model, self)

        fit(pair(), *data(), Watch())
        assert len(values) == BATCHES
        assert {"loss", "running_loss"} & set(values[0]) == set()
        assert values[0]["examples"] == SIZE
