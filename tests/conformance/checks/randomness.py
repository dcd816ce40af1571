"""Layers that draw while they train."""

import warnings

import numpy as np

from tests.backends import to_numpy
from tests.conformance.models import feed, named_weights, through_json, trainable
from tests.conformance.registry import check

BATCH = 24


def _is_random(case):
    return "random" in case.traits


def _draws_per_example(case):
    return _is_random(case) and "one_draw" not in case.traits


def _compiles(case):
    return _is_random(case) and "jit_in_another_case" not in case.traits


def _drawn(case, layer, calls=1):
    """The training outputs of some calls, all on the same inputs."""
    inputs = feed(case, BATCH)
    return np.stack([to_numpy(layer(inputs, training=True)) for _ in range(calls)])


def _twin(case, layer, twin):
    """`twin` with the weights of `layer`."""
    twin.build((None, *case.input_shape))
    for name, value in named_weights(layer).items():
        next(w for w in twin.weights if w.name == name).assign(value)
    return twin


def _built(case, **changes):
    layer = case.build(**changes)
    layer.build((None, *case.input_shape))
    return layer


@check("layer", when=_is_random)
def check_training_draws_anew(case):
    """Training differs from inference, and each call from the one before."""
    layer = _built(case)
    calls = _drawn(case, layer, calls=8)
    plain = to_numpy(layer(feed(case, BATCH), training=False))
    assert np.any(calls != plain), f"{case.id}: training changes nothing"
    assert np.any(calls != calls[0]), f"{case.id}: each call draws the same"


@check("layer", when=_is_random)
def check_same_seed_repeats(case):
    """Two layers of one seed draw the same, call after call."""
    layer = _built(case, seed=5)
    twin = _twin(case, layer, case.build(seed=5))
    same = np.array_equal(_drawn(case, layer, 2), _drawn(case, twin, 2))
    assert same, f"{case.id}: one seed, two draws"


@check("layer", when=_is_random)
def check_seed_survives_its_config(case):
    """A layer made again from its config draws what the first one drew."""
    layer = _built(case, seed=6)
    config = through_json(layer.get_config())
    assert config["seed"] == 6, f"{case.id}: the config says seed={config['seed']!r}"
    twin = _twin(case, layer, case.make.from_config(config))
    same = np.array_equal(_drawn(case, layer), _drawn(case, twin))
    assert same, f"{case.id}: draws something else when it is made again"


@check("layer", when=_is_random)
def check_unseeded_layers_differ(case):
    """Two layers without a seed draw differently."""
    layer = _built(case, seed=None)
    twin = _twin(case, layer, case.build(seed=None))
    differs = np.any(_drawn(case, layer, 8) != _drawn(case, twin, 8))
    assert differs, f"{case.id}: two layers without a seed draw the same"


@check("layer", when=_draws_per_example)
def check_examples_draw_for_themselves(case):
    """Equal examples of one batch do not stay equal."""
    inputs = np.repeat(feed(case, 1), BATCH, axis=0)
    outputs = to_numpy(_built(case)(inputs, training=True))
    assert np.any(outputs != outputs[0]), f"{case.id}: one draw serves all examples"


@check("layer", when=_compiles)
def check_jit_compiled_training_draws_anew(case):
    """The loss is finite, and changes while no weight does."""
    model, inputs = trainable(case, jit_compile=True), feed(case, BATCH)
    model.optimizer.learning_rate = 0.0
    targets = inputs.reshape(BATCH, -1)[:, :1]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # compilers warn about themselves
        losses = [float(model.train_on_batch(inputs, targets)) for _ in range(3)]
    assert np.all(np.isfinite(losses)), f"{case.id}: the losses are {losses}"
    assert len(set(losses)) > 1, f"{case.id}: each compiled step draws the same"
