"""What all runs of a sweep share: the data, the batches, how a model is made."""

import dataclasses
from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from keras_nntricks._arguments import require, require_count


def _as_array(value):
    """A NumPy array; floats in Keras's default precision, as `fit` makes them."""
    array = np.asarray(value)
    if np.issubdtype(array.dtype, np.floating):
        return array.astype(keras.config.floatx(), copy=False)
    return array


def _arrays(data):
    """The pytree with arrays for leaves and tuples for lists, as `fit` makes it."""
    if isinstance(data, dict):
        return {name: _arrays(entry) for name, entry in data.items()}
    if isinstance(data, list | tuple):
        return tuple(_arrays(entry) for entry in data)
    return _as_array(data)


def _count(data):
    """How many examples an array or a pytree of arrays holds; None if unequal."""
    lengths = {len(a) if np.ndim(a) else 0 for a in keras.tree.flatten(data)}
    return lengths.pop() if len(lengths) == 1 else None


def _rows_of(data, indices):
    return keras.tree.map_structure(lambda a: a[indices], data)


@dataclasses.dataclass(frozen=True)
class Task:
    """The part of `fit_many` that does not differ between runs."""

    build: Callable
    train: tuple[Any, ...]
    validation: tuple[Any, ...] | None
    batch_size: int
    epochs: int
    shuffle: bool

    @property
    def num_examples(self):
        """Number of training examples."""
        return _count(self.train)

    @property
    def num_validation(self):
        """Number of validation examples, 0 without validation data."""
        return _count(self.validation) if self.validation else 0

    @property
    def steps_per_epoch(self):
        """Number of batches, the smaller last one included."""
        return -(-self.num_examples // self.batch_size)

    def batch(self, indices):
        """The training examples at these places, as `(x, y)`."""
        return _rows_of(self.train, indices)

    def model(self, run):
        """The compiled model of a run, with the weights that its seed draws."""
        keras.utils.set_random_seed(run["seed"])
        settings = {name: value for name, value in run.items() if name != "seed"}
        model = self.build(**settings)
        compiled = isinstance(model, keras.Model) and model.compiled
        rule = "a function that returns a compiled keras.Model"
        require(compiled, "build", rule, self.build)
        return model

    def create_weights(self, model):
        """Creates the weights of a model that waits for its first data."""
        if not model.weights:
            inputs, *_ = self.batch(slice(0, 1))
            model(inputs)

    def complete(self, model):
        """Creates what `fit` creates on JAX: late weights, metrics, optimizer."""
        data = self.batch(slice(0, self.batch_size))
        model.fit(*data, batch_size=self.batch_size, epochs=0, verbose=0)


def make_task(build, x, y, validation_data, batch_size, epochs, shuffle):
    """The checked `Task`."""
    require(callable(build), "build", "a function that returns a model", build)
    require_count("batch_size", batch_size)
    require_count("epochs", epochs)
    train = _arrays((x,) if y is None else (x, y))
    _check_lengths("x and y", train)
    if validation_data is not None:
        pair = isinstance(validation_data, tuple) and len(validation_data) in (2, 3)
        rule = "a tuple (x, y) or (x, y, sample_weight)"
        require(pair, "validation_data", rule, type(validation_data))
        validation_data = _arrays(validation_data)
        _check_lengths("validation_data", validation_data)
    return Task(build, train, validation_data, batch_size, epochs, shuffle)


def _check_lengths(name, data):
    shapes = [np.shape(a) for a in keras.tree.flatten(data)]
    require(_count(data), name, "arrays of one length, at least 1", shapes)
