"""Which seeds belong to which phase; imports nothing, for the command line."""

# Final seeds count from 0 and stay below it, so that no seed is used twice.
FIRST_TUNING_SEED = 1000
