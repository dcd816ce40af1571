import math

import keras
import numpy as np

from keras_nntricks._arguments import is_integer, require, require_count
from keras_nntricks.callbacks._averaged_models import averaged
from keras_nntricks.callbacks._learning_rate_decay import LearningRateDecay


@keras.saving.register_keras_serializable(package="keras_nntricks")
class SnapshotEnsemble(LearningRateDecay):
    """Trains in cycles and keeps the weights of the end of each, for an average.

        rate(t) = initial_learning_rate / 2 * (cos(pi * (t mod C) / C) + 1)
        ensemble(x) = (model_1(x) + ... + model_M(x)) / M

    C is `cycle_length`. At the end of each cycle the rate is near 0, the weights have
    settled and are copied to the host; then the rate jumps up and leads them to
    another place. A training of T epochs keeps T / C models at the cost of one. What
    is averaged is the output of the model: let it be probabilities, not logits.

    Time t counts epochs, or steps, as in `StepDecay`: it starts where
    `initial_epoch` says and is the same in a resumed training as in one that was
    never stopped. What `initial_learning_rate=None` means, what happens in a second
    `fit` and with `steps_per_execution` > 1 is written there too. A resumed `fit`
    with the same callback keeps the snapshots of the cycles before. With
    `steps_per_execution` > 1 a snapshot is taken after the execution in which its
    cycle ends.

    Args:
        cycle_length: int >= 1. Epochs or steps of a cycle. For M snapshots from T
            steps the paper has ceil(T / M).
        unit: `"epochs"` or `"steps"`. What time counts. The paper sets the rate
            before each step.
        initial_learning_rate: positive number, or None for the optimizer's rate at
            the beginning of `fit`. Give it where training may be resumed.

    Attributes:
        snapshots: dict, from the time at the end of a cycle to the model's weights,
            a list of NumPy arrays as `model.set_weights` takes it.

    Raises:
        ValueError: if an argument is out of range; in `fit`, if the optimizer's rate
            is a schedule or a function, or if a resumed training does not tell its
            initial rate or the length of an epoch in steps.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import callbacks
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile(keras.optimizers.SGD(0.1), "mse")
    >>> snapshots = callbacks.SnapshotEnsemble(cycle_length=2)
    >>> x, y = np.ones((8, 2)), np.ones((8, 1))
    >>> history = model.fit(x, y, epochs=5, verbose=0, callbacks=[snapshots])
    >>> list(snapshots.snapshots)
    [2, 4]
    >>> snapshots.ensemble(last=2)(x).shape == (8, 1)
    True

    Reference: Huang et al., Snapshot Ensembles: Train 1, get M for free (2017),
    equation 2, https://arxiv.org/abs/1704.00109.
    """

    def __init__(self, cycle_length, unit="epochs", initial_learning_rate=None):
        super().__init__(unit, initial_learning_rate)
        require_count("cycle_length", cycle_length)
        self.cycle_length = int(cycle_length)
        self.snapshots = {}

    def learning_rate_at(self, time, initial_learning_rate):
        done = time % self.cycle_length / self.cycle_length
        return initial_learning_rate / 2 * (math.cos(math.pi * done) + 1)

    def begin(self, epoch):
        super().begin(epoch)
        start = epoch if self.unit == "epochs" else self._steps_before(epoch)
        self._last_end = self._end_before(start)
        before = {t: kept for t, kept in self.snapshots.items() if t <= start}
        self.snapshots = before

    def set_at(self, time):
        # Here and not after a step: that may be called from another thread.
        self._keep(time)
        super().set_at(time)

    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)
        self._keep(self._end_of(epoch))

    def ensemble(self, last=None):
        """Returns a model that averages the outputs of the models of the snapshots.

        Its inputs and outputs are those of the trained model. It has copies of the
        weights, can be saved, and is not compiled.

        Args:
            last: int >= 1, how many snapshots to take, the latest ones, or None for
                all of them.

        Raises:
            ValueError: if there are fewer snapshots, or if the model is neither
                Sequential nor functional.
        """
        kept = list(self.snapshots.values())
        rule = "filled by a `fit` that is as long as a cycle"
        require(kept, "snapshots", rule, self.snapshots)
        within = last is None or (is_integer(last) and 1 <= last <= len(kept))
        require(within, "last", f"an integer from 1 to {len(kept)} or None", last)
        return averaged(self.model, kept[-(last or len(kept)) :])

    def _end_before(self, time):
        """The end of the last cycle that is over."""
        return time // self.cycle_length * self.cycle_length

    def _keep(self, time):
        end = self._end_before(time)
        if end > self._last_end:
            self._last_end = end
            self.snapshots[end] = [np.array(w) for w in self.model.get_weights()]

    def get_config(self):
        return {"cycle_length": self.cycle_length, **super().get_config()}
