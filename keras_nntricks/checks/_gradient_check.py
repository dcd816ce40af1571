import keras
import numpy as np

from keras_nntricks._arguments import require, require_count
from keras_nntricks._double_model import in_double_precision
from keras_nntricks.checks._check_result import CheckResult
from keras_nntricks.checks._double_model import DoubleModel
from keras_nntricks.checks._examples import gather
from keras_nntricks.checks._left_as_it_was import left_as_it_was
from keras_nntricks.checks._slopes import slope

_NAME = "gradient_check"
_FINE, _WRONG = 1e-4, 1e-2
_ADVICE = (
    "See whether a layer stops or replaces a gradient (stop_gradient, custom_gradient, "
    "rounding, straight-through) where it should not."
)
_NO_GRADIENT = (
    "See whether the loss reaches the weights at all: stop_gradient, a factor 0, units "
    "that are all dead, an activation that is saturated."
)
_NARROW = "Let each layer compute in its own dtype instead of casting to float32."


def gradient_check(
    model, x, y=None, sample_weight=None, num_examples=8, num_elements=6
):
    """Checks the backend's gradient of each weight against numerical derivatives.

    In float64, with all layers and the loss in double precision:

        n = (L(w + h) - L(w - h)) / 2h        error = |a - n| / max(|a|, |n|)

    An error above 0.01 has failed, one above 0.0001 is a warning. An element at a
    kink, where the slopes to the left and to the right differ however small h is, is
    left out and counted. Dropout keeps its mask where the backend can repeat it, else
    it is off. A layer, or a model that is not compiled, is checked alone: the loss is
    a fixed random combination of its outputs, and its input is checked too.

    Args:
        model: a built `keras.Model` or `keras.layers.Layer`.
        x: an array, a dict or a list of arrays, a tuple (x, y), a
            `keras.utils.PyDataset`, a `tf.data.Dataset` or an iterable of batches.
        y: the targets, where `x` does not hold them.
        sample_weight: weights of the examples, or None.
        num_examples: int >= 1. Examples in the batch. Defaults to 8.
        num_elements: int >= 1. Elements of each weight that are checked: half of them
            those of largest gradient, half at random. Defaults to 6.

    Returns:
        A `CheckResult`; `numbers` holds the largest error of each weight and the
        number of kinks.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import checks
    >>> layer = keras.layers.Dense(3, activation="tanh")
    >>> layer.build((None, 4))
    >>> x = np.random.default_rng(0).normal(size=(8, 4))
    >>> checks.gradient_check(layer, x).status
    'ok'

    Reference: Stanford CS231n, "Gradient checks",
    https://cs231n.github.io/neural-networks-3/#gradcheck
    """
    built = isinstance(model, keras.layers.Layer) and model.built
    require(built, "model", "a built keras model or layer: call it on a batch", model)
    require_count("num_examples", num_examples)
    require_count("num_elements", num_elements)
    examples = gather(x, y, sample_weight, num_examples, steps=1)
    batch = examples.few(num_examples)
    with left_as_it_was(model), in_double_precision(model):
        double = _repeatable(model, batch)
        if not double.places:
            return CheckResult(_NAME, "not run", "no trainable weights")
        precise = _is_precise(double)
        if not precise:
            told = "a part of the model computes in single precision"
            return CheckResult(_NAME, "not run", told, "float64", _NARROW)
        errors, kinks, largest = _errors(double, num_elements)
    return _judged(errors, kinks, largest, num_elements)


def _repeatable(model, batch):
    """In training mode if it gives the same loss twice, else in inference mode."""
    double = DoubleModel(model, batch, training=True)
    first, second = double.value(double.start), double.value(double.start)
    return double if first == second else DoubleModel(model, batch, training=False)


def _is_precise(double):
    """Whether moves of 1e-9 and 2e-9 change the loss in proportion.

    Single precision has steps of 1e-7; a loss that does not move tells nothing.
    """
    generator = np.random.default_rng(0)
    ways = [generator.normal(size=np.shape(value)) for value in double.start]
    start = double.value(double.start)

    def change(size):
        moved = zip(double.start, ways, strict=True)
        return double.value([value + size * way for value, way in moved]) - start

    small, large = change(1e-7), change(2e-7)
    rounding = 1e-14 * max(abs(start), 1e-3)
    return abs(large - 2 * small) <= 0.02 * abs(large) + 10 * rounding


def _errors(double, num_elements):
    """Path of each weight -> its largest error; the kinks; path -> largest gradient."""
    gradients = double.gradient(double.start)
    centre = double.value(double.start)
    errors, kinks = {}, 0
    largest = {path: np.abs(gradients[i]).max() for path, i in double.places.items()}
    for path, place in double.places.items():
        gradient = gradients[place].ravel()
        slopes = {
            i: slope(_along(double, place, i), centre)
            for i in _elements(gradient, num_elements)
        }
        smooth = {i: s for i, s in slopes.items() if not s.has_kink}
        kinks += len(slopes) - len(smooth)
        if smooth:
            errors[path] = max(s.error(gradient[i]) for i, s in smooth.items())
    return errors, kinks, largest


def _elements(gradient, count):
    """Half of them of the largest gradient, the others at random."""
    order = np.argsort(-np.abs(gradient), kind="stable")
    first, rest = order[: -(-count // 2)], order[-(-count // 2) :]
    others = np.random.default_rng(0).permutation(rest)[: count // 2]
    return [int(i) for i in (*first, *others)]


def _along(double, place, index):
    """The loss as a function of what is added to one element."""

    def moved(step):
        values = list(double.start)
        values[place] = values[place].copy()
        values[place].flat[index] += step
        return double.value(values)

    return moved


def _judged(errors, kinks, largest, num_elements):
    if not errors:
        return CheckResult(_NAME, "not run", f"{kinks} kinks", "smooth places")
    if not np.any(list(largest.values())):
        found = "the gradient of each weight is 0"
        expected = "gradients that are not 0"
        return CheckResult(_NAME, "warning", found, expected, _NO_GRADIENT)
    worst = max(errors, key=errors.get)
    wrong = [path for path, error in errors.items() if error > _FINE]
    size = f"{errors[worst]:.2g} at most, in {worst}"
    measured = f"{size if errors[worst] else 'nothing beyond rounding'}; {kinks} kinks"
    if wrong:
        measured += f"; wrong: {', '.join(wrong)}"
    numbers = {"errors": errors, "kinks": kinks, "elements": num_elements}
    expected = f"relative error below {_FINE:g}"
    if errors[worst] <= _FINE:
        return CheckResult(_NAME, "ok", measured, expected, numbers=numbers)
    status = "failed" if errors[worst] > _WRONG else "warning"
    return CheckResult(_NAME, status, measured, expected, _ADVICE, numbers)
