"""Axes of a record show its numbers."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from keras_nntricks import reports
from keras_nntricks.monitors import ModelFacts, Record
from tests.reports.records import norms, record_of, units, verdict

RNG = np.random.default_rng(0)


def axes():
    return Figure().subplots()


def curves(ax):
    """Label -> (x, y) of the lines that the legend names."""
    named = [line for line in ax.lines if not line.get_label().startswith("_")]
    return {line.get_label(): np.transpose(line.get_xydata()) for line in named}


def image(ax):
    return np.ma.filled(ax.images[0].get_array().astype(float), np.nan)


def test_losses_of_batches_and_epochs_are_drawn_at_their_steps():
    drawn = curves(reports.plot_losses(record_of([4.0, 3.0, 2.0, 1.5] * 2), axes()))
    batches, epochs = drawn["of a batch"], drawn["of the epoch"]
    np.testing.assert_array_equal(batches, [range(8), [4.0, 3.0, 2.0, 1.5] * 2])
    np.testing.assert_array_equal(epochs, [[3, 7], [1.5, 1.5]])
    np.testing.assert_array_equal(drawn["validation"], [[3, 7], [3.0, 3.0]])


@pytest.mark.parametrize(
    ("losses", "scale"),
    [
        ([4.0, 3.0, 2.0, 1.0], "linear"),
        ([4.0, 1.0, 0.1, 0.01], "log"),
        ([-4.0, -4.1, -4.2, -4.3], "linear"),
        ([-4.0, 4.0, 1e9, 3.0, -2.0], "symlog"),
        ([0.0, 0.0, 0.0, 0.0], "linear"),
        ([np.nan, np.inf, 1e300, np.nan], "linear"),
    ],
)
def test_the_axis_of_the_losses_is_logarithmic_where_it_helps(losses, scale):
    assert reports.plot_losses(record_of(losses), axes()).get_yscale() == scale


def test_losses_that_are_not_finite_are_marked():
    drawn = curves(reports.plot_losses(record_of([2.0, np.nan, np.inf, 1.0]), axes()))
    np.testing.assert_array_equal(drawn["not finite"][0], [1, 2])
    assert "not finite" not in curves(reports.plot_losses(record_of(), axes()))


def test_long_trainings_are_thinned_to_their_extremes():
    record = Record(ModelFacts())
    losses = 2 + RNG.standard_normal(5000) / 10
    losses[1234], losses[4321] = 50.0, 0.01
    for step, loss in enumerate(losses):
        record.add_sample(step, 0, step, {"loss": loss})
    steps, values = curves(reports.plot_losses(record, axes()))["of a batch"]
    assert len(steps) <= 1200
    assert {1234, 4321} <= set(steps.astype(int))
    np.testing.assert_array_equal(values, losses[steps.astype(int)])


def test_a_record_without_samples_has_no_curves():
    ax = reports.plot_losses(Record(ModelFacts()), axes())
    assert (len(ax.lines), ax.get_legend()) == (0, None)


def test_verdicts_are_numbered_lines_and_near_ones_share_a_label():
    record = record_of([2.0] * 400)
    record.verdicts = [verdict(step=step) for step in (0, 0, 1, 200, 200, 399)]
    ax = reports.plot_losses(record, axes())
    assert [text.get_text() for text in ax.texts] == ["1\N{EN DASH}3", "4,5", "6"]
    lines = [line.get_xdata()[0] for line in ax.lines if line.get_linestyle() == ":"]
    assert lines == [0, 1, 200, 399]


def test_layers_are_rows_and_samples_are_columns():
    ax = reports.plot_layers(record_of(), "spread", axes())
    np.testing.assert_allclose(image(ax), [[1, 2, 3, 4]] * 2)
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == ["dense", "dense_1"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0", "1", "2", "3"]


def test_update_ratios_are_those_of_kernels():
    ax = reports.plot_layers(record_of(), "update_ratio", axes())
    np.testing.assert_allclose(image(ax), [[0.005, 0.01, 0.015, 0.02]] * 2)
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == ["dense/kernel", "dense_1/kernel"]


def test_without_kernels_all_weights_are_rows():
    record = Record(ModelFacts())
    record.add_sample(0, 0, 0, {"weights": {"scale": norms(gradient=3.0)}})
    np.testing.assert_allclose(
        image(reports.plot_layers(record, "gradient_norm", axes())), 3
    )


def legend_of(ax):
    legend = ax.get_legend()
    return [text.get_text() for text in legend.get_texts()] if legend else []


@pytest.mark.parametrize("gradient", [np.nan, np.inf])
def test_a_gradient_that_is_not_finite_has_its_own_colour(gradient):
    weights = {"net/dense/kernel": norms(gradient=gradient)}
    ax = reports.plot_layers(record_of(weights=weights), "gradient_norm", axes())
    assert legend_of(ax) == ["not finite"]
    assert np.all(np.isnan(image(ax)))


def test_a_gradient_of_zero_has_its_own_colour():
    weights = {
        "net/dense/kernel": norms(gradient=0.0),
        "net/dense_1/kernel": norms(gradient=1.0),
    }
    ax = reports.plot_layers(record_of(weights=weights), "gradient_norm", axes())
    assert legend_of(ax) == ["exactly 0"]
    covered = ax.images[1].get_array()
    np.testing.assert_array_equal(covered.mask, [[False] * 4, [True] * 4])


def test_the_ratio_of_a_weight_of_zeros_is_unknown_not_lost():
    weights = {"net/dense/kernel": norms(weight=0.0), "net/dense_1/kernel": norms()}
    ax = reports.plot_layers(record_of(weights=weights), "update_ratio", axes())
    assert legend_of(ax) == []
    assert np.isnan(image(ax)).tolist() == [[True] * 4, [False] * 4]


def test_outputs_that_are_not_finite_have_their_own_colour():
    outputs = {"net/dense": units(mean=np.nan, std=np.nan, nonfinite=3.0)}
    for statistic in ("mean", "std"):
        ax = reports.plot_layers(record_of(outputs=outputs), statistic, axes())
        assert legend_of(ax) == ["not finite"]


def test_dead_units_have_a_column_per_epoch():
    outputs = {"net/dense": units(mean=-1.0, std=1.0), "net/dense_1": units()}
    record = record_of([2.0] * 8, outputs=outputs)
    ax = reports.plot_layers(record, "dead", axes())
    np.testing.assert_array_equal(image(ax), [[1, 1], [0, 0]])
    assert [label.get_text() for label in ax.get_xticklabels()] == ["3", "7"]
    assert "per epoch" in ax.get_xlabel()


def test_many_samples_share_columns_by_their_mean():
    record = Record(ModelFacts())
    for step in range(500):
        record.add_sample(step, 0, step, {"weights": {"w": norms(gradient=step + 1.0)}})
    ax = reports.plot_layers(record, "gradient_norm", axes())
    drawn = image(ax)[0]
    np.testing.assert_allclose(drawn[:2], [2.0, 5.0])
    np.testing.assert_allclose(drawn[-1], 499.5)
    assert "3 samples" in ax.get_xlabel()


def test_verdicts_are_marked_at_their_layer_and_sample():
    record = record_of([2.0] * 8)
    record.verdicts = [verdict("loss", 0), verdict("net/dense_1", 5)]
    marks = reports.plot_layers(record, "std", axes()).texts
    assert [(text.get_text(), text.xy) for text in marks] == [("2", (5, 1))]


def test_names_lose_what_all_share_and_are_never_mathematics():
    layers = ("net/a$b$/x", "net/a$b$/" + "long" * 20, "net/\x00c", "bare")
    ax = reports.plot_layers(record_of(layers=layers), "std", axes())
    labels = ax.get_yticklabels()
    names = [label.get_text() for label in labels]
    assert names[0] == "a$b$/x"
    assert len(names[1]) <= 34
    assert names[2:] == ["\N{REPLACEMENT CHARACTER}c", "bare"]
    assert not any(label.get_parse_math() for label in labels)


@pytest.mark.parametrize(("count", "named"), [(2, 2), (100, 100), (450, 150)])
def test_long_networks_have_names_that_can_be_read(count, named):
    layers = tuple(f"net/layer_{index}" for index in range(count))
    ax = reports.plot_layers(record_of([1.0], layers=layers, weights={}), "std", axes())
    labels = ax.get_yticklabels()
    rows = ax.get_yticks()
    assert [label.get_text() for label in labels] == [f"layer_{row}" for row in rows]
    assert len(labels) == named
    assert min(label.get_fontsize() for label in labels) >= 6.5


@pytest.mark.parametrize("statistic", ["stddev", "loss", None])
def test_an_unknown_statistic_is_refused(statistic):
    with pytest.raises(ValueError, match="`statistic` must be one of mean, std"):
        reports.plot_layers(record_of(), statistic, axes())


def test_a_statistic_that_was_not_recorded_is_refused():
    with pytest.raises(ValueError, match=r"one that was recorded.*'std'"):
        reports.plot_layers(Record(ModelFacts()), "std", axes())


def test_histograms_keep_the_shares_of_their_values():
    values = RNG.standard_normal(10_000)
    bars = np.histogram(values, bins=50)
    record = record_of(histograms={"outputs": {"net/dense": bars}})
    ax = reports.plot_histogram(record, "outputs", "net/dense", axes())
    low, high = ax.images[0].get_extent()[2:]
    np.testing.assert_allclose(
        [low, high], np.quantile(values, [0.001, 0.999]), atol=0.2
    )
    edges = np.linspace(low, high, 65)
    expected = np.histogram(values, edges)[0] / values.size
    drawn = image(ax)[:, 0] ** 2
    strongest = np.max(drawn)
    np.testing.assert_allclose(drawn, np.minimum(expected, strongest), atol=0.004)


@pytest.mark.parametrize("bars", [([0, 0], [0.0, 1.0, 2.0]), ([4], [1.0, 1.0])])
def test_histograms_without_values_or_width_are_drawn(bars):
    bars = tuple(map(np.asarray, bars))
    record = record_of(histograms={"updates": {"w": bars}})
    assert reports.plot_histogram(record, "updates", "w", axes()).get_title() == "w"


def test_unknown_histograms_are_refused():
    record = record_of(histograms={"outputs": {"net/dense": np.histogram([1.0, 2.0])}})
    with pytest.raises(ValueError, match="`kind`"):
        reports.plot_histogram(record, "weights", "net/dense", axes())
    with pytest.raises(ValueError, match="`path`"):
        reports.plot_histogram(record, "outputs", "other", axes())


def test_a_log_is_drawn_beside_its_validation():
    ax = reports.plot_epochs(record_of([2.0] * 8), "loss", axes())
    drawn = curves(ax)
    np.testing.assert_array_equal(drawn["training"], [[1, 2], [2.0, 2.0]])
    np.testing.assert_array_equal(drawn["validation"], [[1, 2], [4.0, 4.0]])
    with pytest.raises(ValueError, match="`name` must be a name of the logs"):
        reports.plot_epochs(record_of(), "f1", axes())


def test_a_record_plots_itself():
    record = record_of()
    assert record.plot(ax=axes()).get_ylabel() == "loss"
    assert record.plot("accuracy", axes()).get_title() == "accuracy"
    assert record.plot("std", axes()).get_title(loc="left").startswith("standard")
    with pytest.raises(ValueError, match="stddev"):
        record.plot("stddev", axes())


def test_new_axes_are_those_of_pyplot():
    import matplotlib.pyplot as plt

    plt.switch_backend("agg")
    ax = record_of().plot("std")
    assert plt.gcf() is ax.figure
    plt.close(ax.figure)
