"""Only JAX stacks runs; elsewhere there is nothing to test in these files."""

import keras

collect_ignore_glob = [] if keras.backend.backend() == "jax" else ["test_jax_*.py"]
