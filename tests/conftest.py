"""One backend per process, named by the caller; the same seed before each test."""

import gc
import importlib
import os

import hypothesis
import pytest

BACKENDS = ("tensorflow", "jax", "torch")


def _chosen_backend():
    backend = os.environ.get("KERAS_BACKEND")
    if backend not in BACKENDS:
        raise pytest.UsageError(
            f"Name the backend to test: KERAS_BACKEND={'|'.join(BACKENDS)} "
            "python -m pytest tests. All of them: python -m tests.run_backends. "
            f"Received: KERAS_BACKEND={backend!r}."
        )
    return backend


BACKEND = _chosen_backend()
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
if BACKEND == "torch":
    importlib.import_module("torch")  # TensorFlow loaded first makes torch crash

hypothesis.settings.register_profile(
    "suite",
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("suite")


def pytest_report_header(config):
    keras = importlib.import_module("keras")
    return f"keras {keras.__version__} on {keras.backend.backend()}"


@pytest.fixture(autouse=True, scope="module")
def quick_collections():
    """Keras collects garbage whenever it clears a session: not what lives on anyway."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def same_start_for_every_test():
    """Seeds all generators; puts back what a test may leave changed in Keras."""
    keras = importlib.import_module("keras")
    keras.utils.set_random_seed(20)
    yield
    keras.config.set_dtype_policy("float32")
    keras.config.set_floatx("float32")
    keras.config.set_image_data_format("channels_last")
