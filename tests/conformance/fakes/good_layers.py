"""Three layers without a fault."""

import keras
import numpy as np
from keras import ops

from keras_nntricks._arguments import require
from tests.conformance.case import Case

register = keras.saving.register_keras_serializable(package="tests")


@register
class Affine(keras.layers.Layer):
    """factor * x * scale + offset, per channel."""

    def __init__(self, factor=1.0, axis=-1, **kwargs):
        super().__init__(**kwargs)
        require(factor > 0, "factor", "positive", factor)
        require(axis in (-1, 1), "axis", "-1 or 1", axis)
        self.factor = factor
        self.axis = axis
        self.supports_masking = True

    def build(self, input_shape):
        channels = (input_shape[self.axis],)
        self.scale = self.add_weight(name="scale", shape=channels, initializer="ones")
        self.offset = self.add_weight(name="offset", shape=channels)

    def along_axis(self, weight, inputs):
        shape = [1] * len(inputs.shape)
        shape[self.axis] = -1
        return ops.reshape(weight, shape)

    def call(self, inputs):
        scaled = inputs * self.factor * self.along_axis(self.scale, inputs)
        return scaled + self.along_axis(self.offset, inputs)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "factor": self.factor, "axis": self.axis}


@register
class Pieces(keras.layers.Layer):
    """Two copies of each channel, scaled by a drawn weight each."""

    def build(self, input_shape):
        self.kernel = self.add_weight(name="kernel", shape=(2, input_shape[-1]))

    def call(self, inputs):
        return ops.concatenate([inputs * self.kernel[0], inputs * self.kernel[1]], -1)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], 2 * input_shape[-1])


@register
class LastStep(keras.layers.Layer):
    """The last time step."""

    supports_masking = True

    def call(self, inputs):
        return inputs[:, -1]

    def compute_output_shape(self, input_shape):
        return (input_shape[0], *input_shape[2:])

    def compute_mask(self, inputs, previous_mask):
        return None


def affine_reference(factor, inputs, weights):
    return factor * inputs * weights["scale"] + weights["offset"]


def affine(make=Affine, **changes):
    """The case of `Affine` or of a broken copy."""
    fields = {
        "kwargs": {"factor": 2.0},
        "input_shape": (5, 3),
        "bad": {"factor": (0.0, -1.0), "axis": (7,)},
        "traits": {"masks", "spatial"},
        "reference": lambda inputs, weights: affine_reference(2.0, inputs, weights),
        "channels_first": {"axis": 1},
    }
    return Case(make, **{**fields, **changes})


def pieces_reference(inputs, weights):
    return np.concatenate([inputs * piece for piece in weights["kernel"]], -1)


def pieces(make=Pieces):
    return Case(
        make,
        {},
        (4,),
        reference=pieces_reference,
        pieces=lambda weights: weights["kernel"],
        traits={"jit_in_another_case"},
    )


def last_step(make=LastStep):
    return Case(
        make,
        {},
        (5, 3),
        traits={"stops_mask", "jit_in_another_case"},
        reference=lambda inputs, weights: inputs[:, -1],
    )


GOOD = (affine(), pieces(), last_step())
