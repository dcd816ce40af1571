"""Torch's own generator and gradients, which Keras does not know, on torch alone."""

import keras
import numpy as np

from keras_nntricks import checks
from tests.checks.small import classifier, labelled

X, Y = labelled()


def _left_by_torch(model):
    """What torch keeps; nothing on the other backends."""
    if keras.backend.backend() != "torch":
        return [], None
    import torch

    gradients = [variable.value.grad for variable in model.trainable_variables]
    return gradients, torch.get_rng_state().tolist()


def test_training_checks_leave_nothing_with_the_backend():
    model = classifier()
    before = _left_by_torch(model)
    result = checks.overfit_batch(model, X, Y, num_examples=4, num_steps=3)
    assert np.isfinite(result.numbers["losses"]).all()
    assert _left_by_torch(model) == before


def test_weighted_examples_have_no_known_first_loss():
    result = checks.initial_loss(classifier(), X, Y, np.full(len(X), 3.0))
    assert (result.status, result.expected) == ("not run", "not known: sample weights")
