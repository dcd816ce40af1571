"""The name under which statistics leave a training step, among its logs."""

KEY = "keras_nntricks.taps"
