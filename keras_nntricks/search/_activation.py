"""The activation as a hyperparameter."""

import keras

from keras_nntricks import activations, layers
from keras_nntricks.search._bounds import require_choices

FUNCTIONS = {
    "celu": activations.celu,
    "elu": activations.elu,
    "gelu": keras.activations.gelu,
    "leaky_relu": keras.activations.leaky_relu,
    "relu": keras.activations.relu,
    "selu": activations.selu,
    "sigmoid": keras.activations.sigmoid,
    "silu": keras.activations.silu,
    "tanh": keras.activations.tanh,
}
LAYERS = {
    "crelu": layers.CReLU,
    "maxout": layers.Maxout,
    "mpelu": layers.MPELU,
    "pelu": layers.PELU,
    "prelu": layers.PReLU,
    "rrelu": layers.RReLU,
    "srelu": layers.SReLU,
    "tlu": layers.TLU,
}
USUAL = ("relu", "leaky_relu", "elu", "selu", "tanh", "prelu", "maxout")


def activation(hp, values=USUAL, name="activation"):
    """Draws an activation, those with weights of their own included.

    Of functions there are `"relu"`, `"leaky_relu"`, `"elu"`, `"selu"`, `"celu"`,
    `"gelu"`, `"silu"`, `"tanh"` and `"sigmoid"`; ELU, SELU and CELU are those of
    `keras_nntricks.activations`. Of layers there are `"prelu"`, `"rrelu"`, `"srelu"`,
    `"tlu"`, `"pelu"`, `"mpelu"`, `"crelu"` and `"maxout"` of `keras_nntricks.layers`.
    Call this once per place: each call makes a new layer, the choice stays the same.
    `"maxout"` of two pieces halves the number of units, `"crelu"` doubles it.

    Args:
        hp: the `keras_tuner.HyperParameters` that `build(hp)` is given.
        values: list of names. Defaults to `"relu"`, `"leaky_relu"`, `"elu"`, `"selu"`,
            `"tanh"`, `"prelu"` and `"maxout"`.
        name: string, the name in the search. Defaults to `"activation"`.

    Returns:
        A layer, `keras.layers.Activation` for a function. Outside of a search: that of
        the first name.

    Raises:
        ValueError: if a name is not known or given twice.

    Example:
    >>> import keras_tuner
    >>> from keras_nntricks import search
    >>> layer = search.activation(keras_tuner.HyperParameters(), ["maxout", "relu"])
    >>> layer.num_pieces
    2

    Reference: the notes of CS231n on commonly used activation functions,
    https://cs231n.github.io/neural-networks-1/#actfun.
    """
    require_choices("values", values, sorted({**FUNCTIONS, **LAYERS}))
    chosen = hp.Choice(name, list(values), default=values[0])
    if chosen is None:  # not active in the condition that the caller has set
        return None
    if chosen in LAYERS:
        return LAYERS[chosen]()
    return keras.layers.Activation(FUNCTIONS[chosen])
