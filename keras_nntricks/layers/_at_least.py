"""A lower limit for a weight."""

import keras
from keras import ops


class AtLeast(keras.constraints.Constraint):
    """Moves what is below `minimum` up to it."""

    def __init__(self, minimum):
        self.minimum = minimum

    def __call__(self, w):
        return ops.maximum(w, self.minimum)
