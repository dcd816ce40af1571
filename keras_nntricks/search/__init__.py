"""Hyperparameter search in the manner of CS231n, on Keras Tuner (extra `tuner`)."""

try:
    import keras_tuner  # noqa: F401
except ImportError as error:
    # Keras Tuner 1.4.8 does not name all that it imports (six): so says the error.
    raise ImportError(
        "`keras_nntricks.search` needs Keras Tuner and what it imports: "
        f"pip install keras-nntricks[tuner]. Not found: {error.name}."
    ) from error

from keras_nntricks.search._activation import activation
from keras_nntricks.search._batch_size import batch_size
from keras_nntricks.search._bayesian_optimization import BayesianOptimization
from keras_nntricks.search._coarse_to_fine import CoarseToFine
from keras_nntricks.search._coarse_to_fine_oracle import CoarseToFineOracle
from keras_nntricks.search._compare_strategies import compare_strategies
from keras_nntricks.search._convolutional_hyper_model import ConvolutionalHyperModel
from keras_nntricks.search._cross_validation import CrossValidation
from keras_nntricks.search._decay import decay
from keras_nntricks.search._dense_hyper_model import DenseHyperModel
from keras_nntricks.search._depth import depth
from keras_nntricks.search._dropout import dropout
from keras_nntricks.search._early_abort import EarlyAbort
from keras_nntricks.search._grid_search import GridSearch
from keras_nntricks.search._hyperband import Hyperband
from keras_nntricks.search._initializer import initializer
from keras_nntricks.search._learning_rate import learning_rate
from keras_nntricks.search._log_uniform import log_uniform
from keras_nntricks.search._momentum import momentum
from keras_nntricks.search._normalization import normalization
from keras_nntricks.search._optimizer import optimizer
from keras_nntricks.search._plot_search import plot_search
from keras_nntricks.search._quick import quick
from keras_nntricks.search._random_search import RandomSearch
from keras_nntricks.search._results_table import results_table
from keras_nntricks.search._robust_tuner import RobustTuner
from keras_nntricks.search._run import run
from keras_nntricks.search._search_report import search_report
from keras_nntricks.search._stage import Stage
from keras_nntricks.search._strategy_comparison import StrategyComparison
from keras_nntricks.search._training_constants import TrainingConstants
from keras_nntricks.search._vectorized_search import VectorizedSearch
from keras_nntricks.search._weight_decay import weight_decay
from keras_nntricks.search._width import width

__all__ = [
    "BayesianOptimization",
    "CoarseToFine",
    "CoarseToFineOracle",
    "ConvolutionalHyperModel",
    "CrossValidation",
    "DenseHyperModel",
    "EarlyAbort",
    "GridSearch",
    "Hyperband",
    "RandomSearch",
    "RobustTuner",
    "Stage",
    "StrategyComparison",
    "TrainingConstants",
    "VectorizedSearch",
    "activation",
    "batch_size",
    "compare_strategies",
    "decay",
    "depth",
    "dropout",
    "initializer",
    "learning_rate",
    "log_uniform",
    "momentum",
    "normalization",
    "optimizer",
    "plot_search",
    "quick",
    "results_table",
    "run",
    "search_report",
    "weight_decay",
    "width",
]
