"""What is said where something that a command needs is not there."""

import builtins
import os
import subprocess
import sys

import pytest

from benchmarks import data
from benchmarks.commands import cli, exits
from benchmarks.engine import registry
from tests.benchmarks.engine.fake_runs import REGISTRY

OPTIONS = ("--scale", "smoke", "--experiments", "counting")


def hide(monkeypatch, missing):
    """Makes a package look as if it were not installed."""
    real = builtins.__import__

    def importing(name, *args, **kwargs):
        if name.split(".")[0] == missing:
            raise ModuleNotFoundError(f"No module named {name!r}", name=missing)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", importing)


@pytest.mark.parametrize(
    ("missing", "extra", "command"),
    [
        ("jinja2", "benchmarks", ("report",)),
        ("cloudpickle", "benchmarks", ("run", "--workers", "1", "--seeds", "1")),
        ("ray", "distributed", ("run", "--engine", "ray", "--seeds", "1")),
    ],
)
def test_a_missing_package_is_one_line(
    missing, extra, command, monkeypatch, tmp_path, capsys
):
    monkeypatch.setattr(registry, "Registry", lambda: REGISTRY)
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    hide(monkeypatch, missing)
    status = cli.main([*command, *OPTIONS, "--out", str(tmp_path)])
    assert status == exits.FAILED
    assert capsys.readouterr().err == (
        f"error: This needs {missing}, which is not installed. "
        f"Install the extra `{extra}`.\n"
    )


def test_a_module_that_no_extra_brings_is_a_bug(monkeypatch):
    def broken(arguments):
        raise ModuleNotFoundError("No module named 'x'", name="x")

    monkeypatch.setattr("benchmarks.commands.listing.main", broken)
    with pytest.raises(ModuleNotFoundError):
        cli.main(["list"])


def test_digits_without_scikit_learn_say_what_to_install(monkeypatch):
    hide(monkeypatch, "sklearn")
    with pytest.raises(data.DataError, match=r"scikit-learn.* the extra `benchmarks`"):
        data.load("digits")


def test_a_reader_that_leaves_ends_the_command_quietly():
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "list"],
        env={**os.environ, "KERAS_BACKEND": "jax"},
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (exits.FAILED, "")
