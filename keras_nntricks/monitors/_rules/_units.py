"""Units that are dead or saturated, and layers that give the same to all examples."""

import numpy as np

from keras_nntricks.monitors._rule import Finding, Rule
from keras_nntricks.monitors._rules._persistence import since
from keras_nntricks.monitors._rules._progress import progress

OUTPUTS = frozenset({"outputs"})
WATCHED = ("hidden", "recurrent")
COLLAPSE = {"spread": 1e-3, "samples": 3, "steps": 20, "left": 0.8}


def _watched(record, roles=WATCHED):
    """(path, facts) of the layers with one of the roles, in the order of the calls."""
    facts = {layer.path: layer for layer in record.facts.layers}
    for path in record.layer_paths:
        layer = facts.get(path.split("#")[0])
        if layer is not None and layer.role in roles:
            yield path, layer


def _dead(record, fraction, least, examples, examples_of_all):
    """The first layer where at least `fraction` of the units are dead."""
    paths = [path for path, _ in _watched(record) if path in record.dead]
    found = {path: _dead_since(record, path, examples) for path in paths}
    for path in paths:
        # Where no unit fires at all, fewer examples tell as much.
        all_dead = _dead_since(record, path, examples_of_all)
        if found[path] is None and all_dead is not None and np.all(all_dead[0]):
            found[path] = all_dead
    bad = [
        path
        for path in paths
        if found[path] is not None
        and np.sum(found[path][0]) >= max(fraction * found[path][0].size, least)
    ]
    if not bad or _is_behind_a_collapse(record, bad[0]):
        return
    dead, epoch, seen = found[bad[0]]
    evidence = (
        f"{np.sum(dead)} of {dead.size} units stayed on a flat side of the activation "
        f"for all {seen} examples of the steps sampled since epoch "
        f"{record.epoch_numbers[epoch] + 1}"
    )
    if len(bad) > 1:
        evidence += f"; {len(bad) - 1} layers behind it have such units too"
    begin = int(np.append(0, record.epoch_ends)[epoch])
    yield Finding(bad[0], begin, evidence)


def _is_behind_a_collapse(record, path):
    """Whether a layer before it gives the same for all: what follows only obeys."""
    order = record.layer_paths.index
    found = _collapsed(record, **COLLAPSE)
    return any(order(finding.where) < order(path) for finding in found)


def _dead_since(record, path, examples):
    """(units,) dead for enough values until now, since which row, by how many."""
    seen = np.minimum(record.dead_examples[path], _examples_of_epochs(record))
    dead = record.dead[path] | (seen == 0)[:, None]
    first = dead.shape[0] - 1
    while first > 0 and np.sum(seen[first:]) < examples:
        first -= 1
    if first < 0 or np.sum(seen[first:]) < examples:
        return None
    now = np.all(dead[first:], axis=0)
    while first > 0 and np.array_equal(now & dead[first - 1], now) and np.any(now):
        first -= 1
    return now, first, int(np.sum(seen[first:]))


def _examples_of_epochs(record):
    """(epochs,) the examples in the samples; the pixels of one are not independent."""
    examples = np.where(np.isfinite(record.examples), record.examples, np.inf)
    at = np.searchsorted(record.epoch_ends, record.steps, side="right")
    return np.array(
        [examples[at == row].sum() for row in range(len(record.epoch_ends))]
    )


def _saturated(record, fraction, samples, steps):
    """The first layer whose outputs mostly lie on the two flat sides."""
    if not len(record.steps) or record.steps[-1] < steps:
        return
    flat, zeros = record.layer("flat"), record.layer("zeros")
    for path, layer in _watched(record):
        if layer.flat_below is None or layer.flat_above is None:
            continue
        at = record.layer_paths.index(path)
        # The zeros of a ReLU that is bounded above are its ordinary sparsity.
        share = flat[:, at] - (zeros[:, at] if layer.flat_below == 0 else 0)
        start = since(share > fraction, samples)
        if start is not None:
            yield Finding(
                path,
                int(record.steps[start]),
                f"{100 * share[-1]:.0f} % of its outputs lie where the activation is "
                f"flat (from {layer.flat_above:.3g} or to {layer.flat_below:.3g}), in "
                f"all {share.size - start} samples since",
            )
            return


