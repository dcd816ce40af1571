import keras
from keras import ops

from keras_nntricks._arguments import is_number, require, require_count
from keras_nntricks.layers._seeds import checked_seed

_PLACES = ("training", "inference")


@keras.saving.register_keras_serializable(package="keras_nntricks")
class StochasticDepth(keras.layers.Layer):
    """Drops a whole residual branch at random, so that training sees shorter networks.

    Put it behind the branch and before the addition, or give it both:

        x + StochasticDepth(rate)(branch(x))
        StochasticDepth(rate)([x, branch(x)])          # the same

    While training the branch is multiplied by b / (1 - rate), where b is 0 with
    probability `rate` and else 1. Outside training it passes as it is.

    Args:
        rate: number in [0, 1), the probability that the branch is dropped; 1 - p_l in
            the paper. `StochasticDepth.linear_rates` gives those of all blocks.
        mode: `"example"`, the default: each example draws for itself. `"batch"`: one
            draw for all, as in the paper.
        scale_in: `"training"`, the default: kept branches are divided by 1 - rate.
            `"inference"`: the branch is multiplied by 1 - rate outside training, as
            in the paper and in TensorFlow Addons, whose weights need it.
        seed: int in [0, 2**32) or None, the default.
        **kwargs: `name`, `dtype`, `trainable`.

    Call arguments:
        inputs: the branch, (batch, ...), or a list [shortcut, branch] of one shape.
        training: bool. Whether to drop.

    Returns:
        Tensor of the shape of the branch: the scaled branch, or shortcut plus branch.
        A mask passes; of two, the shortcut's.

    Raises:
        ValueError: if an argument is out of range, or when the layer is built, if a
            list has not two tensors of one shape.

    Differs from the paper: by default one draw per example and scaled in training;
    `mode="batch", scale_in="inference"` is the paper's.

    Example:
    >>> import numpy as np
    >>> from keras_nntricks import layers
    >>> layer = layers.StochasticDepth(0.5, seed=1)
    >>> branch = np.ones((200, 1), "float32")
    >>> sorted(set(np.array(layer(branch, training=True)).ravel().tolist()))
    [0.0, 2.0]
    >>> layers.StochasticDepth.linear_rates(4)
    [0.125, 0.25, 0.375, 0.5]

    Reference: Huang et al., 2016, https://arxiv.org/abs/1603.09382, sections 3 and 4.
    """

    def __init__(self, rate, mode="example", scale_in="training", seed=None, **kwargs):
        super().__init__(**kwargs)
        require(is_number(rate) and 0 <= rate < 1, "rate", "in [0, 1)", rate)
        require(mode in ("example", "batch"), "mode", "'example' or 'batch'", mode)
        rule = "'training' or 'inference'"
        require(scale_in in _PLACES, "scale_in", rule, scale_in)
        self.rate = float(rate)
        self.mode = mode
        self.scale_in = scale_in
        self.seed = checked_seed(seed)
        self.seed_generator = keras.random.SeedGenerator(self.seed)
        self.supports_masking = True

    @staticmethod
    def linear_rates(num_blocks, final_rate=0.5):
        """Returns rates that grow linearly over the blocks: l / L * final_rate.

        The expected number of blocks in use is L - final_rate * (L + 1) / 2, which is
        (3 L - 1) / 4 at the final rate of the paper, 0.5.

        Args:
            num_blocks: int >= 1, the number of residual blocks (L).
            final_rate: number in [0, 1), the rate of the last block.
        """
        require_count("num_blocks", num_blocks)
        valid = is_number(final_rate) and 0 <= final_rate < 1
        require(valid, "final_rate", "in [0, 1)", final_rate)
        return [final_rate * block / num_blocks for block in range(1, num_blocks + 1)]

    def build(self, input_shape):
        if _is_pair(input_shape):
            same = len(input_shape) == 2 and _agree(*input_shape)
            rule = "a shortcut's and a branch's, both the same"
            require(same, "input_shape", rule, input_shape)

    def call(self, inputs, training=False):
        if isinstance(inputs, list | tuple):
            shortcut, branch = inputs
            return ops.add(shortcut, self._drop(branch, training))
        return self._drop(inputs, training)

    def _drop(self, branch, training):
        kept = 1.0 - self.rate
        if training and self.rate > 0:
            # A product would keep the infinities and NaN of a dropped branch.
            branch = ops.where(self._draw(branch), branch, ops.zeros_like(branch))
        scaled = bool(training) == (self.scale_in == "training")
        factor = 1.0 / kept if training else kept
        return branch * factor if scaled else branch

    def _draw(self, branch):
        """Whether the branch is kept: one bool per example, or one for the batch."""
        count = ops.shape(branch)[0] if self.mode == "example" else 1
        shape = (count, *[1] * (len(branch.shape) - 1))
        uniform = keras.random.uniform(shape, dtype="float32", seed=self.seed_generator)
        return uniform >= self.rate

    def compute_mask(self, inputs, previous_mask):
        if isinstance(inputs, list | tuple):
            return None if previous_mask is None else previous_mask[0]
        return previous_mask

    def compute_output_shape(self, input_shape):
        return input_shape[0] if _is_pair(input_shape) else input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "rate": self.rate,
            "mode": self.mode,
            "scale_in": self.scale_in,
            "seed": self.seed,
        }


def _is_pair(shape):
    return isinstance(shape[0], list | tuple)


def _agree(first, second):
    """Whether two shapes are the same where both are known."""
    pairs = zip(first, second, strict=False)
    return len(first) == len(second) and all(a == b or None in (a, b) for a, b in pairs)
