"""Train many copies of one model at once: seeds x hyperparameters."""

from keras_nntricks.sweeps._batch_order import batch_order
from keras_nntricks.sweeps._fit_many import fit_many
from keras_nntricks.sweeps._grid import grid

__all__ = ["batch_order", "fit_many", "grid"]
