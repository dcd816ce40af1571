"""What the monitors share: when a fit is sampled, when it is judged, who is told."""

import dataclasses
import numbers
import weakref
from types import MappingProxyType

import keras

from keras_nntricks import monitors, taps
from keras_nntricks._arguments import is_integer, is_number, require
from keras_nntricks.callbacks._fit_only import require_fit
from keras_nntricks.callbacks._sampling import Sampling
from keras_nntricks.callbacks._verdict_table import verdict_table

FIRST_DIAGNOSIS = 8  # samples


def _learning_rate(optimizer):
    rate = getattr(optimizer, "learning_rate", None)
    return None if rate is None else float(keras.ops.convert_to_numpy(rate))


def _numbers_of(logs):
    return {k: float(v) for k, v in logs.items() if isinstance(v, numbers.Real)}


def _check_thresholds(thresholds, known):
    """`thresholds` is {rule: {threshold: number}}; `known` are the rules by name."""

    def check(condition, rule):
        require(condition, "thresholds", rule, thresholds)

    check(isinstance(thresholds, dict), "a dict or None")
    names = f"a dict from names of rules, of {sorted(known)}"
    check(set(thresholds) <= set(known), names)
    for name, changed in thresholds.items():
        own = known[name].thresholds
        fine = isinstance(changed, dict) and set(changed) <= set(own)
        check(fine, f"a dict whose {name!r} is a dict with keys of {sorted(own)}")
        check(all(map(is_number, changed.values())), "a dict of dicts of numbers")


