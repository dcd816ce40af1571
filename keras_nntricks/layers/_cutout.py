import keras
from keras import ops

from keras_nntricks._arguments import is_integer, is_number, require
from keras_nntricks.layers._seeds import checked_seed

_FORMATS = ("channels_last", "channels_first")


@keras.saving.register_keras_serializable(package="keras_nntricks")
class Cutout(keras.layers.Layer):
    """Blanks one square of fixed size in each training image.

    The centre is uniform over the pixels of the image, so the square may leave the
    image: the share that is blanked varies, and pixels near the border are blanked
    less often. Labels stay as they are.

        rows of the square: c - height // 2 ... c - height // 2 + height - 1

    Args:
        size: int >= 1, or (height, width), in pixels. The paper uses 16 for CIFAR-10,
            8 for CIFAR-100 and 20 for SVHN, all of 32 x 32 pixels.
        fill_value: number that takes the place of the pixels. Defaults to 0, which is
            the mean of inputs whose mean was subtracted.
        rate: number in [0, 1], the probability that an image is cut. Defaults to 1.
        data_format: `"channels_last"`, `"channels_first"` or None, the default: the
            one of `keras.config.image_data_format()`.
        seed: int in [0, 2**32) or None, the default.
        **kwargs: `name`, `dtype`, `trainable`.

    Call arguments:
        inputs: images (batch, height, width, channels) or one image (height, width,
            channels), or channels first; of unknown size too. On the TensorFlow
            backend the layer also works in `tf.data.Dataset.map`, with
            `training=True`.
        training: bool. Whether to cut.

    Returns:
        Tensor of the same shape in the compute dtype of the layer.

    Raises:
        ValueError: if an argument is out of range, or when the layer is built, if the
            inputs are no images.

    Differs from the paper: an odd size is kept; the authors' code blanks the next
    smaller even one.

    Example:
    >>> import numpy as np
    >>> from keras_nntricks import layers
    >>> images = np.ones((4, 8, 8, 3), "float32")
    >>> cut = layers.Cutout(2, seed=0)(images, training=True)
    >>> blank = (np.array(cut) == 0).sum(axis=(1, 2, 3)) / 3
    >>> bool(((1 <= blank) & (blank <= 4)).all())
    True

    Reference: DeVries and Taylor, 2017, https://arxiv.org/abs/1708.04552, section 3.
    """

    def __init__(
        self, size, fill_value=0.0, rate=1.0, data_format=None, seed=None, **kwargs
    ):
        super().__init__(**kwargs)
        sides = tuple(size) if isinstance(size, tuple | list) else (size, size)
        valid = len(sides) == 2 and all(is_integer(s) and s >= 1 for s in sides)
        require(valid, "size", "a positive integer or two of them", size)
        require(is_number(fill_value), "fill_value", "a finite number", fill_value)
        require(is_number(rate) and 0 <= rate <= 1, "rate", "in [0, 1]", rate)
        valid = data_format is None or data_format in _FORMATS
        require(valid, "data_format", f"None or one of {_FORMATS}", data_format)
        self.size = int(size) if is_integer(size) else tuple(map(int, size))
        self.fill_value = float(fill_value)
        self.rate = float(rate)
        self.data_format = data_format or keras.config.image_data_format()
        self.seed = checked_seed(seed)
        self.seed_generator = keras.random.SeedGenerator(self.seed)

    def build(self, input_shape):
        images = len(input_shape) in (3, 4)
        require(images, "input_shape", "that of images, or of one", input_shape)

    def call(self, inputs, training=False):
        inputs = ops.cast(inputs, self.compute_dtype)
        if not training or self.rate == 0:
            return inputs
        one = len(inputs.shape) == 3
        images = ops.expand_dims(inputs, 0) if one else inputs
        fill = ops.cast(self.fill_value, inputs.dtype)
        outputs = ops.where(self._squares(images), fill, images)
        return ops.squeeze(outputs, 0) if one else outputs

    def _squares(self, images):
        """True in the square of each image, (batch, height, width, 1) or alike."""
        last = self.data_format == "channels_last"
        batch, height, width = (ops.shape(images)[i] for i in (0, *_axes(last)))
        draws = keras.random.uniform(
            (3, batch), dtype="float32", seed=self.seed_generator
        )
        sides = (self.size, self.size) if is_integer(self.size) else self.size
        vertical = _covered(draws[0], height, sides[0])[:, :, None]
        horizontal = _covered(draws[1], width, sides[1])[:, None, :]
        cut = (draws[2] < self.rate)[:, None, None]
        square = ops.logical_and(cut, ops.logical_and(vertical, horizontal))
        return ops.expand_dims(square, -1 if last else 1)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "size": self.size,
            "fill_value": self.fill_value,
            "rate": self.rate,
            "data_format": self.data_format,
            "seed": self.seed,
        }


def _axes(channels_last):
    return (1, 2) if channels_last else (2, 3)


def _covered(draws, length, side):
    """Which of `length` positions lie within `side` of a centre, (batch, length)."""
    size = ops.cast(length, "float32")
    center = ops.minimum(ops.floor(draws * size), size - 1)[:, None]
    offset = ops.cast(ops.arange(length), "float32") - center + side // 2
    return ops.logical_and(offset >= 0, offset < side)
