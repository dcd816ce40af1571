"""A function that trains in place of `fit`, and ones that break one promise each."""

import keras

from keras_nntricks import optimizers
from keras_nntricks._arguments import require
from tests.conformance.bite import Bite
from tests.conformance.case import Case
from tests.conformance.cases.fits import classifier
from tests.conformance.classification import inputs, labels


def fitted(model, x, y, epochs=5, callbacks=None):
    require(epochs > 0, "epochs", "positive", epochs)
    return optimizers.fit_lbfgs(model, x, y, epochs=epochs, callbacks=callbacks)


def gives_a_dict(model, x, y, epochs=5, callbacks=None):
    return fitted(model, x, y, epochs, callbacks).history


def puts_the_weights_back(model, x, y, epochs=5, callbacks=None):
    weights = model.get_weights()
    history = fitted(model, x, y, epochs, callbacks)
    model.set_weights(weights)
    return history


def tells_nobody(model, x, y, epochs=5, callbacks=None):
    return fitted(model, x, y, epochs)


def hears_nothing(model, x, y, epochs=5, callbacks=None):
    class Deaf(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.stop_training = False

    return fitted(model, x, y, epochs, [*(callbacks or ()), Deaf()])


def compiles(model, x, y, epochs=5, callbacks=None):
    model.compile("adam", model.loss)
    model.optimizer.build(model.trainable_variables)
    return fitted(model, x, y, epochs, callbacks)


def moves_statistics(model, x, y, epochs=5, callbacks=None):
    model(x, training=True)
    return fitted(model, x, y, epochs, callbacks)


def case(make=fitted):
    return Case(
        make,
        parts={"model": classifier, "x": inputs, "y": labels},
        bad={"epochs": (0,)},
        free={"model": "a fake takes any", "y": "any", "callbacks": "any"},
        family="fit",
    )


GOOD = (case(),)
BITES = (
    Bite("check_fit_lowers_the_loss", case(gives_a_dict)),
    Bite("check_fit_lowers_the_loss", case(puts_the_weights_back)),
    Bite("check_fit_tells_callbacks", case(tells_nobody)),
    Bite("check_fit_tells_callbacks", case(hears_nothing)),
    Bite("check_fit_changes_trainable_weights_alone", case(compiles)),
    Bite("check_fit_changes_trainable_weights_alone", case(moves_statistics)),
)
