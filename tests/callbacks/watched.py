"""Small trainings to watch, and rules that are easily set off."""

import functools

import keras
import numpy as np

from keras_nntricks import monitors


def network(**compiled):
    """A linear model without bias whose weights are 1."""
    head = keras.layers.Dense(1, use_bias=False, kernel_initializer="ones", name="head")
    model = keras.Sequential([keras.Input((2,)), head], name="network")
    model.compile(
        **{"optimizer": keras.optimizers.SGD(0.125), "loss": "mse", **compiled}
    )
    return model


@functools.cache
def _network():
    return network()


def same_network():
    """`network()` as new, compiled once per process."""
    model = _network()
    for variable in (*model.trainable_variables, model.optimizer.iterations):
        variable.assign(np.ones(variable.shape) if variable.shape else 0)
    return model


def data(examples=32):
    """Inputs of ones and targets of 1, so that `network()` answers 2 and errs by 1."""
    return np.ones((examples, 2), "float32"), np.ones((examples, 1), "float32")


def fit(model, *watchers, epochs=1, batch_size=4, examples=32, **arguments):
    """The logs of a training."""
    x, y = data(examples)
    fitted = model.fit(
        *(x, y, batch_size, epochs),
        **{"verbose": 0, "callbacks": list(watchers), **arguments},
    )
    return fitted.history


def rule(find, name="at-once", needs=(), **thresholds):
    """A rule that says what `find(record, **thresholds)` finds."""
    words = {"symptom": "It is so.", "source": "a test", "advice": "Wait."}
    return monitors.Rule(
        name=name, find=find, thresholds=thresholds, needs=frozenset(needs), **words
    )


def samples_above(record, count):
    """Finds something as soon as a record has more than `count` samples."""
    if len(record.steps) > count:
        yield monitors.Finding("loss", int(record.steps[count]), f"{count} samples")
