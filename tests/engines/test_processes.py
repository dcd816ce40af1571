import concurrent.futures
import multiprocessing
import os
import pickle
import signal
import time

import pytest

from keras_nntricks import engines
from keras_nntricks.engines import _processes
from keras_nntricks.engines._share_of_machine import share_of_machine


class UnrepeatableError(Exception):
    """Can be pickled but not built again from its pickle."""

    def __init__(self, first, second):
        super().__init__(first)


@pytest.fixture(scope="module")
def engine():
    with engines.processes(num_workers=1) as engine:
        yield engine


def run(engine, function, *args):
    return engine.submit(function, *args).result(timeout=300)


def test_closures_run_in_another_process_that_stays(engine):
    offset = 5
    futures = [engine.submit(lambda n: (n + offset, os.getpid()), n) for n in range(4)]
    found = [future.result() for future in engine.as_completed(futures)]
    assert sorted(number for number, _ in found) == [5, 6, 7, 8]
    assert len({pid for _, pid in found}) == 1
    assert found[0][1] != os.getpid()


def test_large_arguments_and_results_pass(engine):
    data = bytes(5_000_000)
    assert run(engine, lambda data: data + b"1", data) == data + b"1"


def test_exceptions_come_back(engine):
    with pytest.raises(ZeroDivisionError, match="division by zero"):
        run(engine, lambda: 1 / 0)


def test_an_exception_that_cannot_be_rebuilt_comes_back_as_text(engine):
    def fail():
        raise UnrepeatableError("this is why", 2)

    with pytest.raises(TypeError):
        pickle.loads(pickle.dumps(UnrepeatableError("a", "b")))
    with pytest.raises(RuntimeError, match="this is why"):
        run(engine, fail)


def test_a_result_that_cannot_be_sent_is_an_error(engine):
    with pytest.raises(TypeError, match="pickle"):
        run(engine, lambda: (n for n in range(3)))


def test_a_worker_that_dies_costs_its_job_alone(engine):
    lost = engine.submit(lambda: os.kill(os.getpid(), signal.SIGKILL))
    kept = engine.submit(lambda: "kept")
    with pytest.raises(engines.WorkerDied, match="exit code -9") as died:
        lost.result(timeout=300)
    assert died.value.exit_code == -9
    assert kept.result(timeout=300) == "kept"


def test_a_worker_that_dies_while_idle_is_replaced(engine):
    os.kill(run(engine, os.getpid), signal.SIGKILL)
    for child in multiprocessing.active_children():
        child.join(60)
    assert run(engine, lambda: 1) == 1


def test_a_shared_value_is_sent_to_a_process_once(engine):
    first, second = engine.share([1, 2]), engine.share([3])
    assert [sum(run(engine, lambda s: s.get(), first)) for _ in range(2)] == [3, 3]
    run(engine, lambda s: s.get().append(4), second)
    assert run(engine, lambda s: s.get(), second) == [3, 4]
    # What a job does not name is let go, and sent again when it is needed.
    assert run(engine, lambda s: s.get(), first) == [1, 2]
    assert run(engine, lambda s: s.get(), second) == [3]
    os.kill(run(engine, os.getpid), signal.SIGKILL)
    for child in multiprocessing.active_children():
        child.join(60)
    assert run(engine, lambda s: s.get(), second) == [3]


def end_with_3(connection):
    os._exit(3)


def end_by_signal(connection):
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_that_cannot_start_is_an_error(monkeypatch):
    with engines.processes(num_workers=1) as engine:
        monkeypatch.setattr(_processes, "serve", end_with_3)
        with pytest.raises(
            RuntimeError, match=r"ended with exit code 3, and .*__main__"
        ):
            run(engine, pow, 2, 2)
        monkeypatch.setattr(_processes, "serve", end_by_signal)
        with pytest.raises(engines.WorkerDied, match=r"code -9 .* still starting"):
            run(engine, pow, 2, 2)


def test_close_ends_the_processes_and_cancels_what_waits():
    engine = engines.processes(num_workers=1)
    running = engine.submit(time.sleep, 600)
    waiting = engine.submit(time.sleep, 600)
    while not running.running():
        time.sleep(0.01)
    before = len(multiprocessing.active_children())
    engine.close()
    assert len(multiprocessing.active_children()) <= before
    with pytest.raises(concurrent.futures.CancelledError):
        running.result(timeout=60)
    assert waiting.cancelled()
    with pytest.raises(RuntimeError, match="The engine is closed"):
        engine.submit(time.sleep, 0)


def test_the_cores_are_shared_and_the_users_choice_stays(monkeypatch):
    monkeypatch.setenv("MKL_NUM_THREADS", "7")
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    with share_of_machine(num_workers=10_000):
        assert os.environ["OMP_NUM_THREADS"] == "1"
        assert os.environ["MKL_NUM_THREADS"] == "7"
    assert "OMP_NUM_THREADS" not in os.environ
    assert os.environ["MKL_NUM_THREADS"] == "7"


@pytest.mark.parametrize("num_workers", [0, -1, 1.5, True])
def test_the_number_of_workers_is_checked(num_workers):
    with pytest.raises(
        ValueError, match=r"`num_workers` must be a positive integer or None\."
    ):
        engines.processes(num_workers)
