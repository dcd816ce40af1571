"""The paper's algorithm, the groups of images and the nets that take them."""

import types

import numpy as np
import pytest

from benchmarks.experiments import e20_batch_renormalization as e20
from benchmarks.experiments.theory import batch_renorm
from benchmarks.networks import grouped_classifier


def test_the_limits_are_straight_lines_between_the_papers_steps():
    found = [batch_renorm.limits(s) for s in (0, 5_000, 15_000, 22_500, 40_000, 10**6)]
    r, d = zip(*found, strict=True)
    assert r == pytest.approx((1, 1, 1 + 2 * 10 / 35, 2, 3, 3))
    assert d == pytest.approx((0, 0, 2.5, 4.375, 5, 5))


def batches():
    return list(3 + 2 * np.random.default_rng(3).standard_normal((4, 10, 2)))


def test_with_r_one_and_d_zero_each_batch_has_mean_zero_and_deviation_one():
    outputs, *_ = batch_renorm.train(batches(), 1.0, 0.0, 0.9, 0.0)
    np.testing.assert_allclose(outputs.mean(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(outputs.std(axis=1), 1, atol=1e-12)


def test_without_limits_the_averages_before_the_batch_normalize_it():
    *earlier, last = batches()
    _, mean, deviation = batch_renorm.train(earlier, np.inf, np.inf, 0.9, 0.1)
    outputs, *_ = batch_renorm.train([*earlier, last], np.inf, np.inf, 0.9, 0.1)
    np.testing.assert_allclose(outputs[-1], (last - mean) / deviation)


def test_the_averages_move_by_a_tenth_towards_the_batch():
    _, mean, deviation = batch_renorm.train([np.array([[1.0], [3.0]])], 1, 0, 0.9, 0)
    np.testing.assert_allclose((mean, deviation), ([0.2], [1.0]))


def made_dataset():
    labels = np.random.default_rng(4).integers(3, size=200)
    x = np.arange(200.0)[:, None]
    arrays = {"x_train": x, "y_train": labels, "x_test": x[:50], "y_test": labels[:50]}
    return types.SimpleNamespace(**arrays)


def test_groups_are_of_one_class_or_mixed_and_have_the_same_images():
    (sorted_x, sorted_y), _ = e20.grouped(made_dataset(), "classes")
    (mixed_x, mixed_y), (test_x, test_y) = e20.grouped(made_dataset(), "random")
    assert sorted_x.shape == (*sorted_y.shape, 1) == (len(sorted_y), e20.GROUP, 1)
    assert all(len(set(group)) == 1 for group in sorted_y)
    assert all(len(set(group)) == 3 for group in mixed_y)
    assert sorted(sorted_x.ravel()) == sorted(mixed_x.ravel())
    assert (test_x.shape, test_y.shape) == ((2, 20, 1), (2, 20))
    labels = made_dataset().y_train
    np.testing.assert_array_equal(labels[mixed_x[..., 0].astype(int)], mixed_y)


def test_the_limits_widen_over_a_quarter_of_the_training():
    found = grouped_classifier.clipping(160_000)
    assert found == {
        "rmax": [[5_000, 1.0], [40_000, 3.0]],
        "dmax": [[5_000, 0.0], [25_000, 5.0]],
    }


@pytest.mark.parametrize("normalization", ["batch", "renorm"])
def test_a_micro_batch_is_normalized_by_itself(normalization):
    settings = {"normalization": normalization, "group": 4, "shape": (6,), "units": 5}
    whole = grouped_classifier.build(**settings)
    parts = grouped_classifier.build(micro=4, **settings)
    parts.set_weights(whole.get_weights())
    x = np.random.default_rng(5).standard_normal((3, 4, 6)).astype("float32")
    x[0] += 10
    together = np.asarray(parts(x, training=True))
    apart = [np.asarray(whole(group[None], training=True))[0] for group in x]
    assert together.shape == (3, 4, 10)
    np.testing.assert_allclose(together, apart, atol=1e-4)


def test_the_convnet_takes_groups_of_images():
    model = grouped_classifier.build(
        network="convnet", group=2, shape=(4, 4, 3), filters=(5, 6)
    )
    assert model.output_shape == (None, 2, 10)
    kernels = [w for w in model.get_weights() if np.ndim(w) == 4]
    assert [kernel.shape[-1] for kernel in kernels] == [5, 5, 6, 6]
