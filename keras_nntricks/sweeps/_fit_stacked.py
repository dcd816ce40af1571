"""All runs, those of one structure together in one compiled program."""

import dataclasses
import time
from typing import Any

import keras
import numpy as np

from keras_nntricks.sweeps._fit_many_result import make_row
from keras_nntricks.sweeps._lifting import NotLiftedError, can_lift, lift, numbers_of
from keras_nntricks.sweeps._structure import structure


@dataclasses.dataclass
class _Start:
    """What is kept of a run's model: its values, not the model."""

    index: int
    run: dict[str, Any]
    trainable: list[np.ndarray]
    non_trainable: list[np.ndarray]
    optimizer: list[np.ndarray]
    numbers: dict[str, float]
    seconds: float


@dataclasses.dataclass
class _Group:
    """Runs of one structure, and one model of that structure."""

    template: keras.Model
    starts: list[_Start] = dataclasses.field(default_factory=list)

    @property
    def differing(self):
        """Names of the optimizer's numbers in which the runs differ."""
        first = self.starts[0].numbers
        names = [{n for n in first if s.numbers[n] != first[n]} for s in self.starts]
        return sorted(set().union(*names))


def fit_stacked(task, runs, mapping, advance):
    """Trains the runs; returns (row, weights) of each, in their order."""
    trained = [None] * len(runs)
    for group in _groups(task, runs):
        for start, row, weights in _train(task, group, mapping, advance):
            trained[start.index] = (row, weights)
    return trained


def _groups(task, runs):
    groups = {}
    for index, run in enumerate(runs):
        begin = time.perf_counter()
        model = task.model(run)
        _create_variables(task, model)
        numbers = numbers_of(model.optimizer) if can_lift(model) else {}
        settings = {name: value for name, value in run.items() if name != "seed"}
        key = structure(model, settings, numbers)
        group = groups.setdefault(key, _Group(model))
        values = _values(model)
        seconds = time.perf_counter() - begin
        group.starts.append(_Start(index, run, *values, numbers, seconds))
    return list(groups.values())


def _create_variables(task, model):
    # A graph of layers is built with them; other models wait for their first data.
    if getattr(model, "built", False) and _has_inputs(model):
        if not model.optimizer.built:
            model.optimizer.build(model.trainable_variables)
    else:
        task.complete(model)


def _has_inputs(model):
    try:
        return bool(model.inputs)
    except AttributeError:
        return False


def _values(model):
    kinds = (
        model.trainable_variables,
        model.non_trainable_variables,
        model.optimizer.variables,
    )
    as_numpy = keras.ops.convert_to_numpy
    return [[as_numpy(v.value) for v in kind] for kind in kinds]


def _train(task, group, mapping, advance):
    """Yields (start, row, weights) for each run of the group."""
    begin = time.perf_counter()
    names = group.differing
    try:
        program = _compile(task, group, names, mapping)
    except (TypeError, ValueError):
        if not names:
            raise
        yield from _train_apart(task, group, names, mapping, advance)
        return
    done = program.run([start.run["seed"] for start in group.starts], advance)
    share = (time.perf_counter() - begin) / len(group.starts)
    for start, (history, diverged_at, weights) in zip(group.starts, done, strict=True):
        seconds = start.seconds + share
        steps = task.steps_per_epoch
        yield start, make_row(start.run, history, diverged_at, steps, seconds), weights


def _compile(task, group, names, mapping):
    # jax is imported when a program is needed, not before.
    from keras_nntricks.sweeps._jax_program import Program

    task.complete(group.template)
    optimizer = group.template.optimizer
    places = {id(v): i for i, v in enumerate(optimizer.variables)}
    lifted = lift(optimizer, names, group.starts[0].numbers)
    states = [_state(start, optimizer, places, lifted) for start in group.starts]
    program = Program(task, group.template, mapping, states)
    if not all(number.was_read for number in lifted.values()):
        raise NotLiftedError("a lifted number is not used")
    return program


def _state(start, optimizer, places, lifted):
    """The values of a run in the order of the template's variables."""
    names = {id(variable): name for name, variable in lifted.items()}
    floatx = keras.config.floatx()
    values = [
        np.asarray(start.numbers[names[id(v)]], floatx)
        if id(v) in names
        else start.optimizer[places[id(v)]]
        for v in optimizer.variables
    ]
    return start.trainable, start.non_trainable, values


def _train_apart(task, group, names, mapping, advance):
    """The same runs, one program per choice of the numbers that cannot be lifted."""
    parts = {}
    for start in group.starts:
        key = tuple(start.numbers[name] for name in names)
        parts.setdefault(key, []).append(start)
    for starts in parts.values():
        template = task.model(starts[0].run)
        part = _Group(template, starts)
        yield from _train(task, part, mapping, advance)
