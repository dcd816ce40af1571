"""Finds the experiments: one module each, named like the experiment."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable

from benchmarks.engine.spec import Experiment

PACKAGE = "benchmarks.experiments"


class UnknownExperimentError(LookupError):
    """No experiment has that name or prefix."""


class Registry:
    """The experiments of one package, imported when they are asked for.

    Args:
        package: dotted name of the package whose modules define `EXPERIMENT`.
    """

    def __init__(self, package: str = PACKAGE):
        self.package = package

    def module_names(self) -> list[str]:
        """All modules that may define an experiment, sorted."""
        package = importlib.import_module(self.package)
        found = pkgutil.iter_modules(package.__path__)
        names = (module.name for module in found if not module.ispkg)
        return sorted(name for name in names if not name.startswith("_"))

    def module_of(self, experiment: str) -> str:
        """The dotted name of the module that declares an experiment."""
        return f"{self.package}.{experiment}"

    def load(self, name: str) -> Experiment | None:
        """The experiment of one module; None when it declares none."""
        module = importlib.import_module(self.module_of(name))
        experiment = getattr(module, "EXPERIMENT", None)
        if experiment is not None and experiment.name != name:
            raise ValueError(
                f"The experiment in {module.__name__} must be named {name!r}. "
                f"Received: name={experiment.name!r}."
            )
        return experiment

    def select(self, names: Iterable[str] = ()) -> list[Experiment]:
        """The experiments of those names or prefixes; all when none is given."""
        known = self.module_names()
        chosen = [self._match(name, known) for name in names] or [known]
        unique = sorted({module for modules in chosen for module in modules})
        loaded = (self.load(module) for module in unique)
        return [experiment for experiment in loaded if experiment is not None]

    def _match(self, name, known):
        if name in known:
            return [name]
        matching = [module for module in known if module.startswith(name)]
        if not matching:
            listed = ", ".join(known) or "none"
            raise UnknownExperimentError(
                f"No experiment is named {name!r} or begins so. Known: {listed}."
            )
        return matching
