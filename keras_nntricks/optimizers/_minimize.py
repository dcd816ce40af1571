"""SciPy's minimizer over epochs."""

import importlib.util

from keras_nntricks.optimizers._lbfgs_epochs import StopError

_EVALUATIONS = 30  # in an iteration; a line search of SciPy's makes 20 at most


def require_scipy():
    """Raises `ImportError`, with the way out, where SciPy is missing."""
    if importlib.util.find_spec("scipy") is None:
        raise ImportError(
            "`fit_lbfgs` needs SciPy: pip install 'keras-nntricks[lbfgs]'."
        )


def minimize(epochs, start, options):
    """Why it ended, in SciPy's words."""
    from scipy import optimize

    options = {**options, "maxfun": _EVALUATIONS * options["maxiter"]}
    try:
        found = optimize.minimize(
            epochs.evaluate,
            start,
            jac=True,
            method="L-BFGS-B",
            callback=epochs.end,
            options=options,
        )
        epochs.close(found.x)
    except StopError as stopped:
        return str(stopped)
    return str(found.message)
