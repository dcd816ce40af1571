"""The statistics of one step, gathered while the step is traced or run."""

import contextlib
import functools
import threading
import warnings

import keras
from keras import ops, tree

from keras_nntricks._leaf_layers import layer_path
from keras_nntricks._shadowed import shadowed
from keras_nntricks.taps._keras_internals import optimized_variables
from keras_nntricks.taps._layers import unit_axis, watched_layers
from keras_nntricks.taps._names import (
    is_numeric,
    named_inputs,
    named_outputs,
    unique,
)
from keras_nntricks.taps._statistics import (
    histogram,
    norm,
    total_statistics,
    unit_ends,
    unit_statistics,
)

_current = threading.local()  # tf.distribute traces each replica in a thread


class Capture:
    """Gathers arrays under keys that tell their order and what they are.

    A key is `(number, part, name, ...)`; it sorts by when its array was made.
    """

    def __init__(self, model, request, backend):
        self.model, self.request = model, request
        self.backend = backend
        self.arrays = {}
        self.place = backend.trace_place()
        self._seen, self._left_out = {}, {}

    def add(self, array, *names):
        self.arrays[(f"{len(self.arrays):05d}", *names)] = array

    def output(self, layer, outputs):
        """Takes a layer's output; a second call in the step is a second output."""
        values = _main_output(outputs)
        if values is None:
            return
        path = layer_path(layer)
        if not self.backend.is_at(self.place, values):
            self._left_out[path] = None
            return
        self._seen[path] = self._seen.get(path, 0) + 1
        name = path if self._seen[path] == 1 else f"{path}#{self._seen[path]}"
        values = ops.stop_gradient(values)
        sides = self.request.flat_sides.get(path, (None, None))
        axis = unit_axis(layer, values)
        full = self.request.outputs
        units = self._units(values, axis, sides) if full else unit_ends(values, axis)
        self.add(units, "outputs", name)
        if self.request.histograms:
            self.add(histogram(values), "histograms", "outputs", name)

    def _units(self, values, axis=-1, sides=(None, None)):
        return unit_statistics(values, axis, sides, self.backend.either)

    def loss(self, x, y_pred, loss):
        """Takes the loss of the batch and the predictions that it is made of."""
        if not self.backend.is_at(self.place, loss):
            return
        penalties = [ops.sum(ops.cast(part, "float32")) for part in self.model.losses]
        penalty = ops.sum(ops.stack(penalties)) if penalties else ops.zeros(())
        parts = [ops.cast(loss, "float32"), penalty]
        self.add(ops.stop_gradient(ops.stack(parts)), "loss")
        if self.request.batch and y_pred is not None:
            self._batch_part("predictions", named_outputs(self.model, y_pred))

    def batch(self, data):
        """Takes what the step was fed."""
        x, y, _ = keras.utils.unpack_x_y_sample_weight(data)
        leaves = [leaf for leaf in tree.flatten(x) if leaf is not None]
        self.add(ops.cast(ops.shape(leaves[0])[0], "float32"), "examples")
        if self.request.batch:
            self._batch_part("inputs", named_inputs(self.model, x))
            self._batch_part("targets", named_outputs(self.model, y))

    def update(self, variables, gradients, before, after, scale):
        """Takes one update of the weights, the gradients still scaled by `scale`."""
        paths = unique([variable.path for variable in variables])
        gradients = [_unscaled(g, scale, self.backend) for g in gradients]
        updates = [b - a for a, b in zip(before, after, strict=True)]
        rows = [[_norm(x) for x in row] for row in (gradients, before, updates)]
        self.add(ops.stack([ops.stack(row) for row in rows]), "weights", *paths)
        if self.request.histograms:
            kinds = {"weights": before, "gradients": gradients, "updates": updates}
            for kind, tensors in kinds.items():
                for path, tensor in zip(paths, tensors, strict=True):
                    if tensor is not None:
                        self.add(histogram(tensor), "histograms", kind, path)

    def warn_of_left_out(self, told):
        """Says which layers were only called inside of a loop; adds them to `told`."""
        names = sorted(set(self._left_out) - set(self._seen) - told)
        told.update(names)
        if names:
            warnings.warn(
                "Layers that are called inside of a loop or a branch of the step are "
                f"not watched: {names}.",
                stacklevel=2,
            )

    def _batch_part(self, part, tensors):
        for name, tensor in tensors.items():
            values = ops.stop_gradient(ops.cast(tensor, "float32"))
            values = values if len(values.shape) > 1 else ops.expand_dims(values, -1)
            self.add(self._units(values), part, name)
            if part != "inputs":
                self.add(total_statistics(values), part, name, "total")


