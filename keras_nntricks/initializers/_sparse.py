"""Few, but large weights per unit."""

import keras
from keras import ops

from keras_nntricks._arguments import is_integer, is_number, require
from keras_nntricks.initializers._kernel_initializer import KernelInitializer
from keras_nntricks.initializers._seeds import checked_seed, seed_of_a_draw


@keras.saving.register_keras_serializable(package="keras_nntricks")
class Sparse(KernelInitializer):
    """Draws the same small number of nonzero weights for each unit.

    Each unit has `num_nonzero` incoming weights from N(0, stddev^2), at places that
    are drawn anew for each unit; all others are zero. The size of a unit's input does
    then not depend on the width of the layer before, and units differ more than with
    many small weights.

    A unit is one output of the kernel: a convolution has window * inputs weights for
    each. The initializer asks the layer that is being built; a kernel of any other
    layer is read as (*window, inputs, outputs).

    Args:
        num_nonzero: int >= 1. Nonzero weights per unit; all of them, where there are
            fewer. Defaults to 15.
        stddev: positive number. Standard deviation of these. Defaults to 1.0.
        seed: int in [0, 2**32): the same values at each call.
            `keras.random.SeedGenerator`: new values at each call. None: new values at
            each call, reproducible under `keras.utils.set_random_seed`; layers that
            share the initializer differ. Defaults to None.

    Call arguments:
        shape: shape of the kernel, of two or more axes.
        dtype: a floating point type. Drawn in float32 (float64 if asked), then cast.

    Returns:
        Tensor of this shape and dtype.

    Raises:
        ValueError: if an argument is not valid; when called, if the weight is no
            kernel.

    Differs from the paper: for tanh it adds a bias of 0.5, here an argument of the
    layer. Differs from `torch.nn.init.sparse_`, which takes the fraction of zeros.

    Example:
    >>> kernel = Sparse(num_nonzero=3, seed=0)((100, 4))
    >>> [int(count) for count in keras.ops.sum(kernel != 0, axis=0)]
    [3, 3, 3, 3]

    Reference: Martens, 2010, Deep learning via Hessian-free optimization, section 5,
    https://www.cs.toronto.edu/~jmartens/docs/Deep_HessianFree.pdf.
    """

    def __init__(self, num_nonzero=15, stddev=1.0, seed=None):
        valid = is_integer(num_nonzero) and num_nonzero >= 1
        require(valid, "num_nonzero", "a positive integer", num_nonzero)
        valid = is_number(stddev) and stddev > 0
        require(valid, "stddev", "a positive number", stddev)
        self.num_nonzero = int(num_nonzero)
        self.stddev = float(stddev)
        self.seed = checked_seed(seed)

    def _fill(self, layout, dtype):
        shape, order = layout.by_output()
        # In one draw: two with one seed would know each other.
        seed = seed_of_a_draw(self.seed)
        drawn = keras.random.normal((2, *shape), dtype=dtype, seed=seed)
        # By index: inside a TensorFlow graph a tensor cannot be unpacked.
        values, keys = drawn[0], drawn[1]
        # Ranks and not a threshold: two keys may be equal.
        ranks = ops.argsort(ops.argsort(keys, axis=0), axis=0)
        kept = ops.where(ranks < self.num_nonzero, values, ops.zeros_like(values))
        return layout.kernel(self.stddev * kept, order)

    def get_config(self):
        return {
            "num_nonzero": self.num_nonzero,
            "stddev": self.stddev,
            "seed": keras.saving.serialize_keras_object(self.seed),
        }