def _collapsed(record, spread, samples, steps, left):
    """The first layer that gives each example the same, though its inputs differ."""
    if not len(record.steps) or record.steps[-1] < steps:
        return
    shares = _spread_shares(record)
    enough = np.nan_to_num(record.examples) >= 8
    now = progress(record)
    roles = (*WATCHED, "normalization", "output")
    before_varies = _inputs_vary(record)
    for path, _ in _watched(record, roles):
        share = shares[:, record.layer_paths.index(path)]
        start = since((share < spread) & enough, samples)
        if start is None:
            before_varies |= bool(share[-1] >= spread)
            continue
        is_stuck = now is not None and now.left >= left
        if before_varies and is_stuck:
            yield _collapse(record, path, start)
        return


def _collapse(record, path, start):
    at = record.layer_paths.index(path)
    spread = record.layer("spread")[-1, at]
    mean, std = record.layer("mean")[-1, at], record.layer("std")[-1, at]
    return Finding(
        path,
        int(record.steps[start]),
        f"over the examples of a batch its outputs vary by {spread:.1e}, while they "
        f"are {np.hypot(mean, std):.2g} in size, in all samples since",
    )


def _spread_shares(record):
    """(samples, layers) how much outputs vary over examples, relative to their size.

    0 where all outputs are 0.
    """
    size = np.hypot(record.layer("mean"), record.layer("std"))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(size > 0, record.layer("spread") / size, size)


def _inputs_vary(record):
    if not record.inputs:
        return True
    return any(bool(np.any(units["std"] > 0)) for units in record.inputs.values())


UNIT_RULES = (
    Rule(
        "dead-units",
        "Many units are dead: no example makes them leave the flat side of their "
        "activation, so they get no gradient.",
        _dead,
        {"fraction": 0.5, "least": 4, "examples": 300, "examples_of_all": 64},
        "half of a layer: "
        "https://docs.aws.amazon.com/sagemaker/latest/dg/debugger-built-in-rules.html; "
        "300 examples without one above 0 bound its activity by 1 % (rule of three)",
        "Lower the learning rate, begin with `HeNormal` and biases of 0 or a little "
        "more, centre the inputs, or take an activation without a flat side "
        "(`leaky_relu`, `elu`).",
        needs=OUTPUTS,
        explains=frozenset(
            {
                *("weights-not-updated", "collapsed-outputs", "vanishing-gradients"),
                *("loss-never-moved", "loss-too-slow", "plateau", "underfitting"),
                *("update-ratio-low", "learning-rate-too-low", "labels-unrelated"),
            }
        ),
    ),
    Rule(
        "saturated-units",
        "Most outputs of the layer are saturated: the activation is flat there.",
        _saturated,
        {"fraction": 0.5, "samples": 3, "steps": 8},
        "half of a layer: "
        "https://docs.aws.amazon.com/sagemaker/latest/dg/debugger-built-in-rules.html",
        "Begin with smaller weights (`GlorotUniform` for tanh), scale the inputs to "
        "unit variance, lower the learning rate, or put batch normalization in front "
        "of the activation.",
        needs=OUTPUTS,
        explains=frozenset(
            {
                *("vanishing-gradients", "weights-not-updated", "update-ratio-low"),
                *("loss-never-moved", "loss-too-slow", "plateau", "underfitting"),
                *("learning-rate-too-low", "collapsed-outputs"),
            }
        ),
    ),
    Rule(
        "collapsed-outputs",
        "The layer gives the same outputs to all examples.",
        _collapsed,
        COLLAPSE,
        "a thousandth of the size of the outputs, where nothing is learned",
        "Look for a kernel of zeros, a normalization over one value, or inputs that "
        "this layer loses; begin with other weights.",
        needs=OUTPUTS | {"loss"},
        explains=frozenset(
            {
                *("loss-never-moved", "loss-too-slow", "plateau", "underfitting"),
                *("learning-rate-too-low", "labels-unrelated", "update-ratio-low"),
                "weights-not-updated",
            }
        ),
    ),
)
