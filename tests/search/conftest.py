"""What tests of searches share: a compiler that does not take its time."""

import importlib

import keras
import pytest


@pytest.fixture
def quick_compiler():
    """On JAX most of the time goes into compiling; small models need no fast code."""
    if keras.backend.backend() != "jax":
        yield
        return
    jax = importlib.import_module("jax")
    before = jax.config.read("jax_disable_most_optimizations")
    jax.config.update("jax_disable_most_optimizations", True)
    yield
    jax.config.update("jax_disable_most_optimizations", before)
