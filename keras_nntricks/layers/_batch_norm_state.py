"""The weights of batch normalization, and how a batch moves them."""

import functools

import keras
import numpy as np
from keras import ops

from keras_nntricks._precise_dtype import precise_dtype
from keras_nntricks.layers._batch_renorm import follows_steps
from keras_nntricks.layers._centred_moments import at_least_one
from keras_nntricks.layers._channel_axis import channel_axis
from keras_nntricks.layers._channel_parameter import add_channel_parameter
from keras_nntricks.layers._moving_averages import move, put, rate

# So many that no average and no ramp of a limit feels its start.
LONG_TRAINED = 2.0**24


class BatchNormState(keras.layers.Layer):
    """Holds gamma, beta, the moving statistics, and the number of steps last.

    A layer of Keras has the same weights in the same order, without the steps.
    """

    def build(self, input_shape):
        axis = channel_axis(self.axis, tuple(input_shape))
        self._channel_axis, channels = axis, input_shape[axis]
        self.input_spec = keras.InputSpec(ndim=len(input_shape), axes={axis: channels})
        add = functools.partial(add_channel_parameter, self)
        self.gamma = add("gamma", channels) if self.scale else None
        self.beta = add("beta", channels) if self.center else None
        self._build_statistics((channels,))

    def _build_statistics(self, shape):
        mean, variance = self.moving_mean_initializer, self.moving_variance_initializer

        def deviation(shape, dtype=None):
            return ops.sqrt(variance(shape, dtype=dtype))

        self.moving_mean = self._add_statistic("moving_mean", mean, shape)
        self.moving_variance = self._add_statistic("moving_variance", variance, shape)
        if self.renorm:
            names = ("moving_stddev", "renorm_mean", "renorm_stddev")
            for name, start in zip(names, (deviation, mean, deviation), strict=True):
                setattr(self, name, self._add_statistic(name, start, shape))
        ramps = self.renorm and follows_steps(self.renorm_clipping)
        counts = self.debias or ramps
        self.steps = self._add_statistic("steps", "zeros", ()) if counts else None

    def _add_statistic(self, name, initializer, shape):
        return self.add_weight(
            name=name,
            shape=shape,
            initializer=initializer,
            dtype=precise_dtype(self.variable_dtype),
            trainable=False,
            autocast=False,
            aggregation="mean",
        )

    def _update(self, statistics):
        """Moves the averages by the statistics of one batch."""
        count, variance = statistics.count, statistics.variance
        if self.population_variance:
            degrees = at_least_one(count - 1, variance.dtype)
            variance = variance * (at_least_one(count, variance.dtype) / degrees)
        counted = count >= (2 if self.population_variance else 1)
        if counted is False:
            return
        steps = None if self.steps is None else self.steps.value + 1.0
        newest = steps if self.debias else None
        dtype = self.moving_mean.dtype
        mean, variance = ops.cast(statistics.mean, dtype), ops.cast(variance, dtype)
        moved = (mean, variance, rate(self.momentum, newest), counted)
        if self.renorm:
            self._move_renorm(*moved, rate(self.renorm_momentum, newest))
        else:
            self._move(*moved)
        if steps is not None:
            put(self.steps, steps, counted)

    def _move(self, mean, variance, weight, counted):
        move(self.moving_mean, mean, weight, counted)
        move(self.moving_variance, variance, weight, counted)

    def _move_renorm(self, mean, variance, weight, counted, renorm_weight):
        deviation = ops.sqrt(variance + self.epsilon)
        move(self.renorm_mean, mean, renorm_weight, counted)
        move(self.renorm_stddev, deviation, renorm_weight, counted)
        move(self.moving_mean, mean, weight, counted)
        move(self.moving_stddev, deviation, weight, counted)
        square = ops.square(self.moving_stddev.value) - self.epsilon
        put(self.moving_variance, ops.maximum(square, 0.0), counted)

    def set_weights(self, weights):
        """Takes the weights of a Keras layer too, as those of a long training."""
        if self.steps is not None and len(weights) == len(self.weights) - 1:
            weights = [*weights, np.float32(LONG_TRAINED)]
        super().set_weights(weights)

    def load_own_variables(self, store):
        """Takes the file of a Keras layer too, as that of a long training."""
        if self.steps is not None and len(store.keys()) == len(self.weights) - 1:
            store = {key: store[key] for key in store.keys()}
            store[str(len(store))] = np.float32(LONG_TRAINED)
        super().load_own_variables(store)
