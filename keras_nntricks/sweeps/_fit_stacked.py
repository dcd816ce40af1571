"""All runs, those of one structure together in one compiled program."""

import contextlib
import gc
import time
from concurrent.futures import ThreadPoolExecutor

from keras_nntricks.sweeps._fit_many_result import make_row
from keras_nntricks.sweeps._group import Group, NotLiftedError, Start, settings_of
from keras_nntricks.sweeps._lifting import can_lift, numbers_of
from keras_nntricks.sweeps._structure import described, structure


def fit_stacked(task, runs, mapping, advance):
    """Trains the runs; returns (row, weights) of each, in their order."""
    trained = [None] * len(runs)
    with ThreadPoolExecutor(1) as background:
        with _only_new_garbage():
            groups = _built(task, runs, mapping, background)
        for group in groups:
            for start, row, weights in _train(task, group, mapping, advance):
                trained[start.index] = (row, weights)
    return trained


def _built(task, runs, mapping, background):
    """The groups, with their programs being compiled.

    Runs that differ in their seed alone will share a structure. So one model for each
    choice of settings tells which programs are needed, and they are compiled while
    the other models are built.
    """
    kinds = [described(settings_of(run)) for run in runs]
    first = sorted({kind: i for i, kind in reversed([*enumerate(kinds)])}.values())
    groups = {}
    for i in first:
        _add(groups, task, i, runs[i])
    for group in groups.values():
        members = {kinds[start.index] for start in group.starts}
        group.prepare(task, mapping, sum(kind in members for kind in kinds), background)
    for i in sorted(set(range(len(runs))).difference(first)):
        _add(groups, task, i, runs[i])
    return list(groups.values())


def _add(groups, task, index, run):
    begin = time.perf_counter()
    model = task.model(run)
    _create_variables(task, model)
    numbers = numbers_of(model.optimizer) if can_lift(model) else {}
    key = structure(model, settings_of(run), numbers)
    start = Start.of(model, index, run, numbers)
    start.seconds = time.perf_counter() - begin
    groups.setdefault(key, Group(model)).starts.append(start)


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


@contextlib.contextmanager
def _only_new_garbage():
    """Spares the collector the search through all that was there before.

    Built models are dropped in numbers, and each search through Keras and its
    backend takes as long as building several models.
    """
    if gc.get_freeze_count():
        yield  # somebody else has frozen something: it stays so
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _train(task, group, mapping, advance):
    """Yields (start, row, weights) for each run of the group."""
    begin = time.perf_counter()
    try:
        program = group.program(task, mapping)
    except NotLiftedError:
        for part in group.apart(task):
            yield from _train(task, part, mapping, advance)
        return
    starts = group.starts
    seeds = [start.run["seed"] for start in starts]
    done = program.run(group.take_states(), seeds, advance)
    share = (time.perf_counter() - begin) / len(starts)
    for start, (history, diverged_at, *values) in zip(starts, done, strict=True):
        seconds, steps = start.seconds + share, task.steps_per_epoch
        row = make_row(start.run, history, diverged_at, steps, seconds)
        yield start, row, group.weights(*values)
