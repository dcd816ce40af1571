"""The page about migration names everything, and only what exists."""

import functools
import pathlib
import re

import keras
import pytest

import keras_nntricks

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "content" / "migration.md").read_text(encoding="utf-8")
CODE = " ".join(re.findall(r"`([^`\n]+)`", PAGE))

ADDONS = (
    *("CorrelationCost", "CRF", "EmbeddingBag", "ESN", "FilterResponseNormalization"),
    *("GELU", "GroupNormalization", "InstanceNormalization", "MaxUnpooling2D"),
    *("Maxout", "MultiHeadAttention", "NetVLAD", "NoisyDense", "PoincareNormalize"),
    *("PolynomialCrossing", "Snake", "Sparsemax", "SpatialPyramidPooling2D"),
    *("SpectralNormalization", "StochasticDepth", "TLU", "WeightNormalization"),
    *("gelu", "hardshrink", "lisht", "mish", "rrelu", "snake", "softshrink"),
    *("sparsemax", "tanhshrink"),
    *("AverageModelCheckpoint", "TimeStopping", "TQDMProgressBar"),
)
CONTRIB = (
    *("PELU", "SReLU", "Swish", "SineReLU", "CosineConv2D", "SubPixelUpscaling"),
    *("CosineDense", "CRF", "Capsule", "Attention", "InstanceNormalization"),
    *("GroupNormalization", "ConvolutionAware", "Clip", "SnapshotCallbackBuilder"),
    *("SnapshotModelCheckpoint", "DeadReluDetector", "CyclicLR", "TensorBoardGrouped"),
)
KERAS = sorted(set(re.findall(r"(?<![.\w])keras\.([\w.]+\w)", CODE)))
OURS = sorted(
    set(re.findall(r"(?<![.\w])((?:layers|calibration|initializers)\.\w+)", CODE))
)


@pytest.mark.parametrize("name", [*ADDONS, *CONTRIB])
def test_every_old_name_is_on_the_page(name):
    assert re.search(rf"`[^`]*\b{name}\b[^`]*`", PAGE)


@pytest.mark.parametrize("path", KERAS)
def test_what_the_page_names_of_keras_exists(path):
    assert functools.reduce(getattr, path.split("."), keras)


def test_what_the_page_names_of_this_package_exists():
    old = {"initializers.ConvolutionAware"}
    for path in set(OURS) - old:
        assert functools.reduce(getattr, path.split("."), keras_nntricks), path
