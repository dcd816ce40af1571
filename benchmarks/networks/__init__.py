"""The baseline networks of the experiments, one per file."""
