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
    watcher = Watcher()
    plain, watched = situation.trained(), situation.trained([watcher])
    assert tuple(watcher.steps) == situation.steps
    assert same(state_of(plain), state_of(watched), situation.tolerance)
    assert attributes(plain) == attributes(watched)
    assert not hasattr(watched.train_function, "hub")
    for values in watcher.values():
        assert np.isfinite(values["loss"])
        assert values["outputs"]
        assert len(values["weights"]) == len(watched.trainable_variables)
