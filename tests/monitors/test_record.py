"""A record, against the raw numbers that its statistics were made of."""

import numpy as np
import pytest

from keras_nntricks import monitors
from keras_nntricks.monitors._table import Table

RELU = monitors.LayerFacts("relu", "Dense", "relu", flat_below=0.0)
DIPS = monitors.LayerFacts("gelu", "Dense", "gelu", flat_below=0.0, flat_floor=-0.01)
LINEAR = monitors.LayerFacts("linear", "Dense", "linear")
FACTS = monitors.ModelFacts(
    layers=(RELU, DIPS, LINEAR),
    weights=(monitors.WeightFacts("w", "relu", (3, 4)),),
    optimizer_settings={"momentum": 0.9},
)


def units_of(values, flat_below=0.0):
    """What a tap measures of a layer's output, (examples, units)."""
    return {
        "mean": values.mean(0),
        "std": values.std(0),
        "minimum": values.min(0),
        "maximum": values.max(0),
        "zeros": (values == 0).mean(0),
        "flat": (values <= flat_below).mean(0),
        "nonfinite": (~np.isfinite(values)).sum(0),
        "count": len(values),
    }


def batches(count, seed=0, units=4):
    random = np.random.default_rng(seed)
    sizes = random.integers(1, 9, count)
    return [np.maximum(random.normal(0.3, 2, (size, units)), 0) for size in sizes]


def recorded(parts, steps=None):
    record = monitors.Record(FACTS, {"loss", "outputs"})
    for step, values in zip(steps or range(len(parts)), parts, strict=True):
        outputs = {"relu": units_of(values)}
        record.add_sample(step, 0, step, {"loss": 2.0, "outputs": outputs})
    return record


def test_numbers_of_a_layer_are_those_of_all_its_values():
    (values,) = batches(1, units=6)
    record = recorded([values])
    numbers = {name: record.layer(name)[0, 0] for name in ("mean", "std", "largest")}
    assert numbers["mean"] == pytest.approx(values.mean())
    assert numbers["std"] == pytest.approx(values.std())
    assert numbers["largest"] == np.abs(values).max()
    assert record.layer("spread")[0, 0] == pytest.approx(values.std(0).mean())
    assert record.layer("zeros")[0, 0] == pytest.approx((values == 0).mean())


def test_units_of_an_epoch_are_those_of_all_its_samples():
    parts = batches(5)
    units = recorded(parts).units["relu"]
    together = units_of(np.concatenate(parts))
    for name in ("mean", "std", "minimum", "maximum", "zeros", "flat"):
        np.testing.assert_allclose(units[name], together[name], rtol=1e-12)


def test_a_unit_is_dead_that_never_left_the_flat_side_in_the_epoch():
    first, second = batches(2, seed=3)
    first[:, 0] = second[:, 0] = 0.0
    first[:, 1] = 0.0
    second[0, 1] = 1.0
    record = recorded([first, second])
    record.end_epoch(0, 2, {})
    record.add_sample(2, 1, 0, {"outputs": {"relu": units_of(0 * first)}})
    record.end_epoch(1, 3, {})
    assert record.dead["relu"][0].tolist()[:2] == [True, False]
    assert record.dead["relu"][1].all()
    seen = [len(first) + len(second), len(first)]
    assert record.dead_examples["relu"].tolist() == seen


def test_a_dip_below_the_flat_side_is_not_flat():
    values = np.array([[-0.005, -0.1], [-0.001, -0.002]])
    record = monitors.Record(FACTS, {"outputs"})
    record.add_sample(0, 0, 0, {"outputs": {"gelu": units_of(values)}})
    record.end_epoch(0, 1, {})
    assert record.dead["gelu"].tolist() == [[True, False]]


def test_a_layer_without_a_flat_side_has_no_dead_units():
    record = monitors.Record(FACTS, {"outputs"})
    record.add_sample(0, 0, 0, {"outputs": {"linear": units_of(np.zeros((4, 2)))}})
    record.end_epoch(0, 1, {})
    assert record.dead == {}


def test_mean_loss_between_two_samples():
    losses = np.array([3.0, 1.0, 4.0, 1.0, 5.0])
    running = np.cumsum(losses) / np.arange(1, 6)
    record = monitors.Record(FACTS, {"loss"})
    for step in (0, 2, 4):
        record.add_sample(step, 0, step, {"running_loss": running[step]})
    record.end_epoch(0, 5, {"loss": running[-1]})
    record.add_sample(5, 1, 0, {"running_loss": 7.0})
    assert record.window_losses == pytest.approx([3.0, 2.5, 3.0, 7.0])


def test_update_ratio_is_unknown_for_a_weight_of_zeros():
    record = monitors.Record(FACTS, {"weights"})
    norms = {"gradient_norm": 1.0, "weight_norm": 4.0, "update_norm": 0.02}
    record.add_sample(0, 0, 0, {"weights": {"w": norms}})
    record.add_sample(1, 0, 1, {"weights": {"w": {**norms, "weight_norm": 0.0}}})
    assert record.weight("update_ratio")[0, 0] == pytest.approx(0.005)
    assert np.isnan(record.weight("update_ratio")[1, 0])


