"""The starting weights as a hyperparameter."""

import keras

from keras_nntricks import activations, initializers, layers
from keras_nntricks._arguments import require
from keras_nntricks.search._bounds import require_choices
from keras_nntricks.search._log_uniform import log_uniform

KINDS = ("fan_in", "fan_avg", "fan_out", "orthogonal")


def initializer(
    hp, activation, values=("fan_in", "fan_avg"), scale=None, name="initializer"
):
    """Draws an initializer that is matched to the activation behind the weights.

        fan_in, fan_avg, fan_out:  variance gain^2 / fan      initializers.GainScaling
        orthogonal:                gain * orthogonal matrix   initializers.Orthogonal

    The gain is the exact one of the activation: the square root of 2 for ReLU, which
    makes `"fan_in"` the initialization of He et al.; 1.59 for tanh. It keeps the size
    of the signal through a deep network from the first step on.

    Args:
        hp: the `keras_tuner.HyperParameters` that `build(hp)` is given.
        activation: what `activations.gain` takes: a layer that `search.activation`
            has drawn, a function, a name; a `Maxout` or `CReLU` layer, too; None for
            no activation.
        values: list out of `"fan_in"`, `"fan_avg"`, `"fan_out"` and `"orthogonal"`.
            Defaults to ("fan_in", "fan_avg").
        scale: pair of positive numbers, or None. If given, the gain is multiplied by
            a log-uniform factor from this range, named `name` + `"/scale"`. Defaults
            to None.
        name: string, the name in the search. Defaults to `"initializer"`.

    Returns:
        An initializer. Outside of a search: that of the first value.

    Raises:
        ValueError: if a value is not known or the activation has no gain.

    Example:
    >>> import keras_tuner
    >>> from keras_nntricks import search
    >>> hp = keras_tuner.HyperParameters()
    >>> round(search.initializer(hp, "tanh").gain, 6)
    1.592537

    Reference: He et al., 2015, https://arxiv.org/abs/1502.01852; Saxe et al., 2013,
    https://arxiv.org/abs/1312.6120.
    """
    require_choices("values", values, KINDS)
    pair = scale is None or (isinstance(scale, list | tuple) and len(scale) == 2)
    require(pair, "scale", "None or a pair of positive numbers", scale)
    kind = hp.Choice(name, list(values), default=values[0])
    factor = log_uniform(hp, f"{name}/scale", *scale) if scale is not None else 1.0
    if kind is None:  # not active in the condition that the caller has set
        return None
    gain = factor * _gain(activation)
    if kind == "orthogonal":
        return initializers.Orthogonal(gain)
    return initializers.GainScaling(gain, mode=kind)


def _gain(activation):
    if isinstance(activation, layers.Maxout):
        # GainScaling counts the pieces in fan_out only, as maxout_gain wants it.
        return activations.maxout_gain(activation.num_pieces)
    if isinstance(activation, layers.CReLU):
        # Each half of its units is a ReLU.
        return activations.gain(keras.activations.relu)
    return activations.gain(activation)
