"""What is known of a model before it trains: plain data, which is saved as JSON."""

import dataclasses
import functools


@dataclasses.dataclass(frozen=True)
class LayerFacts:
    """A layer whose outputs can be watched.

    Args:
        path: the layer's path in the model, its key everywhere in a record.
        kind: the name of its class.
        activation: the name of its activation, or None.
        role: one of `"hidden"`, `"output"`, `"gate"` (its outputs multiply others, so
            they may be sparse), `"dropout"`, `"normalization"`, `"recurrent"`.
        flat_below: outputs at or below it lie on a flat side of the activation; None
            without one.
        flat_above: outputs at or above it lie on a flat side; None without one.
        flat_floor: where the activation dips below its lower flat side (GELU, SiLU),
            only outputs from here up to `flat_below` lie on it; None without a dip.
        trainable: whether the layer trains.
        dropout: the share of its values that it drops in training.

    Example:
    >>> from keras_nntricks import monitors
    >>> layer = monitors.LayerFacts("dense", "Dense", "relu", flat_below=0.0)
    >>> layer.has_flat_side, layer.role
    (True, 'hidden')
    """

    path: str
    kind: str
    activation: str | None = None
    role: str = "hidden"
    flat_below: float | None = None
    flat_above: float | None = None
    flat_floor: float | None = None
    trainable: bool = True
    dropout: float = 0.0

    @property
    def has_flat_side(self):
        """Whether a unit of it can be dead or saturated."""
        return self.flat_below is not None or self.flat_above is not None

    @property
    def counted_sides(self):
        """(below, above) to count flat outputs by; none if the activation dips."""
        dips = self.flat_floor is not None
        return (None, None) if dips else (self.flat_below, self.flat_above)


@dataclasses.dataclass(frozen=True)
class WeightFacts:
    """A weight of the model.

    Args:
        path: the variable's path, its key everywhere in a record.
        layer: the path of the layer that owns it.
        shape: its shape.
        trainable: whether it is among the model's trainable variables.
        kind: `"kernel"` (two or more dimensions), `"vector"` (biases, scales), or
            `"state"` (moving statistics, counters, seeds).
        fresh: whether its values look like a first draw that never was trained; None
            where it cannot be told.

    Example:
    >>> from keras_nntricks import monitors
    >>> monitors.WeightFacts("dense/kernel", "dense", (3, 2)).kind
    'kernel'
    """

    path: str
    layer: str
    shape: tuple[int, ...]
    trainable: bool = True
    kind: str = "kernel"
    fresh: bool | None = None


@dataclasses.dataclass(frozen=True)
class OutputFacts:
    """One output of the model and the loss that is put to it.

    Args:
        name: the output's name.
        loss: the snake_case name of the loss (`"sparse_categorical_crossentropy"`),
            or None.
        from_logits: whether the loss takes logits; None where it has no such choice.
        units: the size of the last axis, or None.
        activation: the name of the activation of the layer that makes it, or None.
        layer: the path of that layer, or None.
        loss_settings: the numbers, lists and words of the loss's config (`"gamma"`,
            `"label_smoothing"`, `"reduction"`, ...).

    Example:
    >>> from keras_nntricks import monitors
    >>> output = monitors.OutputFacts("head", "mean_squared_error", units=1)
    >>> output.from_logits is None
    True
    """

    name: str
    loss: str | None = None
    from_logits: bool | None = None
    units: int | None = None
    activation: str | None = None
    layer: str | None = None
    loss_settings: dict[str, float | str | list] = dataclasses.field(
        default_factory=dict
    )


@dataclasses.dataclass(frozen=True)
class InputFacts:
    """One input of the model.

    Args:
        name: the input's name.
        taken_by: the names of the classes of the layers that take it.

    Example:
    >>> from keras_nntricks import monitors
    >>> monitors.InputFacts("tokens", ("Embedding",)).taken_by
    ('Embedding',)
    """

    name: str
    taken_by: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class ModelFacts:
    """A model, its losses and its optimizer as they were when training began.

    Args:
        layers: the layers in the order of the model.
        weights: its weights, the frozen ones too.
        inputs: its inputs, where the graph of the model is known.
        outputs: its outputs.
        optimizer: the name of the optimizer's class, or None.
        learning_rate: the rate at the beginning, or None.
        optimizer_settings: the numbers of its config (momentum, clipnorm, ...).
        steps_per_epoch: or None.
        trained_before: whether the optimizer had made steps already.

    Example:
    >>> from keras_nntricks import monitors
    >>> layer = monitors.LayerFacts("dense", "Dense")
    >>> monitors.ModelFacts(layers=(layer,)).layer("dense").kind
    'Dense'
    """

    layers: tuple[LayerFacts, ...] = ()
    weights: tuple[WeightFacts, ...] = ()
    inputs: tuple[InputFacts, ...] = ()
    outputs: tuple[OutputFacts, ...] = ()
    optimizer: str | None = None
    learning_rate: float | None = None
    optimizer_settings: dict[str, float] = dataclasses.field(default_factory=dict)
    steps_per_epoch: int | None = None
    trained_before: bool = False

    def layer(self, path):
        """The facts of a layer; of its second call too (`"dense#2"`)."""
        return self._layers[path.split("#")[0]]

    def weight(self, path):
        """The facts of a weight."""
        return self._weights[path]

    @functools.cached_property
    def _layers(self):
        return {layer.path: layer for layer in self.layers}

    @functools.cached_property
    def _weights(self):
        return {weight.path: weight for weight in self.weights}
