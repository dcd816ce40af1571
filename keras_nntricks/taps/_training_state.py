import weakref

import keras

from keras_nntricks.taps._reading import Reading
from keras_nntricks.taps._snapshot import snapshot_backend


class TrainingState:
    """All variables of a model in training: read, copied on the device, put back.

    The values come in four lists: trainable variables, the other variables (moving
    statistics, seeds), the optimizers', the metrics'. On JAX they are the state that
    a train function is given, which knows no optimizer but `model.optimizer`;
    elsewhere they are read from the variables, and optimizers that the model keeps as
    other attributes belong to them as soon as they are built. The model is not kept
    alive.

    Args:
        model: a compiled model.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import taps
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> state = taps.TrainingState(model)
    >>> before = state.copy(state.values())
    >>> model.layers[0].set_weights([np.ones((2, 1)), np.ones(1)])
    >>> state.put(before)
    >>> model.get_weights()[1].tolist()
    [0.0]

    Reference: Keras documentation, Customizing what happens in `fit()` with JAX,
    https://keras.io/guides/custom_train_step_in_jax/.
    """

    def __init__(self, model):
        self._of = weakref.ref(model)
        self._backend = snapshot_backend()
        self._known = []

    def is_complete(self):
        """Whether the model and its optimizers have their variables already."""
        return self._of().built and all(o.built for o in self.optimizers())

    def optimizers(self):
        """The optimizers among the model's attributes, its own one first."""
        model = self._of()
        found = [model.optimizer, *vars(model).values()]
        found = [o for o in found if isinstance(o, keras.optimizers.Optimizer)]
        return list({id(o): o for o in found}.values())

    def variables(self):
        """The Keras variables, in four lists."""
        model = self._of()
        return (
            model.trainable_variables,
            model.non_trainable_variables,
            [v for optimizer in self._stepping() for v in optimizer.variables],
            model.metrics_variables,
        )

    def _stepping(self):
        """The optimizers whose variables are in the state; new ones come last."""
        found = self.optimizers()
        if len(found) < 2 or keras.backend.backend() == "jax":
            own = self._of().optimizer
            return [] if own is None else [own]
        known = {id(optimizer) for optimizer in self._known}
        self._known += [o for o in found if o.built and id(o) not in known]
        return self._known

    def values(self):
        """The values of the variables now, in four lists."""
        return tuple([v.value for v in group] for group in self.variables())

    def copy(self, values):
        """The same values in buffers of their own, on the device."""
        return tuple(self._backend.copy(list(group)) for group in values)

    def finite(self, values):
        """A `Reading` of one bool per variable, those of the metrics left out."""
        tensors = [tensor for group in values[:3] for tensor in group]
        return Reading(self._backend.finite(tensors))

    def paths(self):
        """The paths of the variables that `finite` speaks of."""
        return [v.path for group in self.variables()[:3] for v in group]

    def put(self, values):
        """Writes values into the variables; metrics made since then start anew."""
        self._of().reset_metrics()
        copies = self.copy(values)
        for variables, group in zip(self.variables(), copies, strict=True):
            for variable, value in zip(variables, group, strict=False):
                variable.assign(value)