class Monitor(keras.callbacks.Callback):
    """Samples a training into a `Record`, and says what the rules find in it."""

    parts = frozenset({"loss", "epochs"})
    rule_names = None  # all
    ends_only = False  # of the outputs the smallest and the largest
    samples = True  # steps; else the logs of the epochs are all
    logged = MappingProxyType({})  # name of a log -> function of the record

    def __init__(self, every=None, verbose=1, stop_on=(), thresholds=None):
        super().__init__()
        counted = every is None or (is_integer(every) and every >= 1)
        require(counted, "every", "a positive integer or None", every)
        spoken = is_integer(verbose) and verbose in (0, 1)
        require(spoken, "verbose", "0 or 1", verbose)
        known = {rule.name: rule for rule in self._known_rules()}
        listed = isinstance(stop_on, list | tuple) and set(stop_on) <= set(known)
        names = f"a list of names of rules, of {sorted(known)}"
        require(listed, "stop_on", names, stop_on)
        _check_thresholds({} if thresholds is None else thresholds, known)
        self.every = None if every is None else int(every)
        self.verbose = int(verbose)
        self.stop_on = tuple(stop_on)
        self.thresholds = thresholds
        self.record = self.aborted = None
        self._facts = self._watched = self._sampling = None

    def __getstate__(self):
        # A copy or a file takes the record along, never the model.
        left = dict.fromkeys(("_model", "_facts", "_watched", "_sampling"))
        return {**vars(self), **left, "_returns": False}

    @property
    def verdicts(self):
        """What was found in this training so far, each symptom at each place once."""
        return () if self.record is None else tuple(self.record.verdicts)

    @property
    def rules(self):
        """The rules that are asked, with the thresholds of this monitor."""
        changes = self.thresholds or {}
        return tuple(
            dataclasses.replace(
                rule, thresholds={**rule.thresholds, **changes.get(rule.name, {})}
            )
            for rule in self._known_rules()
        )

    def summary(self):
        """Returns the verdicts as a table of text."""
        if self.record is None:
            return "No training was watched yet."
        watched = (
            f"{len(self.record.epoch_numbers)} epochs, "
            f"{len(self.record.steps)} steps sampled"
        )
        if not self.verdicts:
            return f"No symptom found ({watched})."
        return f"{verdict_table(self.verdicts)}\n({watched})"

    def __str__(self):
        return self.summary()

    @property
    def _told(self):
        """What `fit` said of itself; a loop of one's own may say nothing."""
        return self.params or {}

    def on_train_begin(self, logs=None):
        self._leave()
        self.aborted = None  # a search reads here why a training was stopped
        model, steps = self._model, self._told.get("steps")
        require_fit(self, model)
        self._returns = self._watched is not None and self._watched() is model
        self._watched, self._begun = weakref.ref(model), False
        self._facts = monitors.describe(model, steps_per_epoch=steps)
        per_execution = getattr(model, "steps_per_execution", 1)
        self._sampling = Sampling(
            self._request(), self.every, per_execution, self._sampled, self.samples
        )
        taps.attach(model, self._sampling, steps)

    def on_epoch_begin(self, epoch, logs=None):
        # Only here is the first epoch known, and what other callbacks restored.
        if not self._begun and not self._goes_on(epoch):
            self.record = monitors.Record(self._facts, self.parts)
        self._begun = True
        ends = self.record.epoch_ends
        first = int(ends[-1]) if len(ends) else 0
        steps = self._told.get("steps")
        self._sampling.begin_epoch(self.record, epoch, first, steps)

    def on_epoch_end(self, epoch, logs=None):
        logs = {} if logs is None else logs
        self._sampling.fetch()
        rate = _learning_rate(self.model.optimizer)
        told = _numbers_of(logs)
        if rate is not None:
            told.setdefault("learning_rate", rate)
        self.record.end_epoch(epoch, self._sampling.steps_made, told)
        values = {k: f(self.record) for k, f in self.logged.items()}
        logs.update({k: v for k, v in values.items() if v is not None})
        self._judge()

    def on_train_end(self, logs=None):
        self._leave()

    def get_config(self):
        """Returns the arguments of the constructor."""
        return {
            "every": self.every,
            "verbose": self.verbose,
            "stop_on": list(self.stop_on),
            "thresholds": self.thresholds,
        }

    @classmethod
    def from_config(cls, config):
        """Returns a callback made from `get_config()`."""
        return cls(**config)

    @classmethod
    def _known_rules(cls):
        names = cls.rule_names
        return [r for r in monitors.RULES if names is None or r.name in names]

    def _request(self):
        sides = {
            layer.path: layer.counted_sides
            for layer in self._facts.layers
            if layer.counted_sides != (None, None)
        }
        asked = {part: part in self.parts for part in ("outputs", "weights", "batch")}
        if self.ends_only:
            asked = {**asked, "outputs": False, "ends": True}
        return taps.Request(**asked, flat_sides=sides)

    def _goes_on(self, epoch):
        """Whether this fit continues the recorded one of the same model."""
        record = self.record
        if record is None or not self._returns or not len(record.epoch_ends):
            return False
        # What broke off in mid-epoch is not continued: its samples would count twice.
        whole = not (record.steps >= record.epoch_ends[-1]).any()
        return whole and epoch == record.epoch_numbers[-1] + 1

    def _sampled(self):
        count = len(self.record.steps)
        if count >= FIRST_DIAGNOSIS and count & (count - 1) == 0:
            self._judge()

    def _judge(self):
        """Keeps and tells the verdicts that are new, and stops where it is asked to."""
        seen = {(verdict.rule, verdict.where) for verdict in self.record.verdicts}
        for verdict in monitors.diagnose(self.record, self.rules):
            if (verdict.rule, verdict.where) not in seen:
                seen.add((verdict.rule, verdict.where))
                self.record.verdicts.append(verdict)
                self._tell(verdict)

    def _tell(self, verdict):
        stops = verdict.rule in self.stop_on
        if stops:
            self._model.stop_training = True
            self.aborted = str(verdict)
        if self.verbose:
            after_the_bar = "\n" if self._told.get("verbose") in (1, "auto") else ""
            end = " Training stops." if stops else ""
            print(f"{after_the_bar}{type(self).__name__}: {verdict}{end}")

    def _leave(self):
        model = self._watched and self._watched()
        if model is not None and self._sampling is not None:
            taps.detach(model, self._sampling)
        self._sampling = None
