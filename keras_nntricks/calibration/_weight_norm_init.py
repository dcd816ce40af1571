import dataclasses
import functools

import keras
import numpy as np

from keras_nntricks._arguments import require
from keras_nntricks._leaf_layers import below, leaf_layers
from keras_nntricks._shadowed import shadowed
from keras_nntricks.calibration._channels import by_channel
from keras_nntricks.calibration._checked import changing_only, checked_batch
from keras_nntricks.calibration._full_precision import to_float64
from keras_nntricks.calibration._kernel import find_kernel
from keras_nntricks.calibration._measure import FEW, SHARED, moments, notes
from keras_nntricks.calibration._observe import observe
from keras_nntricks.calibration._report import CalibrationReport, Row
from keras_nntricks.layers import WeightNorm

_FLAT = 1e-6  # of a channel's largest value: float32 rounds that much


def weight_norm_init(model, batch):
    """Starts `WeightNorm` layers so that each output has mean 0 and variance 1.

    In the order in which the model calls its layers, with t = v · x / ||v|| the output
    for scale 1, without bias and activation, on the batch:

        scale = 1 / std(t),    bias = -mean(t) / std(t)

    Mean and standard deviation are per channel, over examples and positions. All of it
    takes one pass through the model, in inference mode: each layer sees what the layers
    before it, already started, give.

    A layer that is called more than once is started at its first call. Without a bias
    the means stay. A channel that does not vary keeps its scale and bias, and frozen
    layers keep all of theirs. The report says so.

    Args:
        model: built `keras.Model` of any kind with `WeightNorm` layers. Their scales
            and biases are changed in place, or, if anything fails, not at all.
        batch: what the model is called with: an array, or a list or dict of arrays,
            of at least two examples. Some hundred are enough.

    Returns:
        `CalibrationReport` of the outputs before the activation; printed, a table.
        `before` has earlier layers started already.

    Raises:
        ValueError: if the model is not built or has no `WeightNorm` layer; if one of
            them wraps a maxout layer, whose pieces do not show, an `EinsumDense` with
            several output axes, or a layer whose kernel is not known; if all channels
            of a layer are constant; if the batch has less than two examples or
            outputs are not finite.

    Differs from the paper: v keeps the values that it has; the paper draws it from
    N(0, 0.05^2), which makes no difference but to later steps.
    Differs from TensorFlow Addons, which takes the statistics of v · x: they are off
    by the factor ||v||.

    Example:
    >>> import numpy as np
    >>> from keras_nntricks import calibration, layers
    >>> hidden = layers.WeightNorm(keras.layers.Dense(16, activation="relu"), name="a")
    >>> model = keras.Sequential([keras.Input((8,)), hidden])
    >>> batch = np.random.default_rng(0).normal(3.0, 2.0, size=(64, 8))
    >>> report = calibration.weight_norm_init(model, batch)
    >>> abs(round(report["a"].after_mean, 4)), round(report["a"].after_std, 4)
    (0.0, 1.0)

    Reference: Salimans and Kingma, 2016, https://arxiv.org/abs/1602.07868, eq. 5 and 6.
    """
    wrappers, inputs = _checked_wrappers(model), checked_batch(batch)
    rows = {}
    watch = {w: functools.partial(_called, w, rows) for w in wrappers}
    changing = [variable for w in wrappers for variable in _parameters(w)]
    with changing_only(model, changing):
        observe(model, inputs, watch)
    return CalibrationReport(tuple(rows.values()))


def _checked_wrappers(model):
    built = isinstance(model, keras.Model) and model.built
    require(built, "model", "a built keras.Model", model)
    wrappers = [part for part in leaf_layers(model) if isinstance(part, WeightNorm)]
    require(wrappers, "model", "a model with WeightNorm layers", model)
    inside = below(model, keras.layers.RNN)
    for wrapper in wrappers:
        rule = f"without WeightNorm inside a recurrent layer, as {wrapper.name!r} is"
        require(wrapper not in inside, "model", rule, model)
        rule = f"without the WeightNorm layer {wrapper.name!r}, {_HIDDEN}"
        require(_shows_its_channels(wrapper), "model", rule, model)
    return wrappers


_HIDDEN = "whose channels cannot be told from its outputs"


def _shows_its_channels(wrapper):
    layer = wrapper.layer
    if isinstance(layer, keras.layers.EinsumDense) and len(wrapper.scale.shape) > 1:
        return False
    has_known_kernel = wrapper.axis is None and find_kernel(layer) is not None
    return has_known_kernel and not hasattr(layer, "num_pieces")


def _parameters(wrapper):
    bias = getattr(wrapper.layer, "bias", None)
    return [wrapper.scale] if bias is None else [wrapper.scale, bias]


def _called(wrapper, rows, inputs, _):
    if id(wrapper) in rows:
        row = rows[id(wrapper)]
        note = row.note if SHARED in row.note else notes(row.note, SHARED)
        rows[id(wrapper)] = dataclasses.replace(row, note=note)
        return None
    before = _linear_part(wrapper, inputs)
    note = _start(wrapper, inputs) if wrapper.trainable else "frozen: left alone"
    after = _linear_part(wrapper, inputs)
    few = f"from {after.size} numbers only" if after.size < FEW else ""
    steps = int(wrapper.trainable)
    rows[id(wrapper)] = Row(
        wrapper.name, *moments(before), *moments(after), steps, notes(note, few)
    )
    return wrapper.call(inputs)


def _linear_part(wrapper, inputs):
    """What the layer gives before its activation, as (numbers, channels)."""
    layer = wrapper.layer
    with shadowed(layer, "activation", keras.activations.linear):
        values = to_float64(wrapper.call(inputs))
    rule = f"such that the outputs of layer {wrapper.name!r} are finite numbers"
    finite = values.size and np.all(np.isfinite(values))
    require(finite, "batch", rule, f"outputs of shape {values.shape}")
    return by_channel(layer, find_kernel(layer), values)


def _start(wrapper, inputs):
    """Sets scale and bias; returns what is to be said about it."""
    parameters = _parameters(wrapper)
    old = [to_float64(variable).ravel() for variable in parameters]
    for variable, value in zip(parameters, (1.0, 0.0), strict=False):
        variable.assign(np.full(variable.shape, value))
    values = _linear_part(wrapper, inputs)
    mean, std = np.mean(values, axis=0), np.std(values, axis=0)
    flat = std <= _FLAT * np.max(np.abs(values), axis=0)
    rule = f"such that an output of layer {wrapper.name!r} varies"
    require(not np.all(flat), "batch", rule, f"{len(values)} values per channel")
    inverse = 1.0 / np.where(flat, 1.0, std)
    for variable, kept, new in zip(
        parameters, old, (inverse, -mean * inverse), strict=False
    ):
        variable.assign(np.where(flat, kept, new).reshape(variable.shape))
    constant = f"{np.sum(flat)} constant channels left alone" if np.any(flat) else ""
    return notes(constant, "no bias: the means stay" if len(parameters) < 2 else "")
