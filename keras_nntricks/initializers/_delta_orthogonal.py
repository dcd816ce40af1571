"""Convolutions that start as a rotation of the channels."""

import keras

from keras_nntricks._arguments import require
from keras_nntricks.initializers._gain_of import gain_of
from keras_nntricks.initializers._kernel_initializer import KernelInitializer
from keras_nntricks.initializers._orthonormal import orthonormal
from keras_nntricks.initializers._seeds import checked_seed


@keras.saving.register_keras_serializable(package="keras_nntricks")
class DeltaOrthogonal(KernelInitializer):
    """Draws convolutions that keep every pixel's length.

    All taps are zero but the one that reads the pixel itself, which is an orthogonal
    matrix H times the gain:

        W[tap] = gain * H,    H H^T = I,    W elsewhere = 0

    With stride 1 and padding "same" the output of each pixel has gain times the length
    of its input, at the border, too. The tap is (size - 1) // 2, the one that "same"
    padding puts in its place for even windows as well, and the last one for "causal"
    padding. A convolution with groups has a matrix for each group.

    Args:
        gain: positive number; or the activation that follows, for its exact gain, see
            `activations.gain`. Defaults to 1.0.
        seed: int in [0, 2**32): the same values at each call.
            `keras.random.SeedGenerator`: new values at each call. None: new values at
            each call, reproducible under `keras.utils.set_random_seed`; layers that
            share the initializer differ. Defaults to None.

    Call arguments:
        shape: shape of a convolution's kernel, (*window, inputs, outputs), of three to
            five axes, with at least as many outputs as inputs. The layer that is being
            built says if the kernel is grouped, depthwise or transposed.
        dtype: a floating point type. Computed in float32 (float64 if asked), then cast.

    Returns:
        Tensor of this shape and dtype.

    Raises:
        ValueError: if an argument is not valid or the activation has no gain; when
            called, for any other shape.

    Differs from Keras 3.15.1, which has no such initializer. A stride skips pixels, and
    what they hold is lost.

    Example:
    >>> kernel = DeltaOrthogonal(seed=0)((3, 3, 4, 8))
    >>> norms = keras.ops.norm(kernel, axis=-1)[1, 1]
    >>> [round(float(norm), 4) for norm in norms]
    [1.0, 1.0, 1.0, 1.0]

    Reference: Xiao et al., 2018, https://arxiv.org/abs/1806.05393.
    """

    def __init__(self, gain=1.0, seed=None):
        self.gain = gain_of("gain", gain)
        self.seed = checked_seed(seed)

    def _fill(self, layout, dtype):
        copies, inputs, outputs = layout.sizes()
        valid = 1 <= len(layout.window) <= 3 and inputs <= outputs
        rule = "that of a convolution with at least as many outputs as inputs"
        require(valid, "shape", rule, layout.shape)
        matrices = orthonormal((copies, inputs, outputs), dtype, self.seed)
        return layout.at_tap(self.gain * matrices)

    def get_config(self):
        seed = keras.saving.serialize_keras_object(self.seed)
        return {"gain": self.gain, "seed": seed}
