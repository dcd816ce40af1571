"""Random matrices with orthonormal rows or columns."""

import keras
from keras import ops

from keras_nntricks.initializers._seeds import seed_of_a_draw


def orthonormal(sizes, dtype, seed):
    """(copies, rows, columns), each of them uniform over all such matrices."""
    copies, rows, columns = sizes
    tall = (copies, max(rows, columns), min(rows, columns))
    normal = keras.random.normal(tall, dtype=dtype, seed=seed_of_a_draw(seed))
    matrices, triangles = ops.linalg.qr(normal)
    # Without these signs the result depends on the convention of the decomposition.
    signs = ops.where(ops.diagonal(triangles, axis1=-2, axis2=-1) < 0, -1.0, 1.0)
    matrices = matrices * ops.cast(signs, dtype)[:, None, :]
    return matrices if rows >= columns else ops.swapaxes(matrices, -2, -1)
