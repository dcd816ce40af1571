"""Networks of the suite register nothing under the name of a public object."""

import importlib
import pkgutil

import keras
import pytest

import keras_nntricks
from benchmarks import networks

PARTS = ("activations", "callbacks", "constraints", "initializers", "layers")


@pytest.mark.parametrize("part", [*PARTS, "optimizers"])
def test_a_public_name_stays_that_of_the_package(part):
    for found in pkgutil.iter_modules(networks.__path__):
        importlib.import_module(f"{networks.__name__}.{found.name}")
    public = getattr(keras_nntricks, part)
    for name in public.__all__:
        registered = keras.saving.get_registered_object(f"keras_nntricks>{name}")
        assert registered in (None, getattr(public, name))
