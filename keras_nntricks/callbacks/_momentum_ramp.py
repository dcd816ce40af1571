import math

import keras

from keras_nntricks._arguments import is_number, require, require_count
from keras_nntricks.callbacks._settable_momentum import momentum_owner
from keras_nntricks.callbacks._timed import Timed


@keras.saving.register_keras_serializable(package="keras_nntricks")
class MomentumRamp(Timed):
    """Raises the momentum from 0.5 towards its maximum.

        momentum(t) = min(1 - 2 ** (-1 - log2(floor(t / every) + 1)), max_momentum)
                    = min(1 - 1 / (2 * (floor(t / every) + 1)), max_momentum)

    t counts training steps from the start of the training, so it is the same in a
    resumed training (`initial_epoch`) as in one that was never stopped. The momentum
    is set before the step; with `steps_per_execution` > 1 before the execution, for
    its first step. Each epoch's logs get `momentum`, the value at its end.

    The velocity form of `optimizers.SGD` is the paper's: velocity = momentum *
    velocity - learning_rate * gradient. The paper lowers the momentum to 0.9 for the
    last 1000 updates; to do so train them in a second `fit` without this callback.

    Args:
        max_momentum: number in [0.5, 1). The paper tries 0.9, 0.99, 0.995 and 0.999.
        every: int >= 1. Steps between two changes.

    Raises:
        ValueError: if an argument is out of range; in `fit`, if the optimizer's
            momentum is no variable (use `keras_nntricks.optimizers.SGD`), or if a
            resumed training does not tell the length of an epoch.

    Example:
    >>> from keras_nntricks import callbacks
    >>> ramp = callbacks.MomentumRamp(max_momentum=0.9)
    >>> [round(ramp.momentum_at(step), 4) for step in (0, 249, 250, 500, 1000, 9999)]
    [0.5, 0.5, 0.75, 0.8333, 0.9, 0.9]

    Reference: Sutskever et al., On the importance of initialization and momentum in
    deep learning (2013), equation 5,
    https://proceedings.mlr.press/v28/sutskever13.html.
    """

    def __init__(self, max_momentum=0.99, every=250):
        super().__init__("steps")
        fine = is_number(max_momentum) and 0.5 <= max_momentum < 1
        require(fine, "max_momentum", "a number in [0.5, 1)", max_momentum)
        require_count("every", every)
        self.max_momentum = float(max_momentum)
        self.every = int(every)

    def momentum_at(self, step):
        """Returns the momentum at a training step, a float."""
        ramp = 1 - 2 ** (-1 - math.log2(step // self.every + 1))
        return min(ramp, self.max_momentum)

    def begin(self, epoch):
        self._momentum = None
        momentum_owner(self._model.optimizer, type(self).__name__)

    def set_at(self, time):
        momentum = self.momentum_at(time)
        if momentum != self._momentum:
            # Through `self.model`: on JAX this brings the optimizer's state back.
            optimizer = self.model.optimizer
            momentum_owner(optimizer, type(self).__name__).momentum = momentum
            self._momentum = momentum

    def on_epoch_end(self, epoch, logs=None):
        if logs is not None:
            logs["momentum"] = self._momentum

    def get_config(self):
        """Returns the arguments of the constructor."""
        return {"max_momentum": self.max_momentum, "every": self.every}
