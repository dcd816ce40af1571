import collections

import numpy as np

from keras_nntricks.monitors._batch_statistics import add_batch
from keras_nntricks.monitors._draw_record import draw, write_report
from keras_nntricks.monitors._epoch_units import EpochUnits
from keras_nntricks.monitors._layer_numbers import LAYER_STATISTICS, layer_numbers
from keras_nntricks.monitors._save_record import load_state, save_state
from keras_nntricks.monitors._table import Table

WEIGHT_STATISTICS = ("gradient_norm", "weight_norm", "update_norm")


class Record:
    """The numbers of a training: what was sampled, epoch by epoch, and the verdicts.

    Rules and drawings read it; it knows no callback. All arrays are NumPy's. A number
    that is not known is NaN.

    Args:
        facts: `ModelFacts` of the model as training began.
        parts: what is recorded: `"loss"`, `"outputs"`, `"weights"`, `"batch"`,
            `"epochs"`.

    Attributes:
        steps: (samples,) the training step of each sample, from 0.
        sample_epochs: (samples,) its epoch, from 0.
        losses: (samples,) the loss of the batch of that step, penalties included; the
            window's where only the logs tell a loss.
        lost: (samples,) whether a loss was told that is infinite or NaN.
        penalties: (samples,) the part of it that regularisation adds.
        window_losses: (samples,) the mean loss of the steps since the last sample of
            this epoch, this step included.
        examples: (samples,) examples in the batch.
        layer_paths: the layers in the order of their first call.
        weight_paths: the weights in the order of the optimizer.
        inputs, targets, predictions: name -> statistic -> (features,) of the first
            batch; "ever_minimum", "ever_maximum" and "ever_nonfinite" of all sampled
            ones; targets and predictions also have "whole" (the fraction that is
            integer) and "row_sum_minimum", "row_sum_maximum".
        epochs: name of a log -> (epochs,) its value at the end of each epoch.
        epoch_numbers: (epochs,) their numbers, from 0.
        epoch_ends: (epochs,) the number of steps made when the epoch ended.
        units: layer -> statistic -> (units,) over the samples of the last epoch that
            has ended or runs.
        dead: layer -> (epochs, units) True where no example of the sampled steps of
            that epoch made the unit leave the flat side of its activation.
        dead_examples: layer -> (epochs,) how many values per unit that was judged by.
        histograms: kind ("outputs", "weights", "gradients", "updates") -> path ->
            list of (step, counts, edges).
        verdicts: the verdicts so far, each once.

    Example:
    >>> from keras_nntricks import monitors
    >>> record = monitors.Record(monitors.ModelFacts(), {"loss", "epochs"})
    >>> for step, loss in enumerate([2.0, 1.0]):
    ...     record.add_sample(step, 0, step, {"loss": loss})
    >>> record.end_epoch(0, 2, {"loss": 1.5})
    >>> record.losses.tolist(), record.epochs["loss"].tolist()
    ([2.0, 1.0], [1.5])
    """

    def __init__(self, facts, parts=frozenset()):
        self.facts = facts
        self.parts = frozenset(parts)
        self.verdicts = []
        self.inputs, self.targets, self.predictions = {}, {}, {}
        self.units, self.dead, self.dead_examples = {}, {}, {}
        self.histograms = {}
        self._numbers = collections.defaultdict(list)
        self._layers = Table(LAYER_STATISTICS)
        self._weights = Table(WEIGHT_STATISTICS)
        self._epochs, self._epoch_numbers, self._epoch_ends = {}, [], []
        self._running = {}
        self._window = (0, 0.0)

    def add_sample(self, step, epoch, step_of_epoch, values):
        """Takes in what a sampled step gave.

        Args:
            step: the training step, from 0.
            epoch: its epoch, from 0.
            step_of_epoch: its place in the epoch, from 0.
            values: what `taps` fetched of it, NumPy arrays.
        """
        self._numbers["step"].append(step)
        self._numbers["epoch"].append(epoch)
        running = float(values.get("running_loss", np.nan))
        window = self._window_loss(step_of_epoch + 1, running)
        known = {"loss": window, **values, "window": window}
        for name in ("loss", "penalty", "examples", "window"):
            self._numbers[name].append(float(known.get(name, np.nan)))
        told = values.get("loss", values.get("running_loss", 0.0))
        self._numbers["lost"].append(not np.isfinite(told))
        self._add_layers(values.get("outputs", {}))
        self._weights.add(values.get("weights", {}))
        for part in ("inputs", "targets", "predictions"):
            for name, statistics in values.get(part, {}).items():
                add_batch(getattr(self, part), name, statistics)
        for kind, histograms in values.get("histograms", {}).items():
            for path, (counts, edges) in histograms.items():
                kept = self.histograms.setdefault(kind, {}).setdefault(path, [])
                kept.append((step, counts, edges))

    def end_epoch(self, epoch, steps_made, logs):
        """Takes in the logs of an epoch that ended after `steps_made` steps."""
        before = len(self.epoch_numbers)
        self._epoch_numbers.append(epoch)
        self._epoch_ends.append(steps_made)
        for name, value in logs.items():
            column = self._epochs.setdefault(name, [])
            column.extend([None] * (before - len(column)))
            column.append(float(value))
        for path in self.layer_paths:
            self._end_units(path, self._running.get(path), before)
        self._running = {}
        self._window = (0, 0.0)

    def save(self, path):
        """Writes the record as one .npz file, its structure as JSON inside."""
        save_state(path, {**vars(self), "parts": sorted(self.parts)})

    @classmethod
    def load(cls, path):
        """Returns the record that `save` wrote.

        Raises:
            ValueError: if the file holds no record, or one of a later version.
        """
        state = load_state(path)
        record = cls(state["facts"], state.pop("parts"))
        for name, value in state.items():
            if isinstance(getattr(record, name), collections.defaultdict):
                getattr(record, name).update(value)
            else:
                setattr(record, name, value)
        return record

    def report(self, path, title="Training report"):
        """Writes one HTML page about the training (extra `plots`); returns its path."""
        return write_report(self, path, title)

    def plot(self, what="loss", ax=None):
        """Draws the losses, a log of the epochs or a statistic; returns the axes."""
        return draw(self, what, ax)

    def layer(self, statistic):
        """(samples, layers): one of LAYER_STATISTICS of each layer's output."""
        return self._layers.column(statistic)

    def weight(self, statistic):
        """(samples, weights): one of WEIGHT_STATISTICS, or "update_ratio"."""
        if statistic == "update_ratio":
            norms = self.weight("weight_norm")
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.where(norms > 0, self.weight("update_norm") / norms, np.nan)
        return self._weights.column(statistic)

    def epoch_of(self, step):
        """The epoch that a step belongs to."""
        at = np.searchsorted(self.epoch_ends, step, side="right")
        if at < len(self.epoch_numbers):
            return int(self.epoch_numbers[at])
        if len(self.epoch_numbers):
            return int(self.epoch_numbers[-1]) + 1
        return int(self.sample_epochs[0]) if len(self.sample_epochs) else 0

    @property
    def layer_paths(self):
        return list(self._layers.paths)

    @property
    def weight_paths(self):
        return list(self._weights.paths)

    @property
    def steps(self):
        return np.asarray(self._numbers["step"], int)

    @property
    def sample_epochs(self):
        return np.asarray(self._numbers["epoch"], int)

    @property
    def losses(self):
        return np.asarray(self._numbers["loss"], float)

    @property
    def lost(self):
        return np.asarray(self._numbers["lost"], bool)

    @property
    def penalties(self):
        return np.asarray(self._numbers["penalty"], float)

    @property
    def window_losses(self):
        return np.asarray(self._numbers["window"], float)

    @property
    def examples(self):
        return np.asarray(self._numbers["examples"], float)

    @property
    def epoch_numbers(self):
        return np.asarray(self._epoch_numbers, int)

    @property
    def epoch_ends(self):
        return np.asarray(self._epoch_ends, int)

    @property
    def epochs(self):
        count = len(self.epoch_numbers)
        return {
            name: np.asarray(column + [None] * (count - len(column)), float)
            for name, column in self._epochs.items()
        }

    def lost_epochs(self, name):
        """Indices of the epochs whose log of that name was told and is not finite."""
        column = enumerate(self._epochs.get(name, ()))
        return [at for at, v in column if v is not None and not np.isfinite(v)]

    def _window_loss(self, steps, running):
        before, mean_before = self._window
        self._window = (steps, running)
        total = steps * running - before * mean_before
        return total / (steps - before) if steps > before else np.nan

    def _add_layers(self, outputs):
        self._layers.add({p: layer_numbers(units) for p, units in outputs.items()})
        for path, units in outputs.items():
            running = self._running.setdefault(path, EpochUnits())
            running.update(units)
            self.units[path] = running.statistics()

    def _end_units(self, path, units, epochs_before):
        layer = self.facts.layer(path)
        if not layer.has_flat_side:
            return
        size = self.units[path]["mean"].size
        # An epoch without a sample tells of no unit that it is dead.
        dead = np.zeros(size, bool) if units is None else units.dead(layer)
        rows = self.dead.setdefault(path, np.zeros((epochs_before, size), bool))
        self.dead[path] = np.concatenate([rows, dead[None]])
        count = 0 if units is None else units.count
        counts = self.dead_examples.setdefault(path, np.zeros(epochs_before, int))
        self.dead_examples[path] = np.append(counts, count)
