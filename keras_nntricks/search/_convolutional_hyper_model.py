"""A search space of convolutional networks."""

import functools

import keras

from keras_nntricks._arguments import require
from keras_nntricks.search._depth import depth
from keras_nntricks.search._network_hyper_model import TRAINING, NetworkHyperModel
from keras_nntricks.search._width import width


class ConvolutionalHyperModel(NetworkHyperModel):
    """Searches convolutional networks and how they are trained.

        inputs -> [[conv 3x3 -> normalization -> activation] * convolutions -> pool]
                  * blocks -> [Dense -> normalization -> activation -> dropout]
                  * dense_layers -> Dense

    A block has twice as many filters as the one before it and ends in max-pooling by
    2. Each layer starts from weights that are matched to its activation. The space, by
    the names in the results, is that of `search.DenseHyperModel` with, in place of
    `depth`:

    | name | range |
    |---|---|
    | `blocks` | 1 to 3 |
    | `convolutions` | 1 to 2 in each block |
    | `filters` | 16 to 64 in the first block, log-uniform |
    | `dense_layers` | 0 to 1 |
    | `width` | 32 to 512 units in each of these, log-uniform |

    `space` changes a range by the arguments of a builder: `search.depth` for `blocks`,
    `convolutions` and `dense_layers`, `search.width` for `filters`, and for all others
    the one of that name.

    Args:
        input_shape: tuple (height, width, channels), the shape of one example.
        output_units: int >= 1, units of the output layer.
        output_activation: activation of the output layer. Defaults to `"softmax"`.
        loss: loss. Defaults to `"sparse_categorical_crossentropy"`.
        metrics: list of metrics, or None. Defaults to ("accuracy",).
        space: dict of names of the table to dicts of arguments, or None where that
            part is not wanted (`normalization`, `dropout`, `weight_decay`,
            `batch_size`, `decay`). Defaults to None: the table.
        examples: int >= 1 or None, the examples of an epoch. Needed for `decay`.
        epochs: int >= 1 or None, the epochs of the longest training. Needed for
            `decay`.
        name: string or None, the name of the hypermodel.

    Raises:
        ValueError: if an argument is not as described.

    Example:
    >>> import keras_tuner
    >>> from keras_nntricks import search
    >>> hypermodel = search.ConvolutionalHyperModel((8, 8, 1), 10)
    >>> hp = keras_tuner.HyperParameters()
    >>> hypermodel.build(hp).output_shape
    (None, 10)
    >>> hp.get("blocks"), hp.get("filters")
    (2, 32)

    Reference: the notes of CS231n on layer patterns,
    https://cs231n.github.io/convolutional-networks/#layerpat.
    """

    defaults = {  # noqa: RUF012 - never changed
        "blocks": {},
        "convolutions": {"high": 2},
        "filters": {"low": 16, "high": 64},
        "dense_layers": {"low": 0, "high": 1},
        "width": {},
        **TRAINING,
    }

    def __init__(
        self,
        input_shape,
        output_units,
        output_activation="softmax",
        loss="sparse_categorical_crossentropy",
        metrics=("accuracy",),
        space=None,
        examples=None,
        epochs=None,
        name=None,
    ):
        network = (input_shape, output_units, output_activation, loss, metrics)
        super().__init__(*network, space, examples, epochs, name)
        is_image = len(self.input_shape) == 3
        rule = "a tuple (height, width, channels)"
        require(is_image, "input_shape", rule, input_shape)

    def draw(self, name, builder, hp, *args):
        """Returns what `builder` draws, under the name of this space."""
        if builder in (depth, width):
            builder = functools.partial(builder, name=name)
        return super().draw(name, builder, hp, *args)

    def hidden(self, hp, inputs):
        filters = self.draw("filters", width, hp)
        convolutions = self.draw("convolutions", depth, hp)
        make = functools.partial(keras.layers.Conv2D, kernel_size=3, padding="same")
        x = inputs
        for block in range(self.draw("blocks", depth, hp)):
            for _ in range(convolutions):
                x = self.unit(hp, make, filters * 2**block, x)
            # "same": an image of one pixel can be pooled, too.
            x = keras.layers.MaxPooling2D(2, padding="same")(x)
        return self._dense_layers(hp, keras.layers.Flatten()(x))

    def _dense_layers(self, hp, x):
        count = self.draw("dense_layers", depth, hp)
        units = self.draw("width", width, hp)
        for _ in range(count):
            x = self.unit(hp, keras.layers.Dense, units, x)
        return self.drop(hp, x)
