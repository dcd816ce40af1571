import numpy as np

from tests.layers.batch_norm_programs import X
from tests.layers.batch_norms import assert_close, normalized
from tests.layers.test_batch_norm_replicas import result, start


def test_each_replica_normalizes_alone_and_the_saved_statistics_are_of_both():
    outputs, _, mean, variance = result(start("alone"))
    halves = X[:4].astype("float64"), X[4:].astype("float64")
    alone = np.concatenate([normalized(half) for half in halves])
    assert_close(outputs, alone, 1e-3)
    np.testing.assert_allclose(mean, np.mean([h.mean(0) for h in halves], 0), rtol=1e-6)
    expected = np.mean([h.var(0, ddof=1) for h in halves], 0)
    np.testing.assert_allclose(variance, expected, rtol=1e-3)
