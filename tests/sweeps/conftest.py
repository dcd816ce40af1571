"""Only JAX stacks runs; elsewhere there is nothing to test in these files."""

import keras

_STACKING = ["test_jax_stacking.py", "test_jax_optimizers.py", "test_jax_devices.py"]
collect_ignore = [] if keras.backend.backend() == "jax" else _STACKING
