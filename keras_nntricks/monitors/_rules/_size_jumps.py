"""How the size of the outputs changes from one weighted sum to the next."""

import dataclasses

import numpy as np

from keras_nntricks.monitors._rule import Finding

# Between two weighted sums they leave the size of what passes much as it is.
_PASSING = (
    *("Activation", "Dropout", "ELU", "Flatten", "Identity", "LeakyReLU", "Pooling"),
    *("PReLU", "Permute", "ReLU", "Reshape", "UpSampling", "ZeroPadding"),
)


@dataclasses.dataclass(frozen=True)
class SizeJump:
    """The root mean square of a layer's outputs beside that of what it takes.

    Args:
        path: the layer.
        size: the root mean square of its outputs at the start.
        name: the layer in front of it; None for the inputs of the model.
        before: the root mean square there.
        first: that of the first weighted sum of the chain; NaN if this is the first.
    """

    path: str
    size: float
    name: str | None
    before: float
    first: float

    def is_beyond(self, jump, swell):
        """Whether it has grown by one of the factors, here or since the first."""
        return self.size > jump * self.before or self.size > swell * self.first

    def is_below(self, shrink, fade):
        """Whether it has shrunk to one of the shares; the inputs do not count."""
        if self.name is None:
            return False
        return self.size < shrink * self.before or self.size < fade * self.first

    def finding(self, record):
        """What to tell of it."""
        evidence = (
            f"at the start the root mean square of its outputs is {self.size:.3g}, "
            f"that of {self.name or 'the inputs'} in front of it {self.before:.3g}"
        )
        if self.name:
            evidence += f" and of the first layer {self.first:.3g}"
        return Finding(self.path, int(record.steps[0]), evidence)


def size_jumps(record):
    """A list of `SizeJump`, one for each layer whose kernel takes the one before.

    A normalization, an embedding, a layer that is not known, or a kernel of another
    shape than the outputs before it breaks the chain.
    """
    if record.facts.trained_before or not len(record.steps):
        return []
    sizes = np.hypot(record.layer("mean")[0], record.layer("std")[0])
    fan_ins = _fan_ins(record)
    chain, units, jumps = _inputs(record), _input_units(record), []
    for path, size in zip(record.layer_paths, sizes, strict=True):
        layer = record.facts.layer(path)
        width = record.units[path]["mean"].size
        fan_in = fan_ins.get(layer.path)
        if fan_in is None or layer.role != "hidden" or not size > 0:
            passes = fan_in is None and any(word in layer.kind for word in _PASSING)
            chain, units = (chain, width) if passes else (None, None)
            continue
        if chain is not None and fan_in == units:
            name, before, first = chain
            jumps.append(SizeJump(path, size, name, before, first))
            chain = path, size, size if np.isnan(first) else first
        else:
            chain = path, size, size
        units = width
    return jumps


def _fan_ins(record):
    """Layer -> how many units its kernel takes."""
    embeddings = {one.path for one in record.facts.layers if "Embedding" in one.kind}
    return {
        weight.layer: weight.shape[-2]
        for weight in record.facts.weights
        if weight.kind == "kernel" and weight.layer not in embeddings
    }


def _inputs(record):
    """The start of the chain: the only input, if all of it is known."""
    if len(record.inputs) != 1:
        return None
    (units,) = record.inputs.values()
    with np.errstate(invalid="ignore"):
        size = float(np.sqrt(np.mean(units["mean"] ** 2 + units["std"] ** 2)))
    return None, size, np.nan


def _input_units(record):
    return next((np.size(one["mean"]) for one in record.inputs.values()), None)
