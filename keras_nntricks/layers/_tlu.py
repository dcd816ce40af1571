import keras
import numpy as np
from keras import constraints, initializers, ops, regularizers

from keras_nntricks.layers._exponential_weights import start_of
from keras_nntricks.layers._shared_axes import as_shared_axes, input_spec, weight_shape


@keras.saving.register_keras_serializable(package="keras_nntricks")
class TLU(keras.layers.Layer):
    """Cuts its input from below at a learned threshold, one for each channel.

        y = max(x, threshold)

    It is ReLU at its start, where each threshold is 0. It belongs behind
    `FilterResponseNorm`, which does not subtract the mean: a ReLU that cuts at 0 would
    then cut at an arbitrary place.

    At a tie the threshold gets the gradient and the input none, on every backend. So
    with thresholds of 0 the gradient is that of ReLU as well.

    Args:
        threshold_initializer: start of the thresholds. Defaults to `"zeros"`.
        threshold_regularizer: penalty on the thresholds, or None.
        threshold_constraint: constraint on the thresholds, or None.
        shared_axes: axes along which one threshold is shared; 0 is the batch. Defaults
            to None, which shares all axes but the last. For `channels_first` images
            use `[2, 3]`.
        **kwargs: `name`, `dtype`, `trainable`.

    Call arguments:
        inputs: float tensor, (batch, ..., channels).

    Returns:
        Tensor of the same shape and dtype. A mask passes.

    Raises:
        ValueError: if `shared_axes` holds 0 or anything but integers; when the layer
            is built, if it holds an axis that the input lacks, or if the size of an
            axis that is not shared is unknown.

    Adds: one weight per channel.

    Differs from TensorFlow Addons: its `TLU` learns a threshold per element, which
    `shared_axes=[]` gives here; the paper has one per channel.

    Example:
    >>> import numpy as np
    >>> from keras_nntricks import layers
    >>> layer = layers.TLU(threshold_initializer=keras.initializers.Constant(-1.0))
    >>> keras.ops.convert_to_numpy(layer(np.array([[-2.0, -0.5, 3.0]]))).tolist()
    [[-1.0, -0.5, 3.0]]

    Reference: Singh and Krishnan, 2019, https://arxiv.org/abs/1911.09737.
    """

    def __init__(
        self,
        threshold_initializer="zeros",
        threshold_regularizer=None,
        threshold_constraint=None,
        shared_axes=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.threshold_initializer = initializers.get(threshold_initializer)
        self.threshold_regularizer = regularizers.get(threshold_regularizer)
        self.threshold_constraint = constraints.get(threshold_constraint)
        self.shared_axes = as_shared_axes(shared_axes)
        self.supports_masking = True

    def build(self, input_shape):
        self.threshold = self.add_weight(
            name="threshold",
            shape=weight_shape(input_shape, self.shared_axes),
            initializer=self.threshold_initializer,
            regularizer=self.threshold_regularizer,
            constraint=self.threshold_constraint,
        )
        self.input_spec = input_spec(input_shape, self.shared_axes)

    def call(self, inputs):
        threshold = ops.convert_to_tensor(self.threshold)
        # Asked this way round, not-a-number comes out as it went in.
        return ops.where(inputs <= threshold, threshold, inputs)

    def initial_activation(self):
        """Returns the function that `activations.gain` is to look at."""
        threshold = start_of(self.threshold_initializer)
        return lambda x: np.maximum(x, threshold)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "threshold_initializer": initializers.serialize(self.threshold_initializer),
            "threshold_regularizer": regularizers.serialize(self.threshold_regularizer),
            "threshold_constraint": constraints.serialize(self.threshold_constraint),
            "shared_axes": self.shared_axes,
        }
