"""Batch normalization. What it does in training is in tests/layers."""

from keras_nntricks import layers
from tests.conformance.case import KERAS_CHECKS, Case
from tests.conformance.references.batch_norm import normalized_by_averages

_OBJECTS = [
    *("beta_initializer", "gamma_initializer"),
    *("moving_mean_initializer", "moving_variance_initializer"),
    *("beta_regularizer", "gamma_regularizer"),
    *("beta_constraint", "gamma_constraint"),
]
_FLAGS = ("center", "scale", "renorm", "synchronized", "population_variance", "debias")


def _batch_norm(input_shape, **fields):
    """Batch normalization of the last axis, or of the `axis` of `kwargs`."""
    kwargs = {"epsilon": 0.01, **fields.pop("kwargs", {})}
    axis = kwargs.get("axis", -1)
    return Case(
        layers.BatchNorm,
        kwargs,
        input_shape,
        bad={
            "axis": (0, 1.5, "last", True),
            "momentum": (-0.1, 1.1, float("nan"), None, True),
            "epsilon": (-1e-3, float("nan"), None, True),
            **{name: (1, "yes", None) for name in _FLAGS},
            "renorm_clipping": (
                "none",
                {"r_max": 3.0},
                {"rmax": 0.5},
                {"dmax": -1.0},
                {"rmax": 1.5, "rmin": 2.0},
                {"rmax": []},
                {"rmax": [[10, 1.0], [5, 3.0]]},
                {"dmax": [[0, 1.0, 2.0]]},
            ),
            "renorm_momentum": (-0.1, 2, "slow"),
            "virtual_batch_size": (0, -4, 2.5, True),
        },
        free=dict.fromkeys(_OBJECTS, KERAS_CHECKS),
        reference=lambda inputs, weights: normalized_by_averages(
            inputs, weights, kwargs["epsilon"], axis
        ),
        **fields,
    )


CASES = (
    _batch_norm(
        (2, 4, 3),
        kwargs={"momentum": 0.5},
        traits={"spatial", "masks", "cancels_bias"},
        channels_first={"axis": 1},
    ),
    _batch_norm(
        (2, 3),
        kwargs={"virtual_batch_size": 16, "center": False},
        traits={"spatial", "masks", "jit_in_another_case", "cancels_bias"},
    ),
    _batch_norm(
        (3,),
        kwargs={"renorm": True, "renorm_clipping": {"rmax": [[0, 1.0], [9, 3.0]]}},
        traits={"jit_in_another_case", "cancels_bias"},
    ),
)
