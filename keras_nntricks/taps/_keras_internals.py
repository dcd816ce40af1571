"""Every name of Keras that the taps lean on without its being documented."""

import keras

_NARROWED = "BIT64_TO_BIT32_DTYPE"

# Where it is looked for -> names that must be there.
NAMES = {
    "model": (
        *("train_function", "make_train_function", "train_step", "history"),
        *("compute_loss", "jit_compile", "run_eagerly", "steps_per_execution"),
        *("_remat_mode", "output_names"),
    ),
    "layer": ("call", "path", "_remat_mode"),
    "tensor": ("_keras_history",),
    "optimizer": ("apply", "_trainable_variables", "loss_scale_factor"),
    "scaled optimizer": ("dynamic_scale", "initial_scale", "built"),
    "jax model": (
        *("stateless_call", "stateless_compute_loss"),
        "_get_state_sharding_spec",
    ),
    "jax optimizer": ("stateless_apply",),
    "narrowing backend": (_NARROWED,),
}


def input_names(model):
    """The names of a functional model's inputs."""
    tensors = getattr(model, "inputs", None) or ()
    return [tensor._keras_history.operation.name for tensor in tensors]


def output_names(model):
    """The names of a functional model's outputs."""
    return list(getattr(model, "output_names", None) or ())


def is_rematerialized(layer):
    """Whether the layer's call is run again in the backward pass."""
    return bool(getattr(layer, "_remat_mode", None))


def optimized_variables(optimizer):
    """The variables of an optimizer, in the order of its gradients."""
    return list(optimizer._trainable_variables)


def narrowed_dtypes():
    """What 64-bit results of operations are turned into; TensorFlow keeps floats."""
    return keras.backend.result_type.__globals__.get(_NARROWED, {})
