"""The curves of a preflight and its page."""

import pathlib

import numpy as np

_COLUMNS = ("check", "status", "measured", "expected", "try")
_ROWS = """
<p class="{{ tone }}">{{ summary }}</p>
<div class="scroll"><table class="cards"><thead><tr>
{% for column in columns %}<th scope="col">{{ column }}</th>{% endfor %}
</tr></thead><tbody>
{% for row in rows %}
<tr>{% for column, cell in row %}<td data-label="{{ column }}"
{%- if column == "status" %} class="status {{ cell | replace(" ", "-") }}"
{%- elif not cell %} class="none"{% endif -%}
>{% for part in cell.split("`") %}
{%- if loop.index is even %}<code>{{ part }}</code>{% else %}{{ part }}{% endif %}
{%- endfor %}</td>{% endfor %}</tr>
{% endfor %}
</tbody></table></div>
<div class="curves">
{% for drawing in drawings %}<figure>{{ drawing | safe }}</figure>{% endfor %}
</div>
"""
_CSS = """
td.ok{color:var(--nn-good);font-weight:600}
td.failed{color:var(--nn-bad);font-weight:600}
td.warning{color:var(--nn-unsure);font-weight:600}
td.status{white-space:nowrap}
.curves{display:flex;flex-wrap:wrap;gap:0 1rem}
.curves figure{flex:1 1 20rem}
.curves figure svg{min-width:0;width:100%}
"""
_LABELS = {
    "overfit_batch": "Loss of one batch that is overfitted",
    "learning_rate_range": "Loss against the learning rate",
}


def write_page(report, path):
    """Writes the table and the curves to a page that needs nothing but itself."""
    from keras_nntricks import reports

    drawings = [
        reports.themed_svg(_drawn({name: numbers}, width=4.8), _LABELS[name])
        for name, numbers in _curves(report).items()
    ]
    body = reports.render(
        _ROWS,
        summary=report.summary,
        tone="ok" if report.ok else "failed",
        columns=_COLUMNS,
        rows=[list(zip(_COLUMNS, _cells(r), strict=True)) for r in report.results],
        drawings=drawings,
    )
    page = reports.page("Checks before training", body, css=_CSS)
    pathlib.Path(path).write_text(page, encoding="utf-8")


def _cells(result):
    name = result.name.replace("_", " ")
    return name, result.status, result.measured, result.expected, result.advice


def _curves(report):
    """Name -> numbers of the checks that trained."""
    return {
        result.name: result.numbers
        for result in report.results
        if result.name in _DRAWN and "losses" in result.numbers
    }


def figure_of(report):
    """One panel for each check that trained."""
    return _drawn(_curves(report), width=9.6)


def _drawn(curves, width):
    from matplotlib.figure import Figure

    from keras_nntricks.reports import figure_style

    with figure_style():
        figure = Figure(figsize=(width, 3.6))
        panels = figure.subplots(1, max(len(curves), 1), squeeze=False)[0]
        for panel, (name, numbers) in zip(panels, curves.items(), strict=False):
            _DRAWN[name](panel, numbers)
        if not curves:
            panels[0].set_axis_off()
            panels[0].text(0.5, 0.5, "no check trained", ha="center")
    return figure


def _draw_overfit(axes, numbers):
    losses = np.asarray(numbers["losses"])
    axes.plot(losses)
    if np.all(losses > 0):
        axes.set_yscale("log")
    axes.set(title="One batch, overfitted", xlabel="step", ylabel="loss")


def _draw_range(axes, numbers):
    rates, losses = np.asarray(numbers["rates"]), np.asarray(numbers["losses"])
    finite = np.isfinite(losses)
    axes.plot(rates[finite], losses[finite], linewidth=0.8, label="batch")
    axes.plot(rates[finite], numbers["smoothed"], label="smoothed")
    axes.set_xscale("log")
    axes.set_xlim(rates[0], rates[-1])
    _mark(axes, numbers["suggestion"], "suggested", "--")
    _mark(axes, numbers["rate"], "the model's", ":")
    if np.any(finite):
        axes.set_ylim(*_heights(losses[finite]))
    axes.set(title="Learning-rate range", xlabel="learning rate", ylabel="loss")
    axes.legend()


def _heights(losses):
    """All that lies below the start, and a little of what explodes above it."""
    low, high = np.min(losses), np.median(losses[: max(len(losses) // 10, 1)])
    span = abs(high - low) or abs(high) or 1.0
    return low - 0.1 * span, high + span


def _mark(axes, rate, label, style):
    low, high = axes.get_xlim()
    if rate and low <= rate <= high:
        axes.axvline(rate, linestyle=style, color="#000000", label=label)


_DRAWN = {"overfit_batch": _draw_overfit, "learning_rate_range": _draw_range}
