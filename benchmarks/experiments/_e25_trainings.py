"""Gradient descent and L-BFGS, on all examples at once or on mini-batches."""

import functools

import keras
import numpy as np

from benchmarks.engine.spec import Outcome
from benchmarks.engine.training import dataset_of
from benchmarks.experiments.shared.learning import logits_of, losses_of, steps_to
from benchmarks.networks import noisy_lbfgs, tanh_mlp
from keras_nntricks import optimizers, sweeps

TARGET = 0.3
NETWORK = ("units", "penalty", "features")


def measure(cells):
    """The loss over all training examples after each pass over them."""
    for (method, batch), train in TRAININGS.items():
        group = [c for c in cells if _kind(c) == (method, batch)]
        yield from train(group) if group else ()


def _kind(cell):
    return cell.settings["method"], cell.settings["batch"]


def arrays_of(cell):
    """Images as rows of numbers, and labels."""
    dataset = dataset_of(cell.data)
    count = cell.settings.get("examples")
    y = dataset.y_train[:count]
    return dataset.x_train[:count].reshape(len(y), -1), y


def network(cell):
    """The settings of the network among those of the cell."""
    return {name: cell.settings[name] for name in NETWORK if name in cell.settings}


def batch_size(cell, count):
    """All examples, or an equal share of them for each step of a pass."""
    steps = 1 if cell.settings["batch"] == "all" else cell.settings["mini_batches"]
    return -(-count // steps)


def _descended(cells):
    """Plain gradient descent, all cells of one batch size together."""
    x, y = arrays_of(cells[0])
    runs = [{"seed": c.seed, **network(c), "learning_rate": _rate(c)} for c in cells]
    result = sweeps.fit_many(
        tanh_mlp.build,
        x,
        y,
        runs,
        batch_size=batch_size(cells[0], len(x)),
        epochs=cells[0].settings["passes"],
        validation_data=(x, y),  # the loss after an epoch, not during it
    )
    for i, (cell, row) in enumerate(zip(cells, result.rows, strict=True)):
        yield _outcome(cell, row["history"]["val_loss"], result.weights(i))


def _rate(cell):
    """The tuned rate; where nothing is tuned, that of the scale."""
    return {**cell.settings, **cell.hyperparameters}["learning_rate"]


def _by_lbfgs(cells):
    """Cells that differ in their rate alone share a training: it has no rate."""
    trained = {}
    for cell in cells:
        if cell.seed not in trained:
            trained[cell.seed] = _whole(cell)
        yield _outcome(cell, *trained[cell.seed])


def _whole(cell):
    x, y = arrays_of(cell)
    passes = cell.settings["passes"]
    keras.utils.set_random_seed(cell.seed)
    model = tanh_mlp.build(**network(cell))
    start, _ = _loss(cell)(noisy_lbfgs.flat(model.get_weights()), x, y)
    history = optimizers.fit_lbfgs(
        model, x, y, epochs=passes, callbacks=[_StopAfter(passes)], loss_tolerance=0
    ).history
    losses = by_pass(start, history["evaluations"], history["loss"], passes)
    return losses, model.get_weights()


class _StopAfter(keras.callbacks.Callback):
    def __init__(self, passes):
        super().__init__()
        self._passes = passes

    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = logs["evaluations"] >= self._passes


def by_pass(start, evaluations, losses, passes):
    """The loss of the last iterate known after 1, 2, ..., `passes` evaluations."""
    known = [start, *losses]
    places = np.searchsorted(evaluations, np.arange(1, passes + 1), side="right")
    return [float(known[place]) for place in places]


def _noisy(cells):
    loss = _loss(cells[0])
    x, y = arrays_of(cells[0])
    for cell in cells:
        keras.utils.set_random_seed(cell.seed)
        start = noisy_lbfgs.flat(tanh_mlp.build(**network(cell)).get_weights())
        passes = range(cell.settings["passes"])
        orders = [sweeps.batch_order(cell.seed, epoch, len(x)) for epoch in passes]
        size = batch_size(cell, len(x))
        losses, end = noisy_lbfgs.train(loss, start, x, y, size, orders, _rate(cell))
        yield _outcome(cell, losses, loss.arrays(end))


def _loss(cell):
    return _compiled_loss(tuple(network(cell).items()))


@functools.lru_cache(maxsize=1)
def _compiled_loss(settings):
    """One for all cells of a network: each new one would be compiled anew."""
    return noisy_lbfgs.Loss(tanh_mlp.build(**dict(settings)))


def _outcome(cell, losses, weights):
    learned = all(loss is not None for loss in losses)
    accuracy = _accuracy(cell, weights) if learned else None
    metrics = {
        "loss": losses,
        "final_loss": losses[-1],
        "passes_to_target": steps_to(losses_of({"loss": losses}), TARGET, 1),
        "test_accuracy": accuracy,
    }
    if learned:
        return Outcome(cell, metrics)
    return Outcome(cell, metrics, "diverged", "The loss was not finite.")


def _accuracy(cell, weights):
    dataset = dataset_of(cell.data)
    model = tanh_mlp.build(**network(cell))
    model.set_weights(weights)
    x = dataset.x_test.reshape(len(dataset.y_test), -1)
    return float(np.mean(logits_of(model, x).argmax(axis=1) == dataset.y_test))


TRAININGS = {
    ("gradient", "all"): _descended,
    ("gradient", "mini"): _descended,
    ("lbfgs", "all"): _by_lbfgs,
    ("lbfgs", "mini"): _noisy,
}
