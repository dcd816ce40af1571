"""What is trained: a small net, and the deep one of experiment e04."""

import dataclasses
from typing import Any

from keras_nntricks import sweeps


@dataclasses.dataclass(frozen=True)
class Problem:
    """A net on the digits, and the runs that `fit_many` trains at once."""

    name: str
    depth: int
    batch_size: int
    epochs: int
    seeds: int
    learning_rates: tuple[float, ...]

    @property
    def runs(self) -> list[dict[str, Any]]:
        """All seeds with all learning rates."""
        rates = self.learning_rates
        return sweeps.grid(seed=range(self.seeds), learning_rate=rates)

    def build(self, learning_rate):
        """A compiled ReLU net, 64 units wide."""
        from benchmarks.networks import deep_relu_mlp

        return deep_relu_mlp.build(depth=self.depth, learning_rate=learning_rate)

    def data(self):
        """All 1797 digits, 64 features in [0, 1]."""
        from sklearn.datasets import load_digits

        x, y = load_digits(return_X_y=True)
        return (x / 16).astype("float32"), y.astype("int32")


PROBLEMS = {
    problem.name: problem
    for problem in (
        Problem("64-64x4-10", 5, 128, 20, 8, (0.01, 0.03, 0.1, 0.3)),
        Problem("30 layers (e04)", 30, 60, 10, 10, (0.01,)),
    )
}
