"""Layers that break a dtype policy."""

from keras import ops

from tests.conformance.bite import Bite
from tests.conformance.fakes.good_layers import Affine, affine, register


@register
class AlwaysReturnsFloat16(Affine):
    def call(self, inputs):
        return ops.cast(super().call(inputs), "float16")


@register
class AlwaysReturnsFloat32(Affine):
    def call(self, inputs):
        return ops.cast(super().call(inputs), "float32")


@register
class OverflowsInFloat16(Affine):
    def call(self, inputs):
        return super().call(inputs * 1e5) / 1e5


@register
class KeepsWeightsInTheComputeDtype(Affine):
    def build(self, input_shape):
        super().build(input_shape)
        self.scale = self.add_weight(
            name="scale",
            shape=(input_shape[self.axis],),
            initializer="ones",
            dtype=self.compute_dtype,
        )


@register
class KeepsWeightsInFloat32(Affine):
    def build(self, input_shape):
        super().build(input_shape)
        self.scale = self.add_weight(
            name="scale",
            shape=(input_shape[self.axis],),
            initializer="ones",
            dtype="float32",
        )


BITES = (
    Bite("check_float32_policy", affine(AlwaysReturnsFloat16)),
    Bite("check_mixed_float16_policy", affine(AlwaysReturnsFloat32)),
    Bite("check_mixed_float16_policy", affine(OverflowsInFloat16)),
    Bite("check_mixed_bfloat16_policy", affine(KeepsWeightsInTheComputeDtype)),
    Bite("check_bfloat16_policy", affine(KeepsWeightsInFloat32)),
)
