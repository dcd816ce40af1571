import pytest

from benchmarks.engine.timing import Projection, Timing


def test_blocks_timed_now_go_before_rows_stored_before():
    timing = Timing()
    timing.learn("e", [{"seconds": 1.0}, {"seconds": 3.0}, {"seconds": None}])
    assert timing.seconds("e", 10) == 20.0
    timing.add("e", 4, 2.0)
    timing.add("e", 1, 0.5)
    assert timing.seconds("e", 10) == 5.0
    assert timing.num_blocks == 2


def test_the_projection_says_when_an_experiment_is_not_timed():
    timing = Timing()
    timing.add("e", 1, 2.0)
    assert timing.projected({"e": 10, "done": 0}, 2) == Projection(10.0, True)
    assert timing.projected({"e": 10, "new": 1}) == Projection(20.0, False)


@pytest.mark.parametrize(
    ("projection", "text"),
    [
        (Projection(12.4, True), "about 12 s"),
        (Projection(600, False), "more than 10 min"),
        (Projection(7500, True), "about 2 h 5 min"),
        (Projection(0, False), "an unknown time"),
    ],
)
def test_a_projection_reads_well(projection, text):
    assert str(projection) == text
