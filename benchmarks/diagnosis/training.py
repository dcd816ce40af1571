"""A training before it starts: what a fault can change."""

import dataclasses
from collections.abc import Callable
from typing import Any

from benchmarks.diagnosis.networks import Network, Parts, build
from benchmarks.diagnosis.problems import Data, Problem

STEPS = 320
LEAST_EPOCHS, MOST_EPOCHS = 6, 40
HEADS = {
    "classes": ("softmax", "sparse_categorical_crossentropy"),
    "binary": ("sigmoid", "binary_crossentropy"),
    "regression": (None, "mse"),
}


@dataclasses.dataclass
class Training:
    """Data, network, loss and optimizer of a run.

    Args:
        problem: the data set.
        data: its arrays.
        network: the shape of the network.
        optimizer: the name of an optimizer, see `optimizers`.
        learning_rate: its rate.
        batch_size: examples in a batch.
        epochs: passes over the data.
        activation: of the head.
        loss: a Keras loss by name.
        from_logits: whether the loss takes logits.
        units: of the head.
        momentum: of SGD, where it is not the optimizer's own.
        optimizer_settings: further arguments of the optimizer.
        before: index of a hidden layer -> a layer to put in front of it.
        settings: arguments for every hidden layer.
        damages: functions of the built model, called in turn.
    """

    problem: Problem
    data: Data
    network: Network
    optimizer: str
    learning_rate: float
    batch_size: int
    epochs: int
    activation: str | None
    loss: str
    from_logits: bool = False
    units: int = 1
    momentum: float | None = None
    optimizer_settings: dict[str, Any] = dataclasses.field(default_factory=dict)
    before: dict[int, Callable[[Any], Any]] = dataclasses.field(default_factory=dict)
    settings: dict[str, Any] = dataclasses.field(default_factory=dict)
    damages: list[Callable[[Any], None]] = dataclasses.field(default_factory=list)

    def replace_data(self, **arrays):
        """Puts other arrays in the place of some."""
        self.data = dataclasses.replace(self.data, **arrays)

    def map_inputs(self, function):
        """Puts all inputs, of training and validation, through a function."""
        data = self.data
        self.replace_data(
            x=function(data.x).astype("float32"),
            x_validation=function(data.x_validation).astype("float32"),
        )

    def map_targets(self, function):
        """Puts all targets through a function."""
        data = self.data
        self.replace_data(y=function(data.y), y_validation=function(data.y_validation))

    def model(self):
        """The built and damaged model, compiled."""
        parts = Parts(self.network, self.before, self.settings)
        model = build(parts, self.data.x.shape[1:], self.units, self.activation)
        for damage in self.damages:
            damage(model)
        metrics = ["r2_score"] if self.problem.kind == "regression" else ["accuracy"]
        model.compile(self._optimizer(), self._loss(), metrics=metrics)
        return model

    def _loss(self):
        import keras

        config = {"from_logits": True} if self.from_logits else {}
        name = "".join(word.capitalize() for word in self.loss.split("_"))
        return getattr(keras.losses, name)(**config) if config else self.loss

    def _optimizer(self):
        import keras

        settings = {"learning_rate": self.learning_rate, **self.optimizer_settings}
        if self.optimizer in ("sgd", "momentum"):
            usual = 0.9 if self.optimizer == "momentum" else 0.0
            momentum = usual if self.momentum is None else self.momentum
            return keras.optimizers.SGD(momentum=momentum, **settings)
        makers = {"adam": "Adam", "adamw": "AdamW", "rmsprop": "RMSprop"}
        return getattr(keras.optimizers, makers[self.optimizer])(**settings)


def healthy(cell):
    """The training of a cell as it is without a fault."""
    problem = cell.problem
    data = problem.data(cell.seed)
    activation, loss = HEADS[problem.kind]
    from_logits = cell.logits and problem.kind != "regression"
    per_epoch = -(-len(data.x) // cell.batch_size)
    return Training(
        problem,
        data,
        cell.network,
        cell.optimizer,
        cell.learning_rate,
        cell.batch_size,
        epochs=min(MOST_EPOCHS, max(LEAST_EPOCHS, -(-STEPS // per_epoch))),
        activation=None if from_logits else activation,
        loss=loss,
        from_logits=from_logits,
        units=problem.outputs,
    )
