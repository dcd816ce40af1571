"""The runner of all backends: what it counts and what it calls a failure."""

import pytest

from tests import run_backends
from tests.run_backends import Job, Result, counts_of


def result(code, **counts):
    return Result(Job("jax", "jax", []), code, counts, 1.0)


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("3 passed in 0.12s", {"passed": 3}),
        (
            "1 failed, 2 passed, 1 error in 3.00s",
            {"failed": 1, "passed": 2, "errors": 1},
        ),
        ("== 5 passed, 1 xfailed in 61.20s (0:01:01) ==", {"passed": 5, "xfailed": 1}),
        ("no such line", {}),
    ],
)
def test_counts_are_those_of_the_last_line(line, counts):
    assert counts_of(f"....\n{line}\n") == counts


def test_only_a_process_in_which_tests_passed_is_ok():
    assert result(0, passed=2).ok
    assert not result(0).ok
    assert not result(1, passed=2, failed=1).ok


def test_a_process_that_died_counts_as_one_failure():
    assert result(139, passed=2).failed == 1
    assert result(1, passed=2, failed=3, errors=1).failed == 4
    assert result(0, passed=2).failed == 0


def test_a_backend_that_cannot_be_imported_is_a_failure(capfd):
    done = run_backends.run(Job("none", "no_such_backend", ["tests/test_imports.py"]))
    assert not done.ok
    assert "none: " in capfd.readouterr().out


def test_an_unknown_backend_is_refused(capsys):
    with pytest.raises(SystemExit, match="2"):
        run_backends.main(["--backends", "numpy"])
    assert "`--backends` must be among" in capsys.readouterr().err
