"""A constraint that keeps its promises, and ones that break one each."""

import keras
from keras import ops

from keras_nntricks._arguments import require
from tests.conformance.bite import Bite
from tests.conformance.case import Case

register = keras.saving.register_keras_serializable(package="tests")


@register
class Within(keras.constraints.Constraint):
    """Every entry in [-limit, limit]."""

    def __init__(self, limit=1.0):
        require(limit > 0, "limit", "positive", limit)
        self.limit = limit

    def __call__(self, value):
        return ops.clip(value, -self.limit, self.limit)

    def get_config(self):
        return {"limit": self.limit}


@register
class OneSided(Within):
    def __call__(self, value):
        return ops.minimum(value, self.limit)


@register
class InFloat32(Within):
    def __call__(self, value):
        return super().__call__(ops.cast(value, "float32"))


@register
class Shrinks(Within):
    def __call__(self, value):
        return 0.99 * super().__call__(value)


@register
class ForgetsItsLimit(Within):
    @classmethod
    def from_config(cls, config):
        return cls()


def within(make=Within):
    return Case(
        make,
        {"limit": 0.5},
        bad={"limit": (0.0, -1.0)},
        reference=lambda weight: weight.clip(-0.5, 0.5),
    )


GOOD = (within(),)
BITES = (
    Bite("check_constraint_equals_reference", within(OneSided)),
    Bite("check_constraint_keeps_shape_and_dtype", within(InFloat32)),
    Bite("check_constraint_is_a_projection", within(Shrinks)),
    Bite("check_constraint_holds_in_training", within(Shrinks)),
    Bite("check_constraint_saved_inside_a_layer", within(ForgetsItsLimit)),
)
