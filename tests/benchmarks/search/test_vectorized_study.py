"""The section of the study of VectorizedSearch, on made rows."""

from benchmarks.search import vectorized
from benchmarks.search.frame import Options

MACHINE = {"processor": "a processor", "cores": 2, "device": "cpu", "keras": "3.15.1"}


def made_row(repetition, slow, theirs, ours):
    found = zip(vectorized.ARMS, (slow, 0.1), (theirs, ours), strict=True)
    return {
        "key": f"vectorized/{repetition}",
        "backend": "jax",
        "size": {"trials": 64, "epochs": 20, "batch_size": 32},
        "found": {
            arm: {"seconds_per_trial": seconds, "best_score": score}
            for arm, seconds, score in found
        },
        "load_average": 0.5,
        "environment": MACHINE,
    }


def test_the_median_ratio_is_judged():
    rows = [made_row(i, slow, 0.9, 0.9) for i, slow in enumerate((0.9, 1.1, 1.3))]
    shown = vectorized.section(rows)
    assert "11.0 (9.0 to 13.0), at least 10 wanted: met" in shown
    assert "| 2 | 1.300 | 0.100 | 13.0 | 0.9000 | 0.9000 |" in shown
    assert "**missed**" in vectorized.section(rows[:1])


def test_scores_that_never_overlap_differ():
    # 4 against 4 in order: 2 of the 70 ways to rank them are as far apart.
    rows = [made_row(i, 1.2, 0.9 + i / 100, 0.8 + i / 100) for i in range(4)]
    assert f"p = {2 / 70:.2f}, **they differ**" in vectorized.section(rows)


def test_what_is_stored_is_not_measured_again():
    keys = [f"vectorized/{i}" for i in range(vectorized.REPETITIONS)]
    assert list(vectorized.measure(Options(done=frozenset(keys)))) == []
