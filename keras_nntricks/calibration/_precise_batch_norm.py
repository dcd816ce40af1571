import contextlib
import functools
from collections.abc import Iterator

import keras
import numpy as np

from keras_nntricks._arguments import require
from keras_nntricks._batch_norms import (
    ESTIMATORS,
    keeps_statistics,
    normalizations,
    require_estimation,
)
from keras_nntricks._batches import batches
from keras_nntricks._leaf_layers import below, leaf_layers
from keras_nntricks._shadowed import shadowed
from keras_nntricks.calibration._channel_moments import AveragedMoments, PooledMoments
from keras_nntricks.calibration._checked import changing_only
from keras_nntricks.calibration._left_alone import RECURRENT
from keras_nntricks.calibration._report import CalibrationReport, Row

_MOMENTS = dict(zip(ESTIMATORS, (PooledMoments, AveragedMoments), strict=True))
# The second name of each is one of batch renormalization, as are both deviations.
_MEANS = ("moving_mean", "renorm_mean")
_DEVIATIONS = ("moving_stddev", "renorm_stddev")


def precise_batch_norm(
    model,
    data,
    estimator="pooled",
    sequential=False,
    batch_size=256,
    num_batches=None,
):
    """Computes the moving statistics of batch normalization anew, from data.

    A moving average follows the weights late and forgets old batches. Here the
    weights stand still, and each layer gets the mean and the variance of what it
    normalizes over all of `data`, summed in float64 around the mean:

        pooled:    mean_x x,  mean_x (x - mean)^2            over all activations x
        averaged:  E_B mean_B,  E_B var_B * m / (m - 1)      over the batches B

    with m values per channel and batch. Every layer that has a `moving_mean` and a
    `moving_variance` is measured: keras.layers.BatchNormalization and
    `layers.BatchNorm`. By default all of them in one pass, in which each normalizes
    with its batch, as in training, while dropout is off; the averages of a
    batch renormalization follow. A layer that is not
    trainable or not called is left alone, as are all weights and, with a row that says
    so, layers inside recurrent ones. Masked time steps do not count. Inside
    `TimeDistributed` each time step counts as a batch of its own.

    Args:
        model: a built keras.Model.
        data: an array, a tuple (x, y), a `keras.utils.PyDataset`, or an iterable of
            batches such as a tf.data.Dataset, a torch DataLoader or a generator.
            Targets are ignored. Several inputs are a dict of arrays, or a list of them
            in a tuple, ([a, b], y) or ([a, b],), whole or as a batch: a list alone is
            one of batches, and a batch that is a list is (x, y). It should be
            shuffled, like the training.
        estimator: `"pooled"`, or `"averaged"` as the paper has it, for which every
            batch has to be as large as in training. Defaults to `"pooled"`.
        sequential: bool. Whether the layers are measured one after the other, each
            behind layers that use their new statistics already, as inference does.
            It reads the data once more per layer, so a generator will not do.
            Defaults to False.
        batch_size: int >= 1. Cuts arrays; an iterable has batches of its own.
        num_batches: int >= 1, how many batches to read, or None for all of them.

    Returns:
        A `CalibrationReport` in the order of the calls. Its means are averages over
        the channels, its standard deviations roots of average variances; the
        iterations are batches.

    Raises:
        ValueError: if an argument is none of the above, if no layer can be measured,
            or if what a layer normalizes is not finite. The model is then as before.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import calibration
    >>> norm = keras.layers.BatchNormalization(name="norm")
    >>> model = keras.Sequential([keras.Input((2,)), norm])
    >>> x = np.array([[1.0, 5.0], [3.0, 5.0], [8.0, 5.0]])
    >>> report = calibration.precise_batch_norm(model, x, batch_size=2)
    >>> keras.ops.convert_to_numpy(norm.moving_mean).round(3).tolist()
    [4.0, 5.0]
    >>> round(float(norm.moving_variance[0]), 3)
    8.667

    Reference: Ioffe and Szegedy, 2015, https://arxiv.org/abs/1502.03167, section 3.1;
    pooling: Wu and Johnson, 2021, https://arxiv.org/abs/2105.07576, section 3.
    """
    require_estimation(estimator, sequential, num_batches)
    layers = normalizations(model)
    read = _reader(data, batch_size, num_batches, sequential)
    owned = [variable for layer in layers for variable in _kept(layer)]
    with changing_only(model, owned):
        before = {layer: _statistics(layer) for layer in layers}
        found = _measured(model, layers, read(), _MOMENTS[estimator])
        require(found, "data", "one batch or more that the layers see", data)
        _assign(found)
        for layer in list(found) if sequential else ():
            found |= _measured(model, [layer], read(), _MOMENTS[estimator])
            _assign({layer: found[layer]})
    rows = (_row(layer, before[layer], values) for layer, values in found.items())
    return CalibrationReport((*rows, *_left_alone(model)))


