import keras
import numpy as np
import pytest

from benchmarks.experiments import _e16_trainings as trainings
from benchmarks.experiments.theory import least_squares_trap as trap
from benchmarks.networks import five_optimizers, image_classifiers, least_squares

LABELS = np.array([1, -1, 1, 1, -1, 1])


def rows_by_definition(labels):
    """Feature by feature, as the paper numbers them from 1."""
    rows = np.zeros((len(labels), 3 + 5 * len(labels)))
    for i, y in enumerate(labels, 1):
        for j in range(1, rows.shape[1] + 1):
            first = 4 + 5 * (i - 1)
            if j == 1:
                rows[i - 1, j - 1] = y
            elif j in (2, 3) or first <= j <= first + 2 * (1 - y):
                rows[i - 1, j - 1] = 1
    return rows


def test_features_are_those_of_the_definition():
    np.testing.assert_array_equal(trap.features(LABELS), rows_by_definition(LABELS))


@pytest.mark.parametrize("seed", range(3))
def test_the_closed_form_is_the_pseudo_inverse(seed):
    labels = trap.draw_labels(12, 0.6, np.random.default_rng(seed))
    found = np.linalg.pinv(rows_by_definition(labels)) @ labels
    np.testing.assert_allclose(trap.minimum_norm(labels), found, atol=1e-12)
    positive, negative = trap.unseen_scores(found)
    assert positive > 0 > negative


def test_labels_have_both_signs_and_more_of_the_first():
    drawn = [trap.draw_labels(5, 0.6, np.random.default_rng(s)) for s in range(200)]
    sums = {int(labels.sum()) for labels in drawn}
    assert sums == {1, 3}
    assert {tuple(np.unique(labels)) for labels in drawn} == {(-1, 1)}


def adam_by_hand(x, y, steps=40, rate=0.01):
    """Adam without an epsilon; what never has a gradient stays."""
    weights, first, second = (np.zeros(x.shape[1]) for _ in range(3))
    for t in range(1, steps + 1):
        gradient = x.T @ (x @ weights - y) / len(y)
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        scale = np.sqrt(second / (1 - 0.999**t))
        moved = rate * first / (1 - 0.9**t) / np.where(scale > 0, scale, 1)
        weights = weights - moved
    return weights


def test_adaptive_methods_go_along_the_sign_solution():
    x, solution = rows_by_definition(LABELS), trap.sign_solution(LABELS)
    np.testing.assert_allclose(x @ solution, LABELS)
    weights = adam_by_hand(x, LABELS)
    signs = 4 * solution
    np.testing.assert_allclose(weights, weights[0] * signs, rtol=1e-9, atol=1e-15)
    assert trap.unseen_scores(solution) == [0.75, 0.25]


def test_problems_in_one_model_are_trained_as_if_alone():
    generator = np.random.default_rng(0)
    x = generator.normal(size=(8, 2, 5)).astype("float32")
    y = generator.normal(size=(8, 2)).astype("float32")
    model = least_squares.build("sgd", 2, 5, 0.1)
    model.fit(x, y, batch_size=8, epochs=3, verbose=0)
    for problem, found in enumerate(model.get_weights()[0]):
        own, weights = x[:, problem].astype("float64"), np.zeros(5)
        for _ in range(3):
            weights -= 0.1 * 2 * own.T @ (own @ weights - y[:, problem]) / 8
        np.testing.assert_allclose(found, weights, atol=1e-6)


@pytest.mark.parametrize("name", five_optimizers.RATES)
def test_the_first_step_is_that_of_the_theorem(name):
    """Adaptive methods move each weight equally far, the others along the gradient."""
    optimizer = five_optimizers.exact_optimizer_of(name, 0.1)
    weight = keras.Variable(np.zeros(3, "float32"))
    optimizer.apply([keras.ops.convert_to_tensor([0.001, -4.0, 0.0])], [weight])
    moved = keras.ops.convert_to_numpy(weight)
    expected = [-0.0001, 0.4, 0.0]
    if name in five_optimizers.ADAPTIVE:
        expected = np.abs(moved[1]) * np.array([-1.0, 1.0, 0.0])
    np.testing.assert_allclose(moved, expected, rtol=1e-4)


def test_rates_are_halved_when_asked_for():
    plain = five_optimizers.optimizer_of("adam", 0.5)
    assert float(plain.learning_rate) == 0.5
    decayed = five_optimizers.optimizer_of("sgd", 0.5, steps_per_decay=4)
    schedule = decayed._learning_rate
    assert [float(schedule(step)) for step in (0, 3, 4, 8)] == [0.5, 0.5, 0.25, 0.125]


def test_the_classifiers_differ_in_their_optimizer_alone():
    plain, adaptive = (
        image_classifiers.build(name, 0.1, width=7) for name in ("sgd", "adam")
    )
    shapes = [(64, 7), (7,), (7, 7), (7,), (7, 10), (10,)]
    for model in (plain, adaptive):
        assert [weight.shape for weight in model.get_weights()] == shapes
    kinds = [type(model.optimizer).__name__ for model in (plain, adaptive)]
    assert kinds == ["SGD", "Adam"]


def test_the_vgg_has_six_convolutions():
    layers = image_classifiers.vgg(8, (32, 32, 3), 10)[1:]
    kinds = [type(layer).__name__ for layer in layers]
    assert kinds.count("Conv2D") == kinds.count("BatchNormalization") == 6
    assert kinds.count("Dropout") == 2
    assert layers[-1].units == 10


GRID = {
    "sgd": ((0.5, 0.1, np.inf), (0.2, 0.3, 0.9)),
    "rmsprop": ((0.2, 0.3, 0.1), (0.25, 0.5, 0.1)),
    "adam": ((0.3, 0.2, 0.4), (0.4, 0.12, 0.5)),
}


def test_the_rate_is_chosen_by_training_loss():
    found = trainings.chosen("sgd", *GRID["sgd"])
    assert (found["rate"], found["train_loss"], found["test_error"]) == (0.05, 0.1, 0.3)
    assert found["errors_by_rate"] == [0.2, 0.3, 0.9]


def test_spreads_are_over_rates_and_over_optimizers():
    assert trainings.spread_by_rate(GRID) == pytest.approx(0.4)
    assert trainings.spread_by_optimizer(GRID) == pytest.approx(0.3 - 0.1)


def test_a_solution_is_placed_and_judged():
    share = 0.6
    found = trainings.solution(trap.minimum_norm(LABELS), LABELS, share)
    assert found["from_minimum_norm"] == 0
    assert (found["seen_error"], found["unseen_error"]) == (0, 0)
    assert found["from_signs"] > 0.3
    found = trainings.solution(3 * trap.sign_solution(LABELS), LABELS, share)
    assert found["from_signs"] == pytest.approx(0, abs=1e-7)
    assert (found["seen_error"], found["unseen_error"]) == (0, pytest.approx(0.4))
    assert found["unseen_scores"] == pytest.approx([2.25, 0.75])
