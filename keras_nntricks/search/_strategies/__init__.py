"""Ways to choose trials, compared."""
