"""The page about a training tells all it knows, safely."""

import html.parser

import numpy as np
import pytest

from keras_nntricks.monitors import ModelFacts, Record
from keras_nntricks.reports import training_report
from tests.reports.records import norms, record_of, units, verdict

HOSTILE = "net/<script>alert('x')</script>&\"$a$"
VOID = {"meta", "link", "br"}


class Page(html.parser.HTMLParser):
    """Tags, texts, and the tags that were never closed."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts, self.open = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def said(self):
        return " ".join(" ".join(self.texts).split()).replace(" ,", ",")

    @property
    def figures(self):
        return [attrs["aria-label"] for tag, attrs in self.tags if tag == "svg"]


def page_of(record, **arguments):
    page = Page(training_report(record, **arguments))
    assert page.open == []
    return page


@pytest.fixture(scope="module")
def healthy():
    return page_of(record_of(), title="First try")


def test_a_healthy_training_is_told_to_have_no_alarm(healthy):
    assert "No alarm in 4 steps and 1 epoch." in healthy.said
    assert "Training loss 1, validation loss 2." in healthy.said
    assert "First try" in healthy.said
    assert "Try:" not in healthy.said


def test_each_verdict_is_told_with_where_when_why_and_what_to_try():
    record = record_of([8.0, 4.0, 2.0, 1.0] * 2, layers=())
    record.verdicts = [
        verdict(
            step=5,
            advice="Take `HeNormal` instead.",
            source="https://example.org; more",
        ),
        verdict("loss", 6, symptom="The loss is odd.", evidence="9 > 3"),
    ]
    page = page_of(record)
    assert "2 verdicts in 8 steps and 2 epochs. Training loss from 1 to 1" in page.said
    first = "net/dense_1, since step 5 (epoch 2): 5 of 8 units gave 0."
    assert f"Units never fire. {first} Try: Take HeNormal instead." in page.said
    assert "The loss is odd. loss, since step 6 (epoch 2): 9 > 3." in page.said
    assert "Someone, 2020" in page.said
    assert ("a", "https://example.org") in [(t, a.get("href")) for t, a in page.tags]
    assert "No alarm" not in page.said
    assert (
        page.said.index("Units never fire") < page.said.index("Loss by")
        if ("Loss by" in page.said)
        else True
    )


def test_verdicts_come_before_the_figures():
    record = record_of(layers=())
    record.verdicts = [verdict()]
    text = training_report(record)
    assert text.index("Units never fire") < text.index("<svg")


def test_the_page_loads_nothing(healthy):
    assert [a for _, a in healthy.tags if "src" in a] == []
    images = [a["href"] for tag, a in healthy.tags if tag == "image"]
    assert images
    assert all(image.startswith("data:image/png;base64,") for image in images)
    assert "script" not in {tag for tag, _ in healthy.tags}


def test_figures_are_those_that_the_record_has_numbers_for(healthy):
    only_losses = Record(ModelFacts())
    only_losses.add_sample(0, 0, 0, {"loss": 1.0})
    assert page_of(only_losses).figures == ["Loss by training step"]
    assert page_of(Record(ModelFacts())).figures == []
    # Loss, accuracy, 5 maps of outputs (flat ones are the zeros), 3 of weights.
    assert len(healthy.figures) == 10


def test_a_constant_learning_rate_is_no_figure():
    changing = page_of(record_of([2.0] * 8, layers=())).figures
    constant = page_of(record_of(layers=())).figures
    assert "learning_rate by epoch" in changing
    assert "learning_rate by epoch" not in constant


def test_flat_sides_are_drawn_where_they_are_not_the_zeros():
    outputs = {"net/dense": {**units(), "flat": np.full(8, 0.9)}}
    record = record_of(outputs=outputs, weights={})
    flat = [f for f in page_of(record).figures if "flat" in f]
    assert len(flat) == 1


def test_alternative_texts_tell_size_and_range(healthy):
    assert "Norm of the gradient of 2 by 4 samples, 0.1 to 0.1" in healthy.figures


def test_histograms_have_a_figure_each_up_to_a_limit():
    bars = {f"net/layer_{i}": np.histogram([0.0, 1.0, 2.0]) for i in range(15)}
    page = page_of(record_of([1.0], layers=(), histograms={"outputs": bars}))
    drawn = [f for f in page.figures if f.startswith("Histogram")]
    assert len(drawn) == 12
    assert "net/layer_0" in drawn[0]
    assert "net/layer_14" in drawn[-1]
    assert "12 of 15 are drawn here" in page.said


def test_every_name_is_escaped():
    record = record_of(
        layers=(HOSTILE, "net/b"),
        histograms={"outputs": {HOSTILE: np.histogram([0.0, 1.0])}},
    )
    record.end_epoch(1, 5, {HOSTILE: 1.0})
    record.verdicts = [
        verdict(
            HOSTILE, symptom=HOSTILE, evidence=HOSTILE, advice=HOSTILE, source="<b>"
        )
    ]
    page = page_of(record, title=HOSTILE)
    assert {"script", "b"}.isdisjoint({tag for tag, _ in page.tags})
    assert page.said.count("<script>alert('x')</script>&\"$a$") >= 6


def test_names_that_the_font_lacks_are_no_warning():
    record = record_of([1.0], layers=("net/層", "net/b"), weights={})
    assert "層" in page_of(record).said


@pytest.mark.parametrize("lost", [np.nan, np.inf])
def test_a_lost_training_is_drawn(lost):
    outputs = {"net/dense": units(mean=lost, std=lost, nonfinite=4.0)}
    weights = {"net/dense/kernel": norms(lost, lost, lost)}
    record = record_of([2.0, 1e30, lost, lost], outputs=outputs, weights=weights)
    page = page_of(record)
    assert "not finite" in page.said
    assert any(f.startswith("Outputs that are not finite") for f in page.figures)


def test_facts_and_tables_are_those_of_the_model(healthy):
    said = healthy.said
    assert "SGD, learning_rate 0.25" in said
    assert "144 trained, 0 not" in said
    assert "out: loss mean_squared_error, units 8" in said
    assert "net/dense_1/kernel 8 by 8 kernel yes" in said
    assert "net/dense Dense relu hidden below 0 yes" in said


def test_a_saved_record_gives_the_same_page(tmp_path):
    bars = {"net/dense": np.histogram([0.0, 1.0])}
    record = record_of(layers=("net/dense",), weights={}, histograms={"weights": bars})
    record.verdicts = [verdict()]
    record.save(tmp_path / "run.npz")
    loaded = Record.load(tmp_path / "run.npz")
    assert training_report(loaded) == training_report(record)


def test_report_writes_the_page(tmp_path):
    record = record_of(layers=())
    path = record.report(tmp_path / "run.html", title="Run 7")
    assert path == tmp_path / "run.html"
    assert path.read_text(encoding="utf-8") == training_report(record, "Run 7")
