"""A compiled train step; the only file here that imports jax."""

import inspect

import jax

from benchmarks.engine.environment import num_cores


class Step:
    """Runs a layer forward and backward, and keeps its updates for the next run."""

    def __init__(self, layer, inputs, cotangent):
        self._layer = layer
        named = inspect.signature(layer.call).parameters
        self._switch = {"training": True} if "training" in named else {}
        self._weights = [v.value for v in layer.trainable_variables]
        self._state = [v.value for v in layer.non_trainable_variables]
        self._data = jax.device_put((inputs, cotangent))
        self._program = jax.jit(self._forward_and_backward)

    def _forward_and_backward(self, weights, state, inputs, cotangent):
        def forward(weights, inputs):
            return self._layer.stateless_call(weights, state, inputs, **self._switch)

        outputs, pull, updated = jax.vjp(forward, weights, inputs, has_aux=True)
        return outputs, pull(cotangent), updated

    def __call__(self):
        results = self._program(self._weights, self._state, *self._data)
        jax.block_until_ready(results)
        self._state = results[-1]
        return results

    def temporary_bytes(self):
        """What the compiled program needs beside its inputs and outputs."""
        lowered = self._program.lower(self._weights, self._state, *self._data)
        return lowered.compile().memory_analysis().temp_size_in_bytes


def make_step(layer, inputs, cotangent, jit):
    """A function that runs the layer forward and backward, and its updates."""
    return Step(layer, inputs, cotangent)


def temporary_bytes(step):
    """What the compiled program needs beside its inputs and outputs."""
    return step.temporary_bytes()


def threads():
    """Threads of one operation: JAX takes all cores that it may use."""
    return num_cores()
