"""The networks that are trained, by kind."""

from benchmarks.diagnosis.networks.network import Network, Parts

__all__ = ["Network", "Parts", "build"]


def build(parts, input_shape, units, activation):
    """A model: the network's hidden layers and a dense layer called head."""
    import keras

    from benchmarks.diagnosis.networks import _builders

    start = keras.Input(input_shape, name="features")
    x = getattr(_builders, parts.network.kind)(parts, start)
    end = keras.layers.Dense(units, activation=activation, name="head")(x)
    return keras.Model(start, end)
