"""What runs inside a worker process."""

import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
import traceback

from keras_nntricks.engines._shared import arrive


def serve(connection):
    """Runs the jobs that arrive until the driver closes the connection."""
    # Ctrl-C reaches the whole process group; the driver alone decides what to do.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_the_driver, daemon=True).start()
    connection.send_bytes(b"ready")
    while True:
        try:
            payload, shared = connection.recv_bytes(), connection.recv()
        except EOFError:
            return
        connection.send_bytes(answer(payload, shared))


def _leave_with_the_driver():
    """A worker without a driver must not write where the next driver does."""
    multiprocessing.connection.wait([multiprocessing.parent_process().sentinel])
    os._exit(1)


def answer(payload, shared=()):
    """The pickled (ok, result or exception) of a pickled (function, args).

    `shared` is what `arrive` takes.
    """
    import cloudpickle

    try:
        arrive(shared)
        function, args = cloudpickle.loads(payload)
        return cloudpickle.dumps((True, function(*args)))
    except Exception as error:
        return _portable(error, cloudpickle)


def _portable(error, cloudpickle):
    """Some exceptions cannot be pickled, or not be built again: their text can."""
    try:
        packed = cloudpickle.dumps((False, error))
        cloudpickle.loads(packed)
    except Exception:
        text = "".join(traceback.format_exception(error))
        packed = cloudpickle.dumps((False, RuntimeError(text)))
    return packed
