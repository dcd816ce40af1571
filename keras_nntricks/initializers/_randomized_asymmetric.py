"""Weights under which fewer ReLU units are born dead."""

import math

import keras
from keras import ops

from keras_nntricks._arguments import is_integer, require
from keras_nntricks.initializers import _layouts as layouts
from keras_nntricks.initializers._dtypes import floating, precise
from keras_nntricks.initializers._kernel_initializer import KernelInitializer
from keras_nntricks.initializers._kernel_owner import kernel_owner
from keras_nntricks.initializers._layer_rules import layer_layout
from keras_nntricks.initializers._seeds import checked_seed, seed_of_a_draw

# Chosen in the paper so that the mean square of the signal stays bounded.
DEVIATION = 0.6007


@keras.saving.register_keras_serializable(package="keras_nntricks")
class RandomizedAsymmetric(KernelInitializer):
    """Draws normal weights, but for one positive weight per unit.

    A ReLU network in which every weight is as likely positive as negative dies with
    growing depth: some layer gives 0 for all inputs. Here each unit has one weight,
    at a random place, that is positive:

        W ~ N(0, 0.6007^2 / fan_in), one entry of each unit ~ Beta(2, 1)

    In the paper the bias is one of the entries. Give the kernel and the bias the same
    initializer with `use_bias=True` for that: one unit in fan_in + 1 has its positive
    entry in the bias. A kernel alone has it among the weights of each unit.

    Args:
        use_bias: True: the layer's bias has this initializer, too, with the same
            integer seed. False: it does not. Defaults to False.
        seed: int in [0, 2**32): the same values at each call.
            `keras.random.SeedGenerator`: new values at each call. None: new values at
            each call, reproducible under `keras.utils.set_random_seed`; layers that
            share the initializer differ. Defaults to None.

    Call arguments:
        shape: shape of the kernel, of two or more axes; with `use_bias` also of the
            bias, while its layer is being built. The layer says what kind of kernel it
            is; one of any other layer is read as (*window, inputs, outputs).
        dtype: a floating point type. Drawn in float32 (float64 if asked), then cast.

    Returns:
        Tensor of this shape and dtype.

    Raises:
        ValueError: if an argument is not valid, or `use_bias` comes without an integer
            seed; when called, if the weight is neither a kernel nor, with `use_bias`,
            a bias with one entry for each unit of its layer's kernel.

    Differs from the paper: without `use_bias` the bias has no part in it.

    Example:
    >>> initializer = RandomizedAsymmetric(use_bias=True, seed=0)
    >>> layer = keras.layers.Dense(
    ...     8, "relu", kernel_initializer=initializer, bias_initializer=initializer
    ... )
    >>> layer.build((None, 4))
    >>> [tuple(weight.shape) for weight in layer.weights]
    [(4, 8), (8,)]

    Reference: Lu et al., 2019, https://arxiv.org/abs/1903.06733, section on randomized
    asymmetric initialization.
    """

    def __init__(self, use_bias=False, seed=None):
        require(isinstance(use_bias, bool), "use_bias", "True or False", use_bias)
        self.use_bias = use_bias
        self.seed = checked_seed(seed)
        together = not use_bias or is_integer(self.seed)
        require(together, "seed", "an integer where `use_bias` is True", seed)

    def __call__(self, shape, dtype=None):
        if self.use_bias and len(shape) == 1:
            return self._bias(tuple(shape), floating(dtype))
        return super().__call__(shape, dtype)

    def _fill(self, layout, dtype):
        (inputs, _), order = layout.by_output()
        return layout.kernel(self._units(layout, dtype)[:inputs], order)

    def _bias(self, shape, dtype):
        owner = kernel_owner(shape)
        if owner.is_placeholder:
            return ops.zeros(shape, dtype)
        layout = _layout_of_kernel(owner.layer)
        fits = layout is not None and shape == layout.by_output()[0][1:]
        require(fits, "shape", "that of the bias of a layer with a kernel", shape)
        return ops.cast(self._units(layout, precise(dtype))[-1], dtype)

    def _units(self, layout, dtype):
        """Weights as (inputs, units); with `use_bias` the last row is the bias."""
        (inputs, units), _ = layout.by_output()
        entries = inputs + self.use_bias
        # In one draw: three with one seed would know each other.
        seed = seed_of_a_draw(self.seed)
        normal = keras.random.normal((entries + 2, units), dtype=dtype, seed=seed)
        uniform = 0.5 + 0.5 * ops.erf(normal[entries:] / math.sqrt(2.0))
        # Rounding may bring 1 itself.
        places = ops.minimum(ops.floor(uniform[0] * entries), entries - 1)
        is_peak = ops.arange(entries, dtype=dtype)[:, None] == places
        # Beta(2, 1) has the distribution function x^2.
        peaks = ops.sqrt(uniform[1])
        deviation = DEVIATION / math.sqrt(layout.fans()[0])
        return ops.where(is_peak, peaks, deviation * normal[:entries])

    def get_config(self):
        seed = keras.saving.serialize_keras_object(self.seed)
        return {"use_bias": self.use_bias, "seed": seed}


def _layout_of_kernel(layer):
    # Not `layer.kernel`: Dense refuses it until it is built.
    for weight in getattr(layer, "weights", ()):
        if weight.name == "kernel":
            shape = tuple(weight.shape)
            return layer_layout(layer, "kernel", shape) or layouts.conv(shape)
    return None
