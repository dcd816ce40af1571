"""The optimizer whose momentum can be set in mid-training."""

import keras

from keras_nntricks._arguments import require

_RULE = (
    "one whose momentum is a variable, as keras_nntricks.optimizers.SGD, for {name} "
    "to set it; Keras's own optimizers bake the number into the compiled step"
)


def momentum_owner(optimizer, name):
    """The optimizer, or the one that a loss-scaling optimizer wraps."""
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    settable = isinstance(getattr(inner, "momentum", None), keras.Variable)
    given = optimizer and type(inner).__name__
    require(settable, "optimizer", _RULE.format(name=name), given)
    return inner
