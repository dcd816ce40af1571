"""A wrapper that computes the kernel of its layer from the kernel's variable."""

import threading
import weakref

import keras
from keras import ops

from keras_nntricks._arguments import require
from keras_nntricks._precise_dtype import precise_dtype
from keras_nntricks.layers._kernel_axes import output_axes, require_axis
from keras_nntricks.layers._one_policy import give_policy

_WITHOUT = (
    keras.Model,
    keras.layers.Bidirectional,
    keras.layers.RNN,
    keras.layers.SeparableConv1D,
    keras.layers.SeparableConv2D,
    keras.layers.Wrapper,
)
_RULE = "a layer that multiplies its inputs by one weight, `kernel`"
# Not attributes of the layers, which are copied and pickled: a lock cannot be.
_LOCKS = weakref.WeakKeyDictionary()
_LOOKING_UP = threading.Lock()


def _lock_of(layer):
    """The lock of those who put something in place of the layer's kernel."""
    with _LOOKING_UP:
        return _LOCKS.setdefault(layer, threading.RLock())


class Reparametrized(keras.layers.Wrapper):
    """Calls `layer` with `effective_kernel(value)` in place of the kernel's value.

    The layer's own variable stays what the optimizer changes; `build_weights(shape)`
    may add others. The dtype policy of the wrapper is that of the layer. Of several
    threads one at a time calls the layer.
    """

    def __init__(self, layer, axis=None, **kwargs):
        sound = isinstance(layer, keras.layers.Layer) and not isinstance(
            layer, _WITHOUT
        )
        require(sound, "layer", _RULE, layer)
        require_axis(layer, axis)
        kwargs.setdefault("dtype", layer.dtype_policy)
        super().__init__(layer, autocast=False, **kwargs)
        give_policy(self, layer)
        self.axis = list(axis) if isinstance(axis, tuple) else axis
        self.supports_masking = layer.supports_masking

    @property
    def compute_dtype(self):
        """That of the variables: the kernel is no function of a rounded copy.

        Keras 3.15.1 casts variables in a layer with `autocast=False` too, if this
        dtype differs from theirs. The wrapped layer casts for itself.
        """
        return self.variable_dtype

    def build(self, input_shape=None):
        super().build(input_shape)
        self.input_spec = self.layer.input_spec
        with _lock_of(self.layer):
            self._find_variable()
        shape = tuple(self._variable.shape)
        self._outputs = output_axes(self.layer, self.axis, len(shape))
        self._summed = tuple(a for a in range(len(shape)) if a not in self._outputs)
        self.build_weights(shape)

    def _find_variable(self):
        variable = getattr(self.layer, "kernel", None)
        single = not hasattr(self.layer, "recurrent_kernel")
        sound = isinstance(variable, keras.Variable) and single
        require(sound, "layer", _RULE, self.layer)
        # By identity: what holds it is `kernel` in some layers, private in others.
        held = vars(self.layer).items()
        self._held_as = [name for name, value in held if value is variable]
        # Past Keras: it is a weight of the layer, and none of the wrapper's own.
        object.__setattr__(self, "_variable", variable)

    @property
    def kernel(self):
        """The kernel that the layer computes with, a tensor."""
        value = ops.convert_to_tensor(self._variable)
        exact = ops.cast(value, precise_dtype(value.dtype))
        return ops.cast(self.effective_kernel(exact), self.layer.compute_dtype)

    def add_output_weight(self, name, shape, **arguments):
        """A weight with one entry per output of the layer."""
        sizes = [shape[axis] for axis in self._outputs]
        return self.add_weight(name=name, shape=sizes, **arguments)

    def along_outputs(self, weight, kernel):
        """The weight in the shape that multiplies the kernel."""
        shape = [n if a in self._outputs else 1 for a, n in enumerate(kernel.shape)]
        return ops.reshape(ops.cast(weight, kernel.dtype), shape)

    def call(self, inputs):
        kernel = self.kernel
        with _lock_of(self.layer):
            try:
                self._hold(kernel)
                return self.layer(inputs)
            finally:
                self._hold(self._variable)

    def _hold(self, kernel):
        # Past Keras, which tracks what is assigned to a layer.
        for name in self._held_as:
            object.__setattr__(self.layer, name, kernel)

    def compute_output_spec(self, inputs):
        return self.layer.compute_output_spec(inputs)

    def compute_output_shape(self, input_shape):
        return self.layer.compute_output_shape(input_shape)

    def compute_mask(self, inputs, previous_mask):
        return self.layer.compute_mask(inputs, previous_mask)

    def get_config(self):
        return {**super().get_config(), "axis": self.axis}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        read = keras.saving.deserialize_keras_object
        layer = read(config["layer"], custom_objects=custom_objects)
        return cls(**{**config, "layer": layer})
