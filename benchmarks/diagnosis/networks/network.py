"""What a network is made of, and the hooks by which faults get into it."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any


@dataclasses.dataclass(frozen=True)
class Network:
    """The shape of a network; its hidden layers are called hidden_0, hidden_1, ...

    Args:
        kind: `"mlp"`, `"residual"`, `"cnn"` or `"rnn"`.
        depth: hidden layers.
        width: units, or channels, of each.
        activation: of the hidden layers.
        batch_norm: whether each hidden layer is followed by batch normalization.
        dropout: the rate of dropout behind each hidden layer.
    """

    kind: str
    depth: int
    width: int
    activation: str
    batch_norm: bool = False
    dropout: float = 0.0

    @property
    def hidden(self) -> tuple[str, ...]:
        """The names of the hidden layers from the input on."""
        return tuple(f"hidden_{index}" for index in range(self.depth))


@dataclasses.dataclass
class Parts:
    """What builders put between and into the hidden layers.

    Args:
        network: the shape.
        before: index of a hidden layer -> a layer that is put in front of it.
        settings: arguments for every hidden layer (regularizers, initializers).
    """

    network: Network
    before: Mapping[int, Callable[[Any], Any]]
    settings: Mapping[str, Any]

    def enter(self, index, x):
        """What comes into a hidden layer."""
        return self.before[index](x) if index in self.before else x

    def arguments(self, index):
        """The arguments of a hidden layer that carries its activation itself."""
        shape = self.network
        activation = None if shape.batch_norm else shape.activation
        name = shape.hidden[index]
        return {"name": name, "activation": activation, **self.settings}

    def leave(self, index, x):
        """What follows a hidden layer: normalization and activation, dropout."""
        import keras

        shape = self.network
        if shape.batch_norm:
            x = keras.layers.BatchNormalization(name=f"norm_{index}")(x)
            x = keras.layers.Activation(shape.activation, name=f"active_{index}")(x)
        if shape.dropout:
            x = keras.layers.Dropout(shape.dropout, name=f"dropout_{index}")(x)
        return x
