import keras

from keras_nntricks._arguments import require
from keras_nntricks._batch_norms import normalizations
from keras_nntricks.callbacks._batch_statistics import BatchStatistics


class PreciseBatchNorm(keras.callbacks.Callback):
    """Computes the statistics of batch normalization anew after each epoch.

        moving_mean = mean_x x,  moving_variance = mean_x (x - mean)^2

    over all activations x of `data`, as `calibration.precise_batch_norm` does, with
    the weights that the epoch ends with and before its validation, so that validation
    sees what inference would. The training itself goes on as without it: a step
    normalizes with its own batch.

    The moving averages of Keras follow the weights late: with few steps per epoch, a
    large `momentum` of the layer or a high learning rate the validation loss jumps
    although the model is well.

    Put it in front of callbacks that save the model. With `every_epoch=False` put it
    behind those that exchange the weights when the training ends, as EarlyStopping
    and `WeightAverage` may.

    Args:
        data: an array, a tuple (x, y), or an iterable of batches, as in
            `calibration.precise_batch_norm`: a few thousand training examples.
        every_epoch: bool. Whether after each epoch or only when the training ends.
        estimator: `"pooled"` or `"averaged"`, as in `calibration.precise_batch_norm`.
        batch_size: int >= 1. Cuts arrays; an iterable has batches of its own.
        num_batches: int >= 1, how many batches to read, or None for all of them.

    Raises:
        ValueError: if an argument is none of the above or a generator is to be read
            each epoch; in `fit`, if the model has no trainable batch normalization or
            what it normalizes is not finite.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import callbacks
    >>> norm = keras.layers.BatchNormalization()
    >>> layers = [keras.Input((1,)), norm, keras.layers.Dense(1)]
    >>> model = keras.Sequential(layers)
    >>> model.compile("sgd", "mse")
    >>> x = np.array([[1.0], [2.0], [6.0]])
    >>> precise = callbacks.PreciseBatchNorm(x)
    >>> history = model.fit(x, x, epochs=2, verbose=0, callbacks=[precise])
    >>> round(float(norm.moving_mean[0]), 3)
    3.0

    Reference: Wu and Johnson, Rethinking "Batch" in BatchNorm (2021), section 3,
    https://arxiv.org/abs/2105.07576.
    """

    async_safe = True

    def __init__(
        self,
        data,
        every_epoch=True,
        estimator="pooled",
        batch_size=256,
        num_batches=None,
    ):
        super().__init__()
        require(isinstance(every_epoch, bool), "every_epoch", "a bool", every_epoch)
        self._every_epoch = every_epoch
        again = "when `every_epoch` is True" if every_epoch else None
        self._statistics = BatchStatistics(
            data, again, batch_size, num_batches, estimator
        )
        self._due = False

    def on_train_begin(self, logs=None):
        normalizations(self._model)

    def on_epoch_begin(self, epoch, logs=None):
        self._due = self._every_epoch

    def on_test_begin(self, logs=None):
        self._recompute()  # Keras validates before the epoch ends

    def on_epoch_end(self, epoch, logs=None):
        self._recompute()

    def on_train_end(self, logs=None):
        self._due = not self._every_epoch
        self._recompute()

    def _recompute(self):
        if self._due:
            self._due = False
            self._statistics.recompute(self.model)
