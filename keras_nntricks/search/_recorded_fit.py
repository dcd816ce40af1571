"""What a hypermodel's `fit` asks of `model.fit`, without training anything."""

import dataclasses
import inspect
from typing import Any

import keras
import keras_tuner

from keras_nntricks.sweeps import fit_many

USUAL_BATCH_SIZE = 32  # that of `model.fit`


@dataclasses.dataclass(frozen=True)
class RecordedFit:
    """What one trial asks for."""

    x: Any
    y: Any
    validation_data: tuple | None
    validation_split: float
    batch_size: int
    epochs: int
    shuffle: bool

    @property
    def key(self):
        """Equal for fits that can share a program: the same data and lengths."""
        arrays = keras.tree.flatten((self.x, self.y, self.validation_data))
        rest = dataclasses.astuple(dataclasses.replace(self, **_NO_DATA))
        return (*map(id, arrays), *rest)

    def train(self, build, runs, **kwargs):
        """What `sweeps.fit_many` returns for these runs."""
        (x, y), validation = (self.x, self.y), self.validation_data
        if self.validation_split and validation is None:
            (x, y), validation = _split(x, y, self.validation_split)
        arguments = {
            "batch_size": self.batch_size,
            "epochs": self.epochs,
            "shuffle": self.shuffle,
        }
        arguments |= {"validation_data": validation, **kwargs}
        return fit_many(build, x, y, runs, **arguments)


_NO_DATA = {"x": None, "y": None, "validation_data": None}


def recorded_fit(hypermodel, hp, args, kwargs):
    """What the hypermodel would train with: a `RecordedFit`."""
    recorder = _Recorder()
    returned = hypermodel.fit(hp, recorder, *args, **kwargs)
    if recorder.recorded is None or returned is not recorder.history:
        raise _refusal(
            "a hypermodel whose `fit` does anything but return `model.fit(...)`"
        )
    return recorder.recorded


def check_arguments(kwargs):
    """Refuses what trials of one program cannot have."""
    if kwargs.get("callbacks"):
        raise _refusal(
            "callbacks, `EarlyAbort` among them (a trial whose loss is not finite is "
            "frozen at that step all the same)"
        )
    unknown = sorted(set(kwargs) - set(inspect.signature(_Recorder.fit).parameters))
    if unknown:
        raise _refusal(" and ".join(f"`{name}`" for name in unknown))


def _refusal(what):
    return keras_tuner.errors.FatalValueError(
        f"VectorizedSearch cannot train with {what}: its trials are steps of one "
        "program. `search.RandomSearch` and the other tuners train one by one."
    )


class _Recorder:
    """Stands for the model in `HyperModel.fit`."""

    def __init__(self):
        self.recorded = None
        self.history = keras.callbacks.History()

    def fit(
        self,
        x=None,
        y=None,
        batch_size=None,
        epochs=1,
        verbose="auto",
        callbacks=None,
        validation_split=0.0,
        validation_data=None,
        shuffle=True,
        **others,
    ):
        check_arguments({"callbacks": callbacks, **others})
        _check_arrays(x)
        data = (x, y, validation_data, validation_split)
        rest = (batch_size or USUAL_BATCH_SIZE, epochs, bool(shuffle))
        self.recorded = RecordedFit(*data, *rest)
        return self.history

    def __getattr__(self, name):
        raise _refusal(f"a hypermodel whose `fit` asks for `model.{name}`")


def _check_arrays(x):
    leaves = keras.tree.flatten(x)
    if not leaves or not all(len(getattr(leaf, "shape", ())) for leaf in leaves):
        raise _refusal(f"data of type {type(x).__name__}, it takes arrays")


def _split(x, y, fraction):
    """The last part of the arrays validates, as in `model.fit`."""
    num_examples = len(keras.tree.flatten(x)[0])
    at = int(num_examples * (1 - fraction))
    first = keras.tree.map_structure(lambda a: a[:at], (x, y))
    return first, keras.tree.map_structure(lambda a: a[at:], (x, y))
