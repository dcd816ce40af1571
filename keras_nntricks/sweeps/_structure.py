"""When two built models can share one compiled program.

They can if tracing their training step gives the same program. Weights,
optimizer variables, seeds and initializers are inputs of the program or leave no
trace in it. All else must agree: configurations, and the numbers that losses and
metrics hold. An object of another class than Keras's, or a bare function, may hide
more, and then what the layers hold and the settings of the run must agree as well.
"""

import re
import warnings

import keras
import numpy as np

from keras_nntricks.sweeps._held import held

_TRUSTED = ("keras", "keras_nntricks")
_NAMES = ("name", "keras_history", "input_layers", "output_layers")
_SCALARS = (bool, int, float, str, type(None), np.generic)


def structure(model, settings, numbers):
    """A text; models with equal texts share a program.

    `numbers` are the optimizer's numbers that may differ (`_lifting.numbers_of`).
    """
    seen = _Description(model)
    parts = [
        _shapes(model),
        seen.model(model),
        seen.optimizer(model.optimizer, frozenset(numbers)),
        sorted((key, float(np.sign(value))) for key, value in numbers.items()),
        held([model.loss, model.metrics]),
    ]
    if seen.opaque:
        parts += [described(settings), held(model), held(_layers(model))]
    return repr(parts)


def described(settings):
    """A text of the settings of a run, never equal for settings that may differ."""
    return repr(_plain(settings))


def _layers(model):
    return model.layers if isinstance(model, keras.Model) else []


def kinds_of_variables(model):
    """The three lists that a compiled training step takes and gives back."""
    optimizer = model.optimizer.variables
    return model.trainable_variables, model.non_trainable_variables, optimizer


def _shapes(model):
    kinds = kinds_of_variables(model)
    return [[(tuple(v.shape), v.dtype) for v in kind] for kind in kinds]


def _plain(value):
    """A description of any value, never equal for values that may differ."""
    if isinstance(value, dict):
        return sorted((str(key), _plain(entry)) for key, entry in value.items())
    if isinstance(value, list | tuple):
        return [type(value).__name__, *(_plain(entry) for entry in value)]
    if isinstance(value, np.ndarray):
        return [str(value.dtype), np.shape(value), value.tobytes()]
    if isinstance(value, _SCALARS):
        return repr(value)
    return [type(value).__name__, id(value)]


class _Description:
    """Collects configurations and notes whether anything in them may hide more."""

    def __init__(self, model):
        self.opaque = False
        self._names = {}
        self._places = {id(v): i for i, v in enumerate(model.trainable_variables)}

    def model(self, model):
        """The model, its losses and metrics."""
        if not self._is_trusted(type(model).__module__):
            return type(model).__qualname__
        compiled = dict(self._read(model.get_compile_config))
        compiled.pop("optimizer", None)
        return [self._config(self._read(model.get_config)), self._config(compiled)]

    def _read(self, get_config):
        # A lambda makes Keras warn or, where its source is not at hand, fail.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return get_config()
            except (NotImplementedError, OSError, TypeError, ValueError):
                self.opaque = True
                return {}

    def optimizer(self, optimizer, numbers, prefix=""):
        """The attributes of an optimizer, without names, variables and `numbers`."""
        self._is_trusted(type(optimizer).__module__)
        found = [type(optimizer).__qualname__]
        for key, value in sorted(vars(optimizer).items()):
            if prefix + key not in numbers and key not in ("name", "_tracker"):
                found.append((key, self._attribute(value, numbers)))
        return found

    def _attribute(self, value, numbers):
        if isinstance(value, keras.optimizers.Optimizer):
            return self.optimizer(value, numbers, "inner_optimizer.")
        if isinstance(value, keras.optimizers.schedules.LearningRateSchedule):
            return self._config(keras.saving.serialize_keras_object(value))
        if isinstance(value, dict):
            return sorted(map(str, (self._places.get(k, k) for k in value)))
        if isinstance(value, set | frozenset):
            return sorted(map(str, (self._places.get(v, v) for v in value)))
        if isinstance(value, list | tuple):
            return [self._attribute(entry, numbers) for entry in value]
        if isinstance(value, keras.Variable):
            return "variable"
        return self._scalar(value)

    def _config(self, value, key=None):
        """A configuration without seeds and initializers, names by first use."""
        if isinstance(value, dict):
            self._note_class(value)
            return self._entries(value)
        if isinstance(value, str) and key in _NAMES:
            return self._names.setdefault(value, len(self._names))
        if isinstance(value, list | tuple):
            return [self._config(entry, key) for entry in value]
        return self._scalar(value)

    def _entries(self, config):
        if "Policy" in str(config.get("class_name")):
            return repr(config)  # the name of a dtype policy is no mere name
        return [
            (str(name), self._config(entry, name))
            for name, entry in config.items()
            if name != "seed" and not str(name).endswith("initializer")
        ]

    def _note_class(self, config):
        """Bare functions, and classes that are neither Keras's nor ours, may hide."""
        name = str(config.get("class_name", "__plain_dict__"))
        if name.startswith("__"):
            self.opaque |= name == "__lambda__"
        elif str(config.get("registered_name")).split(">")[0] not in _TRUSTED:
            self._is_trusted(config.get("module"))

    def _is_trusted(self, module):
        trusted = str(module).split(".")[0] in _TRUSTED
        self.opaque |= not trusted
        return trusted

    def _scalar(self, value):
        if isinstance(value, re.Pattern):
            return value.pattern
        if isinstance(value, _SCALARS):
            return repr(value)
        self.opaque = True
        return type(value).__name__
