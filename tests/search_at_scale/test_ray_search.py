import os
import signal
import threading
import time
import warnings

import keras
import keras_tuner
import numpy as np
import pytest
from ray.cluster_utils import Cluster

from keras_nntricks import engines, search
from tests.search_at_scale.cheap_searches import assert_each_once, cheap, notes


@pytest.fixture(scope="module")
def cluster():
    """The driver's node runs nothing; each of two others runs a trial at a time."""
    quiet = {"include_dashboard": False}
    with warnings.catch_warnings():
        # An earlier test may have started JAX; Ray's forks turn into other programs.
        warnings.filterwarnings("ignore", r"os\.fork\(\) was called", RuntimeWarning)
        cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, **quiet})
        for _ in range(2):
            cluster.add_node(num_cpus=1)
    yield cluster
    cluster.shutdown()


@pytest.fixture(scope="module")
def engine(cluster):
    with engines.ray(address=cluster.address) as engine:
        yield engine


def run(engine, function, *args):
    return engine.submit(function, *args).result(timeout=300)


def test_it_has_the_face_of_the_others(engine):
    assert engine.num_workers == 2
    offset = 5
    shared = engine.share(list(range(4)))
    futures = [
        engine.submit(lambda s, n: s.get()[n] + offset, shared, n) for n in (1, 3)
    ]
    assert sorted(f.result() for f in engine.as_completed(futures)) == [6, 8]
    with pytest.raises(ZeroDivisionError, match="division by zero"):
        run(engine, lambda: 1 / 0)
    assert run(engine, os.getpid) != os.getpid()
    assert run(engine, os.environ.get, "KERAS_BACKEND") == keras.backend.backend()


def test_a_worker_that_dies_costs_its_job_alone(engine):
    lost = engine.submit(lambda: os.kill(os.getpid(), signal.SIGKILL))
    kept = engine.submit(lambda: "kept")
    with pytest.raises(engines.WorkerDied, match="WorkerCrashedError") as died:
        lost.result(timeout=300)
    assert died.value.exit_code is None
    assert kept.result(timeout=300) == "kept"


def build(hp):
    model = keras.Sequential([keras.layers.Dense(hp.Int("units", 2, 8, default=4))])
    model.compile(optimizer="sgd", loss="mse")
    return model


def test_networks_train_in_workers(engine, tmp_path):
    x = np.ones((8, 3), "float32")
    y = np.zeros((8, 1), "float32")
    tuner = keras_tuner.RandomSearch(
        build, "loss", max_trials=2, directory=str(tmp_path)
    )
    search.run(tuner, x, y, engine=engine, verbose=0)
    assert len(tuner.get_best_models(2)) == 2
    assert [t.status for t in tuner.oracle.trials.values()] == ["COMPLETED"] * 2


def test_a_worker_killed_in_mid_trial_costs_its_progress_alone(engine, tmp_path):
    search.run(cheap("random", tmp_path), engine=engine, seconds=0.1, dies="3")
    assert_each_once(tmp_path / "random", 9)
    assert notes(tmp_path / "random").count("began 3") == 2


def test_a_node_lost_in_mid_search_costs_its_trials_alone(cluster, engine, tmp_path):
    tuner = cheap("random", tmp_path)
    folder = tmp_path / "random"

    def are_all_busy():
        lines = notes(folder)
        began = sum(line.startswith("began") for line in lines)
        return len(lines) >= 4 and 2 * began - len(lines) == engine.num_workers

    def lose_a_node():
        while not are_all_busy():
            time.sleep(0.02)
        cluster.remove_node(cluster.list_all_nodes()[-1], allow_graceful=False)

    thread = threading.Thread(target=lose_a_node)
    thread.start()
    search.run(tuner, engine=engine, seconds=2.0)
    thread.join()
    assert_each_once(folder, 9)
    assert any(notes(folder).count(f"began {i}") == 2 for i in range(9))
