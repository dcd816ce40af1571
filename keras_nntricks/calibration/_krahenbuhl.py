import keras

from keras_nntricks._arguments import is_integer, is_number, require
from keras_nntricks._leaf_layers import below
from keras_nntricks.calibration._branches import (
    checked_branches,
    trunk_and_branches,
)
from keras_nntricks.calibration._checked import changing_only, checked_batch
from keras_nntricks.calibration._equal_rates import equalise_rates
from keras_nntricks.calibration._left_alone import (
    FIRST_STEP,
    rows_left_alone,
)
from keras_nntricks.calibration._measure import SHARED, moments_seen, notes
from keras_nntricks.calibration._report import CalibrationReport, Row
from keras_nntricks.calibration._unit_channels import unit_channels
from keras_nntricks.calibration._weight_layers import (
    kernels_below,
    parameters_of,
    untouchable,
)


def krahenbuhl(
    model,
    batch,
    target_mean=0.0,
    tolerance=0.01,
    max_iterations=10,
    branches=None,
    seed=0,
):
    """Gives all channels the same moments on a batch, then all layers the same pace.

    First, in the order in which the model calls its layers, each channel of what a
    layer computes before its activation gets mean `target_mean` and standard
    deviation 1:

        W <- W / std,    b <- (b - mean) / std + target_mean

    Then the kernels are scaled until the relative size of their gradients agrees,

        ratio = sqrt(mean(gradient^2) / mean(W^2)),    W <- W * sqrt(ratio / target)

    where the target is the geometric mean of the ratios, of the layers of each
    residual branch by themselves and of all others together. The gradient is that of a
    random linear function of the model's outputs, one direction per example; the model
    is in inference mode. A bias follows the scale of its layer, so a chain of layers
    with ReLUs between them, and each residual branch made of such layers, computes
    what it did before this step; with other activations it does not quite.

    The layers are those of `lsuv`, and so is what is left alone. A layer that is called
    more than once has the moments at its first call; inside `TimeDistributed` that is
    the first time step.

    Args:
        model: built `keras.Model` of any kind. Its weights are changed in place, or,
            if anything fails, not at all.
        batch: what the model is called with: an array, or a list or dict of arrays,
            of at least two examples.
        target_mean: number. Mean of each channel (beta in the paper). Defaults to 0.0.
        tolerance: number > 0. The largest accepted relative distance of a ratio from
            the target. Defaults to 0.01.
        max_iterations: int >= 0. Steps of the second part at most; 0 leaves it out.
            Defaults to 10.
        branches: list of lists of layers, or None: the weight layers of each residual
            branch. None finds those of functional models, also inside others; those
            of your own `call` have to be said. Defaults to None.
        seed: int >= 0. Of the random directions. Defaults to 0.

    Returns:
        `CalibrationReport` of the outputs before the activation, in the untouched and
        in the final model; printed, a table. `iterations` counts the steps of the
        second part, the note says where the ratio went.

    Raises:
        ValueError: if the model is not built or has no kernel to scale, if the batch
            is empty, of one example or not finite, if outputs become infinite, or if
            a layer rescales its kernel itself (`WeightNorm` and its like), has a
            LoRA or quantized kernel or gives several tensors.

    Differs from the paper: starts from the weights that are there. Kernels from
    principal components or from k-means are left out. Biases are scaled by what the
    data show, as in the authors' code. Branches have a target of their own: the ratios
    of a whole branch cannot be raised by scaling it, which would only make it vanish.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import calibration
    >>> keras.utils.set_random_seed(0)
    >>> layers = [keras.layers.Dense(n, activation="relu") for n in (64, 32, 8)]
    >>> model = keras.Sequential([keras.Input((16,)), *layers])
    >>> batch = np.random.default_rng(0).normal(size=(128, 16))
    >>> report = calibration.krahenbuhl(model, batch, max_iterations=0)
    >>> [round(row.after_std, 3) for row in report.rows]
    [1.0, 1.0, 1.0]

    Reference: Krähenbühl et al., 2015, https://arxiv.org/abs/1511.06856, algorithms 1
    and 2; the authors' code, https://github.com/philkr/magic_init.
    """
    require(is_number(target_mean), "target_mean", "a finite number", target_mean)
    require(is_number(tolerance) and tolerance > 0, "tolerance", "> 0", tolerance)
    whole = is_integer(max_iterations) and max_iterations >= 0
    require(whole, "max_iterations", "an integer >= 0", max_iterations)
    require(is_integer(seed) and seed >= 0, "seed", "an integer >= 0", seed)
    kernels, inputs = kernels_below(model), checked_batch(batch)
    branches = checked_branches(model, branches)
    free = {layer: k for layer, k in kernels.items() if not untouchable(k)}
    groups = trunk_and_branches(free, branches)
    with changing_only(model, parameters_of(free)):
        before, calls = moments_seen(model, inputs, kernels)
        noted = unit_channels(model, inputs, free, float(target_mean))
        steps, ratios = equalise_rates(
            model,
            inputs,
            free,
            groups,
            tolerance,
            max_iterations,
            seed,
        )
        after, _ = moments_seen(model, inputs, kernels)
    stepwise = below(model, keras.layers.TimeDistributed)
    rows = [
        Row(
            layer.name,
            *before[layer],
            *after[layer],
            steps if layer in ratios else 0,
            notes(
                untouchable(kernels[layer])
                or notes(noted[layer], _path(ratios, layer)),
                SHARED if calls[layer] > 1 else "",
                FIRST_STEP if layer in stepwise else "",
            ),
        )
        for layer in before
    ]
    return CalibrationReport((*rows, *rows_left_alone(model, kernels)))


def _path(ratios, layer):
    path = ratios.get(layer)
    return f"ratio {path[0]:.3g} to {path[-1]:.3g}" if path else "no gradient"
