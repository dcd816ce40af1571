"""A search space of dense networks."""

import keras

from keras_nntricks.search._depth import depth
from keras_nntricks.search._network_hyper_model import TRAINING, NetworkHyperModel
from keras_nntricks.search._width import width


class DenseHyperModel(NetworkHyperModel):
    """Searches dense networks and how they are trained.

        inputs -> [Dense -> normalization -> activation -> dropout] * depth -> Dense

    Each layer starts from weights that are matched to its activation. The space, by the
    names in the results:

    | name | range |
    |---|---|
    | `depth` | 1 to 3 hidden layers |
    | `width` | 32 to 512 units in each, log-uniform |
    | `activation` | ReLU, leaky ReLU, ELU, SELU, tanh, PReLU, maxout |
    | `initializer` | by fan_in or by the mean of both fans |
    | `normalization` | none or batch normalization |
    | `dropout` | 0 to 0.8, uniform |
    | `optimizer` | SGD with Nesterov momentum, RMSprop, Adam |
    | `optimizer/momentum` | 0.5, 0.9, 0.95, 0.99, for SGD |
    | `learning_rate` | 1e-6 to 10, log-uniform |
    | `weight_decay` | 1e-6 to 1, log-uniform |
    | `batch_size` | if asked for: 16, 32, ..., 256 |
    | `decay`, `decay/...` | if asked for: the schedules of `search.decay` |

    `space` changes a range by the arguments of the builder of that name, as in
    `space={"learning_rate": {"low": 1e-4, "high": 1.0}, "batch_size": {}}`.

    Args:
        input_shape: tuple of ints, the shape of one example. It is flattened.
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
    >>> hypermodel = search.DenseHyperModel((8, 8), 10, space={"depth": {"high": 2}})
    >>> hp = keras_tuner.HyperParameters()
    >>> hypermodel.build(hp).output_shape
    (None, 10)
    >>> len(hp.space)
    10

    Reference: the notes of CS231n on hyperparameters,
    https://cs231n.github.io/neural-networks-3/#hyper; Bergstra & Bengio, 2012,
    https://jmlr.org/papers/v13/bergstra12a.html.
    """

    defaults = {"depth": {}, "width": {}, **TRAINING}  # noqa: RUF012 - never changed

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

    def hidden(self, hp, inputs):
        x = keras.layers.Flatten()(inputs) if len(self.input_shape) > 1 else inputs
        units = self.draw("width", width, hp)
        for _ in range(self.draw("depth", depth, hp)):
            x = self.drop(hp, self.unit(hp, keras.layers.Dense, units, x))
        return x
