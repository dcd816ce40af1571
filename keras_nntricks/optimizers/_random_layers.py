"""Whether a model is another one at each call in training."""

import keras
import numpy as np

from keras_nntricks import taps

_SEED_STATE = "seed_generator_state"


class _Draws(keras.StatelessScope):
    """Notices when one of Keras's random generators moves inside of it."""

    def __init__(self):
        super().__init__()
        self.found = False

    def add_update(self, update):
        self.found |= _SEED_STATE in update[0].path
        super().add_update(update)


def draws_in_training(model, x):
    """Whether it uses random numbers: dropout, noise, augmentation.

    On torch Keras draws for dropout without a seed from torch's own generator, which
    shows in the outputs alone.
    """
    with taps.leftovers_removed([]), _Draws() as scope:
        first = _outputs(model, x)
    with taps.leftovers_removed([]), keras.StatelessScope():
        _outputs(model, x)
        second = _outputs(model, x)
    return scope.found or not all(map(_same, first, second))


def _same(one, other):
    return np.array_equal(one, other, equal_nan=True)


def _outputs(model, x):
    found = keras.tree.flatten(model(x, training=True))
    return [keras.ops.convert_to_numpy(tensor) for tensor in found]
