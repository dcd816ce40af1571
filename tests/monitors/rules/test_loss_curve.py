import numpy as np
import pytest

from keras_nntricks.monitors import ModelFacts, Record
from keras_nntricks.monitors._rules._loss_curve import LossCurve
from tests.monitors.rules.made_records import record_of


@pytest.mark.parametrize("every", [1, 7, 10, 50, 64])
def test_pieces_tile_all_steps_with_their_exact_means(every):
    losses = np.random.default_rng(every).uniform(0.5, 2, 130)
    curve = LossCurve(record_of(losses, every, per_epoch=50))
    assert curve.steps == 130
    assert curve.lengths.sum() == 130
    begins = (curve.ends - curve.lengths).astype(int)
    pieces = zip(begins, curve.ends.astype(int), strict=True)
    means = [losses[begin:end].mean() for begin, end in pieces]
    np.testing.assert_allclose(curve.means, means, rtol=1e-9)


def test_the_mean_of_any_span_weighs_each_piece_by_its_steps():
    losses = np.repeat([4.0, 2.0, 1.0], 50)
    curve = LossCurve(record_of(losses, every=10))
    assert curve.mean(0, 150) == pytest.approx(7 / 3)
    assert curve.mean(25, 75) == pytest.approx(3)
    np.testing.assert_allclose(curve.bins(3), [4, 2, 1])
    np.testing.assert_allclose(curve.bins(2, start=50), [2, 1])


def test_noise_is_the_spread_of_batches_about_their_window():
    rng = np.random.default_rng(0)
    losses = 2 + 0.3 * rng.normal(size=8000)
    curve = LossCurve(record_of(losses, every=20, per_epoch=8000))
    # A batch is one of the 20 of its window.
    assert curve.noise == pytest.approx(0.3 * np.sqrt(19 / 20), rel=0.15)
    assert curve.error(100) == pytest.approx(curve.noise / 10)


def test_losses_that_are_not_finite_are_left_out():
    losses = np.ones(100)
    losses[70:] = np.nan
    curve = LossCurve(record_of(losses))
    assert curve.mean(0, 50) == 1
    assert np.all(np.isfinite(curve.means))


def test_an_empty_record_has_no_steps():
    curve = LossCurve(Record(ModelFacts()))
    assert curve.steps == 0
    assert np.isnan(curve.mean(0, 10))
