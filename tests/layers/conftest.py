"""MirroredStrategy is TensorFlow's alone."""

import keras

_TENSORFLOW = keras.backend.backend() == "tensorflow"
collect_ignore_glob = [] if _TENSORFLOW else ["test_*_mirrored.py"]
