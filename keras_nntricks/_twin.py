"""A model around the user's one, to be trained in its place."""

import keras
from keras import ops


class Twin(keras.Model):
    """Shares the layers of a model and has an optimizer and a loss of its own.

    Args:
        inner: the compiled model.
        penalties: whether regularisation counts.
    """

    def __init__(self, inner, penalties=True):
        super().__init__(name="twin", dtype=inner.dtype_policy)
        self.inner = inner
        self.penalties = penalties or inner.loss is None

    @property
    def output_names(self):
        return getattr(self.inner, "output_names", None)

    def call(self, inputs, training=None):
        return self.inner(inputs, training=training)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, **kwargs):
        if computes_own_loss(self.inner):
            return self.inner.compute_loss(x, y, y_pred, sample_weight, **kwargs)
        if not self.penalties:
            return self.compiled_loss(x, y, y_pred, sample_weight)
        return super().compute_loss(x, y, y_pred, sample_weight, **kwargs)

    def compiled_loss(self, x, y, y_pred, sample_weight):
        """The loss without what regularisation and `add_loss` add."""
        whole = super().compute_loss(x, y, y_pred, sample_weight)
        return whole - sum(self.losses, ops.zeros(()))


def computes_own_loss(model):
    """Whether the model overrides `compute_loss`."""
    return type(model).compute_loss is not keras.Model.compute_loss


def hindrance(model):
    """Why no twin can be trained in place of the model; empty if one can."""
    if type(model).train_step is not keras.Model.train_step:
        return "a `train_step` of its own"
    try:
        fresh_optimizer(model)
    except Exception:  # of one of one's own, whatever it raises
        return "an optimizer that cannot be made from its config"
    return ""


def twin_of(model, optimizer, penalties=True):
    """A compiled `Twin`, to be trained with this optimizer, or with None."""
    twin = Twin(model, penalties)
    twin.compile(
        optimizer=optimizer,
        loss=model.loss,
        loss_weights=loss_weights_of(model),
        run_eagerly=model.run_eagerly,
        jit_compile="auto" if model.jit_compile else False,
    )
    return twin


def loss_weights_of(model):
    """Those that the model was compiled with; None where its config cannot be had."""
    try:
        return (model.get_compile_config() or {}).get("loss_weights")
    except Exception:  # of a loss or an optimizer of one's own, whatever it raises
        return None


def fresh_optimizer(model, **settings):
    """An optimizer of the same settings, but these, that has made no step."""
    found = model.optimizer
    found = getattr(found, "inner_optimizer", found)  # `compile` wraps it again
    return type(found).from_config({**found.get_config(), **settings})


def loss_of_precision(loss, dtype):
    """The loss, or structure of losses, in another precision.

    Copied, because a loss of one's own may have no config to make it anew from.
    """
    return keras.tree.map_structure(lambda part: _of_precision(part, dtype), loss)


def _of_precision(loss, dtype):
    if not isinstance(loss, keras.losses.Loss):
        return loss
    kind = type(type(loss).__name__, (type(loss),), {"dtype": dtype})
    made = object.__new__(kind)  # `copy.copy` would go by the config
    vars(made).update(vars(loss))
    return made
