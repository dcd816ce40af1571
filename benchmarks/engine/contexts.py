"""The part of a key that is not in the cell: source, data and backend."""

from __future__ import annotations

import functools
from collections.abc import Callable

from benchmarks.engine.keys import Context, source_hash
from benchmarks.engine.registry import Registry
from benchmarks.engine.spec import Experiment


@functools.cache
def data_hash_of(name: str) -> str:
    """The hash of a data set, which is loaded for it; nothing is downloaded."""
    from benchmarks import data

    return data.load(name).hash


def run_context(
    experiment: Experiment,
    scale: str,
    registry: Registry,
    backend: str,
    data_hash: Callable[[str], str] = data_hash_of,
) -> Context:
    """The context of new rows."""
    name = experiment.scales[scale].data
    source = source_hash(registry.module_of(experiment.name))
    return Context(source, backend, None if name is None else data_hash(name))


def read_context(experiment: Experiment, registry: Registry, backend: str) -> Context:
    """The context of rows to judge: any data, so that none need be loaded."""
    return Context(source_hash(registry.module_of(experiment.name)), backend)
