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


def trains_its_own_way(model):
    """Whether the model overrides `train_step`."""
    return type(model).train_step is not keras.Model.train_step


def twin_of(model, optimizer=None, penalties=True):
    """A compiled `Twin`; its optimizer is made anew from the config of the model's."""
    twin = Twin(model, penalties)
    settings = model.get_compile_config() or {}
    twin.compile(
        optimizer=optimizer or fresh_optimizer(model),
        loss=model.loss,
        loss_weights=settings.get("loss_weights"),
        run_eagerly=model.run_eagerly,
        jit_compile="auto" if model.jit_compile else False,
    )
    return twin


def fresh_optimizer(model):
    """An optimizer of the same settings that has made no step."""
    found = model.optimizer
    found = getattr(found, "inner_optimizer", found)  # `compile` wraps it again
    return type(found).from_config(found.get_config())


def fresh_loss(loss):
    """The loss made anew, so that it takes the precision of today."""
    return keras.tree.map_structure(_fresh, loss)


def _fresh(loss):
    if not isinstance(loss, keras.losses.Loss):
        return loss
    return type(loss).from_config(loss.get_config())
