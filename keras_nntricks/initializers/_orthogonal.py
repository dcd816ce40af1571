"""Orthogonal weights for every kind of kernel."""

import keras

from keras_nntricks.initializers._gain_of import gain_of
from keras_nntricks.initializers._kernel_initializer import KernelInitializer
from keras_nntricks.initializers._orthonormal import orthonormal
from keras_nntricks.initializers._seeds import checked_seed


@keras.saving.register_keras_serializable(package="keras_nntricks")
class Orthogonal(KernelInitializer):
    """Draws kernels that are orthogonal matrices times a gain.

    The matrix is uniform over all orthogonal ones: Q of a normal matrix's QR
    decomposition, with the signs that make it unique. Its smaller side is orthonormal:

        W^T W = gain^2 I    or, with more columns than rows,    W W^T = gain^2 I

    W has a row for each input of one output, and a column for each output. For a
    convolution that is (window * inputs, outputs). A transposed convolution writes a
    window for each of its inputs: W is (inputs, window * outputs). Each group of a
    convolution, each channel of a depthwise kernel and each gate of a recurrent kernel
    is a matrix of its own; an embedding has rows of length gain. The initializer asks
    the layer that is being built; a kernel of any other layer is read as
    (*window, inputs, outputs).

    Args:
        gain: positive number; or the activation that follows, for its exact gain, see
            `activations.gain`. Defaults to 1.0.
        seed: int in [0, 2**32): the same values at each call.
            `keras.random.SeedGenerator`: new values at each call. None: new values at
            each call, reproducible under `keras.utils.set_random_seed`; layers that
            share the initializer differ. Defaults to None.

    Call arguments:
        shape: shape of the kernel, of two or more axes.
        dtype: a floating point type. Computed in float32 (float64 if asked), then cast.

    Returns:
        Tensor of this shape and dtype.

    Raises:
        ValueError: if an argument is not valid or the activation has no gain; when
            called, if the weight is no kernel.

    Differs from Keras 3.15.1: narrow types work, where `keras.initializers.Orthogonal`
    fails in bfloat16; groups, depthwise channels and gates are orthogonal each by
    itself; an unseeded instance never repeats itself. The gain is saved as a number.

    Example:
    >>> kernel = Orthogonal(gain=2.0, seed=0)((6, 3))
    >>> gram = keras.ops.matmul(keras.ops.transpose(kernel), kernel)
    >>> bool(keras.ops.max(keras.ops.abs(gram - 4.0 * keras.ops.eye(3))) < 1e-5)
    True

    Reference: Saxe et al., 2014, https://arxiv.org/abs/1312.6120; the signs: Mezzadri,
    2007, https://arxiv.org/abs/math-ph/0609050, section 5.
    """

    def __init__(self, gain=1.0, seed=None):
        self.gain = gain_of("gain", gain)
        self.seed = checked_seed(seed)

    def _fill(self, layout, dtype):
        sizes, order = layout.by_window()
        return layout.kernel(self.gain * orthonormal(sizes, dtype, self.seed), order)

    def get_config(self):
        seed = keras.saving.serialize_keras_object(self.seed)
        return {"gain": self.gain, "seed": seed}
