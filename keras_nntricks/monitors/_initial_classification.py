"""The losses of classifiers before training: outputs that do not know the targets."""

import numpy as np

from keras_nntricks.monitors._initial_outputs import InitialOutputs, softplus


def _are_probabilities(outputs, output, activation):
    """Whether the loss gets what it takes: only then theory and backends agree."""
    if output.from_logits:
        return outputs.activation in (None, "linear")
    return outputs.activation in (None, activation)


def _surprise(outputs):
    """-ln p of a class, p = softmax(z): ln C, and more where the logits spread."""
    low = np.log(outputs.units)
    return low, low + outputs.std**2 / 2 * (1 - 1 / outputs.units)


def _is_softmax(outputs, output):
    return (outputs.units or 0) > 1 and _are_probabilities(outputs, output, "softmax")


def sparse_categorical_crossentropy(outputs, output, targets):
    """Ln C, for every distribution of the labels."""
    return _surprise(outputs) if _is_softmax(outputs, output) else None


def categorical_crossentropy(outputs, output, targets):
    """Ln C times the sum of a row of targets, which is 1 for one-hot ones."""
    if not _is_softmax(outputs, output):
        return None
    total = targets.row_sum(outputs.units)
    return tuple(total * value for value in _surprise(outputs))


def categorical_focal_crossentropy(outputs, output, targets):
    """By `alpha (1 - 1/C)^gamma` less than the cross-entropy."""
    alpha = output.loss_settings.get("alpha", 0.25)
    gamma = output.loss_settings.get("gamma", 2.0)
    if not _is_softmax(outputs, output) or not np.isscalar(alpha):
        return None  # an alpha for each class: it depends on their frequencies
    others = outputs.units - 1
    # The logit less those of the others together, whose sum e^z varies but little.
    std = outputs.std * np.sqrt(outputs.units / others)
    shift = np.log(others) + outputs.std**2 / 2

    def focal(z):
        surprise = softplus(shift - z)
        return (1 - np.exp(-surprise)) ** gamma * surprise

    low = (1 - 1 / outputs.units) ** gamma * np.log(outputs.units)
    high = InitialOutputs("linear", outputs.units, std).expect(focal)
    total = targets.row_sum(outputs.units) * alpha
    return total * low, total * high


def categorical_generalized_cross_entropy(outputs, output, targets):
    """(1 - C^-q) / q."""
    q = output.loss_settings.get("q", 0.5)
    if not _is_softmax(outputs, output):
        return None
    return tuple((1 - np.exp(-q * value)) / q for value in _surprise(outputs))


def kl_divergence(outputs, output, targets):
    """Ln C less the entropy of the targets: between that of their mean and 0."""
    if not _is_softmax(outputs, output):
        return None
    low, high = _surprise(outputs)
    mean = targets.distribution(outputs.units)
    if mean is None:
        return 0.0, high
    if targets.whole == 1:
        return low, high
    told = mean[mean > 0]
    return low + float(np.sum(told * np.log(told))), high


def _logit(outputs, output):
    """Outputs whose sigmoid the loss takes, or None."""
    if not _are_probabilities(outputs, output, "sigmoid"):
        return None
    return InitialOutputs("linear", outputs.units, outputs.std)


def binary_crossentropy(outputs, output, targets):
    """Ln 2, for every distribution of the targets."""
    logit = _logit(outputs, output)
    return logit and (logit.expect(softplus),) * 2


def binary_focal_crossentropy(outputs, output, targets):
    """2^-gamma ln 2, times the weight of the classes where they are balanced."""
    logit = _logit(outputs, output)
    if logit is None:
        return None
    gamma = output.loss_settings.get("gamma", 2.0)
    smoothing = output.loss_settings.get("label_smoothing", 0.0) / 2

    def focal(z):
        wrong, right = softplus(z), softplus(-z)
        p = np.exp(-right)
        missing = 1 - p + smoothing * (2 * p - 1)
        return missing**gamma * ((1 - smoothing) * right + smoothing * wrong)

    loss = logit.expect(focal)
    if not output.loss_settings.get("apply_class_balancing", False):
        return loss, loss
    alpha = output.loss_settings.get("alpha", 0.25)
    weights = [
        (y * alpha + (1 - y) * (1 - alpha)) * loss for y in (smoothing, 1 - smoothing)
    ]
    return targets.between(*weights)


def _margins(outputs, targets, power):
    if not targets.are_binary():
        return None
    negative = outputs.expect(lambda x: np.maximum(1 + x, 0) ** power)
    positive = outputs.expect(lambda x: np.maximum(1 - x, 0) ** power)
    return negative if negative is None else targets.between(negative, positive)


def hinge(outputs, output, targets):
    """1, where the outputs are small."""
    return _margins(outputs, targets, 1)


def squared_hinge(outputs, output, targets):
    """1, and their variance more where the outputs spread."""
    return _margins(outputs, targets, 2)


def categorical_hinge(outputs, output, targets):
    """1, and at most the greatest difference of two outputs more."""
    if (outputs.units or 0) < 2:
        return None
    if outputs.activation in ("softmax", "sigmoid"):
        return 1.0, 2.0
    if outputs.activation not in (None, "linear", "tanh"):
        return None
    # The expected maximum of n Gaussians is at most their std sqrt(2 ln n).
    return 1.0, 1 + 2 * outputs.std * np.sqrt(np.log(outputs.units + 1))


def dice(outputs, output, targets):
    """1 - 2 q p / (q + p), q and p the means of the targets and outputs."""
    return _overlap(outputs, output, targets, 0.5, 0.5)


def tversky(outputs, output, targets):
    """1 - q p / (q p + alpha q (1 - p) + beta p (1 - q))."""
    settings = output.loss_settings
    alpha, beta = settings.get("alpha", 0.5), settings.get("beta", 0.5)
    return _overlap(outputs, output, targets, alpha, beta)


def _overlap(outputs, output, targets, alpha, beta):
    known = outputs.activation in ("sigmoid", "softmax") and outputs.mean()
    if not known or output.loss_settings.get("axis") is not None:
        return None
    p = outputs.mean()

    def loss(q):
        return 1 - q * p / (q * p + alpha * q * (1 - p) + beta * p * (1 - q))

    if targets.mean is None:
        return loss(1.0), loss(0.0)
    return (loss(float(np.mean(targets.mean))),) * 2
