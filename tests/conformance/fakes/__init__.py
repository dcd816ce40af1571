"""Objects that keep every promise, and copies of them that break one each."""

from tests.conformance.fakes import (
    activations,
    calibration,
    callbacks,
    checks,
    constraints,
    fits,
    initializers,
    layers,
    optimizers,
    random_layers,
)

MODULES = (
    *(layers, random_layers, activations, initializers, constraints, callbacks),
    *(calibration, checks, fits, optimizers),
)
GOOD = tuple(case for module in MODULES for case in module.GOOD)
BITES = tuple(bite for module in MODULES for bite in module.BITES)
