import pytest

from benchmarks.engine.registry import Registry, UnknownExperimentError
from tests.benchmarks.engine.fake_runs import PACKAGE


def test_all_modules_with_an_experiment_are_found():
    names = [experiment.name for experiment in Registry(PACKAGE).select()]
    assert names == ["counting", "failing", "held", "lethal", "tuned"]


def test_a_prefix_selects_and_nothing_is_selected_twice():
    selected = Registry(PACKAGE).select(["tun", "tuned", "count"])
    assert [experiment.name for experiment in selected] == ["counting", "tuned"]


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(UnknownExperimentError, match=r"'e99'.*counting, failing"):
        Registry(PACKAGE).select(["e99"])


def test_every_experiment_of_the_suite_is_named_like_its_module():
    assert all(Registry().load(name) for name in Registry().module_names())
