"""Constraints: what a weight is brought back to after each step."""

from keras_nntricks.constraints._max_norm import MaxNorm

__all__ = ["MaxNorm"]
