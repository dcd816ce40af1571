"""One wrapped layer, called from several threads at once."""

import copy
import pickle
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import keras
import numpy as np
import pytest

from keras_nntricks.layers import WeightNorm, WeightStandardization
from tests.backends import to_numpy

NUM_THREADS = 4
WRAPPERS = [WeightNorm, WeightStandardization]


@keras.saving.register_keras_serializable(package="tests")
class Slow(keras.layers.Dense):
    """Leaves the other threads time to get between."""

    def call(self, inputs):
        time.sleep(0.005)
        return super().call(inputs)


def data():
    return np.random.default_rng(0).normal(size=(2, 4)).astype("float32")


def call_in_threads(wrappers):
    x, start = data(), threading.Barrier(NUM_THREADS)

    def work(number):
        start.wait()
        return [to_numpy(wrappers[number % len(wrappers)](x)) for _ in range(5)]

    with ThreadPoolExecutor(NUM_THREADS) as pool:
        return [*pool.map(work, range(NUM_THREADS))]


@pytest.mark.parametrize("make", WRAPPERS)
def test_every_thread_computes_with_the_kernel_of_the_wrapper(make):
    wrapper = make(Slow(3))
    expected = to_numpy(wrapper(data()))
    variable = wrapper.layer.kernel
    outputs = call_in_threads([wrapper])
    assert wrapper.layer.kernel is variable
    assert isinstance(variable, keras.Variable)
    for output in np.reshape(outputs, (-1, 2, 3)):
        np.testing.assert_allclose(output, expected, rtol=1e-6)


def test_two_wrappers_of_one_layer_take_turns():
    layer = Slow(3)
    wrappers = [WeightNorm(layer), WeightStandardization(layer)]
    expected = [to_numpy(wrapper(data())) for wrapper in wrappers]
    variable = layer.kernel
    for number, outputs in enumerate(call_in_threads(wrappers)):
        for output in outputs:
            np.testing.assert_allclose(output, expected[number % 2], rtol=1e-6)
    assert layer.kernel is variable


@pytest.mark.parametrize("make", WRAPPERS)
@pytest.mark.parametrize(
    "copied", [copy.deepcopy, lambda layer: pickle.loads(pickle.dumps(layer))]
)
def test_a_copy_has_a_variable_of_its_own(make, copied):
    model = keras.Sequential([keras.Input((4,)), make(keras.layers.Dense(3))])
    expected = to_numpy(model(data()))
    again = copied(model)
    model.layers[0].layer.kernel.assign(np.zeros((4, 3)))
    np.testing.assert_allclose(to_numpy(again(data())), expected, rtol=1e-6)
    assert isinstance(again.layers[0].layer.kernel, keras.Variable)


def test_a_clone_computes_with_its_own_weights():
    inputs = keras.Input((4,))
    model = keras.Model(inputs, WeightNorm(keras.layers.Dense(3))(inputs))
    clone = keras.models.clone_model(model)
    clone.set_weights(model.get_weights())
    expected = to_numpy(model(data()))
    np.testing.assert_allclose(to_numpy(clone(data())), expected, rtol=1e-6)
    assert clone.layers[1].layer.kernel is not model.layers[1].layer.kernel
