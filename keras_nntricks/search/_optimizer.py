"""The optimizer as a hyperparameter."""

import keras

from keras_nntricks.search._bounds import require_choices
from keras_nntricks.search._momentum import momentum

KINDS = ("sgd", "nesterov", "rmsprop", "adam")
WITH_MOMENTUM = ("sgd", "nesterov")
# On TensorFlow the name is the one of its own variable, as "dense/bias:0".
NOT_DECAYED = [r"(^|/)(bias|gamma|beta|alpha)(:\d+)?$"]


def optimizer(
    hp,
    learning_rate,
    weight_decay=None,
    kinds=("nesterov", "rmsprop", "adam"),
    name="optimizer",
):
    """Draws the kind of the optimizer, and its momentum where it has one.

    Weight decay leaves biases and the scales and shifts of normalization alone.

    Args:
        hp: the `keras_tuner.HyperParameters` that `build(hp)` is given.
        learning_rate: number or schedule: what `search.learning_rate` or
            `search.decay` has drawn.
        weight_decay: number, what `search.weight_decay` has drawn; None for none.
            Defaults to None.
        kinds: list out of `"sgd"` (with momentum), `"nesterov"`, `"rmsprop"` and
            `"adam"`. Defaults to the last three.
        name: string, the name in the search; the momentum is `name` + `"/momentum"`.
            Defaults to `"optimizer"`.

    Returns:
        A `keras.optimizers.Optimizer`. Outside of a search: that of the first kind.

    Raises:
        ValueError: if a kind is not known or given twice.

    Example:
    >>> import keras_tuner
    >>> from keras_nntricks import search
    >>> hp = keras_tuner.HyperParameters()
    >>> chosen = search.optimizer(hp, search.learning_rate(hp))
    >>> chosen.nesterov, chosen.momentum
    (True, 0.9)

    Reference: the notes of CS231n on parameter updates, which recommend Nesterov
    momentum and Adam, https://cs231n.github.io/neural-networks-3/#update.
    """
    require_choices("kinds", kinds, KINDS)
    kind = hp.Choice(name, list(kinds), default=kinds[0])
    rolling = [known for known in WITH_MOMENTUM if known in kinds]
    drawn = None
    if rolling:
        with hp.conditional_scope(name, rolling):
            drawn = momentum(hp, name=f"{name}/momentum")
    options = {"learning_rate": learning_rate, "weight_decay": weight_decay}
    return spare_biases(_made(kind, drawn, options))


def spare_biases(chosen):
    """The optimizer, with biases and normalization left out of the weight decay."""
    if chosen.weight_decay:
        chosen.exclude_from_weight_decay(var_names=NOT_DECAYED)
    return chosen


def _made(kind, drawn, options):
    if kind == "adam":
        return keras.optimizers.Adam(**options)
    if kind == "rmsprop":
        return keras.optimizers.RMSprop(**options)
    nesterov = kind == "nesterov"
    return keras.optimizers.SGD(momentum=drawn or 0.0, nesterov=nesterov, **options)
