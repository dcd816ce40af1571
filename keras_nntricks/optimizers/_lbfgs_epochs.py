"""The iterations of L-BFGS as epochs that callbacks are told of."""

import keras
import numpy as np

from keras_nntricks._arguments import require


class StopError(Exception):
    """A callback has set `model.stop_training`."""


class Epochs:
    """An epoch begins with the first look at the loss after the last one's end.

    Args:
        objective: gives loss and gradient at a vector.
        model: whose weights follow at the end of each epoch.
        callbacks: a `keras.callbacks.CallbackList`.
        validation: arguments of `model.evaluate`, or None.
    """

    def __init__(self, objective, model, callbacks, validation):
        self._objective, self._model = objective, model
        self._callbacks, self._validation = callbacks, validation
        self._count, self._is_open = 0, False
        self._last, self._evaluations = None, 0

    def evaluate(self, vector):
        """The loss and its gradient, for the minimizer."""
        if not self._is_open:
            self._callbacks.on_epoch_begin(self._count)
            self._is_open = True
        loss, gradient = self._looked(vector)
        finite = np.isfinite(loss) and np.isfinite(gradient).all()
        rule = "data on which the loss and its gradient are finite before training"
        require(finite or self._last, "x", rule, f"a loss of {loss}")
        self._last = vector.copy(), loss, gradient
        return loss, gradient

    def end(self, vector):
        """Ends the epoch with these weights; tells the callbacks how good they are."""
        self._objective.put(vector)
        loss, gradient = self._known(vector)
        logs = {
            "loss": loss,
            "gradient_norm": float(np.linalg.norm(gradient)),
            "evaluations": self._evaluations,
            **self._validated(),
        }
        self._is_open = False
        self._callbacks.on_epoch_end(self._count, logs)
        self._count += 1
        if self._model.stop_training:
            raise StopError("STOP: A CALLBACK SET model.stop_training")

    def close(self, vector):
        """Ends an epoch that found no better weights than these."""
        if self._is_open:
            self.end(vector)

    def _known(self, vector):
        """The last look at the loss was mostly at the weights that are kept."""
        last, *found = self._last
        return found if np.array_equal(vector, last) else self._looked(vector)

    def _looked(self, vector):
        self._evaluations += 1
        return self._objective(vector)

    def _validated(self):
        if self._validation is None:
            return {}
        found = self._model.evaluate(
            **self._validation, verbose=0, return_dict=True, callbacks=self._callbacks
        )
        return {f"val_{name}": value for name, value in found.items()}


def validation_arguments(validation_data, batch_size):
    """What `model.evaluate` is given for them."""
    if validation_data is None:
        return None
    x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(validation_data)
    found = {"x": x, "y": y, "sample_weight": sample_weight}
    return {**found, "batch_size": batch_size}
