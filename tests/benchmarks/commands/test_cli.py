import os
import subprocess
import sys

import pytest

from benchmarks.commands import cli, exits
from benchmarks.engine import registry
from tests.benchmarks.engine.fake_runs import PACKAGE, REGISTRY, results


@pytest.fixture
def suite(monkeypatch, tmp_path, capsys):
    """Runs a command on the fake experiments; gives its status and what it said."""
    monkeypatch.setattr(registry, "Registry", lambda: REGISTRY)
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    assert REGISTRY.package == PACKAGE

    def call(*arguments):
        status = cli.main([*arguments])
        said = capsys.readouterr()
        return status, said.out + said.err

    return call


def test_a_run_is_plain_where_no_terminal_is(suite, tmp_path):
    out = str(tmp_path / "out")
    options = ("--scale", "smoke", "--experiments", "count", "--out", out)
    status, said = suite("run", *options, "--seeds", "2")
    assert status == 0
    assert said.splitlines()[:2] == [
        "Backend: jax (KERAS_BACKEND)",
        f"4 cells, 0 of them done. Rows go to {out}",
    ]
    assert "counting final seed 0: 2 cells in" in said
    assert "2 of 4 cells done, about" in said
    assert "4 cells were run; 4 of 4 are done." in said
    assert len(results(tmp_path / "out")) == 4
    status, said = suite("run", *options, "--seeds", "2")
    assert "0 cells were run; 4 of 4 are done." in said


def test_failed_cells_give_status_1(suite, tmp_path):
    options = ("--scale", "smoke", "--experiments", "failing", "--out", str(tmp_path))
    status, said = suite("run", *options)
    assert status == exits.FAILED
    assert "1 cells failed; the same command tries them again:" in said
    status, said = suite("status", *options)
    assert status == 0
    assert said.splitlines()[1:4] == [
        "failing",
        "  a                                                3       0       0",
        "  b                                                2       1       1",
    ]


def test_the_budget_is_told(suite, tmp_path):
    options = ("--scale", "smoke", "--experiments", "counting", "--out", str(tmp_path))
    status, said = suite("run", *options, "--budget-s", "0.000001")
    assert status == 0
    assert "The time is used up. The same command goes on." in said


def test_an_experiment_without_the_scale_is_named(suite, tmp_path):
    status, said = suite("run", "--scale", "paper", "--out", str(tmp_path))
    assert status == 0
    assert "counting: has no paper scale" in said
    status, said = suite("status", "--scale", "paper", "--out", str(tmp_path))
    assert "counting: has no paper scale" in said


def test_list_shows_scales_cells_and_claims(suite):
    status, said = suite("list", "--experiments", "tuned")
    assert status == 0
    assert "smoke  30 cells: 4 seeds, 3 arms, 3 values of rate to tune on 2" in said
    assert "  - holds: It holds." in said


def test_merge_joins_folders(suite, tmp_path):
    a, b = str(tmp_path / "a"), str(tmp_path / "b")
    options = ("--scale", "smoke", "--experiments", "counting", "--seeds", "1")
    suite("run", *options, "--out", a)
    status, said = suite("merge", a, "--out", b)
    assert (status, said) == (0, f"2 rows were added to {b}\n")
    assert suite("merge", str(tmp_path / "none"), "--out", b)[0] == exits.FAILED


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "--experiments", "e99"], "No experiment is named 'e99'"),
        (["data", "export", "--names", "digits"], "No data set to export is named"),
    ],
)
def test_unknown_names_are_misuse(suite, arguments, message):
    status, said = suite(*arguments)
    assert status == exits.USAGE
    assert message in said


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "--seeds", "0"],
        ["run", "--seeds", "1001"],
        ["run", "--budget-s", "-1"],
        ["run", "--budget-s", "nan"],
        ["run", "--workers", "x"],
        ["run", "--scale", "huge"],
        [],
    ],
)
def test_wrong_options_are_misuse(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == exits.USAGE
    assert "error:" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_a_clear_error(suite, tmp_path):
    (tmp_path / "file").write_text("")
    options = ("--scale", "smoke", "--experiments", "counting")
    status, said = suite("run", *options, "--out", str(tmp_path / "file" / "out"))
    assert status == exits.FAILED
    assert "error: Cannot make" in said
    assert "Traceback" not in said


def test_ctrl_c_is_told_without_a_traceback(suite, tmp_path, monkeypatch):
    def interrupt(run):
        raise KeyboardInterrupt

    monkeypatch.setattr("benchmarks.engine.drivers.run_here", interrupt)
    options = ("--scale", "smoke", "--experiments", "counting", "--out", str(tmp_path))
    status, said = suite("run", *options)
    assert status == exits.INTERRUPTED
    assert said.endswith("Stopped. What was finished is kept.\n")


def test_help_imports_nothing_heavy():
    code = (
        "import sys\n"
        "from benchmarks.commands.cli import parser\n"
        "parser().format_help()\n"
        "print({'keras', 'numpy', 'rich'} & set(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


def test_the_backend_is_the_option_then_the_environment_then_what_is_installed(
    monkeypatch,
):
    from benchmarks.commands.set_up import choose_backend

    monkeypatch.setenv("KERAS_BACKEND", "torch")
    assert choose_backend("jax") == ("jax", "--backend")
    assert os.environ["KERAS_BACKEND"] == "jax"
    assert choose_backend(None) == ("jax", "KERAS_BACKEND")
    monkeypatch.delenv("KERAS_BACKEND")
    assert choose_backend(None)[0] == "jax"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("foo", "KERAS_BACKEND must be one of jax, tensorflow, torch. Received: foo."),
        ("torch", "KERAS_BACKEND asks for torch, which is not installed here."),
    ],
)
def test_a_backend_that_is_not_there_is_misuse(suite, monkeypatch, name, message):
    monkeypatch.setenv("KERAS_BACKEND", name)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert suite("list") == (exits.USAGE, f"error: {message}\n")


def test_a_backend_that_is_asked_for_is_read_alone(suite, tmp_path):
    options = ("--scale", "smoke", "--experiments", "counting", "--out", str(tmp_path))
    suite("run", *options, "--seeds", "1")
    status, said = suite("status", *options, "--backend", "torch")
    assert status == 0
    assert said.startswith("note: No rows of torch are here, only of jax.")
    assert "a                                                0" in said


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), ("run_here",)),
        (("--workers", "3"), ("run_in_workers", 3)),
        (("--engine", "process"), ("run_in_workers", None)),
        (("--engine", "ray"), ("run_on_ray", None, "local")),
        (
            ("--engine", "ray", "--address", "10.0.0.1:6379", "--workers", "8"),
            ("run_on_ray", 8, "10.0.0.1:6379"),
        ),
    ],
)
def test_options_say_where_blocks_run(suite, monkeypatch, tmp_path, options, expected):
    called = []
    for name in ("run_here", "run_in_workers", "run_on_ray"):

        def note(run, *arguments, name=name):
            called.append((name, *arguments))

        monkeypatch.setattr(f"benchmarks.engine.drivers.{name}", note)
    selected = ("--scale", "smoke", "--experiments", "counting")
    assert suite("run", *selected, "--out", str(tmp_path), *options)[0] == exits.OK
    assert called == [expected]


def test_an_address_without_ray_is_misuse(suite, tmp_path):
    options = ("--address", "auto", "--out", str(tmp_path))
    status, said = suite("run", "--workers", "2", *options)
    assert status == exits.USAGE
    assert "--address is that of a Ray cluster: it needs --engine ray." in said
