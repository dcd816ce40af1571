"""What commands share: the backend, the experiments and the rows to read."""

from __future__ import annotations

import importlib.util
import os

from benchmarks.commands.exits import UsageError

BACKENDS = ("jax", "tensorflow", "torch")


def choose_backend(wanted: str | None) -> tuple[str, str]:
    """Fixes the backend of Keras before it is imported; returns it and why."""
    in_environment = os.environ.get("KERAS_BACKEND")
    if wanted or in_environment:
        why = "--backend" if wanted else "KERAS_BACKEND"
        name = _usable(wanted or in_environment, why)
    else:
        name, why = _first_installed(), "installed; choose with --backend"
    os.environ["KERAS_BACKEND"] = name
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    return name, why


def _usable(name, source):
    if name not in BACKENDS:
        known = ", ".join(BACKENDS)
        raise UsageError(f"{source} must be one of {known}. Received: {name}.")
    if importlib.util.find_spec(name) is None:
        raise UsageError(f"{source} asks for {name}, which is not installed here.")
    return name


def _first_installed():
    for name in BACKENDS:
        if importlib.util.find_spec(name) is not None:
            return name
    raise UsageError(f"No backend of Keras is installed: one of {', '.join(BACKENDS)}.")


def select(names):
    """The registry and the experiments of those names or prefixes."""
    from benchmarks.engine.registry import Registry, UnknownExperimentError

    registry = Registry()
    try:
        return registry, registry.select(names)
    except UnknownExperimentError as error:
        raise UsageError(str(error)) from error


def open_store(folder):
    """The store of a folder; says what had to be repaired."""
    from benchmarks.engine.store import Store

    store = Store(folder)
    for note in store.notes:
        print(f"note: {note}")
    return store


def read(arguments):
    """The experiments and the rows to judge them by, after the notes on these."""
    from benchmarks.engine.reading import readable_rows

    backend, _ = choose_backend(arguments.backend)
    is_asked_for = arguments.backend is not None
    registry, experiments = select(arguments.experiments)
    store = open_store(arguments.out)
    wanted = (arguments.scale, registry, backend, is_asked_for)
    rows, notes = readable_rows(store, experiments, *wanted)
    for note in notes:
        print(f"note: {note}")
    return experiments, rows
