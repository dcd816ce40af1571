import keras
import numpy as np
from keras import initializers, ops

from keras_nntricks._arguments import is_number, require
from keras_nntricks._precise_dtype import precise_dtype
from keras_nntricks.layers._exponential_weights import start_of
from keras_nntricks.layers._shared_axes import as_shared_axes, input_spec, weight_shape


@keras.saving.register_keras_serializable(package="keras_nntricks")
class SReLU(keras.layers.Layer):
    """Three lines in a row, whose bends and outer slopes each channel learns.

        y = t_right + a_right * (x - t_right)    for x > t_right
        y = x                                    between
        y = t_left + a_left * (x - t_left)       for x < t_left

    It starts as a leaky ReLU of slope 0.2: `t_left` is 0 and `a_right` is 1, so that
    the place of the right bend does not matter yet. The paper keeps the four weights
    frozen for some epochs and then puts the right bends where the data are:

        layer.trainable = False              # before compiling: train as a leaky ReLU
        layer.place_right_bends(inputs)      # inputs of this layer, from the data
        layer.trainable = True               # compile again and go on

    Should training push `t_left` beyond `t_right`, both bends act on what lies between
    them, so the function stays continuous and each weight keeps its gradient.

    Args:
        t_left_initializer: start of the left bends. Defaults to `"zeros"`.
        a_left_initializer: start of the slopes left of them. Defaults to None,
            which is 0.2.
        t_right_initializer: start of the right bends. Defaults to `"ones"`.
        a_right_initializer: start of the slopes right of them. Defaults to `"ones"`.
        shared_axes: axes along which the weights are shared; 0 is the batch. Defaults
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

    Adds: four weights per channel.

    Differs from keras-contrib: `t_right` is the bend itself, as in the paper. There
    the bend is t_left + |t_right|; put that sum in for weights trained there.

    Example:
    >>> import numpy as np
    >>> from keras_nntricks import layers
    >>> x = np.array([[-10.0, 0.5, 3.0]])
    >>> keras.ops.convert_to_numpy(layers.SReLU()(x)).tolist()
    [[-2.0, 0.5, 3.0]]
    >>> flat = layers.SReLU(a_right_initializer="zeros")
    >>> keras.ops.convert_to_numpy(flat(x)).tolist()
    [[-2.0, 0.5, 1.0]]

    Reference: Jin et al., 2016, https://arxiv.org/abs/1512.07030.
    """

    def __init__(
        self,
        t_left_initializer="zeros",
        a_left_initializer=None,
        t_right_initializer="ones",
        a_right_initializer="ones",
        shared_axes=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.t_left_initializer = initializers.get(t_left_initializer)
        self.a_left_initializer = initializers.get(a_left_initializer)
        self.t_right_initializer = initializers.get(t_right_initializer)
        self.a_right_initializer = initializers.get(a_right_initializer)
        self.shared_axes = as_shared_axes(shared_axes)
        self.supports_masking = True

    def build(self, input_shape):
        shape = weight_shape(input_shape, self.shared_axes)
        t_left, a_left, t_right, a_right = self._starts()
        self.t_left = self._add_weight("t_left", shape, t_left)
        self.a_left = self._add_weight("a_left", shape, a_left)
        self.t_right = self._add_weight("t_right", shape, t_right)
        self.a_right = self._add_weight("a_right", shape, a_right)
        self.input_spec = input_spec(input_shape, self.shared_axes)

    def _add_weight(self, name, shape, start):
        return self.add_weight(shape, start, name=name, autocast=False)

    def _starts(self):
        return (
            self.t_left_initializer,
            self.a_left_initializer or initializers.Constant(0.2),
            self.t_right_initializer,
            self.a_right_initializer,
        )

    def call(self, inputs):
        exact = precise_dtype(self.compute_dtype)
        weights = (self.t_left, self.a_left, self.t_right, self.a_right)
        outputs = _three_lines(*(ops.cast(t, exact) for t in (inputs, *weights)))
        return ops.cast(outputs, self.compute_dtype)

    def place_right_bends(self, inputs, quantile=0.9):
        """Puts each right bend where this share of the channel's inputs lies below it.

        Args:
            inputs: array, what this layer receives for a sample of the data.
            quantile: number in [0, 1]. Share of the inputs left of the bend. Defaults
                to 0.9.

        Raises:
            ValueError: if `quantile` is out of range, or `inputs` are not of the shape
                that the layer was built for.
        """
        valid = is_number(quantile) and 0 <= quantile <= 1
        require(valid, "quantile", "a number in [0, 1]", quantile)
        inputs = ops.convert_to_numpy(ops.cast(inputs, "float32"))
        if not self.built:
            self.build(inputs.shape)
        self._require_fit(inputs)
        sizes = enumerate(self.t_right.shape, start=1)
        shared = tuple(axis for axis, size in sizes if size == 1)
        bends = np.quantile(inputs, quantile, axis=(0, *shared))
        self.t_right.assign(np.reshape(bends, self.t_right.shape))

    def _require_fit(self, inputs):
        rank, sizes = self.input_spec.ndim, self.input_spec.axes
        fits = inputs.ndim == rank and all(
            inputs.shape[axis] == size for axis, size in sizes.items()
        )
        rule = f"of rank {rank} and of the sizes {sizes} along these axes"
        require(fits, "inputs", f"{rule}, as the layer", inputs.shape)

    def initial_activation(self):
        """Returns the function that `activations.gain` is to look at."""
        t_left, a_left, t_right, a_right = map(start_of, self._starts())

        def srelu(x):
            above, below = np.maximum(x - t_right, 0), np.maximum(t_left - x, 0)
            return x + (a_right - 1) * above + (1 - a_left) * below

        return srelu

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        serialize = initializers.serialize
        return {
            **super().get_config(),
            "t_left_initializer": serialize(self.t_left_initializer),
            "a_left_initializer": serialize(self.a_left_initializer),
            "t_right_initializer": serialize(self.t_right_initializer),
            "a_right_initializer": serialize(self.a_right_initializer),
            "shared_axes": self.shared_axes,
        }


def _three_lines(x, t_left, a_left, t_right, a_right):
    """The sum of the parts of x left of, between and right of the bends.

    Each part is small where it is not taken, so nothing large cancels.
    """
    is_above, is_below = x > t_right, x < t_left
    above = ops.where(is_above, x - t_right, ops.zeros_like(x))
    below = ops.where(is_below, t_left - x, ops.zeros_like(x))
    # Both hold between bends that have crossed.
    between = ops.where(is_above, t_right + below, ops.where(is_below, t_left, x))
    return between + a_right * above - a_left * below
