import dataclasses
import sys

import numpy as np
import pytest

from benchmarks.engine import keys
from benchmarks.engine.keys import Context, canonical, cell_key, source_hash
from benchmarks.engine.spec import Cell

CELL = Cell("counting", "a", 3, "smoke", {"depth": 2}, {"rate": 0.1}, "final", "digits")
CONTEXT = Context("source", "jax", "data")
OTHER_CELLS = [
    {"experiment": "tuned"},
    {"arm": "b"},
    {"seed": 4},
    {"scale": "quick"},
    {"settings": {"depth": 3}},
    {"hyperparameters": {"rate": 0.2}},
    {"phase": "tune"},
    {"data": "mnist"},
]
OTHER_CONTEXTS = [{"source_hash": "x"}, {"backend": "torch"}, {"data_hash": "x"}]


def test_canonical_json_has_one_spelling():
    assert canonical({"b": 1, "a": (np.float32(0.5), None)}) == '{"a":[0.5,null],"b":1}'
    assert canonical({"a": 1, "b": 2}) == canonical({"b": 2, "a": 1})


def test_settings_that_json_lacks_are_rejected():
    with pytest.raises(TypeError, match="Settings and hyperparameters must be"):
        canonical({"activation": len})
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"rate": float("nan")})


@pytest.mark.parametrize("change", OTHER_CELLS, ids=str)
def test_all_of_a_cell_is_in_its_key(change):
    other = dataclasses.replace(CELL, **change)
    assert cell_key(other, CONTEXT) != cell_key(CELL, CONTEXT)


@pytest.mark.parametrize("change", OTHER_CONTEXTS, ids=str)
def test_source_backend_and_data_are_in_the_key(change):
    other = dataclasses.replace(CONTEXT, **change)
    assert cell_key(CELL, other) != cell_key(CELL, CONTEXT)


def test_the_key_knows_nothing_else():
    fields = {field.name for field in dataclasses.fields(Context)}
    assert fields == {"source_hash", "backend", "data_hash"}
    order = dataclasses.replace(CELL, settings={"depth": 2, "a": 1})
    same = dataclasses.replace(CELL, settings={"a": 1, "depth": 2})
    assert cell_key(order, CONTEXT) == cell_key(same, CONTEXT)


@pytest.fixture
def suite(tmp_path, monkeypatch):
    """A small package of experiments, a network and a figure, and a small library."""
    monkeypatch.setattr(keys, "LIBRARY", "made_library")
    tricks = tmp_path / "made_library" / "tricks"
    tricks.mkdir(parents=True)
    (tricks.parent / "__init__.py").write_text("from made_library import other\n")
    (tricks.parent / "other.py").write_text("OTHER = 1\n")
    (tricks.parent / "checks.py").write_text("LIMIT = 1\n")
    (tricks / "__init__.py").write_text("from made_library.tricks._trick import SCALE")
    (tricks / "_trick.py").write_text("import made_library.checks\nSCALE = 1\n")
    root = tmp_path / "made_suite"
    for folder in ("", "experiments", "networks", "figures", "engine"):
        (root / folder).mkdir(exist_ok=True)
        (root / folder / "__init__.py").write_text("")
    (root / "networks" / "net.py").write_text("UNITS = 64\n")
    (root / "engine" / "plan.py").write_text("STEPS = 1\n")
    (root / "engine" / "training.py").write_text(
        "import made_suite.engine.plan\n"
        "def train():\n    from made_library import tricks\n"
    )
    (root / "experiments" / "e01.py").write_text(
        "from made_suite.networks import net\nimport made_suite.engine.plan\n"
    )
    (root / "experiments" / "e02.py").write_text(
        "from made_library.tricks import SCALE\n"
    )
    (root / "experiments" / "e03.py").write_text(
        "from made_suite.engine.training import train\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    return root


def test_the_source_hash_follows_the_networks_not_the_engine(suite):
    module = "made_suite.experiments.e01"
    before = source_hash(module)
    assert source_hash(module) == before
    (suite / "engine" / "plan.py").write_text("STEPS = 2\n")
    (suite / "figures" / "e01.py").write_text("COLOUR = 2\n")
    assert source_hash(module) == before
    (suite / "networks" / "net.py").write_text("UNITS = 65\n")
    changed = source_hash(module)
    assert changed != before
    with (suite / "experiments" / "e01.py").open("a") as file:
        file.write("MARGIN = 1\n")
    assert source_hash(module) not in (before, changed)


def hashes():
    names = ("e01", "e02", "e03")
    return [source_hash(f"made_suite.experiments.{name}") for name in names]


def changed_by(path):
    """Which of the three hashes change when a line is added to a file."""
    before = hashes()
    with path.open("a") as file:
        file.write("\nMORE = 1\n")
    return [a != b for a, b in zip(before, hashes(), strict=True)]


def test_the_source_hash_follows_the_library_and_the_training(suite):
    library = suite.parent / "made_library"
    assert changed_by(library / "tricks" / "_trick.py") == [False, True, True]
    assert changed_by(library / "tricks" / "__init__.py") == [False, True, True]
    assert changed_by(library / "checks.py") == [False, True, True]
    assert changed_by(library / "other.py") == [False] * 3
    assert changed_by(suite / "engine" / "training.py") == [False, False, True]
    assert changed_by(suite / "engine" / "plan.py") == [False] * 3


def test_the_source_is_found_without_an_import(suite):
    hashes()
    assert not [name for name in sys.modules if name.startswith("made_")]


def test_an_import_of_the_whole_library_is_followed(suite):
    library = suite.parent / "made_library"
    (suite / "experiments" / "e01.py").write_text("import made_library\n")
    assert changed_by(library / "other.py") == [True, False, False]


@pytest.mark.parametrize(
    ("experiment", "source"),
    [
        ("e01_activation_statistics", "keras_nntricks.initializers._msra"),
        ("e04_he_against_xavier", "benchmarks.engine.training"),
        ("e04_he_against_xavier", "keras_nntricks.sweeps._fit_many"),
        ("e04_he_against_xavier", "keras_nntricks.initializers._xavier"),
    ],
)
def test_what_the_experiments_measure_with_is_hashed(experiment, source):
    assert source in keys._sources(f"benchmarks.experiments.{experiment}")
