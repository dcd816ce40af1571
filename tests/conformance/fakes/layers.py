"""Layers that break one promise each."""

import inspect

import keras
from keras import ops

from tests.conformance.bite import Bite
from tests.conformance.fakes import good_layers
from tests.conformance.fakes.broken_dtypes import BITES as DTYPE_BITES
from tests.conformance.fakes.good_layers import Affine, affine, register


@register
class ChangesItsArgument(Affine):
    def __init__(self, factor=1.0, axis=-1, **kwargs):
        super().__init__(factor + 1.0, axis, **kwargs)


@register
class ForgetsItsArgument(Affine):
    def get_config(self):
        config = super().get_config()
        return {name: config[name] for name in config if name != "factor"}


class IsNotRegistered(Affine):
    pass


@register
class BuildChangesTheConfig(Affine):
    def build(self, input_shape):
        super().build(input_shape)
        self.axis = self.axis % len(input_shape)


@register
class HidesItsState(Affine):
    def build(self, input_shape):
        super().build(input_shape)
        self.hidden = float(keras.random.uniform(()))

    def call(self, inputs):
        return super().call(inputs) + self.hidden


@register
class AcceptsAnything(Affine):
    def __init__(self, factor=1.0, axis=-1, **kwargs):
        super().__init__(**kwargs)
        self.factor, self.axis = factor, axis


@register
class RejectsInItsOwnWords(Affine):
    def __init__(self, factor=1.0, axis=-1, **kwargs):
        if factor <= 0:
            raise ValueError("factor should be positive")
        super().__init__(factor, axis, **kwargs)


@register
class SwallowsArguments(Affine):
    def __init__(self, factor=1.0, axis=-1, **kwargs):
        known = inspect.signature(keras.layers.Layer.__init__).parameters
        kept = {name: kwargs[name] for name in kwargs if name in known}
        super().__init__(factor, axis, **kept)


@register
class MindsHowItIsBuilt(Affine):
    def build(self, input_shape):
        super().build(input_shape)
        self.static = 1.0 if input_shape[0] is None else 2.0

    def call(self, inputs):
        return super().call(inputs) * self.static


@register
class IsAlwaysNoisy(Affine):
    def __init__(self, factor=1.0, axis=-1, **kwargs):
        super().__init__(factor, axis, **kwargs)
        self.seed_generator = keras.random.SeedGenerator(1)

    def call(self, inputs):
        noise = keras.random.normal(ops.shape(inputs), seed=self.seed_generator)
        return super().call(inputs) + noise


@register
class CountsItsCalls(Affine):
    def call(self, inputs):
        self.offset.assign(self.offset + ops.mean(inputs))
        return super().call(inputs)


@register
class RepeatsItsPieces(good_layers.Pieces):
    def build(self, input_shape):
        same = keras.initializers.GlorotUniform(seed=1)
        self.kernel = self.add_weight(
            name="kernel",
            shape=(2, input_shape[-1]),
            initializer=lambda shape, dtype: ops.stack([same(shape[1:], dtype)] * 2),
        )


@register
class SaysAnotherShape(Affine):
    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], input_shape[-1] + 1)


@register
class NeedsKnownSteps(Affine):
    def build(self, input_shape):
        super().build(input_shape)
        self.scale = self.add_weight(name="scale", shape=input_shape[1:])

    def along_axis(self, weight, inputs):
        return weight


@register
class CentresTheBatch(Affine):
    def call(self, inputs):
        return super().call(inputs - ops.mean(inputs, axis=0, keepdims=True))


@register
class IgnoresItsAxis(Affine):
    def along_axis(self, weight, inputs):
        return weight if self.axis == -1 else ops.mean(weight)


@register
class StopsItsGradient(Affine):
    def call(self, inputs):
        offset = self.along_axis(self.offset, inputs)
        return offset + ops.stop_gradient(super().call(inputs) - offset)


@register
class DoublesItsGradient(Affine):
    def call(self, inputs):
        outputs = super().call(inputs)
        return 2 * outputs - ops.stop_gradient(outputs)


@register
class DiffersFromItsTwin(Affine):
    made = 0

    def __init__(self, factor=1.0, axis=-1, **kwargs):
        super().__init__(factor, axis, **kwargs)
        type(self).made += 1
        self.twin = type(self).made % 2

    def call(self, inputs):
        return super().call(inputs) + self.twin


@register
class LosesTheMask(Affine):
    def compute_mask(self, inputs, previous_mask):
        return None


@register
class KeepsTheMask(good_layers.LastStep):
    def compute_mask(self, inputs, previous_mask):
        return previous_mask


@register
class IsALittleOff(Affine):
    def call(self, inputs):
        return super().call(inputs) * 1.001


@register
class IsOffFarOut(Affine):
    def call(self, inputs):
        return super().call(ops.minimum(inputs, 10.0))


_unlimited = affine(bad={"factor": (0.0,)})

GOOD = good_layers.GOOD
BITES = (
    Bite("check_config_survives_json", affine(ChangesItsArgument)),
    Bite("check_config_names_every_argument", affine(ForgetsItsArgument)),
    Bite(
        "check_registered_object_survives_json", affine(IsNotRegistered), (TypeError,)
    ),
    Bite("check_build_leaves_the_config_alone", affine(BuildChangesTheConfig)),
    Bite("check_saved_and_loaded_gives_the_same_output", affine(HidesItsState)),
    Bite("check_saved_and_loaded_gives_the_same_output", affine(ForgetsItsArgument)),
    Bite("check_clone_takes_weights_from_a_file", affine(ForgetsItsArgument)),
    Bite("check_rejects_bad_arguments", affine(AcceptsAnything)),
    Bite("check_rejects_bad_arguments", affine(RejectsInItsOwnWords)),
    Bite("check_rejects_unknown_arguments", affine(SwallowsArguments)),
    Bite("check_every_argument_is_limited", _unlimited),
    Bite("check_same_in_every_kind_of_model", affine(MindsHowItIsBuilt)),
    Bite("check_deterministic_outside_training", affine(IsAlwaysNoisy)),
    Bite("check_deterministic_outside_training", affine(CountsItsCalls)),
    Bite("check_pieces_differ", good_layers.pieces(RepeatsItsPieces)),
    Bite("check_symbolic_equals_eager", affine(SaysAnotherShape)),
    Bite("check_none_spatial_dimensions", affine(NeedsKnownSteps), (ValueError,)),
    Bite("check_batch_of_one", affine(CentresTheBatch)),
    Bite("check_empty_batch", affine(CountsItsCalls)),
    Bite("check_channels_first", affine(IgnoresItsAxis)),
    Bite("check_one_step_moves_every_weight", affine(StopsItsGradient)),
    Bite("check_jit_compile_changes_nothing", affine(DiffersFromItsTwin)),
    Bite("check_mask_passes", affine(LosesTheMask)),
    Bite("check_mask_stops", good_layers.last_step(KeepsTheMask)),
    Bite("check_layer_equals_reference", affine(IsALittleOff)),
    Bite("check_layer_equals_reference_on_drawn_values", affine(IsOffFarOut)),
    Bite("check_layer_gradient", affine(DoublesItsGradient)),
    *DTYPE_BITES,
)
