"""What the initializers share that fill a kernel by its layout."""

import math

import keras

from keras_nntricks.initializers._dtypes import floating, precise
from keras_nntricks.initializers._find_layout import find_layout


class KernelInitializer(keras.initializers.Initializer):
    """Fills a kernel whose layout is known; a subclass has `_fill`."""

    def __call__(self, shape, dtype=None):
        dtype = floating(dtype)
        shape = tuple(int(size) for size in shape)
        layout = self._layout(shape)
        if layout is None or math.prod(shape) == 0:
            return keras.ops.zeros(shape, dtype)
        return keras.ops.cast(self._fill(layout, precise(dtype)), dtype)

    def _layout(self, shape):
        return find_layout(shape)

    def _fill(self, layout, dtype):
        """The kernel, computed in `dtype`."""
        raise NotImplementedError
