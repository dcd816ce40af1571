"""A layer that draws as it should, and copies that each draw wrongly."""

import keras
from keras import ops

from tests.conformance.bite import Bite
from tests.conformance.case import Case
from tests.conformance.fakes.good_layers import register


@register
class Noise(keras.layers.Layer):
    """Adds normal noise to each entry while training."""

    def __init__(self, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(self.first_seed(seed))

    def first_seed(self, seed):
        return seed

    def call(self, inputs, training=False):
        return inputs + self.noise(ops.shape(inputs)) if training else inputs

    def noise(self, shape):
        noise = keras.random.normal(shape, dtype="float32", seed=self.seed_generator)
        return ops.cast(noise, self.compute_dtype)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "seed": self.seed}


@register
class NeverDraws(Noise):
    def call(self, inputs, training=False):
        return inputs


@register
class DrawsOnce(Noise):
    def noise(self, shape):
        noise = keras.random.normal(shape, dtype="float32", seed=self.seed or 1)
        return ops.cast(noise, self.compute_dtype)


@register
class IgnoresItsSeed(Noise):
    def first_seed(self, seed):
        return None


@register
class ForgetsItsSeed(Noise):
    def get_config(self):
        return {**super().get_config(), "seed": None}


@register
class SaysItsSeedWithoutUse(Noise):
    @classmethod
    def from_config(cls, config):
        layer = cls(**{**config, "seed": None})
        layer.seed = config["seed"]
        return layer


@register
class StartsFromOneSeed(Noise):
    def first_seed(self, seed):
        return 0 if seed is None else seed


@register
class SharesItsDraw(Noise):
    def noise(self, shape):
        return super().noise((1, *shape[1:]))


def noise(make=Noise):
    return Case(
        make,
        {},
        (5,),
        free={"seed": "Keras checks it"},
        traits={"random"},
        reference=lambda inputs, weights: inputs,
    )


GOOD = (noise(),)
BITES = (
    Bite("check_training_draws_anew", noise(NeverDraws)),
    Bite("check_training_draws_anew", noise(DrawsOnce)),
    Bite("check_same_seed_repeats", noise(IgnoresItsSeed)),
    Bite("check_seed_survives_its_config", noise(ForgetsItsSeed)),
    Bite("check_seed_survives_its_config", noise(SaysItsSeedWithoutUse)),
    Bite("check_unseeded_layers_differ", noise(StartsFromOneSeed)),
    Bite("check_jit_compiled_training_draws_anew", noise(NeverDraws)),
    Bite("check_examples_draw_for_themselves", noise(SharesItsDraw)),
)
