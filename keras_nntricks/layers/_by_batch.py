"""How a batch is normalized by its own statistics."""

import dataclasses
import math

from keras import ops

from keras_nntricks.kernels import batch_norm
from keras_nntricks.layers._batch_norm_state import BatchNormState
from keras_nntricks.layers._batch_renorm import correction
from keras_nntricks.layers._batch_statistics import (
    Statistics,
    as_vectors,
    mask_weights,
    measure,
    merge_parts,
    merge_replicas,
)
from keras_nntricks.layers._centred_moments import (
    along,
    centre,
    count_values,
    normalize,
    other_axes,
)
from keras_nntricks.layers._ghost_batches import join, split


class ByBatch(BatchNormState):
    """Normalizes by the batch, its ghost batches, or those of all replicas."""

    def _gamma_and_beta(self, dtype):
        """Gamma and beta, or None."""
        both = (self.gamma, self.beta)
        return [None if v is None else ops.cast(v.value, dtype) for v in both]

    def _normalize_by_batch(self, inputs, mask):
        axis = self._channel_axis
        axes = other_axes(inputs, axis)
        count = count_values(inputs, axes)
        if not (self._in_parts or self.renorm or mask is not None):
            centred, shift = centre(inputs, axes)
            both = self._gamma_and_beta(inputs.dtype)
            outputs, mean, variance = batch_norm(centred, *both, axis, self.epsilon)
            return outputs, Statistics(
                count, ops.reshape(shift, (-1,)) + mean, variance
            )
        weights = mask_weights(mask, inputs, axis)
        if self.virtual_batch_size is None:
            outputs, found = self._normalize_part(inputs, weights, (axis,))
        else:
            outputs, found = self._normalize_by_ghosts(inputs, weights)
        known = mask is None and not self.synchronized
        return outputs, as_vectors(found, count if known else None)

    @property
    def _in_parts(self):
        return self.synchronized or self.virtual_batch_size is not None

    def _normalize_by_ghosts(self, inputs, weights):
        """Each ghost batch by itself, with their number as a first axis."""
        parts = split(inputs, self.virtual_batch_size)
        blank = [None] * len(parts)
        masks = blank if weights is None else split(weights, self.virtual_batch_size)
        kept = (0, self._channel_axis + 1)
        pairs = zip(parts, masks, strict=True)
        done = [self._normalize_part(part, mask, kept) for part, mask in pairs]
        outputs, found = zip(*done, strict=True)
        return join(outputs), merge_parts(found)

    def _normalize_part(self, inputs, weights, kept):
        """Normalizes along all axes but those kept, of which the channels are last."""
        axes = tuple(i for i in range(len(inputs.shape)) if i not in kept)
        centred, shift, found = measure(inputs, axes, weights)
        middle = found.mean
        found = dataclasses.replace(found, mean=shift + middle)
        if self.synchronized:
            found = merge_replicas(found)
            middle = found.mean - shift
        both = self._gamma_and_beta(inputs.dtype)
        gamma, beta = (along(v, kept[-1], inputs) for v in both)
        if self.renorm:
            gamma, beta = self._corrected(gamma, beta, found, kept[-1])
        outputs = normalize(centred, middle, found.variance, gamma, beta, self.epsilon)
        return outputs, found

    def _corrected(self, gamma, beta, found, axis):
        """Gamma and beta that renormalize by the moving statistics too."""
        steps = 0.0 if self.steps is None else self.steps.value
        averages = (self.renorm_mean.value, self.renorm_stddev.value, steps)
        mean, deviation, steps = (ops.cast(v, found.mean.dtype) for v in averages)
        mean = along(mean, axis, found.mean)
        deviation = ops.maximum(deviation, math.sqrt(self.epsilon))
        deviation = along(deviation, axis, found.mean)
        r, d = correction(
            found, mean, deviation, self.epsilon, self.renorm_clipping, steps
        )
        scale, offset = (r, d) if gamma is None else (r * gamma, d * gamma)
        return scale, offset if beta is None else offset + beta
