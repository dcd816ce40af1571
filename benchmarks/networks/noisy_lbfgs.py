"""L-BFGS whose every gradient comes from the next mini-batch."""

import collections

import keras
import numpy as np

from keras_nntricks import taps

HISTORY = 10


def direction(gradient, pairs):
    """Minus the approximate inverse Hessian times the gradient.

    Two loops over the pairs (step, change of the gradient), the latest one last;
    without any, the gradient itself.

    Reference: Nocedal and Wright, Numerical Optimization, 2006, algorithm 7.4.
    """
    found, shares = gradient.copy(), []
    for step, change in reversed(pairs):
        shares.append((step @ found) / (step @ change))
        found -= shares[-1] * change
    if pairs:
        step, change = pairs[-1]
        found *= (step @ change) / (change @ change)
    for (step, change), share in zip(pairs, reversed(shares), strict=True):
        found += (share - (change @ found) / (step @ change)) * step
    return -found


class Loss:
    """The loss of a compiled model with its penalties, as a function of its weights.

    Calls share one compiled program for each size of a batch.
    """

    def __init__(self, model):
        self._model = model
        self._at = taps.value_and_gradient(self._loss)

    def __call__(self, vector, x, y):
        """Loss and gradient at a vector of all weights."""
        loss, slopes = self._at(self.arrays(vector), x, y)
        return loss, flat(slopes)

    def arrays(self, vector):
        """The weights in the vector, each in its shape."""
        shapes = [tuple(v.shape) for v in self._model.trainable_variables]
        ends = np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1]
        parts = zip(np.split(vector, ends), shapes, strict=True)
        return [part.reshape(shape) for part, shape in parts]

    def _loss(self, values, x, y):
        pairs = zip(self._model.trainable_variables, values, strict=True)
        with keras.StatelessScope(list(pairs), collect_losses=True):
            outputs = self._model(x, training=False)
            return self._model.compute_loss(x, y, outputs)


def flat(arrays):
    """All numbers in one vector of float64."""
    return np.concatenate([np.asarray(a, "float64").ravel() for a in arrays])


def train(loss, start, x, y, batch_size, orders, learning_rate):
    """The loss over all examples after each pass, and the last vector.

    One step of fixed length per mini-batch. A pair of which the curvature is not
    positive is left out. Stops where the loss is no longer finite.

    Args:
        loss: a `Loss`.
        start: the first vector.
        x: all inputs.
        y: all labels.
        batch_size: examples per step.
        orders: the order of the examples in each pass.
        learning_rate: the length of a step, as a share of the direction.
    """
    run = _Run(loss, start, learning_rate)
    losses = []
    for order in orders:
        for first in range(0, len(order), batch_size):
            rows = order[first : first + batch_size]
            run.step(x[rows], y[rows])
        losses.append(loss(run.vector, x, y)[0] if run.is_finite() else None)
    return losses, run.vector


class _Run:
    def __init__(self, loss, start, learning_rate):
        self.vector = start
        self._loss, self._rate = loss, learning_rate
        self._pairs = collections.deque(maxlen=HISTORY)
        self._before = None

    def is_finite(self):
        return bool(np.isfinite(self.vector).all())

    def step(self, x, y):
        if not self.is_finite():
            return
        _, gradient = self._loss(self.vector, x, y)
        if self._before is not None:
            self._remember(gradient - self._before[1])
        with np.errstate(all="ignore"):
            step = self._rate * direction(gradient, self._pairs)
        self._before = step, gradient
        self.vector = self.vector + step

    def _remember(self, change):
        step = self._before[0]
        with np.errstate(all="ignore"):
            curvature = (step @ change) / (step @ step)
        if np.isfinite(curvature) and curvature > 1e-8:
            self._pairs.append((step, change))
