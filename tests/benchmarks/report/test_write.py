"""The report is one file that stands by itself and says everything."""

import html.parser
import re

import pytest

from benchmarks.engine import report
from benchmarks.engine.json_lines import StoreError
from benchmarks.engine.report import _write
from keras_nntricks.reports import PALETTE
from tests.benchmarks.report import samples

LOADING = {"src", "srcset", "data", "poster", "action", "background"}
VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(html.parser.HTMLParser):
    """Tags, ids, links and headings of a page; unbalanced tags fail."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.headings, self.texts = [], [], [], []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data.strip())

    def attributes(self, name):
        return [a[name] for _, a in self.tags if name in a]


@pytest.fixture(scope="module")
def judged():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_write.verdict, "judge_all", samples.judge_all)
        yield


@pytest.fixture(scope="module")
def text(judged, tmp_path_factory):
    return written(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def parsed(text):
    return Page(text)


def written(folder, experiments=samples.EXPERIMENTS, rows=samples.ROWS):
    new = folder / "new"
    path = report.write(new, experiments, "quick", rows, samples.DEFAULTS)
    assert path == folder / "new" / "index.html"
    return path.read_text(encoding="utf-8")


def test_page_loads_nothing_from_anywhere(text, parsed):
    for tag, attributes in parsed.tags:
        assert tag not in {"script", "iframe", "object", "embed", "base", "form"}
        assert LOADING.isdisjoint(attributes)
        assert not any(name.startswith("on") for name in attributes)
    assert [a["href"] for tag, a in parsed.tags if tag == "link"] == ["data:,"]
    addresses = re.findall(r"url\(([^)]*)\)", text)
    assert all(address.startswith("#") for address in addresses)
    assert "@import" not in text


def test_links_lead_to_a_section_or_a_source(parsed):
    ids = set(parsed.attributes("id"))
    for tag, attributes in parsed.tags:
        if tag == "a":
            href = attributes["href"]
            assert href == samples.SOURCE.url or href[1:] in ids


def test_ids_are_unique(parsed):
    ids = parsed.attributes("id")
    assert len(ids) == len(set(ids))


def test_headings_descend_in_order(parsed):
    assert parsed.headings[0] == 1
    assert parsed.headings.count(1) == 1
    steps = zip(parsed.headings, parsed.headings[1:], strict=False)
    assert all(after - before <= 1 for before, after in steps)


def test_header_cells_have_a_scope_and_images_a_label(parsed):
    assert all("scope" in a for tag, a in parsed.tags if tag == "th")
    images = [a for tag, a in parsed.tags if tag == "svg"]
    assert {image["role"] for image in images} == {"img"}
    assert [image["aria-label"].partition(".")[0] for image in images] == [
        "Figure",
        "Tuning of learning_rate: He against Xavier, e91_first",
        "Tuning of learning_rate: He against Xavier, e93_third",
    ]
    assert samples.EXPERIMENTS[0].question in images[0]["aria-label"]


def test_every_claim_is_there_twice_with_its_verdict(parsed):
    judged = samples.judge_all(samples.EXPERIMENTS, "quick", samples.ROWS)
    for _, claim, judgement in judged:
        assert parsed.texts.count(claim.statement) >= 2
        assert parsed.texts.count(judgement.verdict) >= 3
        assert judgement.reason in parsed.texts


def test_counts_by_verdict_come_first(text):
    found = re.findall(r"<li><strong>(\d)</strong> .*?</span>([A-Z ]+)</span>", text)
    assert [(word, int(count)) for count, word in found] == [
        ("REPRODUCED", 2),
        ("CONTRADICTED", 1),
        ("INCONCLUSIVE", 1),
        ("NOT RUN", 1),
        ("INVALID", 0),
    ]


@pytest.mark.parametrize(
    "said",
    [
        "0.823",
        "nats",
        "[0.61, ∞]",
        "at 95\N{NO-BREAK SPACE}%",
        "0.5",
        "effect here 0.823 nats",
        "0.0012",
        "0.21",
        "at quick scale",
        "38.56 against 16.59",
        "(quoted; table 2)",
        "Digits stand in for ImageNet.",
        "depth = 30",
        "scale = 2",
        "digits (abcdef012345)",
        "36 cells, 2 diverged",
        "54 s in all cells together",
        "2026-01-01 10:00 to 2026-01-05 10:00 UTC",
        "jax",
        "A Processor",
        "xavier: 1 diverged (loss is not finite)",
        "python -m benchmarks run --scale quick --experiments e91_first "
        "--backend jax --out rerun",
        "Defaults that the evidence supports",
        "1 contested: a claim that it rests on is contradicted",
        "1 open: not all claims that it rests on have come out here",
        "Start anyhow.",
        "No figure: nothing has been run at this scale.",
        "The figure could not be drawn. ValueError: <no> such column",
        "The loss lies in [0, 1].",
        "exploratory",
    ],
)
def test_page_says(parsed, said):
    assert said in parsed.texts


def test_page_names_the_cell_to_rerun_and_the_folder_of_its_row(parsed):
    said = [text for text in parsed.texts if text.startswith("python -m benchmarks re")]
    assert len(said) == 2
    assert re.fullmatch(
        "python -m benchmarks rerun e91_first he 0 --scale quick --backend jax "
        "--out .*/new",
        said[0],
    )


def test_advice_on_other_experiments_is_left_out(parsed):
    assert "Do what is not on this page." not in parsed.texts


def test_hostile_text_is_inert(text, parsed):
    assert samples.HOSTILE not in text
    assert parsed.texts.count(samples.HOSTILE) >= 3
    assert "<b>" not in text


def test_every_colour_is_defined_light_and_dark(text):
    used = set(re.findall(r"var\(--nn-([\w-]+)", text)) - {"width"}
    assert {"series-1", "series-2", "grid", "ink"} <= used
    light, dark = text.split("prefers-color-scheme: dark", 1)
    for name in used:
        assert f"--nn-{name}:{PALETTE[name].light};" in light
        assert f"--nn-{name}:{PALETTE[name].dark};" in dark


def test_same_rows_give_the_same_file(judged, tmp_path):
    assert written(tmp_path) == written(tmp_path)


def test_no_rows_at_all_give_a_page_of_claims_not_run(judged, tmp_path):
    parsed = Page(written(tmp_path, rows=[]))
    assert "NOT RUN" in parsed.texts
    assert "0 cells" in parsed.texts


def test_rows_of_another_scale_are_left_out(judged, tmp_path):
    other = [{**row, "scale": "paper"} for row in samples.ROWS]
    assert written(tmp_path, rows=samples.ROWS + other) == written(tmp_path)


def test_experiment_without_a_figure_has_none(judged, tmp_path):
    bare = samples.experiment("e91_first", samples.EXPERIMENTS[0].claims, None)
    drawn = written(tmp_path, samples.EXPERIMENTS[:1])
    text = written(tmp_path, [bare])
    assert text.count("<svg") == drawn.count("<svg") - 1
    assert "could not be drawn" not in text


def test_experiment_without_that_scale_is_shown(judged, tmp_path):
    path = report.write(tmp_path, samples.EXPERIMENTS, "paper", samples.ROWS)
    assert "NOT RUN" in Page(path.read_text(encoding="utf-8")).texts


def test_two_environments_are_told_apart(judged, tmp_path):
    other = dict(samples.ROWS[0], backend="torch")
    parsed = Page(written(tmp_path, rows=[*samples.ROWS[1:], other]))
    assert "Environment 1 of 2: 35 cells, 2 diverged." in parsed.texts
    assert "jax, torch" in parsed.texts


def test_folder_that_cannot_be_made_is_said_plainly(judged, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"Cannot write .*index\.html: .*--out"):
        report.write(tmp_path / "file", [], "quick", [])


def test_report_of_before_survives_a_full_disk(judged, tmp_path, monkeypatch):
    path = report.write(tmp_path, [], "quick", [])
    before = path.read_text(encoding="utf-8")

    def full(*arguments, **settings):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", full)
    with pytest.raises(StoreError, match="No space left on device"):
        report.write(tmp_path, samples.EXPERIMENTS, "quick", samples.ROWS)
    assert path.read_text(encoding="utf-8") == before


def test_code_in_advice_is_shown_as_code(judged, tmp_path):
    assert "Start with <code>MSRA()</code>." in written(tmp_path)
