"""Optimizers that do what Keras's own leave out."""

from keras_nntricks.optimizers._fit_lbfgs import fit_lbfgs
from keras_nntricks.optimizers._sgd import SGD

__all__ = ["SGD", "fit_lbfgs"]
