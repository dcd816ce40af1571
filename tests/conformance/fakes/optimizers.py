"""An optimizer without a fault, and ones with one fault each."""

import keras
from keras import ops

from keras_nntricks._arguments import is_number, require
from tests.conformance.bite import Bite
from tests.conformance.case import Case

register = keras.saving.register_keras_serializable(package="tests")


@register
class Descent(keras.optimizers.Optimizer):
    """Gradient descent that remembers its last step."""

    def __init__(self, learning_rate=0.0625, share=0.5, **kwargs):
        super().__init__(learning_rate, **kwargs)
        require(is_number(share) and share >= 0, "share", "a number >= 0", share)
        self.share = share

    def build(self, variables):
        if not self.built:
            super().build(variables)
            self.last = self.add_optimizer_variables(variables, "last")

    def update_step(self, gradient, variable, learning_rate):
        last = self.last[self._get_variable_index(variable)]
        rate, share = (ops.cast(v, variable.dtype) for v in (learning_rate, self.share))
        step = rate * ops.cast(gradient, variable.dtype) + share * last
        self.assign(last, step)
        self.assign_sub(variable, step)

    def get_config(self):
        return {**super().get_config(), "share": self.share}


@register
class SkipsVectors(Descent):
    def update_step(self, gradient, variable, learning_rate):
        if len(variable.shape) > 1:
            super().update_step(gradient, variable, learning_rate)


@register
class ForgetsItsSteps(Descent):
    def load_own_variables(self, store):
        pass


@register
class LeavesHalfPrecisionAlone(Descent):
    def update_step(self, gradient, variable, learning_rate):
        if keras.backend.standardize_dtype(variable.dtype) == "float32":
            super().update_step(gradient, variable, learning_rate)


@register
class ForgetsItsShare(Descent):
    @classmethod
    def from_config(cls, config):
        return cls(config["learning_rate"])


def descent(make=Descent):
    return Case(
        make,
        {"learning_rate": 0.0625, "share": 0.25},
        bad={"share": (-1, "half")},
        free={"learning_rate": "Keras reads it"},
    )


GOOD = (descent(),)
BITES = (
    Bite("check_config_survives_json", descent(ForgetsItsShare)),
    Bite("check_optimizer_lowers_the_loss", descent(SkipsVectors)),
    Bite("check_optimizer_goes_on_after_loading", descent(ForgetsItsSteps)),
    Bite("check_optimizer_in_half_precision", descent(LeavesHalfPrecisionAlone)),
)
