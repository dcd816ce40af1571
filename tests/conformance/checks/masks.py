"""What becomes of a mask."""

import keras
import numpy as np
from keras import ops

from tests.backends import to_numpy
from tests.conformance.models import assert_close, feed
from tests.conformance.registry import check


class SeesMask(keras.layers.Layer):
    """Remembers the mask that it is given."""

    supports_masking = True

    def __init__(self):
        super().__init__()
        self.seen = []

    def call(self, inputs, mask=None):
        self.seen.append(mask)
        return inputs


def _masked_run(case):
    """Inputs whose last step is masked, the layer, its output, the mask behind it."""
    inputs = feed(case)
    inputs[:, -1] = 0.0
    witness, layer = SeesMask(), case.build()
    hidden = keras.layers.Masking(0.0)(ops.convert_to_tensor(inputs))
    output = witness(layer(hidden))
    return inputs, layer, to_numpy(output), witness.seen[0]


@check("layer", when=lambda case: "masks" in case.traits)
def check_mask_passes(case):
    """The next layer sees the mask; real steps do not feel the masked ones."""
    inputs, layer, output, mask = _masked_run(case)
    assert mask is not None, f"{case.id}: the mask got lost"
    expected = np.any(inputs != 0, axis=-1)
    assert np.array_equal(ops.convert_to_numpy(mask), expected), f"{case.id}: {mask}"
    real = to_numpy(layer(ops.convert_to_tensor(inputs)))[:, :-1]
    assert_close(output[:, :-1], real, f"{case.id}: the mask changes real steps")


@check("layer", when=lambda case: "stops_mask" in case.traits)
def check_mask_stops(case):
    """A mask over steps that no longer exist is not handed on."""
    *_, mask = _masked_run(case)
    assert mask is None, f"{case.id}: hands on a mask of the wrong shape"
