"""Batch normalization and its relatives."""

import keras

from benchmarks.layers.pair import Pair, everywhere, where_fused
from keras_nntricks import layers

IMAGES, FEATURES = (64, 32, 32, 32), (128, 512)
KERAS = "keras BatchNormalization"


def _ghosts(shape, groups):
    size = shape[0] // groups
    return Pair(
        f"ghost_{groups}_{len(shape)}d",
        f"BatchNorm(virtual_batch_size={size})",
        KERAS,
        lambda: layers.BatchNorm(virtual_batch_size=size),
        keras.layers.BatchNormalization,
        shape,
        everywhere(1.25),
    )


PAIRS = (
    Pair(
        "batch_norm_4d",
        "BatchNorm",
        KERAS,
        lambda: layers.BatchNorm(),
        keras.layers.BatchNormalization,
        IMAGES,
        where_fused("tensorflow", "torch"),
    ),
    Pair(
        "batch_norm_2d",
        "BatchNorm",
        KERAS,
        lambda: layers.BatchNorm(),
        keras.layers.BatchNormalization,
        FEATURES,
        where_fused("torch"),
    ),
    *(_ghosts(shape, groups) for shape in (IMAGES, FEATURES) for groups in (4, 16)),
    Pair(
        "batch_renorm",
        "BatchNorm(renorm=True)",
        f"{KERAS}(renorm=True)",
        lambda: layers.BatchNorm(renorm=True),
        lambda: keras.layers.BatchNormalization(renorm=True),
        IMAGES,
    ),
    Pair(
        "frn_against_group_norm",
        "FilterResponseNorm",
        "keras GroupNormalization(groups=-1)",
        lambda: layers.FilterResponseNorm(),
        lambda: keras.layers.GroupNormalization(groups=-1),
        IMAGES,
    ),
    Pair(
        "frn_against_batch_norm",
        "FilterResponseNorm",
        KERAS,
        lambda: layers.FilterResponseNorm(),
        keras.layers.BatchNormalization,
        IMAGES,
    ),
    Pair(
        "weight_norm",
        "WeightNorm(Dense(512))",
        "keras Dense(512)",
        lambda: layers.WeightNorm(keras.layers.Dense(512)),
        lambda: keras.layers.Dense(512),
        FEATURES,
    ),
    Pair(
        "weight_standardization",
        "WeightStandardization(Conv2D(32, 3))",
        "keras Conv2D(32, 3)",
        lambda: layers.WeightStandardization(keras.layers.Conv2D(32, 3)),
        lambda: keras.layers.Conv2D(32, 3),
        (32, 32, 32, 32),
    ),
)
