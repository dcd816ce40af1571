"""The normalization as a hyperparameter."""

import keras

from keras_nntricks import layers
from keras_nntricks.search._bounds import require_choices

MAKERS = {
    "none": None,
    "batch_norm": layers.BatchNorm,
    "layer_norm": keras.layers.LayerNormalization,
}


def normalization(hp, values=("none", "batch_norm"), name="normalization"):
    """Draws whether to normalize, and by what.

    Call this once per place: each call makes a new layer, the choice stays the same.

    Args:
        hp: the `keras_tuner.HyperParameters` that `build(hp)` is given.
        values: list out of `"none"`, `"batch_norm"` (`layers.BatchNorm`) and
            `"layer_norm"` (Keras's). Defaults to ("none", "batch_norm").
        name: string, the name in the search. Defaults to `"normalization"`.

    Returns:
        A new layer, or None. Outside of a search: that of the first value.

    Raises:
        ValueError: if a value is not known or given twice.

    Example:
    >>> import keras_tuner
    >>> from keras_nntricks import search
    >>> hp = keras_tuner.HyperParameters()
    >>> layer = search.normalization(hp, ["batch_norm", "none"])
    >>> layer.momentum
    0.99

    Reference: Ioffe & Szegedy, 2015, https://arxiv.org/abs/1502.03167.
    """
    require_choices("values", values, MAKERS)
    chosen = hp.Choice(name, list(values), default=values[0])
    make = MAKERS.get(chosen)
    return make and make()
