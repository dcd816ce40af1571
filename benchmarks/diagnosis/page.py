"""The tables and the figure in the page of the documentation."""

from benchmarks.diagnosis import rates
from benchmarks.diagnosis.faults import FAULTS
from benchmarks.diagnosis.tables import tables

BEGIN = "<!-- tables of benchmarks/results/diagnosis.jsonl: begin -->"
END = "<!-- tables of benchmarks/results/diagnosis.jsonl: end -->"
FIGURE = """### Which rule speaks of which fault

![A matrix of faults and rules; the darker, the more runs]({name})"""


def with_results(page, rows, figure):
    """The page with tables and figure in the place that is marked for them."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    shown = FIGURE.format(name=figure)
    return f"{before}{BEGIN}\n\n{tables(rows)}\n\n{shown}\n\n{END}{after}"


def write_figure(rows, path):
    """The confusion matrix as an SVG; black on white, so that it can stand alone."""
    from keras_nntricks.reports import figure_style

    with figure_style():
        _figure(rates.confusion(rows)).savefig(path, metadata={"Date": None})


def _figure(shares):
    import numpy as np
    from matplotlib.figure import Figure

    kinds = [k for k in ("healthy", *FAULTS) if any(kind == k for kind, _ in shares)]
    rules = _rules(shares, kinds)
    table = np.array([[shares.get((k, r), 0.0) for r in rules] for k in kinds])
    figure = Figure(figsize=(0.3 * len(rules) + 3.5, 0.22 * len(kinds) + 2.5))
    axes = figure.subplots()
    axes.grid(False)
    image = axes.imshow(table, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    axes.set_xticks(range(len(rules)), rules, rotation=90)
    axes.set_yticks(range(len(kinds)), kinds)
    axes.set(xlabel="rule that spoke", ylabel="what was wrong")
    figure.colorbar(image, label="share of the runs", shrink=0.5)
    return figure


def _rules(shares, kinds):
    """The rules in the order of the faults that they speak of most."""

    def place(rule):
        found = [shares.get((kind, rule), 0.0) for kind in kinds]
        return found.index(max(found)), rule

    return sorted({rule for _, rule in shares}, key=place)
