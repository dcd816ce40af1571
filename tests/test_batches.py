import keras
import numpy as np
import pytest

from keras_nntricks._batches import batches
from keras_nntricks._streaming_moments import StreamingCovariance, StreamingMean

X = np.arange(14.0).reshape(7, 2)
Y = np.arange(7)


class Pairs(keras.utils.PyDataset):
    def __init__(self, length=3):
        super().__init__()
        self.length = length

    @property
    def num_batches(self):
        return self.length

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        index = index % 3
        return X[3 * index : 3 * index + 3], Y[3 * index : 3 * index + 3]


def _tf_data(infinite=False):
    import tensorflow as tf

    made = tf.data.Dataset.from_tensor_slices((X, Y)).batch(3)
    return made.repeat() if infinite else made


def _torch_loader():
    import torch

    made = torch.utils.data.TensorDataset(torch.tensor(X), torch.tensor(Y))
    return torch.utils.data.DataLoader(made, batch_size=3)


SOURCES = {
    "array": lambda: X,
    "tensor": lambda: keras.ops.convert_to_tensor(X),
    "pair": lambda: (X, Y),
    "weighted": lambda: (X, Y, None),
    "generator": lambda: ((X[i : i + 3], Y[i : i + 3]) for i in range(0, 7, 3)),
    "list of batches": lambda: [X[:3], X[3:6], X[6:]],
    "tf.data": _tf_data,
    "torch": _torch_loader,
    "PyDataset": Pairs,
}


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_gives_the_same_batches(source):
    found = list(batches(SOURCES[source](), batch_size=3))
    assert [len(batch) for batch in found] == [3, 3, 1]
    assert all(isinstance(batch, np.ndarray) for batch in found)
    np.testing.assert_array_equal(np.concatenate(found), X)


def test_dicts_keep_their_keys():
    (batch,) = batches(({"left": X, "right": Y}, Y))
    np.testing.assert_array_equal(batch["left"], X)
    np.testing.assert_array_equal(batch["right"], Y)


@pytest.mark.parametrize(
    "data",
    [
        ([X, X[:, :1]], Y),
        ([X, X[:, :1]],),
        ((X, X[:, :1]), Y),
        [([X, X[:, :1]], Y)],
        [([X, X[:, :1]],)],
    ],
)
def test_several_inputs_are_a_list_in_a_tuple(data):
    (batch,) = batches(data)
    assert len(batch) == 2
    np.testing.assert_array_equal(batch[0], X)
    np.testing.assert_array_equal(batch[1], X[:, :1])


def test_steps_bound_an_endless_source():
    for source in (_tf_data(infinite=True), Pairs(length=None)):
        assert len(list(batches(source, steps=4))) == 4
        with pytest.raises(ValueError, match="`data` must be finite, or `steps`"):
            batches(source)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"data": "text"}, "`data` must be an array"),
        ({"data": 3}, "`data` must be an array"),
        ({"data": {}}, "`data` must be an array"),
        ({"data": X, "batch_size": 0}, "`batch_size` must be a positive integer"),
        ({"data": X, "batch_size": True}, "`batch_size` must be"),
        ({"data": X, "steps": 1.5}, "`steps` must be a positive integer or None"),
    ],
)
def test_what_is_no_data_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        batches(**arguments)


@pytest.mark.parametrize("data", [np.array(1.0), [np.array(["a", None])]])
def test_batches_are_numeric_arrays(data):
    with pytest.raises(ValueError, match="`data` must be batches of numeric arrays"):
        list(batches(data))


def test_inputs_of_one_batch_have_one_length():
    with pytest.raises(ValueError, match="`data` must be arrays of one length"):
        list(batches({"left": X, "right": Y[:3]}))


@pytest.mark.parametrize("cuts", [[], [1], [3, 4], [0, 2, 2, 9]])
def test_moments_do_not_depend_on_the_parts(cuts):
    rows = np.random.default_rng(0).normal(3.0, [1.0, 2.0, 5.0], (12, 3))
    moments = StreamingCovariance()
    for part in np.split(rows, cuts):
        moments.update(part)
    np.testing.assert_allclose(moments.mean, rows.mean(axis=0), rtol=1e-13)
    expected = np.cov(rows.T, bias=True)
    np.testing.assert_allclose(moments.covariance, expected, rtol=1e-12)
    assert moments.count == 12


def test_a_large_mean_leaves_the_covariance_exact():
    rows = 1e8 + np.array([[0.0], [1.0], [2.0], [5.0]])
    moments = StreamingCovariance().update(rows[:1]).update(rows[1:])
    assert moments.covariance[0, 0] == pytest.approx(3.5, rel=1e-8)


def test_images_have_a_mean_image():
    images = np.random.default_rng(1).normal(size=(5, 2, 3, 1))
    mean = StreamingMean().update(images[:2]).update(images[2:]).mean
    np.testing.assert_allclose(mean, images.mean(axis=0), rtol=1e-13)
