"""Weights that do not train, by what is known before the training."""

from keras_nntricks.monitors._rule import Finding, Rule


def _frozen(record, listed):
    layers = list(
        dict.fromkeys(
            weight.layer
            for weight in record.facts.weights
            if weight.kind == "kernel" and not weight.trainable and weight.fresh
        )
    )
    told = "the weights are random as at the first draw, and are not trainable"
    if len(layers) <= listed:
        yield from (Finding(layer, 0, told) for layer in layers)
        return
    where = f"{layers[0]} and {len(layers) - 1} more layers"
    yield Finding(where, 0, f"{told}: {', '.join(layers)}")


def _outside_optimizer(record):
    if not record.weight_paths:
        return  # an optimizer of a training step of one's own is not seen
    known = {path.split("#")[0] for path in record.weight_paths}
    for weight in record.facts.weights:
        if weight.trainable and weight.path not in known:
            yield Finding(
                weight.path,
                int(record.steps[0]),
                f"it is trainable, but not among the {len(record.weight_paths)} "
                "weights that the optimizer updates",
            )


WEIGHT_RULES = (
    Rule(
        "frozen-by-accident",
        "A layer that never was trained is frozen.",
        _frozen,
        {"listed": 3},
        "a kernel with the spread of its initializer, beside a bias of its first value",
        "Is it meant to be random? If not, load its weights, or set "
        "`layer.trainable = True` and compile again.",
        explains=frozenset({"weights-not-updated"}),
    ),
    Rule(
        "weights-outside-optimizer",
        "A trainable weight is unknown to the optimizer.",
        _outside_optimizer,
        {},
        "each trainable weight needs an update",
        "Compile the model again after its layers or their `trainable` have changed.",
        needs=frozenset({"weights"}),
        explains=frozenset({"weights-not-updated"}),
    ),
)
