import math

import keras

from keras_nntricks._arguments import is_number, require
from keras_nntricks.callbacks._learning_rate_decay import LearningRateDecay


@keras.saving.register_keras_serializable(package="keras_nntricks")
class ExponentialDecay(LearningRateDecay):
    """Lowers the learning rate exponentially with time.

        rate(t) = initial_learning_rate * exp(-rate * t)

    Time t counts epochs, or steps, as in `StepDecay`: it starts where
    `initial_epoch` says and is the same in a resumed training as in one that was
    never stopped. What `initial_learning_rate=None` means, what happens in a second
    `fit` and with `steps_per_execution` > 1 is written there too.

    In steps the rate changes before each batch. On JAX, Keras then writes its state
    back to the model each time: a dense network of 18 weights with Adam took 1.5
    times the CPU time per step (batch 32, Keras 3.15.1; 1.1 times on TensorFlow).
    Where that matters, count epochs, or give the optimizer a schedule of
    `keras.optimizers.schedules` instead.

    Args:
        rate: number >= 0. The decay k per epoch or step; the rate falls to its
            half in ln(2) / k of them.
        unit: `"epochs"` or `"steps"`. What time counts.
        initial_learning_rate: positive number, or None for the optimizer's rate at
            the beginning of `fit`. Give it where training may be resumed.

    Raises:
        ValueError: if an argument is out of range; in `fit`, if the optimizer's rate
            is a schedule or a function, or if a resumed training does not tell its
            initial rate or the length of an epoch in steps.

    Example:
    >>> from keras_nntricks import callbacks
    >>> decay = callbacks.ExponentialDecay(rate=0.5)
    >>> [round(decay.learning_rate_at(epoch, 0.1), 4) for epoch in range(4)]
    [0.1, 0.0607, 0.0368, 0.0223]

    Reference: CS231n notes, Neural Networks Part 3, "Annealing the learning rate",
    https://cs231n.github.io/neural-networks-3/#anneal.
    """

    def __init__(self, rate, unit="epochs", initial_learning_rate=None):
        super().__init__(unit, initial_learning_rate)
        in_range = is_number(rate) and rate >= 0
        require(in_range, "rate", "a finite number >= 0", rate)
        self.rate = float(rate)

    def learning_rate_at(self, time, initial_learning_rate):
        return initial_learning_rate * math.exp(-self.rate * time)

    def get_config(self):
        return {"rate": self.rate, **super().get_config()}
