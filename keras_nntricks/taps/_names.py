"""Names of the tensors of a batch."""

from keras import ops, tree

from keras_nntricks.taps import _keras_internals


def named_inputs(model, x):
    """Name -> tensor of the inputs."""
    return _named(x, _keras_internals.input_names(model), "input")


def named_outputs(model, y):
    """Name -> tensor of the targets or the predictions."""
    return _named(y, _keras_internals.output_names(model), "output")


def unique(paths):
    """The paths, a repeated one with its number behind it.

    >>> unique(["a", "b", "a"])
    ['a', 'b', 'a#2']
    """
    seen, names = {}, []
    for path in paths:
        seen[path] = seen.get(path, 0) + 1
        names.append(path if seen[path] == 1 else f"{path}#{seen[path]}")
    return names


def _named(structure, names, fallback):
    if isinstance(structure, dict):
        pairs = [
            (key, leaf)
            for key, part in structure.items()
            for leaf in tree.flatten(part)
        ]
    else:
        leaves = tree.flatten(structure)
        if len(names) != len(leaves):
            one = len(leaves) == 1
            names = [fallback if one else f"{fallback}_{i}" for i in range(len(leaves))]
        pairs = list(zip(names, leaves, strict=True))
    keys = unique([str(name) for name, _ in pairs])
    return {
        key: leaf
        for key, (_, leaf) in zip(keys, pairs, strict=True)
        if is_numeric(leaf)
    }


def is_numeric(value):
    """Whether it is a dense tensor of numbers with an axis at least."""
    if not ops.is_tensor(value) and not hasattr(value, "__array__"):
        return False
    # Each tensor of torch has `indices`, a sparse one of the others alone.
    is_sparse = getattr(value, "is_sparse", hasattr(value, "indices"))
    if is_sparse or hasattr(value, "row_splits"):
        return False
    kinds = ("float", "int", "bool")
    known = any(kind in str(value.dtype) for kind in kinds)
    return known and value.shape is not None and len(value.shape) > 0
