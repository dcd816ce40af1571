"""MomentumRamp and the momentum of OneCycle."""

import keras
import numpy as np
import pytest

from keras_nntricks import callbacks, optimizers


class Seen(keras.callbacks.Callback):
    """The momentum that each step finds."""

    def on_train_begin(self, logs=None):
        self.values = []

    def on_train_batch_begin(self, batch, logs=None):
        owner = getattr(self.model.optimizer, "inner_optimizer", self.model.optimizer)
        self.values.append(float(keras.ops.convert_to_numpy(owner.momentum)))


def fitted(callback, optimizer=None, **arguments):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(optimizer or optimizers.SGD(0.01), "mse", run_eagerly=True)
    seen = Seen()
    history = model.fit(
        np.ones((6, 2)),
        np.ones((6, 1)),
        batch_size=2,
        verbose=0,
        callbacks=[callback, seen],
        **arguments,
    )
    return seen.values, history.history


def ramp(step, every, highest):
    return min(1 - 1 / (2 * (step // every + 1)), highest)


def test_ramp_is_the_formula_of_the_paper():
    callback = callbacks.MomentumRamp(max_momentum=0.995)
    for step in (0, 249, 250, 5000, 24999, 10**6):
        assert callback.momentum_at(step) == pytest.approx(ramp(step, 250, 0.995))


def test_each_step_finds_its_momentum():
    values, logs = fitted(callbacks.MomentumRamp(0.85, every=2), epochs=3)
    expected = [ramp(step, 2, 0.85) for step in range(9)]
    assert values == pytest.approx(expected)
    assert logs["momentum"] == pytest.approx(expected[2::3])


def test_a_resumed_training_goes_on_where_it_was():
    callback = callbacks.MomentumRamp(0.99, every=2)
    values, _ = fitted(callback, epochs=3, initial_epoch=2)
    assert values == pytest.approx([ramp(step, 2, 0.99) for step in (6, 7, 8)])


def test_the_momentum_under_loss_scaling():
    scaled = keras.optimizers.LossScaleOptimizer(optimizers.SGD(0.01))
    values, _ = fitted(callbacks.MomentumRamp(every=1), scaled)
    assert values == pytest.approx([0.5, 0.75, 1 - 1 / 6])


@pytest.mark.parametrize("optimizer", [keras.optimizers.SGD, keras.optimizers.Adam])
def test_an_optimizer_with_a_fixed_momentum_is_refused(optimizer):
    with pytest.raises(ValueError, match=r"keras_nntricks\.optimizers\.SGD"):
        fitted(callbacks.MomentumRamp(), optimizer())
    cycle = callbacks.OneCycle(6, 0.1, min_momentum=0.8, max_momentum=0.9)
    with pytest.raises(ValueError, match=r"keras_nntricks\.optimizers\.SGD"):
        fitted(cycle, optimizer())


def test_momentum_of_one_cycle_goes_the_other_way():
    cycle = callbacks.OneCycle(
        6, 0.1, warm_up_fraction=0.5, min_momentum=0.8, max_momentum=0.9
    )
    values, _ = fitted(cycle, epochs=3)
    share = (1 + np.cos(np.pi * np.arange(4) / 3)) / 2  # 1 ... 0
    down = 0.8 + 0.1 * share
    expected = [*down, *down[-2::-1], 0.9, 0.9]
    assert values == pytest.approx(expected)


def test_one_of_the_two_momenta_is_not_enough():
    with pytest.raises(ValueError, match="given with `min_momentum`"):
        callbacks.OneCycle(6, 0.1, max_momentum=0.9)


def test_the_two_momenta_are_ordered():
    with pytest.raises(ValueError, match="at most `max_momentum`"):
        callbacks.OneCycle(6, 0.1, min_momentum=0.95, max_momentum=0.85)