@contextlib.contextmanager
def capturing(capture):
    """What is traced in this block goes into the capture."""
    before = getattr(_current, "capture", None)
    _current.capture = capture
    try:
        yield capture
    finally:
        _current.capture = before


def current_capture():
    """The capture of the step that is traced, or None."""
    return getattr(_current, "capture", None)


@contextlib.contextmanager
def tapped(model, request, backend):
    """Layers, loss and optimizer tell the current capture what they do."""
    with contextlib.ExitStack() as stack:
        if request.of_outputs:
            for layer in watched_layers(model):
                stack.enter_context(shadowed(layer, "call", _tapped_call(layer)))
        loss = _tapped_loss(model)
        stack.enter_context(shadowed(model, "compute_loss", loss))
        if request.weights and model.optimizer is not None:
            stack.enter_context(backend.tapped_optimizer(model.optimizer))
        yield


def _tapped_call(layer):
    call = layer.call

    @functools.wraps(call)
    def tapped_call(*args, **kwargs):
        outputs = call(*args, **kwargs)
        capture = current_capture()
        if capture is not None:
            capture.output(layer, outputs)
        return outputs

    return tapped_call


def _tapped_loss(model):
    compute_loss = model.compute_loss

    @functools.wraps(compute_loss)
    def tapped_loss(x=None, y=None, y_pred=None, *args, **kwargs):
        loss = compute_loss(x, y, y_pred, *args, **kwargs)
        capture = current_capture()
        if capture is not None:
            capture.loss(x, y_pred, loss)
        return loss

    return tapped_loss


def tapped_apply(optimizer, backend):
    """The optimizer's `apply` that also tells the capture what it did."""
    apply = optimizer.apply

    @functools.wraps(apply)
    def tapped_apply(grads, trainable_variables=None):
        capture = current_capture()
        if capture is None:
            return apply(grads, trainable_variables)
        gradients = list(grads)
        variables = list(trainable_variables or optimized_variables(optimizer))
        before = [backend.copy(variable) for variable in variables]
        scale = gradient_scale(optimizer)
        result = apply(gradients, trainable_variables)
        after = [backend.copy(variable) for variable in variables]
        capture.update(variables, gradients, before, after, scale)
        return result

    return tapped_apply


def gradient_scale(optimizer):
    """What the gradients handed to the optimizer are multiplied by, or None."""
    if isinstance(optimizer, keras.optimizers.LossScaleOptimizer):
        if not optimizer.built:
            return optimizer.initial_scale
        return ops.convert_to_tensor(optimizer.dynamic_scale)
    return getattr(optimizer, "loss_scale_factor", None)


def _main_output(outputs):
    """The first tensor of floats with units, or None."""
    for leaf in tree.flatten(outputs):
        if is_numeric(leaf) and len(leaf.shape) > 1 and "float" in str(leaf.dtype):
            return leaf
    return None


def _unscaled(gradient, scale, backend):
    if gradient is None:
        return None
    gradient = ops.cast(backend.dense(gradient), "float32")
    return gradient if scale is None else gradient / ops.cast(scale, "float32")


def _norm(tensor):
    return ops.zeros(()) if tensor is None else norm(tensor)
