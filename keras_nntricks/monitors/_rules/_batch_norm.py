"""Batch normalization that has nothing to average."""

import numpy as np

from keras_nntricks.monitors._rule import Finding, Rule


def _one_example(record):
    if not len(record.examples) or np.nanmedian(record.examples) > 1:
        return
    spread = record.layer("spread")
    for place, path in enumerate(record.layer_paths):
        layer = record.facts.layer(path)
        alone = np.all(spread[:, place] == 0)  # more positions would differ
        if "BatchNorm" in layer.kind and layer.trainable and alone:
            yield Finding(
                path,
                int(record.steps[0]),
                "each channel gets a single value, whose mean it is and whose "
                "variance is 0: the output is the same whatever the input",
            )


BATCH_NORM_RULES = (
    Rule(
        "batch-norm-on-one-example",
        "Batch normalization is fed batches of one.",
        _one_example,
        {},
        "Batch Normalization, algorithm 1, with m = 1: https://arxiv.org/abs/1502.03167",
        "Take larger batches, LayerNormalization or GroupNormalization.",
        needs=frozenset({"loss", "outputs"}),
        explains=frozenset(
            {
                *("collapsed-outputs", "labels-unrelated", "loss-never-moved"),
                *("loss-too-slow", "plateau", "underfitting", "vanishing-gradients"),
                *("learning-rate-too-low", "weights-not-updated", "dead-units"),
                *("loss-oscillates", "overfitting"),
            }
        ),
    ),
)