def _left_alone(model):
    """Rows of those that a loop over time may hold traced."""
    inside = below(model, keras.layers.RNN)
    for layer in leaf_layers(model):
        if layer in inside and keeps_statistics(layer):
            mean, variance = (float(np.mean(v)) for v in _statistics(layer))
            moments = (mean, variance**0.5)
            yield Row(layer.name, *moments, *moments, 0, RECURRENT)


def _reader(data, batch_size, num_batches, again):
    """A function that reads the data from its start, each time it is called."""
    once = isinstance(data, Iterator)
    rule = "readable more than once when `sequential` is True"
    require(not (again and once), "data", rule, data)
    return functools.partial(batches, data, batch_size, num_batches)


def _measured(model, layers, inputs, moments):
    """Layer -> moments of all that it normalized, in the order of the first calls."""
    found, failures = {}, []
    with contextlib.ExitStack() as stack:
        for layer in layers:
            call = _watching(layer, found, moments, failures)
            stack.enter_context(shadowed(layer, "call", call))
        for batch in inputs:
            model(batch, training=False)
            if failures:
                raise failures[0]
    for layer, values in found.items():
        rule = f"finite, and not all masked, where {layer.name!r} sees it"
        require(_is_sound(values), "data", rule, values.mean)
    return found


def _is_sound(values):
    moments = (values.mean, values.variance) if values.num_batches else (np.nan,)
    return all(np.all(np.isfinite(moment)) for moment in moments)


def _watching(layer, found, moments, failures):
    """The layer's call, which normalizes as in training and takes its input in."""
    call = layer.call

    def watched(inputs, training=None, mask=None):
        values = found.setdefault(layer, moments())
        try:
            values.update(_rows(inputs, mask, layer.axis))
        except ValueError as error:  # Keras would reword it on its way out
            failures.append(error)
        return call(inputs, training=True, mask=mask)

    return watched


def _rows(inputs, mask, axis):
    """(values, channels) of what is not masked, in float64."""
    inputs = np.moveaxis(keras.ops.convert_to_numpy(inputs), axis, -1)
    rows = inputs.astype("float64").reshape(-1, inputs.shape[-1])
    if mask is None:
        return rows
    mask = keras.ops.convert_to_numpy(mask)
    mask = mask.reshape(mask.shape + (1,) * (inputs.ndim - 1 - mask.ndim))
    return rows[np.broadcast_to(mask, inputs.shape[:-1]).ravel()]


def _kept(layer):
    """What the layer keeps, without the counter that drives a schedule."""
    names = [name for name in (*_MEANS, *_DEVIATIONS) if hasattr(layer, name)]
    return [layer.moving_variance, *(getattr(layer, name) for name in names)]


def _statistics(layer):
    read = keras.ops.convert_to_numpy
    return read(layer.moving_mean), read(layer.moving_variance)


def _assign(found):
    for layer, values in found.items():
        layer.moving_variance.assign(values.variance)
        for name in _MEANS:
            if hasattr(layer, name):
                getattr(layer, name).assign(values.mean)
        for name in _DEVIATIONS:
            if hasattr(layer, name):
                getattr(layer, name).assign(np.sqrt(values.variance + layer.epsilon))


def _row(layer, before, values):
    old_mean, old_variance = before
    return Row(
        layer.name,
        float(np.mean(old_mean)),
        float(np.sqrt(np.mean(old_variance))),
        float(np.mean(values.mean)),
        float(np.sqrt(np.mean(values.variance))),
        values.num_batches,
    )
