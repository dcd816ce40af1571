"""One number for a whole layer."""

from keras_nntricks import layers
from tests.conformance.case import Case


def _case(traits=(), **kwargs):
    return Case(
        layers.Scale,
        kwargs,
        (4, 3),
        bad={"use_scale": (1, None, "yes"), "use_bias": (1, None, "yes")},
        traits={"masks", "spatial", *traits},
        reference=lambda x, w: x * w.get("scale", 1.0) + w.get("bias", 0.0),
    )


CASES = (_case(), _case({"jit_in_another_case"}, use_scale=False))
