import keras

from keras_nntricks._arguments import is_integer, is_number, require
from keras_nntricks.callbacks._learning_rate_decay import LearningRateDecay


@keras.saving.register_keras_serializable(package="keras_nntricks")
class StepDecay(LearningRateDecay):
    """Multiplies the learning rate by a factor every so many epochs or steps.

        rate(t) = initial_learning_rate * factor ** floor(t / every)

    Time t counts epochs, or steps. A step is one training batch, as in
    `steps_per_epoch`.

    - In epochs, t is the number of the epoch, from 0. The rate is set before the
      epoch.
    - In steps, t = epoch * steps_per_epoch + batch. The rate is set before the
      batch. With `steps_per_execution` > 1 it is set before the execution, for its
      first batch, and stays for all of them. With gradient accumulation each batch
      is a step.

    So t starts where `initial_epoch` says, and it is the same in a resumed training
    as in one that was never stopped. Where the data set does not tell its length, t in
    steps counts the batches of this `fit`; a last execution that is short counts as
    full.

    The start is `initial_learning_rate`. Without it the start is the rate that the
    optimizer has when `fit` begins. A second `fit` with the same callback object and
    the same optimizer starts from the same rate again, not from the decayed one,
    unless you set another rate in between. After loading a model in the middle of
    training the first rate is not known any more. Then `initial_learning_rate` must
    be given, and an error says so.

    Each epoch's logs get `learning_rate`, the rate at its end.

    Args:
        factor: number in (0, 1]. What the rate is multiplied by.
        every: int >= 1. Epochs or steps between two changes.
        unit: `"epochs"` or `"steps"`. What `every` counts.
        initial_learning_rate: positive number, or None for the optimizer's rate at
            the beginning of `fit`. Give it where training may be resumed.

    Raises:
        ValueError: if an argument is out of range; in `fit`, if the optimizer's rate
            is a schedule or a function, or if a resumed training does not tell its
            initial rate or the length of an epoch in steps.

    Example:
    >>> from keras_nntricks import callbacks
    >>> decay = callbacks.StepDecay(factor=0.5, every=2)
    >>> [decay.learning_rate_at(epoch, 0.1) for epoch in range(5)]
    [0.1, 0.1, 0.05, 0.05, 0.025]

    Reference: CS231n notes, Neural Networks Part 3, "Annealing the learning rate",
    https://cs231n.github.io/neural-networks-3/#anneal.
    """

    def __init__(self, factor=0.5, *, every, unit="epochs", initial_learning_rate=None):
        super().__init__(unit, initial_learning_rate)
        in_range = is_number(factor) and 0 < factor <= 1
        require(in_range, "factor", "a number in (0, 1]", factor)
        counts = is_integer(every) and every >= 1
        require(counts, "every", "a positive integer", every)
        self.factor = float(factor)
        self.every = int(every)

    def learning_rate_at(self, time, initial_learning_rate):
        return initial_learning_rate * self.factor ** (time // self.every)

    def get_config(self):
        return {"factor": self.factor, "every": self.every, **super().get_config()}
