"""Networks that do not suit their data."""

import dataclasses

from benchmarks.diagnosis.faults.fault import NOWHERE, Fault

FEW, SOME = 48, 160


def _overfit(training, rng):
    """Few examples, a fifth of them mislabelled, and a wide net that learns them."""
    data, shape = training.data, training.network
    training.network = dataclasses.replace(shape, width=128, dropout=0.0)
    y = data.y[:FEW].copy()
    wrong = rng.random(FEW) < 0.2
    y[wrong] = rng.permutation(data.y)[:FEW][wrong]
    training.replace_data(x=data.x[:FEW], y=y)
    training.batch_size, training.epochs = 16, 100
    return NOWHERE


def _one_example(training, rng):
    data = training.data
    training.network = dataclasses.replace(training.network, batch_norm=True)
    training.replace_data(x=data.x[:SOME], y=data.y[:SOME])
    training.batch_size, training.epochs = 1, 2
    return tuple(f"norm_{index}" for index in range(training.network.depth))


def _penalised(training, rng):
    import keras

    training.settings["kernel_regularizer"] = keras.regularizers.L2(1.0)
    return NOWHERE


def _dropped(training, rng):
    training.network = dataclasses.replace(training.network, dropout=0.95)
    return NOWHERE


def _blind(training, rng):
    """The features that matter are missing: noise in their place."""
    training.map_inputs(lambda x: rng.normal(size=x.shape))
    return NOWHERE


def _is_mlp(cell):
    return cell.network.kind == "mlp"


def _has_flat_layers(cell):
    return cell.network.kind in ("mlp", "residual")


FAULTS = (
    Fault(
        "overfitting",
        "48 examples, some mislabelled, and a wide network",
        _overfit,
        ("overfitting",),
        must_harm=True,
    ),
    Fault(
        "batch-of-one",
        "batch normalization over one example",
        _one_example,
        ("batch-norm-on-one-example",),
        fits=_has_flat_layers,
    ),
    Fault(
        "penalised",
        "so much L2 regularisation that nothing is learned",
        _penalised,
        ("penalty-dominates", "underfitting", "plateau", "collapsed-outputs"),
        must_harm=True,
    ),
    Fault(
        "dropped",
        "dropout of 95 % behind every hidden layer",
        _dropped,
        ("dropout-too-high", "underfitting", "plateau"),
        fits=_has_flat_layers,
        must_harm=True,
    ),
    Fault(
        "noise-as-inputs",
        "the inputs are noise",
        _blind,
        ("labels-unrelated",),
    ),
)
