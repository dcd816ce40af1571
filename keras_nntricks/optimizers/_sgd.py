import keras
from keras import ops

from keras_nntricks._arguments import is_number, require

Schedule = keras.optimizers.schedules.LearningRateSchedule


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

    The momentum may also follow a schedule, as the learning rate may. It is then worked
    out from `iterations` in each step and cannot be set.

    Args:
        learning_rate: number, schedule or function, as in Keras.
        momentum: number in [0, 1], the momentum to begin with, or a
            `keras.optimizers.schedules.LearningRateSchedule` whose values are momenta.
        nesterov: bool. Whether to look ahead.
        **kwargs: the other arguments of `keras.optimizers.SGD`.

    Raises:
        ValueError: if `momentum` is not in [0, 1], or is set where it has a schedule.

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

    _schedule = None

    def __init__(self, learning_rate=0.01, momentum=0.0, nesterov=False, **kwargs):
        schedule = momentum if isinstance(momentum, Schedule) else None
        start = _checked(momentum) if schedule is None else 0.0
        super().__init__(learning_rate, start, nesterov, **kwargs)
        self._schedule = schedule

    @property
    def momentum(self):
        """The momentum, a variable; or its schedule."""
        return self._momentum if self._schedule is None else self._schedule

    @momentum.setter
    def momentum(self, value):
        require(self._schedule is None, "momentum", "left to its schedule", value)
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
        momentum = ops.cast(self._current_momentum(), variable.dtype)
        step = ops.multiply(ops.cast(gradient, variable.dtype), rate)
        moved = ops.subtract(ops.multiply(velocity, momentum), step)
        self.assign(velocity, moved)
        if self.nesterov:
            moved = ops.subtract(ops.multiply(moved, momentum), step)
        self.assign_add(variable, moved)

    def _current_momentum(self):
        if self._schedule is None:
            return self._momentum
        return self._schedule(self.iterations)

    def get_config(self):
        return {**super().get_config(), "momentum": self._configured_momentum()}

    def _configured_momentum(self):
        if self._schedule is not None:
            return keras.saving.serialize_keras_object(self._schedule)
        return round(float(ops.convert_to_numpy(self._momentum)), 7)

    @classmethod
    def from_config(cls, config, custom_objects=None):
        momentum = config.get("momentum")
        if isinstance(momentum, dict):
            read = keras.saving.deserialize_keras_object(momentum, custom_objects)
            config = {**config, "momentum": read}
        return super().from_config(config, custom_objects)


def _checked(momentum):
    fine = is_number(momentum) and 0 <= momentum <= 1
    require(fine, "momentum", "a number in [0, 1]", momentum)
    return float(momentum)
