"""The seed as it was given: 0 is one, and so is a large one."""

import inspect

import keras_tuner
from keras_tuner.engine import base_tuner

from keras_nntricks.search._robust_oracle import repaired
from keras_nntricks.search._seeds import require_seed


class SeededTuner(keras_tuner.Tuner):
    """Repairs the oracle, and gives it the seed that Keras Tuner would change."""

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        for base in cls.__mro__:
            if _is_other_tuner(base):
                raise TypeError(
                    f"RobustTuner repairs a `keras_tuner.Tuner`, which {base.__name__} "
                    "is not: it trains other things than Keras models."
                )

    def __init__(self, *args, **kwargs):
        names = _names(type(self))[: len(args)]
        kwargs |= dict(zip(names, args, strict=False))
        args = args[len(names) :]
        seed = self._given_seed = kwargs.get("seed")
        require_seed(seed)
        if kwargs.get("oracle") is not None:
            kwargs.pop("seed", None)
        elif seed is not None:
            kwargs["seed"] = int(seed) % 2**32  # all that NumPy takes
        super().__init__(*args, **kwargs)

    @property
    def oracle(self):
        """The oracle, with the repairs."""
        return self._oracle

    @oracle.setter
    def oracle(self, oracle):
        self._oracle = repaired(oracle, self._given_seed)


def _is_other_tuner(kind):
    if kind is base_tuner.BaseTuner:
        return False
    tuner = issubclass(kind, base_tuner.BaseTuner)
    return tuner and not issubclass(kind, keras_tuner.Tuner)


def _names(kind):
    """The positional arguments of the tuner that the repairs stand before."""
    rest = kind.__mro__[kind.__mro__.index(SeededTuner) + 1 :]
    for init in (vars(base)["__init__"] for base in rest if "__init__" in vars(base)):
        parameters = list(inspect.signature(init).parameters.values())[1:]
        names = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
        if names:
            return names
    return []
