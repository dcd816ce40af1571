"""What a user of Keras alone would write, as layers."""

import keras


class Chain(keras.layers.Layer):
    """Layers and functions, one after the other."""

    def __init__(self, *steps):
        super().__init__()
        self.steps = list(steps)

    def build(self, input_shape):
        outputs = keras.KerasTensor(input_shape)
        for step in self.steps:
            outputs = step(outputs)

    def call(self, inputs, training=None):
        for step in self.steps:
            is_layer = isinstance(step, keras.layers.Layer)
            inputs = step(inputs, training=training) if is_layer else step(inputs)
        return inputs


class WithWeights(keras.layers.Layer):
    """A function of the input and of weights, one of each per channel."""

    def __init__(self, function, *starts):
        super().__init__()
        self.function, self.starts = function, starts

    def build(self, input_shape):
        shape = (input_shape[-1],)
        make = keras.initializers.Constant
        self.values = [self.add_weight(shape, make(start)) for start in self.starts]

    def call(self, inputs):
        return self.function(inputs, *self.values)


class RandomLeaky(keras.layers.Layer):
    """Leaky ReLU with a random slope per element."""

    def __init__(self, lower, upper):
        super().__init__()
        self.lower, self.upper = lower, upper
        self.seed_generator = keras.random.SeedGenerator(0)

    def call(self, inputs):
        shape, generator = keras.ops.shape(inputs), self.seed_generator
        slopes = keras.random.uniform(shape, self.lower, self.upper, seed=generator)
        return keras.ops.where(inputs >= 0, inputs, slopes * inputs)


def s_shaped(inputs, low, low_slope, high, high_slope):
    """Slope 1 between `low` and `high`."""
    above = high + high_slope * (inputs - high)
    below = low + low_slope * (inputs - low)
    inner = keras.ops.where(inputs <= low, below, inputs)
    return keras.ops.where(inputs >= high, above, inner)


def concatenated_relu(inputs):
    """ReLU of the input and of its negative."""
    relu = keras.ops.relu
    return keras.ops.concatenate([relu(inputs), relu(-inputs)], axis=-1)


def largest_piece(units, num_pieces):
    """The maximum over pieces that lie side by side."""

    def pool(inputs):
        shape = (*keras.ops.shape(inputs)[:-1], units, num_pieces)
        return keras.ops.max(keras.ops.reshape(inputs, shape), axis=-1)

    return pool
