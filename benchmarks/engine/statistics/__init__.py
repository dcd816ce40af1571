"""Intervals and tests in float64; closed forms and seeded resampling."""

from benchmarks.engine.statistics._bootstrap_interval import (
    RESAMPLES,
    bootstrap_interval,
)
from benchmarks.engine.statistics._clopper_pearson import clopper_pearson
from benchmarks.engine.statistics._detectable_difference import (
    detectable_difference,
)
from benchmarks.engine.statistics._detectable_effect import detectable_effect
from benchmarks.engine.statistics._equivalence_test import equivalence_test
from benchmarks.engine.statistics._error_of_interval import error_of_interval
from benchmarks.engine.statistics._fisher_test import fisher_test
from benchmarks.engine.statistics._holm_adjusted import holm_adjusted
from benchmarks.engine.statistics._interquartile_mean import interquartile_mean
from benchmarks.engine.statistics._koopman_interval import koopman_interval
from benchmarks.engine.statistics._log_log_slope import log_log_slope
from benchmarks.engine.statistics._mann_whitney_test import mann_whitney_test
from benchmarks.engine.statistics._mcnemar_test import mcnemar_test
from benchmarks.engine.statistics._newcombe_paired import newcombe_paired
from benchmarks.engine.statistics._newcombe_unpaired import newcombe_unpaired
from benchmarks.engine.statistics._rank_correlation import rank_correlation
from benchmarks.engine.statistics._ratio_score import ratio_score
from benchmarks.engine.statistics._sign_flip_test import sign_flip_test
from benchmarks.engine.statistics._student_interval import student_interval
from benchmarks.engine.statistics._wilson_interval import wilson_interval

__all__ = [
    "RESAMPLES",
    "bootstrap_interval",
    "clopper_pearson",
    "detectable_difference",
    "detectable_effect",
    "equivalence_test",
    "error_of_interval",
    "fisher_test",
    "holm_adjusted",
    "interquartile_mean",
    "koopman_interval",
    "log_log_slope",
    "mann_whitney_test",
    "mcnemar_test",
    "newcombe_paired",
    "newcombe_unpaired",
    "rank_correlation",
    "ratio_score",
    "sign_flip_test",
    "student_interval",
    "wilson_interval",
]
