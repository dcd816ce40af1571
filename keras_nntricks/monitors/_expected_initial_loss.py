import numpy as np

from keras_nntricks._arguments import is_number, require
from keras_nntricks.monitors import _initial_classification as classification
from keras_nntricks.monitors import _initial_regression as regression
from keras_nntricks.monitors._initial_outputs import InitialOutputs
from keras_nntricks.monitors._known_targets import KnownTargets

_MEAN_REDUCTIONS = ("sum_over_batch_size", "mean", "mean_with_sample_weight")
_THEORY = {
    function.__name__: function
    for function in (
        classification.binary_crossentropy,
        classification.binary_focal_crossentropy,
        classification.categorical_crossentropy,
        classification.categorical_focal_crossentropy,
        classification.categorical_generalized_cross_entropy,
        classification.categorical_hinge,
        classification.dice,
        classification.hinge,
        classification.kl_divergence,
        classification.sparse_categorical_crossentropy,
        classification.squared_hinge,
        classification.tversky,
        regression.cosine_similarity,
        regression.huber,
        regression.log_cosh,
        regression.mean_absolute_error,
        regression.mean_absolute_percentage_error,
        regression.mean_squared_error,
        regression.mean_squared_logarithmic_error,
        regression.poisson,
    )
}


def expected_initial_loss(output, targets=None, logit_std=1.0):
    """Returns the interval in which theory expects the loss of an untrained model.

    The outputs of an untrained model do not know the targets, and they are an
    activation of numbers `z` that are centred at 0. With a std of 0 (a last layer of
    zeros) the loss has one value, which a spread of `z` raises a little; the interval
    covers each std from 0 to `logit_std`. With C units, and q and p the means of the
    targets and of the outputs:

    - (sparse) categorical cross-entropy: `ln C`, with `logit_std^2 / 2 (1 - 1 / C)`
      more at most, because `E ln sum exp z <= ln sum E exp z`;
    - categorical focal cross-entropy: `alpha (1 - 1 / C)^gamma ln C`; generalized
      cross-entropy: `(1 - C^-q) / q`;
    - KL divergence: `ln C` for one-hot targets, less by the entropy of other ones;
    - binary cross-entropy: `ln 2`; binary focal cross-entropy: `2^-gamma ln 2`;
    - hinge, squared hinge and categorical hinge: 1;
    - dice: `1 - 2 q p / (q + p)`; Tversky accordingly;
    - Poisson: `p - q E ln p`;
    - mean squared error: `var t + (E t - p)^2 + var p`; mean absolute error, Huber
      and log-cosh: between their values at the mean absolute and at the root mean
      squared error (Jensen's inequality);
    - mean squared logarithmic error: `ln(1 + t)^2`; mean absolute percentage error:
      100;
    - cosine similarity: 0, give or take `2 / sqrt(C)`.

    Penalties of the weights come on top. Where biases were set to what the targets
    are on average, the loss may lie below, down to the entropy or the variance of the
    targets.

    Args:
        output: the `OutputFacts` of the model's output: its loss, units and
            activation.
        targets: statistic -> (units,), as in a record's `targets`: `"mean"`, `"std"`,
            `"minimum"`, `"maximum"` and `"whole"` of the targets, or None.
        logit_std: the greatest std of the numbers before the last activation that is
            expected.

    Returns:
        `(low, high)`; None where theory says nothing: for CTC, circle and one's own
        losses, an output with another activation than the loss takes, a loss that is
        not a mean over the batch or has another axis than the last, a regression
        without statistics of the targets.

    Raises:
        ValueError: if `logit_std` is not a number of at least 0.

    Example:
    >>> from keras_nntricks import monitors
    >>> output = monitors.OutputFacts(
    ...     "digit", "categorical_crossentropy", units=10, activation="softmax"
    ... )
    >>> low, high = monitors.expected_initial_loss(output)
    >>> print(f"{low:.3f} to {high:.3f}")
    2.303 to 2.753

    Reference:
    - [Stanford CS231n, Neural networks part 3: before learning, sanity
      checks](https://cs231n.github.io/neural-networks-3/#sanitycheck)
    """
    require(
        is_number(logit_std) and logit_std >= 0,
        "logit_std",
        "a number of at least 0",
        logit_std,
    )
    theory = _THEORY.get(output.loss)
    reduction = output.loss_settings.get("reduction", "sum_over_batch_size")
    axis = output.loss_settings.get("axis", -1)
    if theory is None or reduction not in _MEAN_REDUCTIONS or axis not in (-1, None):
        return None
    known = KnownTargets(targets)
    found = [
        theory(InitialOutputs(output.activation, output.units, std), output, known)
        for std in (0.0, logit_std / 2, logit_std)
    ]
    if None in found:
        return None
    return float(np.min(found)), float(np.max(found))
