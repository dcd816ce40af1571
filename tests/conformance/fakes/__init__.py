"""Objects that keep every promise, and copies of them that break one each."""

from tests.conformance.fakes import activations, callbacks, initializers, layers

GOOD = (*layers.GOOD, *activations.GOOD, *initializers.GOOD, *callbacks.GOOD)
BITES = (*layers.BITES, *activations.BITES, *initializers.BITES, *callbacks.BITES)
