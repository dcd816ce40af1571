import math

import pytest

from benchmarks.search import coarse_to_fine, early_abort, small_mlp
from keras_nntricks import search


def curve(*accuracies, loss=1.0):
    return {"loss": [loss] * len(accuracies), "val_accuracy": list(accuracies)}


def test_a_replayed_search_counts_what_it_would_have_trained():
    good, slow = curve(0.8, 0.9, 0.95), curve(0.1, 0.2, 0.3)
    diverged = {**curve(0.1, None, None), "loss": [1.0, None, None]}
    abort = search.EarlyAbort(monitor="val_accuracy", min_trials=2, baseline=2.3)
    found = early_abort.replayed([good, good, slow, diverged], abort)
    # The slow one is judged after its second epoch, the other is NaN there.
    assert found == {"epochs": 3 + 3 + 2 + 2, "aborted": 2, "best": 0.95}
    assert early_abort.best_of([diverged, slow]) == 0.3
    assert early_abort.best_of([]) is None


def abort_row(seed, epochs, best):
    rules = {
        rule: {"epochs": epochs, "aborted": 4, "best": best}
        for rule in early_abort.RULES
    }
    return {
        **{"data": "digits", "seed": seed, "epochs": 100, "best": 0.9, "rules": rules},
        **{"backend": "jax", "load_average": 1.0, "environment": environment()},
    }


def environment():
    return {
        **{"processor": "P", "cores": 2, "device": "cpu", "keras": "3", "jax": "1"},
        **{"python": "3", "numpy": "2", "keras_nntricks": "0"},
    }


def test_the_table_of_early_abort():
    rows = [abort_row(0, 40, 0.9), abort_row(1, 60, 0.8)]
    lines = early_abort.section(rows).splitlines()
    expected = "| digits | cost and median | 4.0 | 50% | 40% | 1 of 2 |"
    assert expected in lines


def stage_row(seed, random, found):
    return {
        "data": "digits",
        "seed": seed,
        "random": {"epochs": 1280, "accuracies": random},
        "coarse_to_fine": {"epochs": 616, "accuracies": found},
        **{"backend": "jax", "load_average": 1.0, "environment": environment()},
    }


def test_the_table_of_coarse_to_fine():
    late = [0.1] * 30 + [0.9]
    # A standard error of 0.9 on 638 examples is 0.0119.
    pairs = ((late, [0.2, 0.9]), ([0.9, 0.1], [0.889]), ([0.9], [0.881]))
    rows = [stage_row(seed, *pair) for seed, pair in enumerate(pairs)]
    lines = coarse_to_fine.section(rows).splitlines()
    expected = "| digits | 1280 | 616 | 0.9000 | 0.8900 | 1 of 3 | 2 of 3 | 2 of 3 |"
    assert expected in lines


def test_coarse_to_fine_takes_at_most_half_of_the_epochs():
    plain, staged = coarse_to_fine.RANDOM, coarse_to_fine.STAGES
    epochs = [sum(s.trials * s.epochs for s in stages) for stages in (plain, staged)]
    assert epochs[0] == 64 * 20
    assert epochs[1] <= epochs[0] / 2


def test_trials_are_drawn_from_the_whole_space():
    drawn = early_abort.drawn(seed=0, trials=200)
    for name, low, high in (("learning_rate", -6, 1), ("weight_decay", -5, 5)):
        decades = [math.log10(values[name]) for values in drawn]
        assert min(decades) == pytest.approx(low, abs=0.5)
        assert max(decades) == pytest.approx(high, abs=0.5)


def test_training_and_validation_examples_differ():
    (x, y), (x_validation, y_validation) = small_mlp.arrays("digits")
    assert (len(x), len(y)) == (800, 800)
    assert (len(x_validation), len(y_validation)) == (638, 638)
    seen = {row.tobytes() for row in x}
    assert sum(row.tobytes() in seen for row in x_validation) < 5


def test_a_trial_that_diverged_late_has_no_score():
    late = {"loss": [1.0, 1.0, None], "val_accuracy": [0.5, 0.9, 0.1]}
    assert math.isnan(coarse_to_fine.score_of(late))
    assert math.isnan(coarse_to_fine.score_of(curve(0.9, None)))
    assert coarse_to_fine.score_of(curve(0.9, 0.8)) == 0.9
