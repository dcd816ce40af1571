import keras
import numpy as np
import pytest

from keras_nntricks.layers import MeanSubtraction
from tests.backends import to_numpy

IMAGES = np.random.default_rng(0).normal(5.0, 2.0, (11, 2, 3, 4)).astype("float32")
WANTED = "`mean` must be given, or learned by adapt"


def _tf_data():
    import tensorflow as tf

    return tf.data.Dataset.from_tensor_slices((IMAGES, np.arange(11))).batch(4)


def _torch_loader():
    import torch

    made = torch.utils.data.TensorDataset(torch.tensor(IMAGES), torch.arange(11))
    return torch.utils.data.DataLoader(made, batch_size=4)


SOURCES = {
    "array": lambda: IMAGES,
    "tf.data": _tf_data,
    "torch": _torch_loader,
    "generator": lambda: (part for part in np.split(IMAGES, [1, 7])),
}


def adapted(data, *arguments, **keywords):
    layer = MeanSubtraction(*arguments, **keywords)
    layer.adapt(data)
    return layer


@pytest.mark.parametrize(
    ("axis", "over"),
    [(-1, (0, 1, 2)), (1, (0, 2, 3)), ((1, 2, 3), 0), (None, None), ((-1, 1), (0, 2))],
)
def test_the_mean_differs_along_the_axes_alone(axis, over):
    mean = IMAGES.astype("float64").mean(axis=over, keepdims=True)
    layer = adapted(IMAGES, axis)
    np.testing.assert_allclose(to_numpy(layer(IMAGES)), IMAGES - mean, atol=2e-6)
    back = to_numpy(layer.inverse(layer(IMAGES)))
    np.testing.assert_allclose(back, IMAGES, rtol=1e-6)


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_gives_the_same_mean(source):
    layer = adapted(SOURCES[source]())
    expected = IMAGES.astype("float64").mean(axis=(0, 1, 2))
    np.testing.assert_allclose(to_numpy(layer.center), expected, rtol=1e-6)


def test_batches_count_by_their_examples_and_images_by_their_pixels():
    small, large = np.zeros((1, 1, 1, 1)), np.full((2, 3, 3, 1), 19.0)
    assert to_numpy(adapted([small, large]).center) == pytest.approx(18.0, rel=1e-7)


def test_a_second_adapt_starts_again():
    layer = adapted(np.zeros((5, 2)))
    layer.adapt(np.array([[3.0, 1.0]]))
    np.testing.assert_array_equal(layer(np.array([[3.0, 2.0]])), [[0.0, 1.0]])


def test_it_is_the_keras_normalization_of_variance_one():
    mean, variance = [1.0, 2.0, 3.0, 4.0], [1.0] * 4
    theirs = keras.layers.Normalization(mean=mean, variance=variance)
    ours = MeanSubtraction(mean=[1.0, 2.0, 3.0, 4.0])
    np.testing.assert_allclose(ours(IMAGES), theirs(IMAGES), rtol=1e-6)


def test_large_inputs_are_subtracted_before_they_are_rounded():
    x = np.array([[10001.0], [10002.0]], "float32")
    layer = adapted(x, dtype="float16")
    np.testing.assert_array_equal(to_numpy(layer(x)), [[-0.5], [0.5]])


def test_bytes_are_numbers():
    x = np.array([[250], [100]], "uint8")
    np.testing.assert_array_equal(to_numpy(adapted(x)(x)), [[75.0], [-75.0]])


def test_the_mean_is_saved(tmp_path):
    model = keras.Sequential([keras.Input((2, 3, 4)), adapted(IMAGES)])
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    expected = IMAGES - IMAGES.mean(axis=(0, 1, 2))
    predicted = loaded.predict(IMAGES, verbose=0)
    np.testing.assert_allclose(predicted, expected, atol=2e-6)


def test_without_a_mean_it_refuses_to_work():
    layer = MeanSubtraction()
    model = keras.Sequential([keras.Input((4,)), layer])
    for use in (layer, layer.inverse):
        with pytest.raises(ValueError, match=WANTED):
            use(np.ones((2, 4)))
    layer.adapt(np.ones((2, 4)))
    np.testing.assert_array_equal(model.predict(np.ones((2, 4)), verbose=0), 0.0)


def test_weights_of_another_layer_are_a_mean():
    layer = MeanSubtraction()
    layer.build((None, 4))
    layer.set_weights(adapted(IMAGES).get_weights())
    expected = IMAGES - IMAGES.mean(axis=(0, 1, 2))
    np.testing.assert_allclose(to_numpy(layer(IMAGES)), expected, atol=2e-6)


def test_weights_without_a_mean_stay_without(tmp_path):
    models = [keras.Sequential([keras.Input((4,)), MeanSubtraction()]) for _ in "ab"]
    models[0].save_weights(tmp_path / "model.weights.h5")
    models[1].load_weights(tmp_path / "model.weights.h5")
    with pytest.raises(ValueError, match=WANTED):
        models[1](np.ones((2, 4)))


def test_it_works_in_a_pipeline():
    layer, data = adapted(IMAGES), _tf_data()
    if keras.backend.backend() == "tensorflow":
        found = data.map(lambda x, y: layer(x))
    else:
        found = (to_numpy(layer(x)) for x, y in data.as_numpy_iterator())
    expected = to_numpy(layer(IMAGES))
    np.testing.assert_allclose(np.concatenate([*found]), expected, atol=1e-6)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (np.zeros((0, 4)), "`data` must be at least one example"),
        ([], "`data` must be at least one example"),
        ([np.array([[1.0, np.nan]])], "`data` must be finite"),
        ([np.ones(3)], "`data` must be batches that are each one array of examples"),
        ({"a": np.ones((2, 3))}, "`data` must be batches that are each one array"),
        ([np.ones((2, 3)), np.ones((2, 4))], r"`data` must be of the sizes \(3,\)"),
    ],
)
def test_bad_data_are_refused(data, message):
    with pytest.raises(ValueError, match=message):
        MeanSubtraction().adapt(data)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="`mean` must be None for a layer that adapts"):
        MeanSubtraction(mean=1.0).adapt(IMAGES)
    with pytest.raises(ValueError, match=r"`mean` must be broadcastable to .*\(4,\)"):
        MeanSubtraction(mean=[1.0, 2.0]).build((None, 4))
    with pytest.raises(ValueError, match="`axis` must be distinct axes"):
        MeanSubtraction(axis=(1, -1)).build((None, 4))
    with pytest.raises(ValueError, match="`input_shape` must be known along the axes"):
        MeanSubtraction(axis=(1, 2)).build((None, None, 4))
