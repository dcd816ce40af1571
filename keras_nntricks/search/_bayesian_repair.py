"""What Keras Tuner's Bayesian search gets wrong."""

import warnings

import numpy as np

from keras_nntricks.search._hash_of import hash_of


class BayesianRepair:
    """Put before a `BayesianOptimizationOracle`: its seed, and resume."""

    def take_seed(self, seed):
        """The regression takes the seed when it is made."""
        self.gpr = self._make_gpr()

    def _make_gpr(self):
        regression = super()._make_gpr()
        regression.random_state = self.seed % 2**32  # all that NumPy takes
        return regression

    def populate_space(self, trial_id):
        """Values for a trial; the search for the best begins at points of its own."""
        # Its state is not saved: drawn anew, a resumed search goes the same way.
        self._random_state = np.random.RandomState(hash_of(self.seed, self._drawn_for))
        with warnings.catch_warnings():
            # The regression says so in small searches; there is nothing to be done.
            warnings.filterwarnings("ignore", "The optimal value found for dimension")
            return super().populate_space(trial_id)
