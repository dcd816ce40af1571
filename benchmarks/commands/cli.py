"""The command line. Commands are imported when they are called, so help is fast."""

from __future__ import annotations

import argparse
import importlib
import math
import os
import sys
from collections.abc import Sequence

from benchmarks.commands.exits import FAILED, INTERRUPTED, USAGE, UsageError
from benchmarks.commands.set_up import BACKENDS
from benchmarks.engine.seeds import FIRST_TUNING_SEED

SCALES = ("smoke", "quick", "paper")
ENGINES = ("process", "ray")
DEFAULT_OUT = "report"
# What may be missing -> the extra that brings it.
OPTIONAL = {
    **dict.fromkeys(
        ("cloudpickle", "jinja2", "matplotlib", "scipy", "sklearn"), "benchmarks"
    ),
    "ray": "distributed",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns 0 when all is well, 1 on errors, 2 on misuse."""
    arguments = parser().parse_args(argv)
    command = importlib.import_module(f"benchmarks.commands.{arguments.module}")
    try:
        status = command.main(arguments)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        return _unheard()
    except UsageError as error:
        print(f"error: {error}", file=sys.stderr)
        return USAGE
    except _expected() as error:
        print(f"error: {error}", file=sys.stderr)
        return FAILED
    except ModuleNotFoundError as error:
        if error.name not in OPTIONAL:
            raise
        text = f"{error.name}, which is not installed. Install the extra"
        print(f"error: This needs {text} `{OPTIONAL[error.name]}`.", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("\nStopped. What was finished is kept.", file=sys.stderr)
        return INTERRUPTED


def _unheard():
    """Ends in silence when nobody reads on, as in `list | head -1`."""
    # Python flushes standard output once more at its end, and would complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FAILED


def _expected():
    """The exceptions whose message is all that a person needs."""
    from benchmarks.data import DataError
    from benchmarks.engine.json_lines import StoreError

    return (StoreError, DataError)


def parser() -> argparse.ArgumentParser:
    """All commands and options."""
    top = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Reruns the comparisons of the papers and judges their claims.",
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    _add_list(commands)
    _add_run(commands)
    _add_rerun(commands)
    _add_reading(commands, "status", "say what is done and what is left", seeds=True)
    _add_reading(commands, "judge", "print the verdict of each claim")
    _add_reading(commands, "report", "write OUT/index.html")
    _add_compare(commands)
    _add_merge(commands)
    _add_data(commands)
    return top


def _add(commands, name, text, module=None):
    command = commands.add_parser(
        name, help=text, description=f"{text[0].upper()}{text[1:]}."
    )
    command.set_defaults(module=module or name)
    return command


def _add_list(commands):
    command = _add(commands, "list", "show experiments, claims and cells", "listing")
    _add_experiments(command)
    _add_backend(command)


def _add_run(commands):
    command = _add(commands, "run", "measure the cells that are still to run")
    _add_selection(command)
    _add_seeds(command)
    command.add_argument(
        "--budget-s",
        type=_positive(float),
        metavar="S",
        help="begin no block that would end after so many seconds",
    )
    command.add_argument(
        "--workers",
        type=_positive(int),
        metavar="N",
        help="run N blocks at once, in processes of their own; without it in this one",
    )
    command.add_argument(
        "--engine",
        choices=ENGINES,
        help="where blocks run: processes here, or a Ray cluster",
    )
    command.add_argument(
        "--address", help="of the Ray cluster, or auto (default: start one here)"
    )
    command.add_argument(
        "--download", action="store_true", help="fetch data sets that are not there"
    )


def _add_rerun(commands):
    text = "measure one final cell once more, beside its row"
    command = _add(commands, "rerun", text)
    command.add_argument("experiments", metavar="EXPERIMENT", type=_names)
    command.add_argument("arm", metavar="ARM")
    command.add_argument("seed", metavar="SEED", type=int)
    _add_scale(command)
    _add_out(command)
    _add_backend(command)


def _add_reading(commands, name, text, seeds=False):
    command = _add(commands, name, text)
    _add_selection(command)
    if seeds:
        _add_seeds(command)


def _add_compare(commands):
    command = _add(commands, "compare", "say what differs between two result sets")
    command.add_argument("first", metavar="A", help="a folder of rows")
    command.add_argument("second", metavar="B", help="another, or the same one")
    _add_scale(command)
    _add_experiments(command)
    command.add_argument(
        "--backends",
        type=_backends,
        metavar="A,B",
        help="which rows of A and of B, as jax,tensorflow (default: as elsewhere)",
    )


def _add_merge(commands):
    command = _add(commands, "merge", "join the rows of several folders into one")
    command.add_argument("folders", nargs="+", metavar="FOLDER", help="to read from")
    command.add_argument("--out", required=True, metavar="DIR", help="to write to")


def _add_data(commands):
    data = commands.add_parser("data", help="data sets for other machines")
    actions = data.add_subparsers(required=True, metavar="ACTION")
    text = "write data sets as .npz for machines without TensorFlow"
    command = _add(actions, "export", text, "data_export")
    command.add_argument("--names", type=_names, metavar="A,B", default=())
    command.add_argument("--out", default="data", metavar="DIR")
    command.add_argument("--download", action="store_true")


def _add_selection(command):
    _add_scale(command)
    _add_experiments(command)
    _add_out(command)
    _add_backend(command)


def _add_scale(command):
    command.add_argument("--scale", choices=SCALES, default="quick")


def _add_out(command):
    command.add_argument(
        "--out",
        default=DEFAULT_OUT,
        metavar="DIR",
        help=f"folder of rows.jsonl and index.html (default: {DEFAULT_OUT})",
    )


def _add_experiments(command):
    command.add_argument(
        "--experiments",
        type=_names,
        default=(),
        metavar="A,B",
        help="names or their beginnings, as e01,e04 (default: all)",
    )


def _add_backend(command):
    command.add_argument(
        "--backend",
        choices=BACKENDS,
        help="of Keras (default: KERAS_BACKEND, else the first installed of these)",
    )


def _add_seeds(command):
    text = "number of final seeds (default: the scale's own)"
    command.add_argument(
        "--seeds", type=_positive(int, FIRST_TUNING_SEED), metavar="N", help=text
    )


def _names(text):
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _backends(text):
    names = _names(text)
    if len(names) != 2 or not set(names) <= set(BACKENDS):
        known = ", ".join(BACKENDS)
        rule = f"must be two of {known}, with a comma between"
        raise argparse.ArgumentTypeError(f"{rule}. Received: {text}.")
    return names


def _positive(kind, largest=math.inf):
    def convert(text):
        value = kind(text)
        if not value > 0:
            raise argparse.ArgumentTypeError(f"must be positive. Received: {text}.")
        if value > largest:
            rule = f"must be at most {largest}"
            raise argparse.ArgumentTypeError(f"{rule}. Received: {text}.")
        return value

    convert.__name__ = kind.__name__
    return convert
