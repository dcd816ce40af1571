from keras_nntricks._arguments import require
from keras_nntricks._leaf_layers import leaf_layers
from keras_nntricks.calibration._branches import checked_branches, own_layers
from keras_nntricks.calibration._checked import changing_only
from keras_nntricks.calibration._graph import weight_layers
from keras_nntricks.calibration._heads import find_heads
from keras_nntricks.calibration._measure import moments, notes
from keras_nntricks.calibration._report import CalibrationReport, Row
from keras_nntricks.calibration._weight_layers import (
    kernels_below,
    parameters_of,
    untouchable,
)

_NORMS = {
    "BatchNorm",
    "BatchNormalization",
    "FilterResponseNorm",
    "GroupNormalization",
    "LayerNormalization",
    "RMSNormalization",
    "UnitNormalization",
}


def fixup(model, branches=None, classifier=None):
    """Scales the residual branches of a network without normalization, so it trains.

    With L branches, the kernels of a branch of m weight layers become

        W <- W * L^(-1 / (2 m - 2)),    the last one 0

    and the kernel of the classifier 0. So each block starts as its shortcut, and one
    step of training changes the outputs by an amount that does not grow with L. The
    kernels that are scaled should come from an initializer for rectifiers, such as
    `initializers.MSRA(mode="fan_out")`; they are scaled again by each call.

    The paper asks for more, which is the architecture's and not added here: a bias of
    one number before each weight layer and activation, and one factor per branch (both
    are `layers.Scale`). The note of a branch says if the model has no weight of a
    single number.

    Args:
        model: built `keras.Model` of any kind. Its kernels are changed in place, or,
            if anything fails, not at all.
        branches: list of lists of layers, or None: the weight layers of each branch,
            in the order of the calls. None finds those of functional models, also
            inside others: where tensors are added, the side with the fewest weight
            layers is the shortcut. Branches of your own `call` have to be said. The
            layers of a branch inside another count for the inner one alone. A block
            that is called twice counts once in L; given twice, it counts twice.
            Defaults to None.
        classifier: layer, or False for none. None takes the last layer with a kernel
            behind the branches, of sequential and functional models; with several
            outputs, that of each. Defaults to None.

    Returns:
        `CalibrationReport` of the kernels' values; `iterations` is 1 where a kernel
        was changed, and the note says by what.

    Raises:
        ValueError: if the model is not built, has no kernel or a layer that
            normalizes, if the branches or the classifier cannot be found, or if two
            branches share some of their layers, but neither is inside the other.

    Example:
    >>> import keras
    >>> from keras_nntricks import calibration
    >>> inputs = x = keras.Input((8,))
    >>> for i in range(4):
    ...     inner = keras.layers.Dense(16, activation="relu", name=f"inner{i}")(x)
    ...     x = keras.layers.Add()([x, keras.layers.Dense(8, name=f"outer{i}")(inner)])
    >>> model = keras.Model(inputs, keras.layers.Dense(3, name="classes")(x))
    >>> report = calibration.fixup(model)
    >>> round(report["inner0"].after_std / report["inner0"].before_std, 6)
    0.5
    >>> report["outer0"].after_std, report["classes"].after_std
    (0.0, 0.0)

    Reference: Zhang et al., 2019, https://arxiv.org/abs/1901.09321, section 3.
    """
    kernels = kernels_below(model)
    for layer in leaf_layers(model):
        rule = f"without layers that normalize, as {layer.name!r} does"
        require(not _normalizes(layer), "model", rule, model)
    found = checked_branches(model, branches)
    require(found, "branches", "given: none are found in the model", branches)
    factors, said = _factors(
        own_layers(found), "" if _has_scalars(model) else _NO_SCALAR
    )
    last = _classifier(model, kernels, factors, classifier)
    factors |= dict.fromkeys(last, 0.0)
    said |= dict.fromkeys(last, "classifier")
    with changing_only(model, parameters_of(kernels)):
        rows = [
            _scaled(layer, kernels[layer], factor, said[layer])
            for layer, factor in factors.items()
        ]
    return CalibrationReport(tuple(rows))


_NO_SCALAR = "no scalar bias or multiplier in the model"


def _normalizes(layer):
    return any(kind.__name__ in _NORMS for kind in type(layer).__mro__)


def _has_scalars(model):
    """Whether there is a scalar that is not the bias of a single unit."""
    biases = {id(v) for layer in weight_layers(model) for v in layer.weights}
    free = [v.shape for v in model.trainable_variables if id(v) not in biases]
    return any(tuple(shape) in ((), (1,)) for shape in free)


def _factors(branches, lacking):
    """Layer -> its factor, and layer -> the note."""
    factors, said = {}, {}
    for place, branch in enumerate(branches, start=1):
        *inner, last = branch
        factor = len(branches) ** (-0.5 / len(inner)) if inner else 1.0
        name = f"branch {place} of {len(branches)}"
        factors |= {**dict.fromkeys(inner, factor), last: 0.0}
        said |= dict.fromkeys(inner, f"{name}: times {factor:.4g}")
        said[last] = notes(f"{name}: last layer", lacking)
    return factors, said


def _classifier(model, kernels, in_branches, classifier):
    if classifier is False:
        return []
    if classifier is None:
        heads = [head for head in find_heads(model, in_branches) if head in kernels]
        rule = "given, or False: no layer with a kernel is found behind the branches"
        require(heads, "classifier", rule, classifier)
        return heads
    trunk = [layer for layer in kernels if layer not in in_branches]
    known = any(layer is classifier for layer in trunk)
    rule = "a layer with a kernel outside the branches, or False"
    require(known, "classifier", rule, classifier)
    return [classifier]


def _scaled(layer, kernel, factor, said):
    before, why_not = moments(kernel.matrices), untouchable(kernel)
    if not why_not:
        kernel.assign(kernel.matrices * factor)
    after, steps = moments(kernel.matrices), 0 if why_not else 1
    return Row(layer.name, *before, *after, steps, notes(said, why_not))
