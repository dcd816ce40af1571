"""One experiment per module: set-up, arms, claims."""
