"""The sources keep the table of who may import whom, and each rule bites."""

import pathlib

import pytest

from tests import import_rules as rules

ROOT = pathlib.Path(__file__).resolve().parent.parent


def _module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


SOURCES = {
    _module_name(path): path.read_text(encoding="utf-8")
    for house in ("keras_nntricks", "benchmarks")
    for path in sorted((ROOT / house).rglob("*.py"))
}
FILE_RULES = [pytest.param(rule, id=rule.__name__) for rule in rules.RULES_OF_A_FILE]
ALL_RULES = [pytest.param(rule, id=rule.__name__) for rule in rules.RULES_OF_ALL_FILES]


@pytest.mark.parametrize("rule", FILE_RULES)
def test_every_file_keeps_the_rule(rule):
    found = [line for module in SOURCES for line in rule(module, SOURCES[module])]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("rule", ALL_RULES)
def test_all_files_together_keep_the_rule(rule):
    assert not rule(SOURCES), "\n".join(rule(SOURCES))


def test_the_sources_are_found():
    assert {"keras_nntricks", "keras_nntricks.layers", "benchmarks.engine"} <= set(
        SOURCES
    )


LAYER = "keras_nntricks.layers._thing"
EXPERIMENT = "benchmarks.experiments.e99_thing"
FORBIDDEN = [
    (rules.relative, LAYER, "from . import other"),
    (rules.relative, LAYER, "from ..activations import gain"),
    (rules.private_keras, LAYER, "from keras.src import backend"),
    (rules.private_keras, LAYER, "from keras import src"),
    (rules.private_keras, LAYER, "import keras.src.layers"),
    (rules.upwards, LAYER, "from benchmarks import engine"),
    (rules.upwards, LAYER, "def f():\n    import tests.backends"),
    (rules.upwards, "benchmarks.engine.run", "import tests"),
    (rules.outsiders, LAYER, "import tensorflow as tf"),
    (rules.outsiders, LAYER, "def f():\n    import jax.numpy"),
    (rules.outsiders, LAYER, "import importlib\nimportlib.import_module('torch')"),
    (rules.outsiders, LAYER, "import scipy"),
    (rules.outsiders, "keras_nntricks.sweeps._thing", "import torch"),
    (rules.outsiders, "keras_nntricks.engines._thing", "import numpy"),
    (rules.outsiders, "keras_nntricks", "import keras"),
    (rules.outsiders, "keras_nntricks.reports._thing", "import keras"),
    (rules.outsiders, "benchmarks.engine.run", "import matplotlib"),
    (rules.outsiders, EXPERIMENT, "import matplotlib.pyplot"),
    (rules.insiders, LAYER, "from keras_nntricks import callbacks"),
    (rules.insiders, LAYER, "from keras_nntricks.sweeps import fit_many"),
    (rules.insiders, "keras_nntricks.activations._a", "import keras_nntricks.layers"),
    (rules.insiders, "keras_nntricks", "from keras_nntricks import search"),
    (
        rules.insiders,
        "keras_nntricks.callbacks._a",
        "from keras_nntricks import search",
    ),
    (rules.insiders, "benchmarks.engine.run", "from benchmarks import experiments"),
    (rules.insiders, "benchmarks.engine.run", "from keras_nntricks import layers"),
    (rules.insiders, "benchmarks.networks.mlp", "from benchmarks.engine import run"),
    (
        rules.private_modules,
        LAYER,
        "from keras_nntricks.activations._gain import gain",
    ),
    (rules.private_modules, EXPERIMENT, "from keras_nntricks.layers import _maxout"),
    (rules.private_modules, EXPERIMENT, "from benchmarks.engine._hidden import run"),
    (rules.without_row, "keras_nntricks.utils._thing", ""),
    (rules.without_row, "benchmarks.helpers.thing", ""),
    (rules.two_backends, "keras_nntricks.taps._a", "import jax\nimport torch"),
]


@pytest.mark.parametrize(("rule", "module", "source"), FORBIDDEN)
def test_rule_rejects_the_forbidden_import(rule, module, source):
    assert rule(module, source)


def test_every_rule_of_a_file_has_a_forbidden_import():
    assert {rule for rule, *_ in FORBIDDEN} == set(rules.RULES_OF_A_FILE)


ALLOWED = [
    (LAYER, "import math\nimport keras\nimport numpy as np\nfrom keras import ops"),
    (LAYER, "from keras_nntricks._arguments import require"),
    (LAYER, "from keras_nntricks.activations import gain"),
    (LAYER, "from keras_nntricks.layers._pieces import largest"),
    ("keras_nntricks.taps._jax", "def f():\n    import jax"),
    (EXPERIMENT, "from keras_nntricks import layers\nfrom benchmarks import data"),
    ("benchmarks.__main__", "from benchmarks.commands.cli import main"),
    ("benchmarks.commands.run", "def f():\n    from benchmarks.engine.run import Run"),
]


@pytest.mark.parametrize("rule", FILE_RULES)
@pytest.mark.parametrize(("module", "source"), ALLOWED)
def test_rule_accepts_the_allowed_import(rule, module, source):
    assert not rule(module, source)


def test_two_files_that_know_jax_are_too_many():
    one, other = "keras_nntricks.sweeps._one", "keras_nntricks.sweeps._other"
    lazy = "def f():\n    import jax"
    assert rules.crowded({one: lazy, other: lazy})
    assert not rules.crowded({one: lazy, other: "import keras"})


def test_a_lazy_import_may_hide_in_a_file_that_is_imported_lazily():
    sweeps, program = "keras_nntricks.sweeps", "keras_nntricks.sweeps._program"
    eagerly = f"from {program} import run"
    lazily = f"def f():\n    {eagerly}"
    assert rules.hasty({sweeps: eagerly, program: "import jax"})
    assert not rules.hasty({sweeps: lazily, program: "import jax"})
    assert not rules.hasty({sweeps: eagerly, program: "def f():\n    import jax"})


def test_importing_the_package_loads_nothing_heavy():
    root, reports = "keras_nntricks", "keras_nntricks.reports"
    assert rules.hasty({root: f"import {reports}", reports: "import matplotlib"})


def test_a_circle_is_found_through_lazy_imports_too():
    one, other = "keras_nntricks.layers._one", "keras_nntricks.layers._other"
    lazy = f"def f():\n    from {one} import thing"
    assert rules.circles({one: f"from {other} import thing", other: lazy})
    assert not rules.circles({one: f"from {other} import thing", other: ""})
