"""Optimizers by name, with their rate as the one number to be tuned."""

import functools

import keras
from keras import ops

from benchmarks.networks.shared_schedule import SharedSchedule

MOMENTUM = 0.9
BETA_1 = 0.9


@keras.saving.register_keras_serializable(package="keras_nntricks")
class InverseSquareRoot(SharedSchedule):
    """initial / sqrt(t), t = 1, 2, ..."""

    def __init__(self, initial):
        super().__init__(initial=initial)

    def __call__(self, step):
        return self.number("initial") / ops.sqrt(ops.cast(step, "float32") + 1)


@keras.saving.register_keras_serializable(package="keras_nntricks")
class WithoutBiasCorrection(SharedSchedule):
    """The rate that undoes Adam's bias correction.

        rate * (1 - beta_1 ** t) / sqrt(1 - beta_2 ** t), t = 1, 2, ...

    Reference: Kingma and Ba, 2015, https://arxiv.org/abs/1412.6980, the end of
    section 2: the correction is its inverse.
    """

    def __init__(self, rate, beta_1, beta_2):
        super().__init__(rate=rate, beta_1=beta_1, beta_2=beta_2)

    def __call__(self, step):
        t = ops.cast(step, "float32") + 1
        first, second = (
            1 - ops.power(self.number(beta), t) for beta in ("beta_1", "beta_2")
        )
        return self.number("rate") * first / ops.sqrt(second)


def sgd(rate):
    """Plain gradient descent."""
    return keras.optimizers.SGD(rate)


def nesterov(rate):
    """Nesterov's momentum, 0.9."""
    return keras.optimizers.SGD(rate, momentum=MOMENTUM, nesterov=True)


OPTIMIZERS = {
    "sgd": sgd,
    "nesterov": nesterov,
    "adagrad": keras.optimizers.Adagrad,
    "rmsprop": keras.optimizers.RMSprop,
    "adam": keras.optimizers.Adam,
}


def optimizer_of(name, learning_rate=0.001, decays=False, **settings):
    """The optimizer of that name, other settings as Keras has them.

    Args:
        name: one of `OPTIMIZERS`, or "adam" with the settings of `adam`.
        learning_rate: the rate, or the first one of a decay.
        decays: whether the rate falls as 1 / sqrt(t).
        **settings: for "adam" alone.
    """
    if settings:
        return adam(learning_rate, **settings)
    if not decays:
        return OPTIMIZERS[name](learning_rate)
    rate = InverseSquareRoot(learning_rate)
    return rate.given_to(OPTIMIZERS[name](rate))


def adam(learning_rate, beta_2, bias_correction):
    """Adam with or without its bias correction."""
    make = functools.partial(keras.optimizers.Adam, beta_1=BETA_1, beta_2=beta_2)
    if bias_correction:
        return make(learning_rate)
    rate = WithoutBiasCorrection(learning_rate, BETA_1, beta_2)
    return rate.given_to(make(rate))
