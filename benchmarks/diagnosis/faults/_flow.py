"""Layers that do not learn, or that let nothing through."""

from benchmarks.diagnosis.faults.fault import Fault


def _cut(training, rng):
    """No gradient comes to the layers in front of one."""
    import keras

    hidden = training.network.hidden
    at = int(rng.integers(1, len(hidden)))
    training.before[at] = lambda x: keras.layers.Lambda(
        keras.ops.stop_gradient, name="cut"
    )(x)
    return hidden[:at]


def _freeze(training, rng):
    hidden = training.network.hidden
    at = int(rng.integers(1, len(hidden) + 1))

    def damage(model):
        for name in hidden[:at]:
            model.get_layer(name).trainable = False

    training.damages.append(damage)
    return hidden[:at]


def _squeeze(training, rng):
    """One unit, then a norm over that unit alone: 0 for every example."""
    import keras

    at = int(rng.integers(1, len(training.network.hidden)))

    def squeeze(x):
        x = keras.layers.Dense(1, name="narrow")(x)
        return keras.layers.LayerNormalization(name="squeezed")(x)

    training.before[at] = squeeze
    return ("narrow", "squeezed", training.network.hidden[at])


def _log(training, rng):
    """The logarithm of a ReLU: -inf wherever that is 0."""
    import keras

    at = int(rng.integers(1, len(training.network.hidden)))

    def log(x):
        x = keras.layers.ReLU(name="positive")(x)
        return keras.layers.Lambda(keras.ops.log, name="log")(x)

    training.before[at] = log
    return ("log",)


def _is_mlp(cell):
    return cell.network.kind == "mlp"


FAULTS = (
    Fault(
        "gradient-cut",
        "no gradient comes to the first layers",
        _cut,
        symptoms=("weights-not-updated", "vanishing-gradients"),
        fits=_is_mlp,
    ),
    Fault(
        "frozen",
        "new layers are frozen",
        _freeze,
        symptoms=("frozen-by-accident", "weights-not-updated"),
    ),
    Fault(
        "squeezed",
        "a layer gives the same for every example",
        _squeeze,
        symptoms=("collapsed-outputs",),
        fits=_is_mlp,
    ),
    Fault(
        "log-of-zero",
        "a layer takes the logarithm of 0",
        _log,
        ("loss-not-finite",),
        fits=_is_mlp,
        must_harm=True,
    ),
)
