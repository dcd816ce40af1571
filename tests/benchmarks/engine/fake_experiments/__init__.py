"""Experiments that cost nothing, for tests of the engine."""
