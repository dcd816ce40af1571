"""Callbacks without a fault, and ones with one fault each."""

import keras
import numpy as np

from keras_nntricks._arguments import require
from tests.conformance.bite import Bite
from tests.conformance.case import Case


class Halve(keras.callbacks.Callback):
    """Halves the learning rate each epoch, from `start`."""

    def __init__(self, start=0.1):
        super().__init__()
        require(start > 0, "start", "positive", start)
        self.start = start

    def on_train_begin(self, logs=None):
        self.epochs = 0

    def on_epoch_end(self, epoch, logs=None):
        self.epochs += 1
        self.model.optimizer.learning_rate = self.start / 2**self.epochs


class Watch(keras.callbacks.Callback):
    """Keeps the loss of each batch."""

    def on_train_begin(self, logs=None):
        self.losses = []

    def on_train_batch_end(self, batch, logs=None):
        self.losses.append(logs["loss"])


class NeedsValidation(Halve):
    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)
        self.last = logs["val_loss"]


class CountsOnAndOn(Halve):
    def __init__(self, start=0.1):
        super().__init__(start)
        self.epochs = 0

    def on_train_begin(self, logs=None):
        pass


class Touches(Watch):
    def on_train_end(self, logs=None):
        for weight in self.model.trainable_weights:
            weight.assign(np.nextafter(keras.ops.convert_to_numpy(weight), np.inf))


class ChangesTheOptimizer(Watch):
    def on_train_end(self, logs=None):
        self.model.optimizer.iterations.assign(0)


class LeavesAnAttribute(Watch):
    def on_train_end(self, logs=None):
        self.model.layers[0].losses_seen = len(self.losses)


class ChangesTheFile(Watch):
    def on_train_end(self, logs=None):
        self.model.layers[0].activation = keras.activations.tanh


class DiesOfNaN(Halve):
    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)
        self.percent = int(100 * logs["loss"])


class StaysOpen(Halve):
    def __init__(self, start=0.1):
        super().__init__(start)
        self.open = False

    def on_epoch_begin(self, epoch, logs=None):
        require(not self.open, "callback", "in one epoch at a time", self)
        self.open = True

    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)
        self.open = False


def halve(make=Halve):
    return Case(make, {"start": 0.2}, bad={"start": (0.0,)})


def watch(make=Watch):
    return Case(make, traits={"passive"})


GOOD = (halve(), watch())
BITES = (
    Bite("check_runs_without_validation_data", halve(NeedsValidation), (KeyError,)),
    Bite("check_second_fit_starts_fresh", halve(CountsOnAndOn)),
    Bite("check_passive_leaves_the_training_alone", watch(Touches)),
    Bite("check_passive_leaves_the_training_alone", watch(ChangesTheOptimizer)),
    Bite("check_passive_leaves_the_training_alone", watch(LeavesAnAttribute)),
    Bite("check_passive_leaves_the_training_alone", watch(ChangesTheFile)),
    Bite("check_bad_data_fails_clearly", halve(DiesOfNaN)),
    Bite("check_bad_data_fails_clearly", halve(StaysOpen), (ValueError,)),
)
