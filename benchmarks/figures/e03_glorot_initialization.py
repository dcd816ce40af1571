"""Jacobians and gradients by layer before training; loss and error after it."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from benchmarks.figures._palette import FIRST, MUTED, PUBLISHED, SECOND, THEORY
from benchmarks.figures._rows import final_rows, stacked

COLOURS = {"standard": SECOND, "normalized": FIRST}
LINES = {"tanh": "-", "softsign": "--", "sigmoid": ":"}
SINGULAR_VALUES = {"standard": 0.5, "normalized": 0.8}
TOP = 5


def draw(rows, judgements):
    """Two panels on the start above, two on the training below."""
    del judgements
    arms = final_rows(rows)
    figure = Figure(figsize=(5.0, 6.4))
    (jacobian, gradient), (loss, error) = figure.subplots(2, 2)
    for arm in (arm for arm in arms if arm.startswith("tanh")):
        _jacobians(jacobian, arm, arms[arm])
        _gradients(gradient, arm, arms[arm])
    for arm, runs in arms.items():
        _losses(loss, arm, runs)
    for activation in {_parts(arm)[0]: None for arm in arms}:
        loss.plot([], [], color=MUTED, ls=LINES[activation], label=activation)
    _errors(error, arms)
    _dress(jacobian, gradient, loss, error)
    handles, labels = jacobian.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=4)
    return figure


def _parts(arm):
    return arm.split("-")


def _jacobians(axes, arm, rows):
    """Measured by layer, on the line of the theory; the paper's one number."""
    _, initializer = _parts(arm)
    layers = np.arange(2, TOP + 1)
    _on_theory(axes, layers, rows, "jacobian", initializer)
    value = SINGULAR_VALUES[initializer]
    label = "paper" if initializer == "standard" else None
    axes.plot([TOP + 0.6], [value], "x", ms=7, color=PUBLISHED, label=label)


def _gradients(axes, arm, rows):
    _on_theory(axes, np.arange(1, TOP), rows, "gradient", _parts(arm)[1])
    axes.plot([TOP], [1.0], "o", ms=4, color=MUTED)


def _on_theory(axes, layers, rows, metric, initializer):
    """Mean over the seeds with 4 standard errors, and the infinitely wide network."""
    theory = stacked(rows, f"{metric}_theory").mean(axis=0)
    label = "infinite width" if initializer == "standard" else None
    axes.plot(layers, theory, color=THEORY, lw=1.2, label=label)
    values = stacked(rows, metric)
    error = 4 * values.std(axis=0, ddof=min(1, len(rows) - 1)) / len(rows) ** 0.5
    axes.errorbar(
        layers,
        values.mean(axis=0),
        error,
        fmt="o",
        ms=4,
        color=COLOURS[initializer],
        label=initializer,
    )


def _losses(axes, arm, rows):
    activation, initializer = _parts(arm)
    losses = np.median(stacked(rows, "loss", missing=np.inf), axis=0)
    epochs = np.arange(1, len(losses) + 1)
    marker = "o" if len(losses) == 1 else ""
    style = {"color": COLOURS[initializer], "ls": LINES[activation], "marker": marker}
    axes.plot(epochs, losses, **style)


def _errors(axes, arms):
    """One point per seed, the mean as a bar."""
    for place, (arm, rows) in enumerate(arms.items()):
        errors, colour = stacked(rows, "test_error"), COLOURS[_parts(arm)[1]]
        spread = np.linspace(-0.25, 0.25, len(errors))
        axes.plot(place + spread, errors, "o", ms=3, color=colour, alpha=0.6)
        axes.plot([place - 0.35, place + 0.35], [errors.mean()] * 2, color=colour)
    labels = [_parts(arm)[0] for arm in arms]
    axes.set_xticks(range(len(arms)), labels, rotation=40, ha="right")


def _dress(jacobian, gradient, loss, error):
    jacobian.set_title("singular value")
    jacobian.set_ylabel("mean over the Jacobian")
    jacobian.set_ylim(0, 1)
    gradient.set_title("gradient, by layer 5's")
    gradient.set_ylabel("mean square")
    for axes in (jacobian, gradient):
        axes.set_xlabel("hidden layer")
        axes.set_xticks(range(1, TOP + 1))
    loss.set_title("training")
    loss.set_xlabel("epoch")
    loss.set_ylabel("loss (median), nats")
    error.set_title("at the end")
    error.set_ylabel("test error, %")
    loss.xaxis.set_major_locator(MaxNLocator(integer=True))
    for axes in (gradient, loss, error):
        axes.set_yscale("log")
    loss.legend(loc="lower left", fontsize=9)
