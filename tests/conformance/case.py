"""What a contributor says about an object: how to make it and what it promises."""

import dataclasses
import inspect
from collections.abc import Callable, Mapping
from typing import Any

import keras

FAMILIES = {
    keras.layers.Layer: "layer",
    keras.initializers.Initializer: "initializer",
    keras.callbacks.Callback: "callback",
    keras.constraints.Constraint: "constraint",
    keras.optimizers.Optimizer: "optimizer",
}
KERAS_CHECKS = "keras.initializers, .regularizers or .constraints reads it"
TRAITS = {
    "masks": "hands the mask of its input on",
    "stops_mask": "its output has no time steps to mask",
    "spatial": "takes None for every dimension between batch and channels",
    "batch_statistics": "an example's output depends on the rest of the batch",
    "cancels_bias": "a bias in front of it changes nothing",
    "jit_in_another_case": "a sibling case compiles the same program",
    "random": "draws anew in each training call, and takes a seed",
    "one_draw": "draws once for all examples of a call",
    "passive": "watches a training and leaves the final weights bit-identical",
}


@dataclasses.dataclass(frozen=True)
class Case:
    """One object at one setting. Peculiarities are traits here, never a name.

    Args:
        make: the class, or the function itself.
        kwargs: the arguments of this setting, all JSON-serialisable.
        input_shape: without the batch.
        parts: argument -> function that makes its value anew for each build.
        label: tells cases apart that differ in their parts alone.
        bad: argument -> values that the constructor or function must reject.
        free: argument -> why no value of it is rejected.
        traits: names in `TRAITS`.
        reference: a NumPy twin in float64. Layer: `f(inputs, weights by name)`;
            activation: `f(inputs)`; function: `f(**arguments)`; initializer:
            `f(shape)`; constraint: `f(weight)`.
        draws: a hypothesis strategy of a function's arguments.
        subgradient: input -> the one accepted derivative of an activation there;
            at any other kink each value between the one-sided ones is accepted.
        channels_first: arguments that move the layer to the axis after the batch.
        pieces: `f(weights by name) -> arrays` that must differ from each other.
        moments: `f(fan_in, fan_out) -> (mean, variance)` of an initializer.
        properties: `f(values) -> {what: whether it holds}` of a drawn kernel.
        shapes: the kernels that an initializer or a constraint is tried on, the first
            one most.
        told: kernel -> arguments with which the initializer is told its kind.
        models: kind -> function that makes a built model, for a calibration.
        trains: function that makes the compiled model which a callback asks for, of
            inputs (4,) and outputs (1,); None where any will do.
        family: found by its class; to be said for the functions: activation, function,
            calibration, check, fit.
        xfail: check name -> (cause, link).
    """

    make: Callable
    kwargs: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    input_shape: tuple[int, ...] | None = None
    parts: Mapping[str, Callable[[], Any]] = dataclasses.field(default_factory=dict)
    label: str = ""
    bad: Mapping[str, tuple] = dataclasses.field(default_factory=dict)
    free: Mapping[str, str] = dataclasses.field(default_factory=dict)
    traits: frozenset[str] = frozenset()
    reference: Callable | None = None
    draws: Any = None
    subgradient: Mapping[float, float] = dataclasses.field(default_factory=dict)
    channels_first: Mapping[str, Any] | None = None
    pieces: Callable | None = None
    moments: Callable | None = None
    properties: Callable | None = None
    shapes: tuple[tuple[int, ...], ...] = ((6, 5), (1, 5), (6, 1))
    told: Mapping[str, Mapping[str, Any]] = dataclasses.field(default_factory=dict)
    models: Mapping[str, Callable[[], Any]] = dataclasses.field(default_factory=dict)
    trains: Callable[[], Any] | None = None
    family: str = ""
    xfail: Mapping[str, tuple[str, str]] = dataclasses.field(default_factory=dict)

    def __post_init__(self):
        object.__setattr__(self, "traits", frozenset(self.traits))
        object.__setattr__(self, "family", self.family or self._family())
        unknown = self.traits - set(TRAITS)
        if unknown:
            raise ValueError(f"{self.name}: unknown traits {sorted(unknown)}.")

    def _family(self):
        for base, family in FAMILIES.items():
            if inspect.isclass(self.make) and issubclass(self.make, base):
                return family
        raise ValueError(f"{self.name}: say its family.")

    @property
    def name(self):
        """The public name."""
        return self.make.__name__

    @property
    def id(self):
        """A readable name of the case: the object and its setting."""
        setting = ",".join(f"{k}={_short(v)}" for k, v in self.kwargs.items())
        return f"{self.name}({self.label or setting})"

    @property
    def arguments(self):
        """The names of the arguments, without `**kwargs`."""
        parameters = inspect.signature(self.make).parameters.values()
        kinds = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
        return [p.name for p in parameters if p.kind not in kinds]

    def build(self, **changes):
        """The object at this setting with `changes`."""
        made = {n: make() for n, make in self.parts.items() if n not in changes}
        return self.make(**{**self.kwargs, **made, **changes})


def _short(value):
    return value if isinstance(value, int | float | str) else type(value).__name__
