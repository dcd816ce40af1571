"""Importing this package registers every check."""

import importlib

MODULES = (
    "serialisation",
    "arguments",
    "layers",
    "shapes",
    "training",
    "policies",
    "masks",
    "references",
    "gradients",
    "randomness",
    "initializers",
    "constraints",
    "fits",
    "callbacks",
    "calibration",
    "checks",
    "optimizers",
)
for module in MODULES:
    importlib.import_module(f"tests.conformance.checks.{module}")
