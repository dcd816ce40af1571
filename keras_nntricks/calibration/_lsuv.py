import dataclasses
import functools

import keras

from keras_nntricks._arguments import is_integer, is_number, require
from keras_nntricks._leaf_layers import below
from keras_nntricks.calibration._checked import changing_only, checked_batch
from keras_nntricks.calibration._full_precision import read, write
from keras_nntricks.calibration._kernel import orthonormal
from keras_nntricks.calibration._left_alone import (
    FIRST_STEP,
    rows_left_alone,
)
from keras_nntricks.calibration._measure import (
    FEW,
    FLAT,
    SHARED,
    moments,
    notes,
    pre_activation,
)
from keras_nntricks.calibration._observe import observe
from keras_nntricks.calibration._report import CalibrationReport, Row
from keras_nntricks.calibration._weight_layers import (
    kernels_below,
    parameters_of,
    untouchable,
)


def lsuv(
    model, batch, tolerance=0.1, max_iterations=10, orthogonal=True, fix_mean=False
):
    """Scales each kernel until the layer's outputs have variance 1 on a batch.

    In the order in which the model calls its layers, each kernel is made orthonormal
    and then divided by the standard deviation of what it makes, before the activation,

        W <- W / sqrt(Var(W * x + b))

    until the variance is within `tolerance` of 1. The variance is over examples,
    positions and channels together. All of it takes one pass through the model, in
    inference mode.

    Dense layers, convolutions of all kinds, `EinsumDense` (so attention too) and every
    layer with a weight `kernel` are scaled; of a separable convolution the pointwise
    kernel. A layer that is called more than once is scaled at its first call. Frozen
    layers, kernels of zeros, recurrent layers with all that is inside, and embeddings
    are left alone, and the report says so, with nan for what was not measured. A layer
    inside `TimeDistributed` is called at each time step, so it is scaled at the first
    one, by the examples of that step alone. Biases stay as they are.

    Args:
        model: built `keras.Model` of any kind. Its weights are changed in place, or,
            if anything fails, not at all.
        batch: what the model is called with: an array, or a list or dict of arrays,
            of at least two examples. Some hundred are enough.
        tolerance: number > 0. The largest accepted distance of the variance from 1.
            Defaults to 0.1.
        max_iterations: int >= 1. Divisions of one kernel at most. Defaults to 10.
        orthogonal: bool. Whether the kernels are made orthonormal first: the
            orthonormal factor of the values they have, as a matrix (inputs of one
            output, outputs); that of a normal draw is uniform over all orthonormal
            matrices. No random number is drawn. Defaults to True.
        fix_mean: bool. Whether, the kernel being scaled, the mean is subtracted from
            the bias. Defaults to False.

    Returns:
        `CalibrationReport` of the outputs before the activation; printed, a table.
        `before` has earlier layers calibrated already; `iterations` counts divisions.

    Raises:
        ValueError: if the model is not built or has no kernel to scale, if the batch
            is empty, of one example or not finite, if outputs become infinite, or if
            a layer rescales its kernel itself (`WeightNorm` and its like), has a
            LoRA or quantized kernel or gives several tensors.

    Differs from the paper: the orthonormal matrices are made from the weights that
    are there, so the model's own seed decides.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import calibration
    >>> keras.utils.set_random_seed(0)
    >>> layers = [keras.layers.Dense(64, activation="relu") for _ in range(9)]
    >>> model = keras.Sequential([keras.Input((32,)), *layers])
    >>> batch = np.random.default_rng(0).normal(size=(128, 32))
    >>> report = calibration.lsuv(model, batch)
    >>> all(abs(row.after_std**2 - 1) < 0.1 for row in report.rows)
    True

    Reference: Mishkin and Matas, 2016, https://arxiv.org/abs/1511.06422, algorithm 1.
    """
    require(is_number(tolerance) and tolerance > 0, "tolerance", "> 0", tolerance)
    whole = is_integer(max_iterations) and max_iterations >= 1
    require(whole, "max_iterations", "a positive integer", max_iterations)
    require(isinstance(orthogonal, bool), "orthogonal", "True or False", orthogonal)
    require(isinstance(fix_mean, bool), "fix_mean", "True or False", fix_mean)
    kernels, inputs = kernels_below(model), checked_batch(batch)
    stepwise = below(model, keras.layers.TimeDistributed)
    scaling = _Scaling(tolerance, max_iterations, orthogonal, fix_mean, stepwise)
    watch = {layer: scaling.of(layer, kernel) for layer, kernel in kernels.items()}
    with changing_only(model, parameters_of(kernels)):
        observe(model, inputs, watch)
    rows = tuple(scaling.rows.values())
    return CalibrationReport(rows + rows_left_alone(model, kernels))


@dataclasses.dataclass
class _Scaling:
    """Scales each kernel when its layer is first called, and keeps the rows."""

    tolerance: float
    max_iterations: int
    orthogonal: bool
    fix_mean: bool
    stepwise: set
    rows: dict = dataclasses.field(default_factory=dict)

    def of(self, layer, kernel):
        """What `observe` calls at each call of the layer."""
        return functools.partial(self._called, layer, kernel)

    def _called(self, layer, kernel, inputs, _):
        key = id(kernel.variable)
        if key in self.rows:
            row = self.rows[key]
            note = row.note if SHARED in row.note else notes(row.note, SHARED)
            self.rows[key] = dataclasses.replace(row, note=note)
            return None
        self.rows[key], outputs = self._scaled(layer, kernel, inputs)
        return outputs

    def _scaled(self, layer, kernel, inputs):
        values, outputs = pre_activation(layer, inputs)
        before, steps, why_not = moments(values), 0, untouchable(kernel)
        if not why_not:
            if self.orthogonal:
                kernel.assign(orthonormal(kernel.matrices))
            steps, why_not = self._divide(layer, kernel, inputs)
            why_not = notes(why_not, self._subtract_mean(layer, inputs))
            values, outputs = pre_activation(layer, inputs)
        few = f"from {values.size} numbers only" if values.size < FEW else ""
        step = FIRST_STEP if steps and layer in self.stepwise else ""
        note = notes(why_not, few, step)
        return Row(layer.name, *before, *moments(values), steps, note), outputs

    def _divide(self, layer, kernel, inputs):
        for steps in range(self.max_iterations + 1):
            _, std = moments(pre_activation(layer, inputs)[0])
            if abs(std**2 - 1) < self.tolerance:
                return steps, ""
            if std < FLAT:
                return steps, "its outputs do not vary"
            if steps < self.max_iterations:
                kernel.assign(kernel.matrices / std)
        return self.max_iterations, "not within the tolerance"

    def _subtract_mean(self, layer, inputs):
        bias = getattr(layer, "bias", None)
        if not self.fix_mean:
            return ""
        if bias is None:
            return "no bias to fix the mean with"
        mean, _ = moments(pre_activation(layer, inputs)[0])
        write(bias, read(bias) - mean)
        return ""
