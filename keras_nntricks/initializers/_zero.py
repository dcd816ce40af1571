"""Starting weights without chance: identities and Hadamard matrices."""

import keras
import numpy as np

from keras_nntricks.initializers._kernel_initializer import KernelInitializer


@keras.saving.register_keras_serializable(package="keras_nntricks")
class ZerO(KernelInitializer):
    """Makes kernels of zeros and ones, up to one scale per kernel.

    A layer that does not widen hands its first channels on. One that widens spreads
    them over all outputs by a part of a Hadamard matrix, so that units do not start
    equal:

        outputs <= inputs: W = I        # inputs x outputs, cut
        outputs > inputs:  W = H / sqrt(p), its first `inputs` rows, `outputs` columns

    H is the p x p matrix of Sylvester, H[i, j] = -1 to the number of ones that i and j
    have in common in binary, and p is the power of 2 from `outputs` on. Convolutions
    have it at the tap that reads the pixel itself, see `ConvIdentity`, and zeros
    elsewhere. In residual networks the paper starts the last layer of each branch and
    the classifier at zero: use "zeros" there.

    Call arguments:
        shape: shape of the kernel, of two or more axes.
        dtype: a floating point type.

    Returns:
        Tensor of this shape and dtype.

    Raises:
        ValueError: when called, if the weight is no kernel.

    Differs from the authors' code: in windows of even size the tap is (size - 1) // 2,
    where "same" padding leaves the image in its place, not size // 2.

    Example:
    >>> keras.ops.convert_to_numpy(ZerO()((2, 4))).tolist()
    [[0.5, 0.5, 0.5, 0.5], [0.5, -0.5, 0.5, -0.5]]

    Reference: Zhao et al., 2022, https://arxiv.org/abs/2110.12661, algorithms 1 and 2,
    with the scale of the authors' code.
    """

    # Without it Python does not say which argument it refuses.
    def __init__(self):
        super().__init__()

    def _fill(self, layout, dtype):
        copies, inputs, outputs = layout.sizes()
        widens = outputs > inputs
        matrix = (_hadamard if widens else np.eye)(inputs, outputs)
        matrices = np.broadcast_to(matrix, (copies, inputs, outputs))
        return layout.at_tap(keras.ops.convert_to_tensor(matrices, dtype))

    def get_config(self):
        return {}


def _hadamard(rows, columns):
    """The corner of the matrix of size p for these columns, divided by sqrt(p)."""
    num_bits = (columns - 1).bit_length()
    common = np.arange(rows)[:, None] & np.arange(columns)
    parity = sum((common >> bit) & 1 for bit in range(num_bits)) % 2
    return (1.0 - 2.0 * parity) / 2.0 ** (num_bits / 2)
