"""Runs many jobs: one after another, in processes that stay alive, or on Ray."""

from keras_nntricks.engines._processes import processes
from keras_nntricks.engines._ray import ray
from keras_nntricks.engines._serial import serial
from keras_nntricks.engines._worker_died import WorkerDied

__all__ = ["WorkerDied", "processes", "ray", "serial"]
