"""What runs inside a worker process."""

import signal
import traceback


def serve(connection):
    """Runs the jobs that arrive until the driver closes the connection."""
    # Ctrl-C reaches the whole process group; the driver alone decides what to do.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            payload = connection.recv_bytes()
        except EOFError:
            return
        connection.send_bytes(answer(payload))


def answer(payload):
    """The pickled (ok, result or exception) of a pickled (function, args)."""
    import cloudpickle

    try:
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
