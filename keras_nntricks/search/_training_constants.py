"""The constants of the training of a model that stays as it is."""

import warnings

import keras

from keras_nntricks._arguments import is_number, require
from keras_nntricks.search._momentum import momentum
from keras_nntricks.search._optimizer import spare_biases
from keras_nntricks.search._searched_training import SearchedTraining
from keras_nntricks.search._weight_decay import weight_decay

MOMENTA = ("momentum", "beta_1")


class TrainingConstants(SearchedTraining):
    """Searches the learning rate and its like for a model that is there already.

    Each trial takes a copy of the model, sets the constants that were drawn in a copy
    of its optimizer and compiles it anew with the loss and metrics that it has. The
    space, by the names in the results:

    | name | range |
    |---|---|
    | `learning_rate` | 1e-6 to 10, log-uniform |
    | `weight_decay` | 1e-6 to 1, log-uniform |
    | `momentum` | 0.5, 0.9, 0.95, 0.99; of Adam and its relatives `beta_1` |
    | `batch_size` | if asked for: 16, 32, ..., 256 |
    | `decay`, `decay/...` | if asked for: the schedules of `search.decay` |

    Weight decay leaves biases and the scales and shifts of normalization alone, as in
    `search.optimizer`; what else `exclude_from_weight_decay` was told is not kept.

    Args:
        model: a compiled `keras.Model`; or a function without arguments that returns
            one, called for each trial.
        space: dict of names of the table to dicts of arguments of the builder of that
            name, or None where the constant stays as it was compiled. Defaults to
            None: the table.
        examples: int >= 1 or None, the examples of an epoch. Needed for `decay`.
        epochs: int >= 1 or None, the epochs of the longest training. Needed for
            `decay`.
        keep_weights: bool. Whether each trial starts from the weights that a given
            model has when the trial starts, in place of new ones. A function decides
            for itself. Defaults to True.
        name: string or None, the name of the hypermodel.

    Raises:
        ValueError: if an argument is not as described; when a model is built, if it is
            not compiled, if its optimizer has no momentum and the space has, or if the
            space has `decay`, but no `learning_rate`, and the optimizer a schedule.

    Example:
    >>> import keras
    >>> import keras_tuner
    >>> from keras_nntricks import search
    >>> model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile(keras.optimizers.SGD(), "mse")
    >>> hypermodel = search.TrainingConstants(model, {"weight_decay": None})
    >>> hp = keras_tuner.HyperParameters()
    >>> hypermodel.build(hp).optimizer.momentum
    0.9
    >>> sorted(hp.values)
    ['learning_rate', 'momentum']

    Reference: the notes of CS231n on hyperparameters,
    https://cs231n.github.io/neural-networks-3/#hyper.
    """

    defaults = {  # noqa: RUF012 - never changed
        "learning_rate": {},
        "weight_decay": {},
        "momentum": {},
        "batch_size": None,
        "decay": None,
    }
    optional = tuple(defaults)

    def __init__(
        self,
        model,
        space=None,
        examples=None,
        epochs=None,
        keep_weights=True,
        name=None,
    ):
        super().__init__(space, examples, epochs, name)
        is_model = isinstance(model, keras.Model)
        rule = "a compiled keras.Model or a function that returns one"
        require(is_model or callable(model), "model", rule, model)
        if is_model:
            _require_compiled(model)
            self._require_start(_inner(model.optimizer))
            rule = "built if its weights are kept"
            require(model.built or not keep_weights, "model", rule, model)
        require(isinstance(keep_weights, bool), "keep_weights", "a bool", keep_weights)
        self.model = model
        self.keep_weights = keep_weights

    def build(self, hp):
        """Returns the model with the constants that were drawn."""
        model, compiled = self._fresh_model()
        optimizer = self._optimizer(hp, _inner(compiled.optimizer))
        model.compile(optimizer=optimizer, **_settings(compiled))
        return model

    def _fresh_model(self):
        """The model of a trial, and the one that knows how it was compiled."""
        if not isinstance(self.model, keras.Model):
            model = self.model()
            _require_compiled(model)
            return model, model
        # Keras compiles the copy, too, from a configuration that holds but names.
        with keras.saving.custom_object_scope(_named(self.model)):
            model = keras.models.clone_model(self.model)
        if self.keep_weights:
            model.set_weights(self.model.get_weights())
        return model, self.model

    def _require_start(self, compiled):
        if self.space["decay"] is None or self.space["learning_rate"] is not None:
            return
        rate = compiled.get_config()["learning_rate"]
        rule = "None where the optimizer has a schedule already, or `learning_rate` in"
        rule = f"{rule} the space, too: a decay starts from a number"
        require(is_number(rate), "space['decay']", rule, self.space["decay"])

    def _optimizer(self, hp, compiled):
        self._require_start(compiled)
        config = compiled.get_config()
        rate = self.rate(hp, config["learning_rate"])
        drawn = {
            "learning_rate": rate,
            "weight_decay": self.draw("weight_decay", weight_decay, hp),
            _momentum_of(config): self.draw("momentum", momentum, hp),
        }
        rule = "None where the optimizer has no momentum"
        require(drawn.get(None) is None, "space['momentum']", rule, type(compiled))
        changed = {key: value for key, value in drawn.items() if value is not None}
        return spare_biases(type(compiled).from_config({**config, **changed}))


def _require_compiled(model):
    compiled = isinstance(model, keras.Model) and model.compiled
    require(compiled, "model", "a compiled keras.Model, or return one", model)


def _inner(optimizer):
    """The optimizer that the scaling of the loss of float16 may wrap."""
    return getattr(optimizer, "inner_optimizer", optimizer)


def _settings(model):
    """What the model was compiled with, but for the optimizer."""
    with warnings.catch_warnings():
        # Of a loss that is a lambda; it is not read from the configuration.
        warnings.simplefilter("ignore")
        config = model.get_compile_config()
    kept = {key: config[key] for key in config if key not in ("optimizer", "loss")}
    # The loss as it is: a function need not be registered, and has no state.
    with keras.saving.custom_object_scope(_named(model)):
        return {**keras.saving.deserialize_keras_object(kept), "loss": model.loss}


def _named(model):
    """Name -> function or class, for all that the model was compiled with."""
    # No public method gives the metrics as they were given.
    given = keras.tree.flatten(model._compile_config.config)
    found = [part for part in given if callable(part)]
    kinds = [part if hasattr(part, "__name__") else type(part) for part in found]
    return {kind.__name__: kind for kind in [*kinds, type(_inner(model.optimizer))]}


def _momentum_of(config):
    """The name that the optimizer has for its momentum, or None."""
    return next((name for name in MOMENTA if name in config), None)
