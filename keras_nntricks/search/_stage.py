"""One stage of a search from coarse to fine."""

import dataclasses

import keras

from keras_nntricks._arguments import is_number, require, require_count


@keras.saving.register_keras_serializable(package="keras_nntricks")
@dataclasses.dataclass(frozen=True)
class Stage:
    """How many trials a stage has, how long they last, how they narrow the next one.

        next range = [min(best) - margin * width, max(best) + margin * width]

    over the `keep` best trials of the stage, on the scale on which the hyperparameter
    is sampled: logarithms for `sampling="log"`. `width` is that of this stage's range.

    Args:
        trials: positive integer. Trials of the stage.
        epochs: positive integer. Epochs of each trial, from the start.
        keep: positive integer. How many of the best trials the next range spans, at
            most: one nearer to the median than to the best is left out. Defaults to 5.
        margin: number >= 0. What is added at each end, as a fraction of the width.
            Defaults to 0.1.

    Raises:
        ValueError: if an argument is not as described.

    Example:
    >>> from keras_nntricks import search
    >>> coarse = search.Stage(trials=48, epochs=2)
    >>> coarse.keep, coarse.margin
    (5, 0.1)

    Reference:
        "First stage: only a few epochs to get rough idea of what params work. Second
        stage: longer running time, finer search": CS231n 2017, lecture 6,
        https://cs231n.stanford.edu/slides/2017/cs231n_2017_lecture6.pdf.
    """

    trials: int
    epochs: int
    keep: int = 5
    margin: float = 0.1

    def __post_init__(self):
        for name in ("trials", "epochs", "keep"):
            require_count(name, getattr(self, name))
        fine = is_number(self.margin) and self.margin >= 0
        require(fine, "margin", "a number >= 0", self.margin)

    def get_config(self):
        """Returns the arguments of the constructor."""
        return {
            "trials": int(self.trials),
            "epochs": int(self.epochs),
            "keep": int(self.keep),
            "margin": float(self.margin),
        }

    @classmethod
    def from_config(cls, config):
        """Returns a stage made from `get_config()`."""
        return cls(**config)
