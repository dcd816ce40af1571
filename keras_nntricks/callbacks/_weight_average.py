import numpy as np
from keras import ops

from keras_nntricks._arguments import is_integer, require, require_count
from keras_nntricks._batch_norms import has_batch_norm, normalizations
from keras_nntricks._precise_dtype import precise_dtype
from keras_nntricks.callbacks._batch_statistics import BatchStatistics
from keras_nntricks.callbacks._timed import Timed

_NEEDED = (
    "given where the model has batch normalization, whose statistics belong to the "
    "weights that were averaged and not to their average"
)


class WeightAverage(Timed):
    """Ends the training with the mean of the weights it went through.

        average = (w_1 + w_2 + ... + w_n) / n

    of the weights w_i at the end of every epoch from `start_epoch` on (SWA), or after
    every `every` steps of these (Polyak and Ruppert). Each w_i weighs the same, unlike
    in the exponential average of Keras (`use_ema=True` of an optimizer), which has to
    be told how far to look back. The sums are in float32 at least, on the device; the
    training goes on from its own weights and is not changed until it ends.

    Only trainable weights are averaged. Batch normalization needs the statistics of
    the averaged network: they are computed from `data`, as
    `calibration.precise_batch_norm` does.

    A new `fit` begins a new average, also where it resumes a training. If no weights
    were averaged because training was stopped before `start_epoch`, they are left as
    they are. If `fit` is interrupted in the middle of a validation with
    `in_validation=True`, the model is left with the average.

    Args:
        start_epoch: int >= 0, the first epoch whose weights count, from 0. SWA starts
            at about 3/4 of the training, with a learning rate that stays high.
        every: int >= 1. Epochs or steps between two sets of weights; there is at most
            one per execution where `steps_per_execution` is larger.
        unit: `"epochs"` or `"steps"`. What `every` counts.
        in_validation: bool. Whether the validations of `fit` see the average so far;
            the weights of the training are back afterwards, bit for bit.
        data: None, or what `calibration.precise_batch_norm` reads, for models with
            batch normalization.
        batch_size: int >= 1. Cuts arrays; an iterable has batches of its own.
        num_batches: int >= 1, how many batches to read, or None for all of them.

    Attributes:
        num_averaged: how many sets of weights the average is of.

    Raises:
        ValueError: if an argument is out of range; in `fit`, if it ends before
            `start_epoch`, or if there is batch normalization and no `data`.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import callbacks
    >>> start = keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros")
    >>> model = keras.Sequential([keras.Input((1,)), start])
    >>> model.compile(keras.optimizers.SGD(0.25), "mse")
    >>> x, y = np.ones((8, 1)), np.ones((8, 1))
    >>> average = callbacks.WeightAverage(start_epoch=1)
    >>> history = model.fit(x, y, epochs=3, verbose=0, callbacks=[average])
    >>> float(model.get_weights()[0][0, 0])  # of 0.75 and 0.875
    0.8125

    Reference: Izmailov et al., Averaging Weights Leads to Wider Optima and Better
    Generalization (2018), algorithm 1, https://arxiv.org/abs/1803.05407; Polyak and
    Juditsky, Acceleration of Stochastic Approximation by Averaging (1992),
    https://doi.org/10.1137/0330046.
    """

    def __init__(
        self,
        start_epoch,
        every=1,
        unit="epochs",
        in_validation=False,
        data=None,
        batch_size=256,
        num_batches=None,
    ):
        super().__init__(unit)
        fine = is_integer(start_epoch) and start_epoch >= 0
        require(fine, "start_epoch", "an integer >= 0", start_epoch)
        require_count("every", every)
        boolean = isinstance(in_validation, bool)
        require(boolean, "in_validation", "a bool", in_validation)
        self._start_epoch, self._every = int(start_epoch), int(every)
        self._in_validation = in_validation
        again = "when `in_validation` is True" if in_validation else None
        # Without data there is nothing to read, but its other arguments are checked.
        examples = np.zeros((1, 1)) if data is None else data
        statistics = BatchStatistics(examples, again, batch_size, num_batches)
        self._statistics = None if data is None else statistics
        self.num_averaged = 0

    def on_train_begin(self, logs=None):
        super().on_train_begin(logs)
        epochs = (self.params or {}).get("epochs")
        early = epochs is None or self._start_epoch < epochs
        rule = f"less than the number of epochs, which is {epochs}"
        require(early, "start_epoch", rule, self._start_epoch)
        self._normalizes = has_batch_norm(self._model)
        if self._normalizes:
            require(self._statistics is not None, "data", _NEEDED, None)
            normalizations(self._model)
        self._averages, self.num_averaged = None, 0
        self._since, self._periods = None, 0
        self._own_weights = None

    def on_epoch_begin(self, epoch, logs=None):
        super().on_epoch_begin(epoch, logs)
        self._epoch = epoch
        if self._since is None and epoch >= self._start_epoch:
            self._since = self._origin

    def set_at(self, time):
        # Here and not after a step: that may be called from another thread.
        self._time = time
        self._count(time)

    def on_test_begin(self, logs=None):
        if not self._begun:
            return
        self._count(self._reached())
        if self._in_validation and self.num_averaged:
            self._own_weights = [np.array(w) for w in self.model.get_weights()]
            self._use_average()

    def on_test_end(self, logs=None):
        if self._begun and self._own_weights is not None:
            self.model.set_weights(self._own_weights)
            self._own_weights = None

    def on_epoch_end(self, epoch, logs=None):
        self._count(self._end_of(epoch))

    def on_train_end(self, logs=None):
        self._begun = False
        if self.num_averaged:
            self._use_average()
        self._averages = None

    def _reached(self):
        """The time after the last step, when not all threads may have told theirs."""
        if self.unit == "epochs":
            return self._epoch + 1
        steps = (self.params or {}).get("steps")
        if steps is None:
            return self._time
        return min(self._time + self._steps_per_execution, self._origin + steps)

    def _count(self, time):
        """Takes the weights in if another period is over."""
        if self._since is None:
            return
        periods = (time - self._since) // self._every
        if periods > self._periods:
            self._periods = periods
            self._take_in(self.model.trainable_weights)

    def _take_in(self, weights):
        self.num_averaged += 1
        values = [_value(weight) for weight in weights]
        before = self._averages or [ops.zeros_like(value) for value in values]
        pairs = zip(before, values, strict=True)
        self._averages = [old + (new - old) / self.num_averaged for old, new in pairs]

    def _use_average(self):
        model = self.model
        for weight, average in zip(
            model.trainable_weights, self._averages, strict=True
        ):
            # Through the host: on JAX a step takes over the memory of the variables.
            weight.assign(np.array(ops.convert_to_numpy(average)))
        if self._normalizes:
            self._statistics.recompute(model)


def _value(weight):
    value = ops.stop_gradient(ops.convert_to_tensor(weight))
    return ops.cast(value, precise_dtype(weight.dtype))
