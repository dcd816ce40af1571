import keras

from keras_nntricks._arguments import is_integer, is_number, require, require_count
from keras_nntricks.optimizers._examples import cut, gather, taken
from keras_nntricks.optimizers._lbfgs_epochs import Epochs, validation_arguments
from keras_nntricks.optimizers._minimize import minimize, require_scipy
from keras_nntricks.optimizers._objective import Objective
from keras_nntricks.optimizers._random_layers import draws_in_training


def fit_lbfgs(
    model,
    x,
    y=None,
    sample_weight=None,
    class_weight=None,
    batch_size=None,
    epochs=100,
    validation_data=None,
    callbacks=None,
    verbose=0,
    history_size=10,
    gradient_tolerance=1e-5,
    loss_tolerance=1e-9,
):
    """Fits a model to all examples at once by SciPy's L-BFGS.

        w = w - t H g        g: gradient of the loss over all examples

    H approximates the inverse Hessian from the last `history_size` steps, a line
    search finds t: there is no learning rate. An epoch is one iteration, which mostly
    looks at all examples once. The loss is the compiled one with regularizers and
    `add_loss`, as `model.evaluate` computes it; it and its gradient are in float64,
    whatever the model computes in, and so are the weights until they are given to the
    model at the end of each epoch. The optimizer of the model is neither used nor
    changed.

    The model is in inference mode throughout. Batch normalization normalizes with its
    moving statistics, which stay as they are: `calibration.precise_batch_norm` sets
    them. Models that draw random numbers in training are refused, since L-BFGS needs
    the same loss twice: leave dropout and noise out.

    Callbacks are told of epochs, not of batches. What they assign to weights lasts
    until the end of the next epoch, after the last one for good, so that
    `EarlyStopping(restore_best_weights=True)` works.

    Needs SciPy: `pip install "keras-nntricks[lbfgs]"`.

    Args:
        model: a built and compiled `keras.Model`.
        x: array, or a structure of arrays: all inputs.
        y: array, or a structure of arrays: all targets. None if the model needs none.
        sample_weight: weights of the examples, or None.
        class_weight: dict of class -> weight for one output, or None.
        batch_size: int >= 1. Computes loss and gradient by so many examples at a time,
            which saves memory and gives the same. None is all at once.
        epochs: int >= 1. Iterations, at most. Defaults to 100.
        validation_data: tuple `(x, y)` or `(x, y, sample_weight)`, or a dataset, which
            `model.evaluate` is given after each epoch, or None.
        callbacks: list of `keras.callbacks.Callback`, or None.
        verbose: 0, 1 or 2, as in `fit`.
        history_size: int >= 1. Steps that H remembers. Defaults to 10.
        gradient_tolerance: number >= 0. Stops when no element of the gradient is
            larger. Defaults to 1e-5.
        loss_tolerance: number >= 0. Stops when the loss falls by a smaller share of
            itself, or by less where it is below 1. Defaults to 1e-9.

    Returns:
        A `keras.callbacks.History` of "loss", "gradient_norm", "evaluations" (how often
        all examples have been looked at so far) and what validation gives. Its
        attribute `message` says why the training stopped.

    Raises:
        ValueError: if an argument is none of the above; if the model has nothing to
            train, constraints, a `train_step` of its own or random numbers in
            training; with `batch_size`, if the loss is no mean over examples.
        ImportError: if SciPy is missing.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import optimizers
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile(loss="mse")
    >>> x = np.random.default_rng(0).normal(size=(50, 2))
    >>> y = x @ [[3.0], [-2.0]] + 1.0
    >>> history = optimizers.fit_lbfgs(model, x, y)
    >>> model.get_weights()[0].ravel().round(3).tolist()
    [3.0, -2.0]
    >>> len(history.history["loss"]) < 20
    True

    Reference: Byrd, Lu, Nocedal and Zhu, A limited memory algorithm for bound
    constrained optimization (1995), as in
    https://docs.scipy.org/doc/scipy/reference/optimize.minimize-lbfgsb.html.
    """
    _require_counts(batch_size, epochs, history_size)
    require(verbose in (0, 1, 2), "verbose", "0, 1 or 2", verbose)
    options = {"maxcor": int(history_size), "maxiter": int(epochs)}
    options["gtol"] = _tolerance("gradient_tolerance", gradient_tolerance)
    options["ftol"] = _tolerance("loss_tolerance", loss_tolerance)
    _require_trainable(model)
    require_scipy()
    examples = gather(x, y, sample_weight, class_weight)
    _require_steady(model, examples)
    objective = Objective(model, cut(examples, batch_size))
    _require_mean(objective, examples, batch_size)
    told = keras.callbacks.CallbackList(
        callbacks,
        add_history=True,
        add_progbar=verbose > 0,
        model=model,
        **{"verbose": verbose, "epochs": int(epochs), "steps": 1},
    )
    validation = validation_arguments(validation_data, batch_size)
    epochs = Epochs(objective, model, told, validation)
    model.stop_training = False
    told.on_train_begin()
    message = minimize(epochs, objective.start(), options)
    told.on_train_end()
    model.history.message = message
    return model.history


def _require_counts(batch_size, epochs, history_size):
    counts = is_integer(batch_size) and batch_size >= 1
    fine = batch_size is None or counts
    require(fine, "batch_size", "a positive integer or None", batch_size)
    require_count("epochs", epochs)
    require_count("history_size", history_size)


def _tolerance(name, value):
    require(is_number(value) and value >= 0, name, "a number >= 0", value)
    return float(value)


def _require_trainable(model):
    """Raises `ValueError` unless L-BFGS can move the model's weights."""
    built = isinstance(model, keras.Model) and model.built
    require(built, "model", "a built keras.Model: call it on a batch first", model)
    require(model.compiled, "model", "compiled with a loss", model)
    own_step = type(model).train_step is not keras.Model.train_step
    require(not own_step, "model", "without a `train_step` of its own", model)
    weights = model.trainable_variables
    require(weights, "model", "a model with trainable weights", model)
    bound = [v.path for v in weights if v.constraint is not None]
    free = "without constraints, which L-BFGS does not keep"
    require(not bound, "model", f"{free} (of {', '.join(bound)})", model)


def _require_steady(model, examples):
    random = draws_in_training(model, taken(examples, slice(32))[0])
    rule = "without random numbers in training (dropout, noise, augmentation)"
    require(not random, "model", rule, model)


def _require_mean(objective, examples, batch_size):
    fine = batch_size is None or objective.is_mean_of_parts(examples)
    rule = "None for a loss that is no mean over examples"
    require(fine, "batch_size", rule, batch_size)
