import numpy as np

from keras_nntricks import monitors
from keras_nntricks.checks._check_result import CheckResult
from keras_nntricks.checks._examples import gather
from keras_nntricks.checks._left_as_it_was import left_as_it_was, require_compiled
from keras_nntricks.checks._unit_ranges import unit_ranges

_NAME = "dead_units"
_SHARE = 0.5
_VALUES = 300
# Gates are sparse, and the states of a recurrent layer are not told apart.
_ELSEWHERE = ("gate", "output", "recurrent")
_ADVICE = (
    "Start biases at 0 and kernels with an initializer that suits the activation, "
    "and scale the inputs."
)


def dead_units(model, x, y=None, sample_weight=None, batch_size=32, steps=10):
    """Checks that units are not dead before training begins.

    A unit is dead if all examples put it on a flat side of its activation, where next
    to no gradient passes: a ReLU that never fires, a sigmoid that is always 0 or 1.
    Half of a layer's units dead, judged by 300 values per unit or more, has failed;
    some dead units of a ReLU layer are ordinary. Gates, which may be
    sparse, and recurrent layers are left out.

    Args:
        model: a built and compiled `keras.Model`.
        x: an array, a dict or a list of arrays, a tuple (x, y), a
            `keras.utils.PyDataset`, a `tf.data.Dataset` or an iterable of batches.
        y: the targets, where `x` does not hold them.
        sample_weight: weights of the examples, or None.
        batch_size: int >= 1. Cuts arrays. Defaults to 32.
        steps: int >= 1. Batches to look at. Defaults to 10.

    Returns:
        A `CheckResult`.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import checks
    >>> dead = keras.layers.Dense(
    ...     8, activation="relu", bias_initializer=keras.initializers.Constant(-99.0)
    ... )
    >>> model = keras.Sequential([keras.Input((4,)), dead, keras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> x = np.random.default_rng(0).normal(size=(320, 4))
    >>> checks.dead_units(model, x, x[:, :1]).status
    'failed'

    Reference: Stanford CS231n, "Commonly used activation functions",
    https://cs231n.github.io/neural-networks-1/#actfun
    """
    require_compiled(model)
    examples = gather(x, y, sample_weight, batch_size, steps)
    facts = [layer for layer in monitors.describe(model).layers if _is_judged(layer)]
    with left_as_it_was(model):
        ranges = unit_ranges(model, examples, {layer.path for layer in facts})
    dead = {
        layer.path: _dead(layer, ranges[layer.path])
        for layer in facts
        if layer.path in ranges
    }
    return _judged(dead, min((r.count for r in ranges.values()), default=0))


def _is_judged(layer):
    return layer.has_flat_side and layer.role not in _ELSEWHERE


def _dead(layer, units):
    below, above, floor = layer.flat_below, layer.flat_above, layer.flat_floor
    low = np.zeros(units.maximum.shape, bool)
    if below is not None:
        low = units.maximum <= below
    if floor is not None:
        low &= units.minimum >= floor
    return low | (units.minimum >= above) if above is not None else low


def _judged(dead, count):
    if not dead:
        return CheckResult(_NAME, "not run", "", "no activation with a flat side")
    shares = {path: float(np.mean(units)) for path, units in dead.items()}
    told = [f"{p}: {np.sum(u)} of {u.size}" for p, u in dead.items() if np.any(u)]
    measured = "; ".join(told) or "none"
    expected = f"less than {_SHARE:.0%} of the units of a layer"
    if max(shares.values()) < _SHARE:
        return CheckResult(_NAME, "ok", measured, expected, numbers=shares)
    status = "failed" if count >= _VALUES else "warning"
    return CheckResult(_NAME, status, measured, expected, _ADVICE, shares)
