"""A weight per channel of a normalization, such as gamma and beta."""


def add_channel_parameter(layer, name, channels):
    """Adds it by the layer's own initializer, regularizer and constraint of the name.

    Mixed precision leaves it as it is.
    """
    return layer.add_weight(
        name=name,
        shape=(channels,),
        initializer=getattr(layer, f"{name}_initializer"),
        regularizer=getattr(layer, f"{name}_regularizer"),
        constraint=getattr(layer, f"{name}_constraint"),
        autocast=False,
    )
