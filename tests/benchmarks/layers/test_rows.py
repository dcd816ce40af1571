"""A tiny pair is measured; files are merged; the committed file is complete."""

import json

import keras
import numpy as np
import pytest

from benchmarks.layers import __main__ as command
from benchmarks.layers import measure, memory, table, worker
from benchmarks.layers.composed import Chain
from benchmarks.layers.modes import MODES
from benchmarks.layers.pair import Pair
from benchmarks.layers.pairs import PAIRS
from tests.benchmarks.layers.made_rows import made_row

SQUARE = Pair(
    "square",
    "square",
    "power",
    lambda: Chain(keras.ops.square),
    lambda: Chain(lambda inputs: keras.ops.power(inputs, 2.0)),
    (4, 3),
    {"jax": 2.0},
)
HERE = next(mode for mode in MODES if MODES[mode].backend == keras.backend.backend())


def test_a_step_gives_outputs_and_gradients():
    layer = keras.layers.Dense(2, use_bias=False)
    inputs, cotangent = np.ones((4, 3), "float32"), np.full((4, 2), 2.0, "float32")
    layer.build((4, 3))
    step = MODES[HERE].steps().make_step(layer, inputs, cotangent, MODES[HERE].jit)
    found = [np.asarray(leaf) for leaf in keras.tree.flatten(step())]
    expected = (inputs @ np.asarray(layer.kernel), np.full((3, 2), 8.0))
    for array in expected:
        assert any(np.shape(f) == array.shape and np.allclose(f, array) for f in found)


def test_a_step_updates_what_is_not_trained():
    layer = keras.layers.BatchNormalization(momentum=0.5)
    layer.build((4, 3))
    inputs = np.ones((4, 3), "float32")
    step = MODES[HERE].steps().make_step(layer, inputs, inputs, MODES[HERE].jit)
    results = [step(), step()][-1]
    state = results[-1] if HERE == "jax" else layer.non_trainable_variables
    assert np.allclose(np.asarray(state[0]), 0.75)


def test_a_row_of_a_tiny_pair_has_the_shape_of_the_made_row():
    times = worker.answer(worker.measure_time, SQUARE, MODES[HERE], 2)
    sizes = worker.answer(worker.measure_memory, SQUARE, MODES[HERE], 2)
    row = measure.row(SQUARE, HERE, {**times, "environment": {}}, sizes)
    assert row.keys() == made_row().keys()
    assert len(row["seconds"]["ours"]) == len(row["seconds"]["reference"]) == 2
    assert all(second > 0 for side in row["seconds"].values() for second in side)
    assert json.loads(json.dumps(row)) == row


def test_a_pair_that_cannot_be_made_fails_alone():
    def missing():
        raise AttributeError("no such layer")

    broken = Pair("broken", "broken", "none", missing, missing, (4, 3))
    answer = worker.answer(worker.measure_time, broken, MODES[HERE], 1)
    assert answer == {"pair": "broken", "error": "AttributeError: no such layer"}


def test_every_pair_can_be_built():
    for pair in PAIRS.values():
        sides = (pair.make_ours(), pair.make_reference())
        shapes = [side(keras.KerasTensor(pair.input_shape)).shape for side in sides]
        assert {shape[0] for shape in shapes} == {pair.input_shape[0]}, pair.name


def test_targets_name_known_modes():
    assert {mode for pair in PAIRS.values() for mode in pair.targets} == set(MODES)


def test_memory_counts_what_a_step_holds_at_once():
    held = 32 * 2**20
    assert memory.peak_bytes(lambda: np.ones(held, "uint8").sum()) == pytest.approx(
        held, rel=0.25
    )


def test_a_new_row_takes_the_place_of_the_old_one():
    old = [made_row(), made_row(mode="torch")]
    new = [made_row(target=None), made_row(mode="tensorflow")]
    rows = command.merged(old, new)
    assert [row["mode"] for row in rows] == ["tensorflow", "jax", "torch"]
    assert rows[1]["target"] is None


def test_rows_come_back_from_the_file_as_they_were(tmp_path):
    path = tmp_path / "new" / "layers.jsonl"
    assert command.read(path) == []
    command.write([made_row()], path)
    assert command.read(path) == [made_row()]


def test_the_table_is_printed_without_measuring(tmp_path, capsys):
    path = tmp_path / "layers.jsonl"
    command.write([made_row()], path)
    assert command.main(["--table", "--out", str(path)]) == 0
    assert "1.10 (1.05 to 1.30), 1.15 met" in capsys.readouterr().out


def test_rows_of_a_mode_are_in_the_file_before_the_next_mode(tmp_path, monkeypatch):
    path, page = tmp_path / "layers.jsonl", tmp_path / "page.md"
    page.write_text(f"{table.BEGIN}\n{table.END}\n")
    seen = []

    def one_row(mode, names, repeats):
        seen.append([row["mode"] for row in command.read(path)])
        return [made_row(mode=mode)], [f"{mode}, one more: broken"]

    monkeypatch.setattr(measure, "measure", one_row)
    arguments = ["--backends", "jax,torch", "--out", str(path), "--page", str(page)]
    assert command.main(arguments) == 1
    assert seen == [[], ["jax"]]
    assert table.shown(page.read_text()) == table.tables(command.read(path))


def test_an_unknown_backend_is_refused(capsys):
    with pytest.raises(SystemExit):
        command.main(["--backends", "theano"])
    assert "must be among tensorflow, tensorflow-jit" in capsys.readouterr().err


def test_the_committed_rows_hold_every_pair_in_every_mode():
    rows = command.read(command.RESULTS)
    expected = {(pair, mode) for pair in PAIRS for mode in MODES} if rows else set()
    assert {(row["pair"], row["mode"]) for row in rows} == expected
    for row in rows:
        assert {"keras", "processor", "cores", "device", "git"} <= set(
            row["environment"]
        )
        assert row["target"] == PAIRS[row["pair"]].targets.get(row["mode"])
