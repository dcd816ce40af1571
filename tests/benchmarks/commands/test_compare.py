import pytest

from benchmarks.commands import cli, exits
from benchmarks.engine import registry
from benchmarks.engine.store import Store
from tests.benchmarks.engine.fake_runs import REGISTRY, run_to_end


@pytest.fixture
def folders(tmp_path):
    """A has rows of JAX, B those of JAX and of torch, which contradict them."""
    first, second = tmp_path / "a", tmp_path / "b"
    for folder in (first, second):
        run, _ = run_to_end(folder, "counting", seeds=5)
    Store(second).append(map(of_torch, run.store.rows))
    return str(first), str(second)


def of_torch(row):
    score = row["metrics"]["score"] + 300 * (row["arm"] == "a")
    other = {"key": f"{row['key']}-torch", "backend": "torch"}
    return {**row, **other, "metrics": {"score": score}}


@pytest.fixture
def compare(monkeypatch, capsys):
    """Compares folders; gives the status and the lines."""
    monkeypatch.setattr(registry, "Registry", lambda: REGISTRY)
    monkeypatch.setenv("KERAS_BACKEND", "jax")

    def call(*arguments):
        status = cli.main(["compare", *arguments, "--scale", "smoke"])
        said = capsys.readouterr()
        return status, (said.out + said.err).splitlines()

    return call


def test_equal_rows_of_one_backend_have_no_differences(compare, folders):
    status, lines = compare(*folders)
    assert status == exits.OK
    assert lines[0] == f"A: {folders[0]}, 10 cells on jax, smoke scale"
    assert lines[1] == "note: B: Reads the rows of jax, not of torch."
    assert "The environments are the same." in lines
    assert "10 cells are in both, 10 of them with equal metrics." in lines
    assert lines[-1].startswith("1 claims: 0 verdicts differ")


def test_verdicts_that_differ_stand_side_by_side_and_give_status_1(compare, folders):
    status, lines = compare(*folders, "--backends", "jax,torch")
    assert status == exits.FAILED
    assert "backend  jax  torch" in lines
    assert "10 cells are in both, 5 of them with equal metrics." in lines
    at = lines.index("counting")
    assert lines[at - 1].split() == ["A", "effect", "B", "effect", "unit", "n"]
    assert lines[at + 1].split("  ") == [
        "!", "holds", "REPRODUCED", "100 [100, 100]", "CONTRADICTED",
        "-200 [-200, -200]", "score", "5",
    ]  # fmt: skip
    assert lines[-1].startswith("1 claims: 1 verdicts differ")


def test_backends_of_one_folder_can_be_compared(compare, folders):
    status, lines = compare(folders[1], folders[1], "--backends", "torch,torch")
    assert status == exits.OK
    assert "10 cells are in both, 10 of them with equal metrics." in lines


def test_cells_of_one_alone_are_listed(compare, folders, tmp_path):
    run_to_end(tmp_path / "more", "counting", seeds=7)
    status, lines = compare(folders[0], str(tmp_path / "more"))
    assert status == exits.OK
    at = lines.index("In B alone: 4 cells")
    assert lines[at + 1 : at + 3] == [
        "  counting  a  final  2",
        "  counting  b  final  2",
    ]


def test_rows_of_an_older_source_are_compared_and_named(compare, folders, tmp_path):
    rows = [{**row, "source_hash": "older"} for row in Store(folders[0]).rows]
    old = Store(tmp_path / "old")
    old.create()
    old.append(rows)
    status, lines = compare(str(tmp_path / "old"), folders[0])
    assert status == exits.OK
    assert lines[0] == "note: A: Measured with an older source: counting."
    assert any(line.startswith("source of counting  older  ") for line in lines)


def test_a_folder_without_rows_is_misuse(compare, folders, tmp_path):
    status, lines = compare(folders[0], str(tmp_path / "none"))
    assert status == exits.USAGE
    assert "holds no rows of the smoke scale to compare." in lines[-1]


@pytest.mark.parametrize("backends", ["jax", "jax,numpy", "jax,torch,jax"])
def test_backends_are_a_pair(backends, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["compare", "a", "b", "--backends", backends])
    assert ended.value.code == exits.USAGE
    assert "must be two of jax, tensorflow, torch" in capsys.readouterr().err
