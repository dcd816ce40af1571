"""In every situation: samples arrive, the weights stay as they are, nothing is left."""

import numpy as np
import pytest

from tests.taps.situations import SITUATIONS
from tests.taps.watchers import Watcher, attributes, same, state_of


# torch's compiler warns of what it does itself.
@pytest.mark.filterwarnings("ignore:The .grad attribute:UserWarning")
@pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning")
@pytest.mark.parametrize("situation", SITUATIONS.values(), ids=SITUATIONS)
def test_watching_changes_nothing(situation):
    request = situation.request
    watcher = Watcher(request)
    plain, watched = situation.trained(), situation.trained([watcher])
    assert tuple(watcher.steps) == situation.steps
    assert same(state_of(plain), state_of(watched), situation.tolerance)
    assert attributes(plain) == attributes(watched)
    assert not hasattr(watched.train_function, "hub")
    samples = watcher.values()
    assert tuple(values["examples"] for values in samples) == situation.examples
    for values in samples:
        assert np.isfinite(values["loss"])
        assert bool(values.get("outputs")) == request.outputs
        assert bool(values.get("predictions")) == request.batch
        weights = len(watched.trainable_variables) if request.weights else 0
        assert len(values.get("weights", ())) == weights