def test_epochs_and_their_logs():
    record = monitors.Record(FACTS, {"epochs"})
    record.end_epoch(3, 10, {"loss": 2.0})
    record.end_epoch(4, 20, {"loss": 1.0, "val_loss": 1.5})
    assert record.epochs["loss"].tolist() == [2.0, 1.0]
    np.testing.assert_array_equal(record.epochs["val_loss"], [np.nan, 1.5])
    assert [record.epoch_of(step) for step in (0, 9, 10, 19, 20)] == [3, 3, 4, 4, 5]


def test_the_first_batch_tells_of_inputs_and_all_of_their_ends():
    values = np.array([[[1.0], [3.0]], [[-2.0], [7.0]], [[np.nan], [5.0]]])
    record = monitors.Record(FACTS, {"batch"})
    for step, batch in enumerate(values):
        record.add_sample(step, 0, step, {"inputs": {"x": units_of(batch)}})
    told = record.inputs["x"]
    assert told["mean"] == told["maximum"] - told["std"] == 2.0
    ends = [told[f"ever_{key}"].item() for key in ("minimum", "maximum", "nonfinite")]
    assert ends == [-2.0, 7.0, 1.0]


def test_a_path_that_turns_up_late():
    table = Table(("mean", "std"))
    table.add({"a": {"mean": 1.0, "std": 2.0}})
    table.add({"b": {"mean": 3.0, "std": 4.0}})
    np.testing.assert_array_equal(table.column("std"), [[2.0, np.nan], [np.nan, 4.0]])
    assert table.paths == ["a", "b"]


def test_a_table_keeps_its_rows_as_it_grows():
    random = np.random.default_rng(0)
    rows = random.normal(size=(70, 3))
    table = Table(("mean",))
    for place, row in enumerate(rows):
        shown = row[: 2 if place < 40 else 3]
        table.add({f"layer_{i}": {"mean": value} for i, value in enumerate(shown)})
    rows[:40, 2] = np.nan
    np.testing.assert_array_equal(table.column("mean"), rows)
    again = Table(table.statistics, table.paths, table.array())
    again.add({"layer_1": {"mean": 5.0}})
    np.testing.assert_array_equal(again.column("mean")[-1], [np.nan, 5.0, np.nan])


def test_a_log_may_have_any_name():
    record = monitors.Record(FACTS, {"epochs"})
    record.end_epoch(2, 7, {"epoch": 9.0, "steps": 8.0})
    assert record.epochs == {"epoch": [9.0], "steps": [8.0]}
    assert record.epoch_numbers.tolist() == [2]
    assert record.epoch_ends.tolist() == [7]


def test_an_empty_record_has_empty_arrays():
    record = monitors.Record(monitors.ModelFacts())
    assert record.layer("mean").shape == record.weight("update_ratio").shape == (0, 0)
    assert record.epochs == {}
    assert record.steps.size == 0
    assert record.epoch_of(5) == 0


def test_a_saved_record_goes_on_as_if_it_had_never_left(tmp_path):
    parts = batches(4, seed=1)
    record = recorded(parts[:2])
    record.histograms["weights"] = {"w": [(0, np.array([1, 2]), np.array([0.0, 1, 2]))]}
    record.verdicts.append(monitors.Verdict("dead", "d", "relu", 1, 0, "e", "a", "s"))
    record.end_epoch(0, 2, {"loss": np.float32(1.5)})
    sample = {"loss": 1.0, "outputs": {"relu": units_of(parts[2])}}
    record.add_sample(2, 1, 0, sample)
    record.save(tmp_path / "run.npz")
    loaded = monitors.Record.load(tmp_path / "run.npz")
    for one in (record, loaded):
        one.add_sample(3, 1, 1, {"outputs": {"relu": units_of(parts[3])}})
        one.end_epoch(1, 4, {"loss": 1.0})
    assert loaded.facts == FACTS
    assert loaded.verdicts == record.verdicts
    assert loaded.parts == record.parts
    np.testing.assert_equal(loaded.dead, record.dead)
    np.testing.assert_equal(loaded.units, record.units)
    np.testing.assert_equal(loaded.epochs, record.epochs)
    np.testing.assert_equal(loaded.histograms, record.histograms)
    np.testing.assert_equal(loaded.layer("std"), record.layer("std"))


def test_a_file_that_holds_no_record_is_refused(tmp_path):
    np.savez(tmp_path / "other.npz", a=np.zeros(2))
    with pytest.raises(ValueError, match="`path` must be a file of a record"):
        monitors.Record.load(tmp_path / "other.npz")


def test_the_moments_of_all_batches_are_those_of_their_examples():
    rng = np.random.default_rng(0)
    batches = [rng.normal(3, 2, (size, 4)) for size in (8, 3, 16)]
    record = monitors.Record(FACTS, {"batch"})
    for step, values in enumerate(batches):
        record.add_sample(step, 0, step, {"targets": {"y": units_of(values)}})
    together = np.concatenate(batches)
    targets = record.targets["y"]
    np.testing.assert_allclose(targets["ever_mean"], together.mean(0))
    np.testing.assert_allclose(targets["ever_std"], together.std(0))
    np.testing.assert_allclose(targets["std"], batches[0].std(0))
