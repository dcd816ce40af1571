"""Preprocessing and regularisation."""

import keras
import numpy as np

from benchmarks.layers.composed import Chain
from benchmarks.layers.pair import Pair
from keras_nntricks import layers

IMAGES, FEATURES = (64, 32, 32, 32), (128, 256)

PAIRS = (
    Pair(
        "drop_connect",
        "DropConnect(Dense(128), 0.5)",
        "keras Dropout(0.5), Dense(128)",
        lambda: layers.DropConnect(keras.layers.Dense(128), 0.5),
        lambda: Chain(keras.layers.Dropout(0.5), keras.layers.Dense(128)),
        FEATURES,
    ),
    Pair(
        "stochastic_depth",
        "StochasticDepth(0.2)",
        "keras Dropout(0.2) with one draw per example",
        lambda: layers.StochasticDepth(0.2),
        lambda: keras.layers.Dropout(0.2, noise_shape=(None, 1, 1, 1)),
        IMAGES,
    ),
    Pair(
        "mean_subtraction",
        "MeanSubtraction",
        "keras Normalization(variance=1)",
        lambda: layers.MeanSubtraction(mean=[0.4, 0.5, 0.6]),
        lambda: keras.layers.Normalization(mean=[0.4, 0.5, 0.6], variance=[1.0] * 3),
        (64, 32, 32, 3),
    ),
    Pair(
        "whitening",
        "Whitening",
        "keras Dense(256)",
        lambda: layers.Whitening(mean=np.zeros(256), covariance=np.eye(256)),
        lambda: keras.layers.Dense(256),
        FEATURES,
    ),
    Pair(
        "cutout",
        "Cutout(16)",
        "keras RandomErasing of a quarter",
        lambda: layers.Cutout(16),
        lambda: keras.layers.RandomErasing(factor=(1.0, 1.0), scale=(0.25, 0.25)),
        (64, 32, 32, 3),
    ),
)
