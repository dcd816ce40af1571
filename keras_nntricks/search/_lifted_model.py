"""Numbers of layers and losses as values of the model, so that trials share a program.

A dropout rate, the factor of an L1 or L2 penalty and a label smoothing are Python
floats, which a trace turns into constants. Here each becomes a variable that counts
among the model's own: its value differs between trials and the program does not.
Weights are drawn before a program begins, so the scale of an initializer needs none
of this.
"""

import contextlib

import keras

from keras_nntricks._leaf_layers import leaf_layers
from keras_nntricks._shadowed import shadowed

_DROPOUTS = (
    keras.layers.Dropout,
    keras.layers.SpatialDropout1D,
    keras.layers.SpatialDropout2D,
    keras.layers.SpatialDropout3D,
)
_PENALTIES = (
    keras.regularizers.L1,
    keras.regularizers.L2,
    keras.regularizers.L1L2,
)
_ONE_HOT = (
    keras.losses.CategoricalCrossentropy,
    keras.losses.CategoricalFocalCrossentropy,
)
_BINARY = (
    keras.losses.BinaryCrossentropy,
    keras.losses.BinaryFocalCrossentropy,
)
# What a configuration shows in place of a number that may differ.
_ANY = 0.5


class _Number(keras.Variable):
    """A number strictly between 0 and 1, or above 0; questions are answered so."""

    def __init__(self, value):
        super().__init__(value, dtype=keras.config.floatx(), trainable=False)

    def __bool__(self):
        return True

    def __gt__(self, other):
        return True

    def __eq__(self, other):
        return self is other

    def __ne__(self, other):
        return self is not other

    __hash__ = object.__hash__


def lift(model):
    """Makes variables of such numbers of the model, in place.

    Only in models of Keras's own classes: another class may hold the numbers anew.
    """
    if type(model).__module__.split(".")[0] != "keras":
        return
    places = _places(model)
    loss = model.loss if _smoothing(model.loss) else None
    if not (places or loss):
        return
    numbers = [_Number(getattr(thing, name)) for thing, name in places]
    smoothing = _Number(loss.label_smoothing) if loss else None
    object.__setattr__(model, "_lifted", (places, numbers, loss, smoothing))
    object.__setattr__(model, "__class__", _lifted_class(type(model), bool(loss)))


def _places(model):
    """(object, attribute) of each number that can be lifted."""
    floatx = keras.config.floatx()
    found = {}
    for layer in leaf_layers(model):
        if layer.compute_dtype == floatx:
            for thing, name in _numbers_of(layer):
                found[id(thing), name] = (thing, name)
    return list(found.values())


def _numbers_of(layer):
    if type(layer) in _DROPOUTS and 0 < layer.rate < 1:
        yield layer, "rate"
    for held in vars(layer).values():
        if type(held) in _PENALTIES:
            factors = vars(held).items()
            yield from ((held, k) for k, v in factors if k in ("l1", "l2") and v > 0)


def _smoothing(loss):
    return type(loss) in (*_ONE_HOT, *_BINARY) and 0 < loss.label_smoothing < 1


def _with_smoothing(loss, smoothing):
    """`loss.call` with another number for its label smoothing."""
    plain = _copy(loss, label_smoothing=0.0)

    def call(y_true, y_pred):
        y_true = keras.ops.cast(y_true, y_pred.dtype)
        classes = y_pred.shape[-1] if type(loss) in _ONE_HOT else 2
        return plain.call(y_true * (1 - smoothing) + smoothing / classes, y_pred)

    return call


def _copy(loss, **changes):
    return type(loss).from_config({**loss.get_config(), **changes})


class _Lifted:
    """What a model does with its lifted numbers; mixed into its class."""

    @property
    def non_trainable_variables(self):
        _, numbers, _, smoothing = self._lifted
        own = super().non_trainable_variables
        return [*own, *numbers, *([smoothing] if smoothing is not None else [])]

    def train_step(self, *args, **kwargs):
        with self._numbers_in_place():
            return super().train_step(*args, **kwargs)

    def test_step(self, *args, **kwargs):
        with self._numbers_in_place():
            return super().test_step(*args, **kwargs)

    def get_config(self):
        with self._anything_in_place():
            return super().get_config()

    def get_compile_config(self):
        with self._anything_in_place():
            return super().get_compile_config()

    @contextlib.contextmanager
    def _numbers_in_place(self):
        places, numbers, loss, smoothing = self._lifted
        with contextlib.ExitStack() as stack:
            for (thing, name), number in zip(places, numbers, strict=True):
                stack.enter_context(shadowed(thing, name, number))
            if loss:
                call = _with_smoothing(loss, smoothing)
                stack.enter_context(shadowed(loss, "call", call))
            yield

    @contextlib.contextmanager
    def _anything_in_place(self):
        places, _, loss, _ = self._lifted
        held = [*places, (loss, "label_smoothing")] if loss else places
        with contextlib.ExitStack() as stack:
            for thing, name in held:
                stack.enter_context(shadowed(thing, name, _ANY))
            yield


class _LiftedLoss(_Lifted):
    """As above; the loss that it shows is one of any smoothing."""

    @property
    def loss(self):
        return _copy(self._lifted[2], label_smoothing=_ANY)


def _lifted_class(own, with_loss):
    return type(own.__name__, (_LiftedLoss if with_loss else _Lifted, own), {})
