"""The outputs of a model and their losses, in the field's names."""

import re

import keras

from keras_nntricks.monitors._facts import OutputFacts

_SHORT = {
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
    "kldivergence": "kl_divergence",
    "kullback_leibler_divergence": "kl_divergence",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "mse": "mean_squared_error",
    "msle": "mean_squared_logarithmic_error",
    "cosine_distance": "cosine_similarity",
    "logcosh": "log_cosh",
}


def describe_outputs(model, layers):
    """A tuple of `OutputFacts`, one for each output with a loss."""
    makers = list(getattr(model, "output_names", None) or [])
    names = _names(model, makers)
    ends = [layer for layer in layers if layer.role == "output"]
    losses = _losses(model.loss, names)
    sizes = _sizes(model)
    return tuple(
        _output(
            name, losses.get(name), _at(sizes, i), _end(ends, _at(makers, i), names)
        )
        for i, name in enumerate(names)
    )


def loss_name(loss):
    """The snake_case name of a loss given as text, function or object, or None."""
    if loss is None:
        return None
    name = loss if isinstance(loss, str) else getattr(loss, "__name__", None)
    name = name or type(loss).__name__
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return _SHORT.get(snake, snake)


def _output(name, loss, units, layer):
    return OutputFacts(
        name=name,
        loss=loss_name(loss),
        from_logits=_from_logits(loss),
        units=units,
        activation=layer.activation if layer else None,
        layer=layer.path if layer else None,
        loss_settings=_settings(loss),
    )


def _settings(loss):
    return {
        name: value
        for name, value in _config(loss).items()
        if isinstance(value, int | float | str | list) and name not in ("name", "dtype")
    }


def _from_logits(loss):
    name = loss_name(loss)
    if name is None or "crossentropy" not in name:
        return None
    return bool(_config(loss).get("from_logits", False))


def _config(loss):
    try:
        config = loss.get_config()
    except (AttributeError, NotImplementedError):
        return {}
    if isinstance(loss, keras.losses.Huber):
        # Its config leaves delta out, which is the slope far away from 0.
        far = 1e4
        config["delta"] = round(float(loss([[0.0]], [[far]])) / far, 3)
    return config


def _losses(loss, names):
    if isinstance(loss, dict):
        return loss
    if isinstance(loss, list | tuple):
        return dict(zip(names, loss, strict=False))
    return dict.fromkeys(names, loss)


def _names(model, makers):
    """The names of the outputs: keys of a dict, or names of the layers."""
    keyed = model.output if makers else model.loss
    if isinstance(keyed, dict) and len(keyed) == len(makers or keyed):
        return keras.tree.flatten({key: key for key in keyed})
    return makers or ["output"]


def _end(ends, maker, names):
    """The layer of an output: the one of that name, or inside a model of that name."""
    named = [layer for layer in ends if maker in layer.path.split("/")]
    if named:
        return named[-1]
    return ends[0] if ends and len(names) == 1 else None


def _sizes(model):
    if isinstance(model, keras.Sequential | keras.Function) and model.built:
        return [output.shape[-1] if output.shape else None for output in model.outputs]
    return []


def _at(values, index):
    return values[index] if index < len(values) else None
