import weakref

import keras

from keras_nntricks import taps
from keras_nntricks._arguments import is_integer, is_number, require, require_count
from keras_nntricks.callbacks._fit_only import require_fit
from keras_nntricks.callbacks._nan_guarding import Guarding, Settings
from keras_nntricks.callbacks._nan_rates import settable

_NOT_SETTABLE = (
    "an optimizer whose learning rate is a number, for NaNGuard to lower it: compile "
    "with `SGD(learning_rate=0.1)`, for example, instead of a schedule or a function, "
    "or give `learning_rate_factor=1`"
)


def _nothing():
    """In place of a reference to a guarding."""


@keras.saving.register_keras_serializable(package="keras_nntricks")
class NaNGuard(keras.callbacks.Callback):
    """Notices NaN and infinity at the step where they appear; stops or goes back.

    Every `every` steps the state (weights, moving statistics, seeds, optimizer,
    metrics) is copied on the device, and the batches since then are kept. The loss of
    each step is looked at when the device has computed it, ten times between two
    copies; all variables at each copy and at the end of an epoch. No step waits. When
    a number is not finite, the steps since the last good copy are run again and
    watched, which says what was non-finite first: an input, a target, a weight, a
    layer's output, the loss, a gradient or an update. Then training

    - stops, with the state of the last good copy, or
    - goes on from the last good copy with the next batch. The steps since the copy
      are lost. If an input or a target was to blame, that is all: the bad batch is
      skipped. Otherwise the learning rate is multiplied by `learning_rate_factor`, and
      where training is lost again before the next good copy, it goes back to the
      copy before.

    Inputs, targets and outputs that were non-finite in good steps too are not blamed. A
    validation loss that is not finite is told, once, and changes nothing.

    An infinite gradient that loss scaling leaves out is no alarm. Without an alarm the
    training is what it is without the callback, to the bit. At most three copies of
    the state exist at a time, and 256 MB of batches; larger batches bring the copies
    nearer together. On TensorFlow with `steps_per_execution` > 1 no batches can be
    kept, so the finding says the step where it was noticed.

    Args:
        on_nonfinite: `"stop"` or `"restore"`.
        every: int >= 1. Steps between two copies. Defaults to 50.
        learning_rate_factor: number in (0, 1]. What the learning rate is multiplied by
            at each restore. Defaults to 0.5.
        max_restores: int >= 0. After so many restores in one `fit` the next alarm
            stops. Skipped batches do not count, but more of them in a row with no good
            step between stop as well. Defaults to 5.
        restore_weights: whether a stop puts the last good copy back. If False the
            model is left as it is, NaN included. Defaults to True.
        verbose: 0 or 1. Whether findings are printed.

    Attributes:
        findings: the findings of the last `fit`; each has `step`, `epoch`, `kind`,
            `where`, and prints as a sentence.

    Raises:
        ValueError: if an argument is out of range; in `fit`, if the optimizer's rate
            is a schedule or a function and should be lowered; outside of `fit`.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import callbacks
    >>> model = keras.Sequential([keras.Input((2,), name="x"), keras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> x = np.ones((8, 2))
    >>> x[5] = np.nan
    >>> guard = callbacks.NaNGuard("restore")
    >>> fitted = model.fit(
    ...     x, x[:, :1], batch_size=2, shuffle=False, verbose=0, callbacks=[guard]
    ... )
    NaNGuard: first non-finite at step 2 (epoch 1): input 'x' of the batch. Skipped \
a batch, back to the state before step 0.
    >>> bool(np.isfinite(model.get_weights()[0]).all())
    True

    Reference: PaLM, section 5.1, skips batches from a checkpoint on after a spike,
    https://arxiv.org/abs/2204.02311.
    """

    def __init__(
        self,
        on_nonfinite="stop",
        every=50,
        learning_rate_factor=0.5,
        max_restores=5,
        restore_weights=True,
        verbose=1,
    ):
        super().__init__()
        known = on_nonfinite in ("stop", "restore")
        require(known, "on_nonfinite", "'stop' or 'restore'", on_nonfinite)
        require_count("every", every)
        lowers = is_number(learning_rate_factor) and 0 < learning_rate_factor <= 1
        rule = "a number in (0, 1]"
        require(lowers, "learning_rate_factor", rule, learning_rate_factor)
        counts = is_integer(max_restores) and max_restores >= 0
        require(counts, "max_restores", "an integer >= 0", max_restores)
        is_bool = isinstance(restore_weights, bool)
        require(is_bool, "restore_weights", "True or False", restore_weights)
        require(verbose in (0, 1), "verbose", "0 or 1", verbose)
        self.on_nonfinite = on_nonfinite
        self.every = int(every)
        self.learning_rate_factor = float(learning_rate_factor)
        self.max_restores = int(max_restores)
        self.restore_weights = restore_weights
        self.verbose = int(verbose)
        self.findings = []
        self._guarding = _nothing

    def __getstate__(self):
        # A copy or a file takes the findings along, never the model.
        return {**vars(self), "_model": None, "_guarding": _nothing}

    def on_train_begin(self, logs=None):
        model = self._model
        require_fit(self, model)
        optimizers = taps.TrainingState(model).optimizers()
        self._require_settable_rate(optimizers)
        if len(optimizers) == 1 and model.built and not optimizers[0].built:
            optimizers[0].build(model.trainable_variables)
        steps = (self.params or {}).get("steps")
        guarding = Guarding(model, self._settings(), steps)
        self.findings = guarding.findings
        # Only what trains holds it: its copies go when the training ends or breaks.
        self._guarding = weakref.ref(guarding)
        taps.attach(model, guarding, steps)

    def on_epoch_begin(self, epoch, logs=None):
        guarding = self._guarding()
        if guarding is not None:
            guarding.begin_epoch(epoch)

    def on_test_begin(self, logs=None):
        self._settle()

    def on_epoch_end(self, epoch, logs=None):
        self._settle()
        guarding = self._guarding()
        if guarding is not None:
            guarding.judge_validation(logs or {})

    def on_train_end(self, logs=None):
        taps.detach(self._model, self._guarding())
        self._guarding = _nothing

    def _settle(self):
        guarding = self._guarding()
        if guarding is not None:
            guarding.settle()

    def _settings(self):
        return Settings(
            self.on_nonfinite == "restore",
            *(self.every, self.learning_rate_factor, self.max_restores),
            *(self.restore_weights, self.verbose),
        )

    def _require_settable_rate(self, optimizers):
        lowers = self.on_nonfinite == "restore" and self.learning_rate_factor != 1
        names = ", ".join(type(optimizer).__name__ for optimizer in optimizers)
        fine = not lowers or any(map(settable, optimizers))
        require(fine, "optimizer", _NOT_SETTABLE, names or None)

    def get_config(self):
        """Returns the arguments of the constructor."""
        return {
            "on_nonfinite": self.on_nonfinite,
            "every": self.every,
            "learning_rate_factor": self.learning_rate_factor,
            "max_restores": self.max_restores,
            "restore_weights": self.restore_weights,
            "verbose": self.verbose,
        }

    @classmethod
    def from_config(cls, config):
        """Returns a callback made from `get_config()`."""
        return cls(**config)
