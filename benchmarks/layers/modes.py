"""The ways in which a train step is run."""

import dataclasses
import importlib


@dataclasses.dataclass(frozen=True)
class Mode:
    """A backend, and how it runs a step."""

    name: str
    backend: str
    title: str
    jit: bool = False

    def steps(self):
        """The module that makes the steps of the backend."""
        return importlib.import_module(f"benchmarks.layers._{self.backend}_steps")


MODES = {
    mode.name: mode
    for mode in (
        Mode("tensorflow", "tensorflow", "TensorFlow"),
        Mode("tensorflow-jit", "tensorflow", "TensorFlow, jit", jit=True),
        Mode("jax", "jax", "JAX", jit=True),
        Mode("torch", "torch", "torch"),
    )
}
