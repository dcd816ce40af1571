"""Searches whose trials cost nothing, for tests of workers and drivers that die."""
