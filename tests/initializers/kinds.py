"""Kernels of every kind, with the fans they should have."""

import dataclasses
from collections.abc import Callable

from keras import layers


@dataclasses.dataclass(frozen=True)
class Kind:
    name: str
    make: Callable  # (initializer) -> layer
    input_shape: tuple
    fan_in: float
    fan_out: float
    weight: str = "kernel"
    integer_input: bool = False

    def build(self, initializer):
        layer = self.make(initializer)
        layer.build(self.input_shape)
        return layer

    def kernel(self, layer):
        found = [w for w in layer.weights if w.name == self.weight]
        return found[0]


KINDS = [
    Kind("dense", lambda i: layers.Dense(90, kernel_initializer=i), (None, 60), 60, 90),
    Kind(
        "conv1d",
        lambda i: layers.Conv1D(40, 5, kernel_initializer=i),
        (None, 12, 30),
        150,
        200,
    ),
    Kind(
        "conv2d",
        lambda i: layers.Conv2D(40, (3, 2), kernel_initializer=i),
        (None, 9, 9, 20),
        120,
        240,
    ),
    Kind(
        "conv2d strided",
        lambda i: layers.Conv2D(40, 4, strides=2, kernel_initializer=i),
        (None, 12, 12, 20),
        320,
        160,
    ),
    Kind(
        "conv2d grouped",
        lambda i: layers.Conv2D(40, 3, groups=4, kernel_initializer=i),
        (None, 9, 9, 80),
        180,
        90,
    ),
    Kind(
        "conv3d",
        lambda i: layers.Conv3D(20, 2, kernel_initializer=i),
        (None, 4, 4, 4, 30),
        240,
        160,
    ),
    Kind(
        "depthwise1d",
        lambda i: layers.DepthwiseConv1D(7, depthwise_initializer=i),
        (None, 12, 400),
        7,
        7,
    ),
    Kind(
        "depthwise2d",
        lambda i: layers.DepthwiseConv2D(3, depthwise_initializer=i),
        (None, 8, 8, 256),
        9,
        9,
    ),
    Kind(
        "depthwise2d strided",
        lambda i: layers.DepthwiseConv2D(
            4, strides=2, depth_multiplier=2, depthwise_initializer=i
        ),
        (None, 12, 12, 80),
        16,
        8,
    ),
    Kind(
        "separable1d depthwise",
        lambda i: layers.SeparableConv1D(3, 5, depthwise_initializer=i),
        (None, 12, 400),
        5,
        5,
        weight="depthwise_kernel",
    ),
    Kind(
        "separable2d pointwise",
        lambda i: layers.SeparableConv2D(
            50, 3, strides=2, depth_multiplier=2, pointwise_initializer=i
        ),
        (None, 9, 9, 30),
        60,
        50,
        weight="pointwise_kernel",
    ),
    Kind(
        "transposed1d",
        lambda i: layers.Conv1DTranspose(20, 6, strides=3, kernel_initializer=i),
        (None, 9, 60),
        120,
        120,
    ),
    Kind(
        "transposed2d",
        lambda i: layers.Conv2DTranspose(16, 3, kernel_initializer=i),
        (None, 6, 6, 256),
        2304,
        144,
    ),
    Kind(
        "transposed2d strided",
        lambda i: layers.Conv2DTranspose(16, 4, strides=2, kernel_initializer=i),
        (None, 6, 6, 80),
        320,
        256,
    ),
    Kind(
        "transposed3d",
        lambda i: layers.Conv3DTranspose(16, 2, kernel_initializer=i),
        (None, 4, 4, 4, 40),
        320,
        128,
    ),
    Kind(
        "einsum",
        lambda i: layers.EinsumDense("...x,xhd->...hd", (4, 20), kernel_initializer=i),
        (None, 3, 50),
        50,
        80,
    ),
    Kind(
        "einsum two summed",
        lambda i: layers.EinsumDense("abhd,hdx->abx", (None, 30), kernel_initializer=i),
        (None, 3, 4, 20),
        80,
        30,
    ),
    Kind(
        "einsum copies",
        lambda i: layers.EinsumDense("abc,bcd->abd", (9, 30), kernel_initializer=i),
        (None, 9, 20),
        20,
        30,
    ),
    Kind(
        "einsum right ellipsis",
        lambda i: layers.EinsumDense("ab...,bc->ac...", 60, kernel_initializer=i),
        (None, 50, 4),
        50,
        60,
    ),
    Kind(
        "embedding",
        lambda i: layers.Embedding(300, 16, embeddings_initializer=i),
        (None, 7),
        1,
        16,
        weight="embeddings",
        integer_input=True,
    ),
    Kind(
        "simple rnn",
        lambda i: layers.SimpleRNN(60, kernel_initializer=i),
        (None, 5, 40),
        40,
        60,
    ),
    Kind(
        "lstm", lambda i: layers.LSTM(40, kernel_initializer=i), (None, 5, 30), 30, 40
    ),
    Kind(
        "lstm recurrent",
        lambda i: layers.LSTM(40, recurrent_initializer=i),
        (None, 5, 30),
        40,
        40,
        weight="recurrent_kernel",
    ),
    Kind("gru", lambda i: layers.GRU(40, kernel_initializer=i), (None, 5, 30), 30, 40),
    Kind(
        "conv lstm",
        lambda i: layers.ConvLSTM2D(10, 4, strides=2, kernel_initializer=i),
        (None, 2, 8, 8, 12),
        192,
        40,
    ),
    Kind(
        "conv lstm recurrent",
        lambda i: layers.ConvLSTM2D(10, 4, strides=2, recurrent_initializer=i),
        (None, 2, 8, 8, 12),
        160,
        160,
        weight="recurrent_kernel",
    ),
    Kind(
        "rnn of cells",
        lambda i: layers.RNN([layers.GRUCell(40, kernel_initializer=i)]),
        (None, 5, 30),
        30,
        40,
    ),
    Kind(
        "time distributed",
        lambda i: layers.TimeDistributed(
            layers.DepthwiseConv2D(3, depthwise_initializer=i)
        ),
        (None, 2, 6, 6, 200),
        9,
        9,
    ),
    Kind(
        "bidirectional",
        lambda i: layers.Bidirectional(layers.LSTM(40, kernel_initializer=i)),
        (None, 5, 30),
        30,
        40,
    ),
]
