"""The five optimizers that Wilson et al. compare, and the rates they try."""

import keras

MOMENTUM = 0.9
RATES = {
    "sgd": (0.01, 0.05, 0.25, 0.5, 1.0, 2.0),
    "heavy-ball": (0.01, 0.05, 0.25, 0.5, 1.0, 2.0),
    "adagrad": (0.005, 0.0075, 0.01, 0.05, 0.1),
    "rmsprop": (0.0001, 0.0003, 0.0005, 0.001, 0.005),
    "adam": (0.00005, 0.0001, 0.0003, 0.0005, 0.001, 0.005),
}
ADAPTIVE = ("adagrad", "rmsprop", "adam")
FACTOR = 0.5


def optimizer_of(name, learning_rate, steps_per_decay=None, **settings):
    """The optimizer of that name; its rate is halved after each `steps_per_decay`."""
    rate = learning_rate
    if steps_per_decay:
        rate = keras.optimizers.schedules.ExponentialDecay(
            rate, steps_per_decay, FACTOR, staircase=True
        )
    return _MAKERS[name](rate, **settings)


def exact_optimizer_of(name, learning_rate):
    """As the theorem has it: nothing is added to what adaptive methods divide by."""
    settings = {"epsilon": 1e-12} if name in ADAPTIVE else {}
    if name == "adagrad":
        settings["initial_accumulator_value"] = 0.0
    return optimizer_of(name, learning_rate, **settings)


def _heavy_ball(rate):
    return keras.optimizers.SGD(rate, momentum=MOMENTUM)


_MAKERS = {
    "sgd": keras.optimizers.SGD,
    "heavy-ball": _heavy_ball,
    "adagrad": keras.optimizers.Adagrad,
    "rmsprop": keras.optimizers.RMSprop,
    "adam": keras.optimizers.Adam,
}
