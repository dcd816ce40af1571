"""What a function that trains a model in place of `fit` owes to it."""

import keras
import numpy as np

from tests.backends import to_numpy
from tests.conformance.registry import check


class _Diary(keras.callbacks.Callback):
    """Notes what it is told; stops the training after its second epoch."""

    def __init__(self):
        super().__init__()
        self.told = []

    def on_train_begin(self, logs=None):
        self.told.append("begin")

    def on_epoch_begin(self, epoch, logs=None):
        self.told.append(("begin", epoch))

    def on_epoch_end(self, epoch, logs=None):
        self.told.append(("end", epoch, sorted(logs)))
        self.model.stop_training = epoch == 1

    def on_train_end(self, logs=None):
        self.told.append("end")


@check("fit")
def check_fit_lowers_the_loss(case):
    """And returns a History whose last loss is the model's."""
    model = case.parts["model"]()
    inputs = {name: case.parts[name]() for name in ("x", "y")}
    before = model.evaluate(**inputs, verbose=0, return_dict=True)["loss"]
    history = case.build(model=model)
    assert isinstance(history, keras.callbacks.History), f"{case.id}: {history!r}"
    after = model.evaluate(**inputs, verbose=0, return_dict=True)["loss"]
    assert after < 0.9 * before, f"{case.id}: from {before} to {after}"
    last = history.history["loss"][-1]
    assert np.isclose(last, after, rtol=1e-4), f"{case.id}: {last} is not {after}"


@check("fit")
def check_fit_tells_callbacks(case):
    """In the order of `fit`, and stops when one of them says so."""
    diary = _Diary()
    history = case.build(callbacks=[diary])
    logs = sorted(history.history)
    epochs = [part for e in (0, 1) for part in (("begin", e), ("end", e, logs))]
    assert diary.told == ["begin", *epochs, "end"], f"{case.id}: {diary.told}"


@check("fit")
def check_fit_changes_trainable_weights_alone(case):
    """Moving statistics, optimizer, what is compiled, dtypes: all as before."""
    model = case.parts["model"]()
    before = _state(model)
    case.build(model=model)
    after = _state(model)
    changed = [part for part in before if before[part] != after[part]]
    assert not changed, f"{case.id}: changed {changed}"


def _state(model):
    constants = (*model.non_trainable_variables, *model.optimizer.variables)
    return {
        "constants": [to_numpy(variable).tolist() for variable in constants],
        "trainable": [(v.path, v.trainable) for v in model.variables],
        "compiled": (id(model.optimizer), model.loss, model.jit_compile),
        "policies": [layer.dtype_policy.name for layer in model.layers],
        "layers": [sorted(vars(layer)) for layer in model.layers],
        "precision": (keras.config.floatx(), keras.config.dtype_policy().name),
    }
