"""Runs many jobs: one after another, or in processes that stay alive."""

from keras_nntricks.engines._processes import processes
from keras_nntricks.engines._serial import serial
from keras_nntricks.engines._worker_died import WorkerDied

__all__ = ["WorkerDied", "processes", "serial"]
