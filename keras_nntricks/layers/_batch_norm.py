import keras
from keras import constraints, initializers, ops, regularizers

from keras_nntricks._arguments import is_integer, is_number, require
from keras_nntricks._precise_dtype import precise_dtype
from keras_nntricks.layers._batch_renorm import checked_clipping
from keras_nntricks.layers._by_batch import ByBatch
from keras_nntricks.layers._channel_axis import require_channel_axis


@keras.saving.register_keras_serializable(package="keras_nntricks", name="BatchNorm")
class BatchNorm(ByBatch):
    """Normalizes each channel by the mean and variance of the batch.

        y = gamma * (x - mean) / sqrt(variance + epsilon) + beta

    In training mean and variance are those of the batch (and of each ghost batch, if
    `virtual_batch_size` says so); otherwise they are moving averages of them. Takes the
    place of `keras.layers.BatchNormalization`: the arguments have the same names, and
    it loads the weights of that layer.

    Statistics are computed in float32 (float64 if the inputs are) from inputs shifted
    to near zero, so they are right for inputs of mean 1e5 and standard deviation 1 too.
    A batch without two values per channel leaves the averages as they are; with
    `population_variance=False` one value moves them, and none does not.

    Args:
        axis: int, the channel axis. Defaults to -1; use 1 for `channels_first`.
        momentum: number in [0, 1]. Weight of the past in the moving averages.
        epsilon: number >= 0, added to the variance. At 0 a constant channel gives NaN.
        center: bool. Whether to add beta.
        scale: bool. Whether to multiply by gamma.
        beta_initializer: start of beta.
        gamma_initializer: start of gamma.
        moving_mean_initializer: the moving mean before the first batch.
        moving_variance_initializer: the moving variance before the first batch.
        beta_regularizer: penalty on beta, or None.
        gamma_regularizer: penalty on gamma, or None.
        beta_constraint: constraint on beta, or None.
        gamma_constraint: constraint on gamma, or None.
        renorm: bool. Whether training output is corrected towards the output by moving
            averages (batch renormalization): normalized * r + d with r = sigma_batch /
            sigma and d = (mean_batch - mean) / sigma, both without gradient.
        renorm_clipping: limits of r and d. `"paper"`: those of the paper, which widen
            over 40,000 steps. None: no limits. Or a dict of `"rmax"`, `"rmin"` and
            `"dmax"`: each a number, or pairs [step, value] that are joined by straight
            lines. r is kept in [rmin, rmax], d in [-dmax, dmax]. Without `"rmax"` or
            `"dmax"` there is no such limit; `"rmin"` defaults to 1 / rmax.
        renorm_momentum: number in [0, 1]. Like `momentum`, for the averages that r and
            d are computed from.
        synchronized: bool. Whether replicas normalize by the statistics of the whole
            batch: under `tf.distribute` and torch.distributed. On JAX a batch spread
            over devices is always normalized as a whole.
        virtual_batch_size: int >= 1, or None. Size of the ghost batches that training
            normalizes one by one. The last one takes what remains, so it has up to
            twice as many examples less one; a smaller batch is one ghost batch.
        population_variance: bool. Whether the moving variance is of batch variances
            times m / (m - 1), for m values per channel.
        debias: bool. Whether the moving averages weigh the batches seen so far only,
            not the initial values.
        **kwargs: `name`, `dtype`, `trainable`.

    Call arguments:
        inputs: float tensor of rank 2 or more.
        training: bool. True normalizes by the batch and moves the averages, unless
            `trainable` is False.
        mask: bool tensor or None. True where values count in the statistics. Its axes
            are the first axes of the inputs, leaving out the channel axis.

    Returns:
        Tensor of the shape of the inputs. A mask passes.

    Raises:
        ValueError: if an argument is out of range; if `axis` is not an axis of the
            inputs, or of unknown size; if the mask has the rank of the inputs or more.

    Adds: gamma, beta, moving_mean, moving_variance, and with `renorm` moving_stddev,
    renorm_mean and renorm_stddev, as in Keras; last, a number of steps, if `debias` or
    a limit of `renorm_clipping` needs it. `set_weights` of the layer and `load_weights`
    of a model take the weights of a Keras layer, which lack that one, as those of a
    long training.

    Differs from Keras 3.15.1: the moving variance has the factor m / (m - 1) and the
    averages have no bias (switch both off to get its numbers); statistics do not lose
    digits; masks work with one channel, `axis=1` and any rank; replicas of a
    MirroredStrategy average their moving statistics; limits of renormalization default
    to those of the paper and `rmin` to 1 / rmax, where Keras has none. The name of the
    class at run time, `BatchNorm.__name__`, is Keras's, as weights files use it.
    Differs from the papers: gamma, beta and the moving statistics of ghost batches are
    those of the whole batch, exactly: the mean of the ghosts' variances plus the
    variance of their means. With `renorm` each ghost batch has an r and d of its own.

    Example:
    >>> import numpy as np
    >>> from keras_nntricks import layers
    >>> layer = layers.BatchNorm()
    >>> y = layer(np.array([[1.0], [3.0]]), training=True)
    >>> np.round(np.array(layer.moving_variance), 3).tolist()  # 1 * m / (m - 1)
    [2.0]
    >>> layer = layers.BatchNorm(virtual_batch_size=16, renorm=True)
    >>> tuple(layer(np.ones((40, 8, 8, 3)), training=True).shape)
    (40, 8, 8, 3)

    Reference: Ioffe and Szegedy, 2015, https://arxiv.org/abs/1502.03167, algorithms 1
    and 2; renormalization: Ioffe, 2017, https://arxiv.org/abs/1702.03275, algorithm 1
    and section 4; ghost batches: Hoffer et al., 2017,
    https://arxiv.org/abs/1705.08741, algorithm 1.
    """

    def __init__(
        self,
        axis=-1,
        momentum=0.99,
        epsilon=1e-3,
        center=True,
        scale=True,
        beta_initializer="zeros",
        gamma_initializer="ones",
        moving_mean_initializer="zeros",
        moving_variance_initializer="ones",
        beta_regularizer=None,
        gamma_regularizer=None,
        beta_constraint=None,
        gamma_constraint=None,
        renorm=False,
        renorm_clipping="paper",
        renorm_momentum=0.99,
        synchronized=False,
        virtual_batch_size=None,
        population_variance=True,
        debias=True,
        **kwargs,
    ):
        super().__init__(**kwargs)
        require_channel_axis(axis)
        valid = is_number(epsilon) and epsilon >= 0
        require(valid, "epsilon", "a number >= 0", epsilon)
        _require_fraction("momentum", momentum)
        _require_fraction("renorm_momentum", renorm_momentum)
        flags = {
            "center": center,
            "scale": scale,
            "renorm": renorm,
            "synchronized": synchronized,
            "population_variance": population_variance,
            "debias": debias,
        }
        for name, value in flags.items():
            require(isinstance(value, bool), name, "True or False", value)
            setattr(self, name, value)
        size = virtual_batch_size
        valid = size is None or (is_integer(size) and size > 0 and not synchronized)
        rule = "a positive integer, or None (always with synchronized=True)"
        require(valid, "virtual_batch_size", rule, size)
        self.axis = int(axis)
        self.momentum = float(momentum)
        self.epsilon = float(epsilon)
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.moving_mean_initializer = initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = initializers.get(moving_variance_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)
        self.renorm_clipping = checked_clipping(renorm_clipping)
        self.renorm_momentum = float(renorm_momentum)
        self.virtual_batch_size = None if size is None else int(size)
        self.supports_masking = True

    def call(self, inputs, training=None, mask=None):
        values = ops.cast(inputs, precise_dtype(inputs.dtype))
        if training and self.trainable:
            outputs, statistics = self._normalize_by_batch(values, mask)
            self._update(statistics)
        else:
            outputs = self._normalize_by_averages(values)
        return ops.cast(outputs, self.compute_dtype)

    def _normalize_by_averages(self, inputs):
        gamma, beta = self._gamma_and_beta(inputs.dtype)
        return ops.batch_normalization(
            inputs,
            ops.cast(self.moving_mean.value, inputs.dtype),
            ops.cast(self.moving_variance.value, inputs.dtype),
            self._channel_axis,
            offset=beta,
            scale=gamma,
            epsilon=self.epsilon,
        )

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)

    def get_config(self):
        serialized = {
            "initializer": (
                ("beta", "gamma", "moving_mean", "moving_variance"),
                initializers.serialize,
            ),
            "regularizer": (("beta", "gamma"), regularizers.serialize),
            "constraint": (("beta", "gamma"), constraints.serialize),
        }
        config = super().get_config()
        for kind, (names, serialize) in serialized.items():
            for name in names:
                key = f"{name}_{kind}"
                config[key] = serialize(getattr(self, key))
        plain = (
            *("axis", "momentum", "epsilon", "center", "scale", "renorm"),
            *("renorm_clipping", "renorm_momentum", "synchronized"),
            *("virtual_batch_size", "population_variance", "debias"),
        )
        return {**config, **{name: getattr(self, name) for name in plain}}


# Weights files call a layer by this name, so files of Keras's layer fit. It is known by
# its registered name everywhere else.
BatchNorm.__name__ = "BatchNormalization"


def _require_fraction(name, value):
    valid = is_number(value) and 0 <= value <= 1
    require(valid, name, "in [0, 1]", value)
