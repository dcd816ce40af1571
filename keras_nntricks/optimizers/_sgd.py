import keras
from keras import ops

from keras_nntricks._arguments import is_number, require


@keras.saving.register_keras_serializable(package="keras_nntricks")
class SGD(keras.optimizers.SGD):
    """Gradient descent whose momentum can be changed while it trains.

        velocity = momentum * velocity - learning_rate * gradient
        w = w + velocity
        w = w + momentum * velocity - learning_rate * gradient      nesterov=True

    The updates are those of `keras.optimizers.SGD`. There `momentum` is a number that
    is baked into the compiled training step, and setting it later changes nothing. Here
    it is a variable, as the learning rate is: `optimizer.momentum = 0.95` holds from
    the next step on, on each backend, compiled or not. `callbacks.MomentumRamp` and
    `callbacks.OneCycle` set it.

    The velocity is kept with `momentum=0` too. When the momentum changes, the velocity
    stays as it is.

    Args:
        learning_rate: number, schedule or function, as in Keras.
        momentum: number in [0, 1]. The momentum to begin with.
        nesterov: bool. Whether to look ahead.
        **kwargs: the other arguments of `keras.optimizers.SGD`.

    Raises:
        ValueError: if `momentum` is not in [0, 1].

    Differs from Keras: `variables` has one more, the momentum, so that a saved
    optimizer remembers it.

    Example:
    >>> from keras_nntricks import optimizers
    >>> optimizer = optimizers.SGD(0.1, momentum=0.5)
    >>> optimizer.momentum = 0.75
    >>> optimizer.get_config()["momentum"]
    0.75

    Reference: Sutskever et al., On the importance of initialization and momentum in
    deep learning (2013), equations 1 to 4,
    https://proceedings.mlr.press/v28/sutskever13.html.
    """

    def __init__(self, learning_rate=0.01, momentum=0.0, nesterov=False, **kwargs):
        momentum = _checked(momentum)
        super().__init__(learning_rate, momentum, nesterov, **kwargs)

    @property
    def momentum(self):
        """The momentum, a variable."""
        return self._momentum

    @momentum.setter
    def momentum(self, value):
        value = _checked(value)
        if hasattr(self, "_momentum"):
            self._momentum.assign(value)
        else:
            constant = keras.initializers.Constant(value)
            self._momentum = self.add_variable(
                (), constant, "float32", name="current_momentum"
            )

    def build(self, variables):
        if self.built:
            return
        super(keras.optimizers.SGD, self).build(variables)
        self.momentums = self.add_optimizer_variables(variables, "momentum")

    def update_step(self, gradient, variable, learning_rate):
        place = self._get_variable_index(variable)
        velocity = self.momentums[place]
        rate = ops.cast(learning_rate, variable.dtype)
        momentum = ops.cast(self._momentum, variable.dtype)
        step = ops.multiply(ops.cast(gradient, variable.dtype), rate)
        moved = ops.subtract(ops.multiply(velocity, momentum), step)
        self.assign(velocity, moved)
        if self.nesterov:
            moved = ops.subtract(ops.multiply(moved, momentum), step)
        self.assign_add(variable, moved)

    def get_config(self):
        momentum = float(ops.convert_to_numpy(self._momentum))
        return {**super().get_config(), "momentum": round(momentum, 7)}


def _checked(momentum):
    fine = is_number(momentum) and 0 <= momentum <= 1
    require(fine, "momentum", "a number in [0, 1]", momentum)
    return float(momentum)
