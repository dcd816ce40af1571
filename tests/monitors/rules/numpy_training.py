"""A network in NumPy that trains and fills a record as a monitor would."""

import dataclasses
import itertools

import numpy as np

from keras_nntricks.monitors import (
    LayerFacts,
    ModelFacts,
    OutputFacts,
    Record,
    WeightFacts,
)

ACTIVATIONS = {
    "relu": (lambda x: np.maximum(x, 0), lambda y: y > 0, (0.0, None)),
    "tanh": (np.tanh, lambda y: 1 - y**2, (-0.995, 0.995)),
    "sigmoid": (lambda x: 1 / (1 + np.exp(-x)), lambda y: y * (1 - y), (0.01, 0.99)),
}
PARTS = frozenset({"loss", "outputs", "weights", "batch", "epochs"})


@dataclasses.dataclass
class Training:
    """A classification by a fully connected network, healthy as it stands.

    `damage(weights)` changes the starting weights, `blocked` is the index of a layer
    in front of which the gradient ends, `labels` maps the labels.
    """

    seed: int = 0
    activation: str = "relu"
    widths: tuple[int, ...] = (32, 32)
    optimizer: str = "sgd"
    rate: float = 0.1
    rate_at: object = None
    batch_size: int = 32
    epochs: int = 8
    every: int = 50
    classes: int = 4
    examples: int = 512
    validation: int = 256
    damage: object = None
    blocked: int = 0
    labels: object = None
    noise: float = 1.0

    def record(self, after_epoch=None):
        """The `Record` of the whole training; `after_epoch(record)` looks at it."""
        rng = np.random.default_rng(self.seed)
        x, y, x_val, y_val = self._data(rng)
        kernels, biases = self._start(rng)
        record = Record(self._facts(len(x)), PARTS)
        moments = [[0.0, 0.0] for _ in kernels + biases]
        step = 0
        with np.errstate(all="ignore"):
            for epoch in range(self.epochs):
                order, total = rng.permutation(len(x)), 0.0
                count = len(x) // self.batch_size
                for at in range(count):
                    batch = order[at * self.batch_size : (at + 1) * self.batch_size]
                    outputs, loss, gradients = self._step(
                        kernels, biases, x[batch], y[batch]
                    )
                    total += loss
                    updates = self._updates(gradients, moments, step)
                    if _is_sampled(step, self.every):
                        values = self._values(
                            *(x[batch], y[batch], outputs, loss, gradients, updates),
                            kernels + biases,
                        )
                        values["running_loss"] = total / (at + 1)
                        record.add_sample(step, epoch, at, values)
                    for weight, update in zip(kernels + biases, updates, strict=True):
                        weight -= update
                    step += 1
                outputs, val_loss, _ = self._step(kernels, biases, x_val, y_val)
                logs = {"loss": total / count, "val_loss": val_loss}
                record.end_epoch(epoch, step, logs)
                if after_epoch is not None:
                    after_epoch(record)
        return record

    def _data(self, rng):
        centres = rng.normal(size=(self.classes, 8)) * 1.5
        y = rng.integers(self.classes, size=self.examples + self.validation)
        x = centres[y] + self.noise * rng.normal(size=(len(y), 8))
        x /= x.std()
        if self.labels is not None:
            y = self.labels(rng, y)
        return (
            *(x[: self.examples], y[: self.examples]),
            *(x[self.examples :], y[self.examples :]),
        )

    def _start(self, rng):
        sizes = (8, *self.widths, self.classes)
        gain = 2.0 if self.activation == "relu" else 1.0
        kernels = [
            rng.normal(size=(fan_in, fan_out)) * np.sqrt(gain / fan_in)
            for fan_in, fan_out in itertools.pairwise(sizes)
        ]
        kernels[-1] /= np.sqrt(2)
        biases = [np.zeros(size) for size in sizes[1:]]
        if self.damage is not None:
            self.damage(kernels, biases)
        return kernels, biases

    def _step(self, kernels, biases, x, y):
        function, slope, _ = ACTIVATIONS[self.activation]
        outputs = [x]
        for kernel, bias in zip(kernels[:-1], biases[:-1], strict=True):
            outputs.append(function(outputs[-1] @ kernel + bias))
        logits = outputs[-1] @ kernels[-1] + biases[-1]
        logits = logits - logits.max(axis=1, keepdims=True)
        outputs.append(np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True))
        picked = outputs[-1][np.arange(len(y)), y]
        # Keras clips probabilities by 1e-7.
        loss = float(-np.mean(np.log(np.maximum(picked, 1e-7))))
        delta = (outputs[-1] - np.eye(self.classes)[y]) / len(y)
        kernel_gradients, bias_gradients = [], []
        for at in reversed(range(len(kernels))):
            kernel_gradients.insert(0, outputs[at].T @ delta)
            bias_gradients.insert(0, delta.sum(axis=0))
            delta = delta @ kernels[at].T * slope(outputs[at])
            delta = delta * (at != self.blocked)
        return outputs, loss, kernel_gradients + bias_gradients

    def _updates(self, gradients, moments, step):
        rate = self.rate if self.rate_at is None else self.rate_at(step)
        updates = []
        for gradient, moment in zip(gradients, moments, strict=True):
            if self.optimizer == "sgd":
                updates.append(rate * gradient)
            elif self.optimizer == "momentum":
                moment[0] = 0.9 * moment[0] + rate * gradient
                updates.append(moment[0])
            else:
                moment[0] = 0.9 * moment[0] + 0.1 * gradient
                moment[1] = 0.999 * moment[1] + 0.001 * gradient**2
                first = moment[0] / (1 - 0.9 ** (step + 1))
                second = moment[1] / (1 - 0.999 ** (step + 1))
                updates.append(rate * first / (np.sqrt(second) + 1e-7))
        return updates

    def _facts(self, examples):
        below, above = ACTIVATIONS[self.activation][2]
        count = len(self.widths)
        layers = [
            LayerFacts(f"hidden_{at}", "Dense", self.activation, "hidden", below, above)
            for at in range(count)
        ]
        layers.append(LayerFacts("head", "Dense", "softmax", "output"))
        sizes = (8, *self.widths, self.classes)
        shapes = list(itertools.pairwise(sizes))
        weights = [
            WeightFacts(f"{layer.path}/kernel", layer.path, shape)
            for layer, shape in zip(layers, shapes, strict=True)
        ] + [
            WeightFacts(f"{layer.path}/bias", layer.path, shape[1:], kind="vector")
            for layer, shape in zip(layers, shapes, strict=True)
        ]
        loss = "sparse_categorical_crossentropy"
        return ModelFacts(
            tuple(layers),
            tuple(weights),
            outputs=(
                OutputFacts("head", loss, False, self.classes, "softmax", "head"),
            ),
            optimizer=self.optimizer,
            learning_rate=self.rate,
            steps_per_epoch=examples // self.batch_size,
        )

    def _values(self, x, y, outputs, loss, gradients, updates, weights):
        paths = [*(f"hidden_{at}" for at in range(len(self.widths))), "head"]
        names = [f"{p}/kernel" for p in paths] + [f"{p}/bias" for p in paths]
        sides = [ACTIVATIONS[self.activation][2]] * len(self.widths) + [(None, None)]
        return {
            "loss": loss,
            "penalty": 0.0,
            "examples": len(x),
            "outputs": {
                path: units(output, *side)
                for path, output, side in zip(paths, outputs[1:], sides, strict=True)
            },
            "weights": {
                name: {
                    "gradient_norm": np.linalg.norm(gradient),
                    "weight_norm": np.linalg.norm(weight),
                    "update_norm": np.linalg.norm(update),
                }
                for name, gradient, weight, update in zip(
                    names, gradients, weights, updates, strict=True
                )
            },
            "inputs": {"x": units(x)},
            "targets": {"head": _rows(y[:, None])},
            "predictions": {"head": _rows(outputs[-1])},
        }


def units(values, below=None, above=None):
    """The statistics of the units of an output, as `taps` gives them."""
    flat = np.zeros(values.shape, bool)
    if below is not None:
        flat |= values <= below
    if above is not None:
        flat |= values >= above
    return {
        "mean": values.mean(axis=0),
        "std": values.std(axis=0),
        "minimum": values.min(axis=0),
        "maximum": values.max(axis=0),
        "zeros": (values == 0).mean(axis=0),
        "flat": flat.mean(axis=0),
        "nonfinite": np.sum(~np.isfinite(values), axis=0),
        "count": len(values),
    }


def _rows(values):
    sums = values.sum(axis=-1)
    return units(values) | {
        "whole": np.mean(values == np.round(values)),
        "row_sum_minimum": sums.min(),
        "row_sum_maximum": sums.max(),
    }


def _is_sampled(step, every):
    return step % every == 0 or (step < every and step & (step - 1) == 0)
