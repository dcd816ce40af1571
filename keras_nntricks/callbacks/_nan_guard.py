import keras

from keras_nntricks import taps
from keras_nntricks._arguments import is_integer, is_number, require, require_count
from keras_nntricks.callbacks._nan_guarding import Guarding, Settings

_NOT_SETTABLE = (
    "an optimizer whose learning rate is a number, for NaNGuard to lower it: compile "
    "with `SGD(learning_rate=0.1)`, for example, instead of a schedule or a function, "
    "or give `learning_rate_factor=1`"
)


@keras.saving.register_keras_serializable(package="keras_nntricks")
class NaNGuard(keras.callbacks.Callback):
    """Notices NaN and infinity at the step where they appear; stops or goes back.

    Every `every` steps the state (weights, moving statistics, seeds, optimizer,
    metrics) is copied on the device, and the batches since then are kept. The loss of
    each step is looked at as soon as the device has computed it, all variables at
    each copy and at the end of an epoch; no step waits for it. When a number is not
    finite, the steps since the last good copy are run again and watched, which says
    what was non-finite first: an input, a target, a weight, a layer's output, the
    loss, a gradient or an update. Then training

    - stops, with the state of the last good copy, or
    - goes on from the last good copy with the next batch. The steps since the copy
      are lost; the bad batch is skipped. The learning rate is multiplied by
      `learning_rate_factor`. Where training is lost again before the next good copy,
      it goes back to the copy before.

    An infinite gradient that loss scaling leaves out is no alarm. Without an alarm the
    training is what it is without the callback, to the bit. At most three copies of
    the state exist at a time, and 256 MB of batches; larger batches bring the copies
    nearer together. On TensorFlow with `steps_per_execution` > 1 no batches can be
    kept, so the finding says the step where it was noticed.

    Args:
        on_nonfinite: `"stop"` or `"restore"`.
        every: int >= 1. Steps between two copies. Defaults to 20.
        learning_rate_factor: number in (0, 1]. What the learning rate is multiplied by
            at each restore. Defaults to 0.5.
        max_restores: int >= 0. After so many restores in one `fit` the next alarm
            stops. Defaults to 5.
        restore_weights: whether a stop puts the last good copy back. If False the
            model is left as it is, NaN included. Defaults to True.
        verbose: 0 or 1. Whether findings are printed.

    Attributes:
        findings: the findings of the last `fit`; each has `step`, `epoch`, `kind`,
            `where`, and prints as a sentence.

    Raises:
        ValueError: if an argument is out of range; in `fit`, if the optimizer's rate
            is a schedule or a function and should be lowered.

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
    NaNGuard: first non-finite at step 2 (epoch 1): input 'x' of the batch. Back to \
the state before step 0.
    >>> bool(np.isfinite(model.get_weights()[0]).all())
    True

    Reference: PaLM, section 5.1, skips batches from a checkpoint on after a spike,
    https://arxiv.org/abs/2204.02311.
    """

    def __init__(
        self,
        on_nonfinite="stop",
        every=20,
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
        self._guarding = None

    def on_train_begin(self, logs=None):
        model = self.model
        self._require_settable_rate(model.optimizer)
        if model.built and model.optimizer and not model.optimizer.built:
            model.optimizer.build(model.trainable_variables)
        steps = (self.params or {}).get("steps")
        self._guarding = Guarding(model, self._settings(), steps)
        self.findings = self._guarding.findings
        taps.attach(model, self._guarding, steps)

    def on_epoch_begin(self, epoch, logs=None):
        self._guarding.begin_epoch(epoch)

    def on_test_begin(self, logs=None):
        self._settle()

    def on_epoch_end(self, epoch, logs=None):
        self._settle()

    def on_train_end(self, logs=None):
        taps.detach(self.model, self._guarding)
        self._guarding = None

    def _settle(self):
        if self._guarding is not None and self.model is not None:
            self._guarding.settle()

    def _settings(self):
        return Settings(
            self.on_nonfinite == "restore",
            *(self.every, self.learning_rate_factor, self.max_restores),
            *(self.restore_weights, self.verbose),
        )

    def _require_settable_rate(self, optimizer):
        lowers = self.on_nonfinite == "restore" and self.learning_rate_factor != 1
        settable = isinstance(getattr(optimizer, "learning_rate", None), keras.Variable)
        name = optimizer and type(optimizer).__name__
        require(settable or not lowers, "optimizer", _NOT_SETTABLE, name)

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
