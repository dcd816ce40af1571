"""The predictions and losses of a model, with no trace left."""

import contextlib
import functools
import warnings

import keras
import numpy as np

from keras_nntricks._twin import twin_of


class Forward:
    """One batch as the first step of a training would see it.

    The loss is computed when it is asked for: on labels out of range it raises on
    some backends, and leaves a GPU unusable on torch.

    Args:
        model: a compiled model.
        batch: x, y and sample weights.
        training: whether it is called as in training.

    Attributes:
        predictions: the outputs as NumPy arrays.
        masked: whether one of the outputs has a mask.
    """

    def __init__(self, model, batch, training=True):
        self._twin, self._batch = twin_of(model, None), batch
        self._training = training
        # Regularizers look for the values of weights in the scope.
        values = [(variable, variable.value) for variable in model.variables]
        self._scope = keras.StatelessScope(values, collect_losses=True)
        with self._scope, _silence():
            outputs = self._twin(batch[0], training=training)
        self._outputs = keras.tree.map_structure(_without_gradients, outputs)
        self.predictions = keras.tree.map_structure(_numpy, self._outputs)
        masks = map(_mask_of, keras.tree.flatten(self._outputs))
        self.masked = any(mask is not None for mask in masks)

    @functools.cached_property
    def _losses(self):
        x, y, sample_weight = self._batch
        with self._scope, _silence():
            loss = self._twin.compute_loss(
                x, y, self._outputs, sample_weight, training=self._training
            )
            return float(_numpy(loss)), [float(_numpy(p)) for p in self._twin.losses]

    @property
    def loss(self):
        """The whole loss."""
        return self._losses[0]

    @property
    def penalties(self):
        """What regularisation and `add_loss` add to it, one by one."""
        return tuple(self._losses[1])

    @property
    def data_loss(self):
        """The loss without penalties."""
        return self.loss - sum(self.penalties)


@contextlib.contextmanager
def _silence():
    # What Keras warns of, a softmax over one unit, a check says as its result.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def forwards(model, examples):
    """One `Forward` for each batch, which the examples remember."""
    if not examples.passes:
        passes = [Forward(model, batch) for batch in examples.batches]
        examples.passes.extend(passes)
    return examples.passes


def mean_data_loss(passes):
    """The mean loss of the batches, without penalties."""
    return float(np.mean([one.data_loss for one in passes]))


def _without_gradients(tensor):
    """Torch's tensors hold all that is needed for their gradients."""
    if not hasattr(tensor, "detach"):
        return tensor
    detached = tensor.detach()
    detached._keras_mask = _mask_of(tensor)
    return detached


def _mask_of(tensor):
    return getattr(tensor, "_keras_mask", None)


def _numpy(tensor):
    return keras.ops.convert_to_numpy(tensor).astype("float64")
