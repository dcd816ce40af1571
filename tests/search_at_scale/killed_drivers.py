"""Drivers that are killed twice and started again, kind after kind.

    python -m tests.search_at_scale.killed_drivers DIRECTORY KIND...

They are forks of this process, which has imported everything once.
"""

import concurrent.futures
import json
import os
import pathlib
import signal
import sys
import time
import traceback

import cloudpickle

from keras_nntricks import search
from keras_nntricks.engines._shared import Held
from tests.search_at_scale.cheap_searches import cheap

SECONDS = 60


class Threads:
    """An engine of one's own: threads, each job with copies of its arguments.

    Once `hold_after` trials are over no further one begins: the driver waits for its
    death, however late that comes.
    """

    num_workers = 3

    def __init__(self, folder, hold_after):
        self._folder, self._hold_after = folder, hold_after
        self._pool = concurrent.futures.ThreadPoolExecutor(self.num_workers)

    def submit(self, function, shared, sent):
        """As each engine does."""
        data = cloudpickle.dumps((shared.get(), sent))
        return self._pool.submit(self._call, function, data)

    def share(self, value):
        """As each engine does."""
        return Held(value)

    def _call(self, function, data):
        while _num_ended(self._folder) >= self._hold_after:
            time.sleep(0.01)
        value, sent = cloudpickle.loads(data)
        return function(Held(value), sent)


def start(kind, directory, hold_after=float("inf")):
    """The process id of a new driver."""
    if child := os.fork():
        return child
    code = 1
    try:
        engine = Threads(pathlib.Path(directory) / kind, hold_after)
        search.run(cheap(kind, directory), engine=engine, seconds=0.05)
        code = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(code)


def kill(child, folder, num_ended):
    """Kills a driver as soon as so many trials are over."""
    until = time.monotonic() + SECONDS
    while _num_ended(folder) < num_ended and time.monotonic() < until:
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"the driver ended by itself: {status}"


def _num_ended(folder):
    try:
        return len(json.loads((folder / "oracle.json").read_text())["end_order"])
    except (OSError, ValueError):
        return 0


def main(directory, *kinds):
    """Two deaths, then to the end."""
    for kind in kinds:
        folder = pathlib.Path(directory) / kind
        for num_ended in (2, 5):
            kill(start(kind, directory, num_ended), folder, num_ended)
        _, status = os.waitpid(start(kind, directory), 0)
        assert status == 0, f"{kind}: the last driver ended with status {status}"


if __name__ == "__main__":
    main(*sys.argv[1:])
