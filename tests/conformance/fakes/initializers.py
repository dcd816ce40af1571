"""An initializer that keeps its promises, and ones that break one each."""

import random

import keras
import numpy as np
from keras import ops

from keras_nntricks._arguments import require
from tests.conformance.bite import Bite
from tests.conformance.case import Case

register = keras.saving.register_keras_serializable(package="tests")
AXES = {"last": (-1,), "depthwise": (2, 3), "transposed": (2,), "first": (1, 2)}


@register
class FanNormal(keras.initializers.Initializer):
    """Normal with variance gain / fan_in; `kind` says which axes are outputs."""

    def __init__(self, gain=2.0, kind="last", seed=None):
        require(gain > 0, "gain", "positive", gain)
        require(kind in AXES, "kind", f"one of {tuple(AXES)}", kind)
        self.gain = gain
        self.kind = kind
        self.seed = self.start(seed)

    def start(self, seed):
        return seed

    def __call__(self, shape, dtype=None):
        outputs = [shape[axis] for axis in AXES[self.kind]]
        scale = np.sqrt(self.gain * np.prod(outputs) / np.prod(shape))
        return float(scale) * self.draw(shape, dtype or keras.config.floatx())

    def draw(self, shape, dtype):
        fresh = random.randint(0, 10**6) if self.seed is None else self.seed
        return keras.random.normal(shape, dtype=dtype, seed=fresh)

    def get_config(self):
        return {"gain": self.gain, "kind": self.kind, "seed": self.seed}


@register
class ForgetsOnLoading(FanNormal):
    @classmethod
    def from_config(cls, config):
        return cls(seed=config["seed"])


@register
class IgnoresTheDtype(FanNormal):
    def draw(self, shape, dtype):
        return super().draw(shape, "float32")


@register
class MovesOn(FanNormal):
    def draw(self, shape, dtype):
        self.seed = self.seed + 1 if isinstance(self.seed, int) else self.seed
        return super().draw(shape, dtype)


@register
class FreezesTheGenerator(FanNormal):
    def start(self, seed):
        return seed if isinstance(seed, int | None) else 1


@register
class HasOneSeed(FanNormal):
    def start(self, seed):
        return 0 if seed is None else seed


@register
class SeedsItself(FanNormal):
    def start(self, seed):
        return random.randint(0, 10**6) if seed is None else seed


@register
class DrawsFromNumPy(FanNormal):
    def draw(self, shape, dtype):
        values = np.random.default_rng().normal(size=shape)
        return ops.cast(values, dtype)


@register
class Checkered(keras.initializers.Initializer):
    """The same for everyone: +1 and -1 in turn."""

    def __init__(self, scale=1.0):
        require(scale > 0, "scale", "positive", scale)
        self.scale = scale

    def __call__(self, shape, dtype=None):
        signs = self.signs(np.indices(shape).sum(axis=0))
        return ops.cast(self.scale * signs, dtype or keras.config.floatx())

    def signs(self, distances):
        return 1.0 - 2.0 * (distances % 2)

    def get_config(self):
        return {"scale": self.scale}


@register
class Flickers(Checkered):
    def signs(self, distances):
        return super().signs(distances) * random.choice((1.0, 0.9, 1.1))


@register
class FadesAway(Checkered):
    def signs(self, distances):
        return super().signs(distances) * (1.0 - 1e-5 * distances)


TOLD = {
    "depthwise": {"kind": "depthwise"},
    "transposed": {"kind": "transposed"},
    "einsum": {"kind": "first"},
}


def fan_normal(make=FanNormal, **changes):
    fields = {
        "kwargs": {"gain": 1.5},
        "bad": {"gain": (0.0,), "kind": ("no such kind",)},
        "free": {"seed": "Keras checks it"},
        "moments": lambda fan_in, fan_out: (0.0, 1.5 / fan_in),
        "told": TOLD,
    }
    return Case(make, **{**fields, **changes})


def _checkers(shape):
    return 1.5 * (-1.0) ** np.indices(shape).sum(axis=0)


def _even_rows(values):
    return {"rows of one size": np.ptp(np.linalg.norm(values, axis=-1)) < 1e-6}


def checkered(make=Checkered, **changes):
    fields = {
        "kwargs": {"scale": 1.5},
        "bad": {"scale": (0.0,)},
        "reference": _checkers,
        "properties": _even_rows,
        "shapes": ((3, 2, 4), (6, 5)),
    }
    return Case(make, **{**fields, **changes})


def without_being_told(kernel):
    """Wrong in one kernel only: as if that kernel were another one."""
    told = {**TOLD, kernel: {"kind": "last", "gain": 1.0}}
    return fan_normal(told=told)


GOOD = (fan_normal(), checkered())
BITES = (
    Bite("check_shape_and_dtype", fan_normal(IgnoresTheDtype)),
    Bite("check_int_seed_repeats", fan_normal(MovesOn)),
    Bite("check_seed_generator_differs", fan_normal(FreezesTheGenerator)),
    Bite("check_unseeded_draws_differ", fan_normal(HasOneSeed)),
    Bite("check_unseeded_draws_differ", fan_normal(SeedsItself)),
    Bite("check_unseeded_draws_differ", fan_normal(DrawsFromNumPy)),
    Bite("check_values_without_seed_repeat", checkered(Flickers)),
    Bite("check_values", checkered(FadesAway)),
    Bite("check_properties", checkered(FadesAway)),
    Bite("check_properties", checkered(properties=lambda values: {})),
    Bite("check_mean_and_variance", fan_normal(told={})),
    Bite("check_saved_inside_a_layer", fan_normal(ForgetsOnLoading)),
)
