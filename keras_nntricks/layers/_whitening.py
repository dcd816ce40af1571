import keras
import numpy as np
from keras import ops

from keras_nntricks._arguments import is_integer, is_number, require
from keras_nntricks._streaming_moments import StreamingCovariance
from keras_nntricks.layers._adapted import Adapted, finite_array

_MOST_FEATURES = 2**14  # their covariance takes 2 GiB


@keras.saving.register_keras_serializable(package="keras_nntricks")
class Whitening(Adapted):
    """Makes features uncorrelated and of equal variance.

    With the covariance of the training data C = V diag(l) V^T, eigenvalues l in
    falling order:

        pca:  y = diag(l + epsilon)^(-1/2) V^T (x - mean)
        zca:  y = V diag(l + epsilon)^(-1/2) V^T (x - mean)

    PCA turns to the axes of the data, so that the first features carry the most of
    them; ZCA turns back, so that an image stays an image. At `epsilon=0` the outputs
    have covariance I. A direction in which the data do not vary, as there is with
    fewer examples than features, gives 0 at `epsilon=0`. The largest entry of each
    eigenvector is positive, which makes results repeatable.

    `adapt` collects mean and covariance in float64, in one pass, by merging those of
    the batches. Use the training data alone.

    Args:
        method: `"zca"`, the default, or `"pca"`.
        epsilon: number >= 0, added to the eigenvalues. It damps directions of little
            variance, which are noise. 0.01, the default, to 0.1 suits images in
            [0, 1]; it grows with the square of the unit of the inputs.
        num_components: int >= 1, the directions of largest variance to keep, or
            None, the default, for all.
        axis: None, the default: the features are all values of an example. Or an int,
            the channel axis: each position is an observation of the channels.
        mean: array of features, or None, the default, for `adapt` to learn.
        covariance: array (features, features). Comes with `mean`.
        **kwargs: `name`, `dtype`, `trainable`.

    Call arguments:
        inputs: tensor of rank 2 or more; integers are allowed.

    Returns:
        Tensor in the compute dtype of the layer. ZCA keeps the shape. PCA gives
        (batch, components), or `components` channels along `axis`.
        `inverse(outputs)` goes back, exactly if all components were kept.

    Raises:
        ValueError: if an argument is out of range; when the layer is built, if there
            are more than 16384 features, fewer than components, or a number unknown;
            in `adapt`, if `data` are empty, not finite or no batches of arrays, or
            `mean` was given; in a call, if there are no statistics yet. A compiled
            call, such as that of `predict`, cannot always tell: it gives NaN then.

    Adds: features * (components + 1) + components non-trainable weights.
    Differs from Keras: its old `ImageDataGenerator` adds epsilon to the square root
    of the eigenvalue, which hardly damps; Keras 3 has no whitening.

    Example:
    >>> import numpy as np
    >>> from keras_nntricks import layers
    >>> x = np.random.default_rng(0).normal(size=(500, 2)) @ [[3.0, 1.0], [0.0, 2.0]]
    >>> layer = layers.Whitening("pca", epsilon=0.0)
    >>> layer.adapt(x)
    >>> (np.abs(np.cov(np.array(layer(x)).T, bias=True) - np.eye(2)) < 1e-5).all()
    np.True_

    Reference: Bell and Sejnowski, 1997, The "independent components" of natural
    scenes are edge filters, https://doi.org/10.1016/S0042-6989(97)00121-1; epsilon:
    http://ufldl.stanford.edu/tutorial/unsupervised/PCAWhitening/.
    """

    def __init__(
        self,
        method="zca",
        epsilon=0.01,
        num_components=None,
        axis=None,
        mean=None,
        covariance=None,
        **kwargs,
    ):
        super().__init__(mean, **kwargs)
        require(method in ("pca", "zca"), "method", "'pca' or 'zca'", method)
        positive = is_number(epsilon) and epsilon >= 0
        require(positive, "epsilon", "a number >= 0", epsilon)
        counted = is_integer(num_components) and num_components >= 1
        valid = num_components is None or counted
        require(valid, "num_components", "a positive integer or None", num_components)
        valid = axis is None or (is_integer(axis) and axis != 0)
        require(valid, "axis", "None or an integer other than 0", axis)
        self.method = method
        self.epsilon = float(epsilon)
        self.num_components = num_components and int(num_components)
        self.axis = axis
        self.covariance = finite_array("covariance", covariance)
        together = (mean is None) == (covariance is None)
        require(together, "covariance", "given exactly if `mean` is", covariance)
        self.supports_masking = axis == -1

    def build(self, input_shape):
        features = self._num_features(input_shape)
        rule = f"of 1 to {_MOST_FEATURES} features"
        require(1 <= features <= _MOST_FEATURES, "input_shape", rule, input_shape)
        components = self.num_components or features
        rule = f"at most the {features} features"
        require(components <= features, "num_components", rule, components)
        self._example_shape = tuple(input_shape[1:])
        self.center = self._add_statistic("mean", (features,))
        self.eigenvalues = self._add_statistic("eigenvalues", (components,))
        self.eigenvectors = self._add_statistic("eigenvectors", (features, components))
        if self.mean is not None:
            self._take_given(features)

    def _num_features(self, shape):
        rank, axis = len(shape), self.axis
        valid = axis is None or -rank < axis < rank
        rule = f"None or an axis but the batch axis of an input of rank {rank}"
        require(valid, "axis", rule, axis)
        sizes = shape[1:] if axis is None else [shape[axis]]
        require(None not in sizes, "input_shape", "known along the features", shape)
        return int(np.prod(sizes))

    def _take_given(self, features):
        """Takes `mean` and `covariance` over where they fit the features."""
        rule = f"of shape ({features},)"
        require(self.mean.shape == (features,), "mean", rule, self.mean)
        square = self.covariance.shape == (features, features)
        symmetric = square and np.allclose(self.covariance, self.covariance.T)
        rule = f"symmetric and of shape ({features}, {features})"
        require(symmetric, "covariance", rule, self.covariance)
        self._set(self.mean, self.covariance)

    def _set(self, mean, covariance):
        eigenvalues, eigenvectors = _principal_axes(covariance)
        components = self.eigenvalues.shape[0]
        self.center.assign(mean)
        self.eigenvalues.assign(eigenvalues[:components])
        self.eigenvectors.assign(eigenvectors[:, :components])

    def _new_moments(self):
        return StreamingCovariance()

    def _rows(self, batch):
        features = self._num_features(batch.shape)
        rule = f"of {self.center.shape[0]} features"
        require(features == self.center.shape[0], "data", rule, batch)
        last = batch if self.axis is None else np.moveaxis(batch, self.axis, -1)
        return np.reshape(last, (-1, features))

    def _take(self, moments):
        self._set(moments.mean, moments.covariance)

    def call(self, inputs):
        self._require_statistics()
        features = self._features_last(inputs)
        scores = ops.matmul(features - self.center, self.eigenvectors) * self._scale()
        if self.method == "pca":
            return self._cast(self._channels_back(scores))
        outputs = self._channels_back(self._turned_back(scores))
        return self._cast(ops.reshape(outputs, ops.shape(inputs)))

    def inverse(self, outputs):
        """Returns the inputs that give `outputs`."""
        self._require_statistics()
        scores = self._features_last(ops.convert_to_tensor(outputs))
        if self.method == "zca":
            scores = ops.matmul(scores, self.eigenvectors)
        deviation = ops.sqrt(self.eigenvalues + self.epsilon)
        inputs = self._channels_back(
            self._turned_back(scores * deviation) + self.center
        )
        if self.axis is None:
            inputs = ops.reshape(inputs, (-1, *self._example_shape))
        return self._cast(inputs)

    def _features_last(self, inputs):
        inputs = ops.cast(inputs, self.statistics_dtype)
        if self.axis is None:
            size = int(np.prod(inputs.shape[1:]))
            return ops.reshape(inputs, (ops.shape(inputs)[0], size))
        return ops.moveaxis(inputs, self.axis, -1)

    def _channels_back(self, features):
        return features if self.axis is None else ops.moveaxis(features, -1, self.axis)

    def _turned_back(self, scores):
        return ops.matmul(scores, ops.transpose(self.eigenvectors))

    def _scale(self):
        """1 / sqrt(l + epsilon), and 0 where the data do not vary at all."""
        damped = self.eigenvalues + self.epsilon
        safe = ops.where(damped > 0, damped, ops.ones_like(damped))
        return ops.where(damped > 0, ops.rsqrt(safe), ops.zeros_like(damped))

    def _cast(self, tensor):
        return ops.cast(tensor, self.compute_dtype)

    def compute_output_shape(self, input_shape):
        if self.method == "zca":
            return input_shape
        components = self.num_components or self._num_features(input_shape)
        if self.axis is None:
            return (input_shape[0], components)
        axis = self.axis % len(input_shape)
        return (*input_shape[:axis], components, *input_shape[axis + 1 :])

    def get_config(self):
        return {
            **super().get_config(),
            "method": self.method,
            "epsilon": self.epsilon,
            "num_components": self.num_components,
            "axis": self.axis,
            "mean": None if self.mean is None else self.mean.tolist(),
            "covariance": None if self.mean is None else self.covariance.tolist(),
        }


def _principal_axes(covariance):
    """Eigenvalues in falling order, rounding errors around 0 made 0, and vectors."""
    eigenvalues, vectors = np.linalg.eigh(covariance)
    eigenvalues, vectors = eigenvalues[::-1], vectors[:, ::-1]
    smallest = len(eigenvalues) * np.finfo("float64").eps * max(eigenvalues[0], 0.0)
    largest = np.argmax(np.abs(vectors), axis=0)
    signs = np.where(np.take_along_axis(vectors, largest[None], axis=0) < 0, -1, 1)
    return np.where(eigenvalues > smallest, eigenvalues, 0.0), vectors * signs
