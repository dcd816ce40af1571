"""VectorizedSearch against trainings one by one, its directory, resume, refusals."""

import keras
import keras_tuner
import numpy as np
import pytest

from keras_nntricks import search, sweeps
from keras_nntricks.search._robust_tuner import RobustTuner
from keras_nntricks.search._trial_record import read_record

RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 4)).astype("float32")
Y = (X.sum(axis=1, keepdims=True) + 0.5 * RNG.normal(size=(40, 1))).astype("float32")
DATA = (X[:30], Y[:30])
FIT = {
    "epochs": 3,
    "batch_size": 8,
    "validation_data": (X[30:], Y[30:]),
    "verbose": 0,
}


def build(hp):
    rate = hp.Float("learning_rate", 1e-3, 0.3, sampling="log")
    momentum = hp.Float("momentum", 0.1, 0.9)
    dropout = keras.layers.Dropout(hp.Float("dropout", 0.1, 0.5), seed=1)
    layers = [keras.Input((4,)), keras.layers.Dense(5, "tanh"), dropout]
    model = keras.Sequential([*layers, keras.layers.Dense(1)])
    optimizer = keras.optimizers.SGD(rate, momentum)
    model.compile(optimizer, "mse", run_eagerly=True)
    return model


def make(tmp_path, kind=search.VectorizedSearch, build=build, trials=3, **kwargs):
    return kind(build, "val_loss", trials, seed=5, directory=tmp_path, **kwargs)


def scores(tuner):
    trials = tuner.oracle.trials.items()
    return {i: (t.score, t.best_step, t.hyperparameters.values) for i, t in trials}


class OneByOne(RobustTuner):
    """A random search whose trials train epoch by epoch in `model.fit`."""

    def __init__(self, build, objective, trials, seed, **kwargs):
        oracle = keras_tuner.oracles.RandomSearchOracle(objective, trials, seed)
        self._own_seed = seed
        super().__init__(oracle, build, **kwargs)
        self.oracle.take_seed(seed)

    def run_execution(self, trial, execution, x, y, epochs, callbacks, **kwargs):
        seed = self.seed_of(trial, execution)
        keras.utils.set_random_seed(seed)
        model = self.hypermodel.build(trial.hyperparameters)
        history = {}
        for epoch in range(epochs):
            order = sweeps.batch_order(seed, epoch, len(x))
            logs = model.fit(x[order], y[order], shuffle=False, **kwargs).history
            for name, values in logs.items():
                history.setdefault(name, []).extend(values)
        return history


def test_trials_and_scores_are_those_of_a_search_one_by_one(tmp_path):
    settings = {"trials": 2, "executions_per_trial": 2}
    tuners = [
        make(tmp_path, project_name="ours", checkpoints=0, **settings),
        make(tmp_path, OneByOne, project_name="theirs", **settings),
    ]
    for tuner in tuners:
        tuner.search(*DATA, **FIT)
    ours, theirs = map(scores, tuners)
    assert ours.keys() == theirs.keys()
    for trial, (score, step, values) in ours.items():
        np.testing.assert_allclose(score, theirs[trial][0], rtol=1e-4)
        assert (step, values) == theirs[trial][1:]


def test_the_best_model_scores_as_its_trial(tmp_path):
    tuner = make(tmp_path, trials=2)
    tuner.search(*DATA, **FIT)
    best = tuner.oracle.get_best_trials(1)[0]
    loss = tuner.get_best_models(1)[0].evaluate(*FIT["validation_data"], verbose=0)
    np.testing.assert_allclose(loss, best.score, rtol=1e-4)
    record = read_record(tuner.get_trial_dir(best.trial_id))
    assert min(record["executions"][0]["history"]["val_loss"]) == best.score
    assert record["executions"][0]["seed"] == tuner.seed_of(best, 0)
    with pytest.raises(keras_tuner.errors.FatalError, match="no checkpoint"):
        tuner.get_best_models(2)


def test_an_interrupted_search_goes_on_where_it_was(tmp_path):
    fit = {**FIT, "epochs": 1}
    whole = make(tmp_path, project_name="whole", checkpoints=0)
    whole.search(*DATA, **fit)
    tuner = make(tmp_path)
    rounds = []
    tuner.on_trial_end = lambda trial: _interrupt_at(tuner, trial, "1")
    with pytest.raises(KeyboardInterrupt):
        tuner.search(*DATA, **fit)
    again = make(tmp_path, checkpoints=0)
    train = again.prepare_round
    again.prepare_round = lambda trials, *a, **k: (
        rounds.extend(t.trial_id for t in trials),
        train(trials, *a, **k),
    )
    again.search(*DATA, **fit)
    assert sorted(rounds) == [t for t in sorted(whole.oracle.trials) if t != "0"]
    assert scores(again) == scores(whole)


def _interrupt_at(tuner, trial, trial_id):
    if trial.trial_id == trial_id:
        raise KeyboardInterrupt
    search.VectorizedSearch.on_trial_end(tuner, trial)


def diverging(hp):
    rate = hp.Choice("learning_rate", [0.01, 1e30])
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(rate), "mse", run_eagerly=True)
    return model


def test_a_trial_that_diverges_gets_the_penalty_and_a_reason(tmp_path):
    tuner = make(tmp_path, build=diverging, trials=2, checkpoints=0)
    tuner.search(*DATA, **FIT)
    good, bad = sorted(tuner.oracle.trials.values(), key=lambda trial: trial.score)
    assert (good.status, bad.status) == ("COMPLETED", "COMPLETED")
    assert bad.hyperparameters.values["learning_rate"] == 1e30
    assert np.isfinite(bad.score)
    assert bad.metrics.get_best_value("aborted") == 1
    execution = read_record(tuner.get_trial_dir(bad.trial_id))["executions"][0]
    assert "not finite" in execution["aborted"]
    assert execution["history"]["loss"] == [None] * 3


def failing(hp):
    if not hp.Choice("works", [True, False]):
        raise keras_tuner.errors.FailedTrialError("of no use")
    return diverging(hp)


def test_a_build_that_fails_costs_its_own_trial_only(tmp_path):
    tuner = make(tmp_path, build=failing, trials=4, checkpoints=0)
    tuner.search(*DATA, **{**FIT, "epochs": 1})
    for trial in tuner.oracle.trials.values():
        record = read_record(tuner.get_trial_dir(trial.trial_id))
        rate, works = (trial.hyperparameters.get(n) for n in ("learning_rate", "works"))
        reason = record["executions"][0]["aborted"]
        assert (reason == "of no use") == (not works)
        assert (reason is None) == (bool(works) and rate == 0.01)
    assert {t.hyperparameters.get("works") for t in tuner.oracle.trials.values()} == {
        True,
        False,
    }


class Chosen(keras_tuner.HyperModel):
    """Chooses the batch size."""

    def build(self, hp):
        return diverging(hp)

    def fit(self, hp, model, *args, **kwargs):
        size = hp.Choice("batch_size", [15, 30])
        return model.fit(*args, batch_size=size, **kwargs)


def test_the_hypermodel_chooses_the_arguments_of_fit(tmp_path):
    hp = keras_tuner.HyperParameters()
    hp.Fixed("learning_rate", 0.01)
    hp.Choice("batch_size", [15, 30])
    oracle = keras_tuner.oracles.GridSearchOracle("loss", 2, hyperparameters=hp)
    tuner = search.VectorizedSearch(
        Chosen(), oracle=oracle, checkpoints=0, directory=tmp_path
    )
    tuner.search(*DATA, epochs=2, validation_split=0.5, verbose=0)
    sizes = {t.hyperparameters.values["batch_size"] for t in oracle.trials.values()}
    assert sizes == {15, 30}
    assert len({trial.score for trial in oracle.trials.values()}) == 2


class Curious(Chosen):
    """Asks the model for more than `fit`."""

    def fit(self, hp, model, *args, **kwargs):
        return model.evaluate(*args)


class Forgetful(Chosen):
    """Returns something else."""

    def fit(self, hp, model, *args, **kwargs):
        model.fit(*args, **kwargs)
        return 1.0


REFUSED = [
    (diverging, DATA, {"callbacks": [search.EarlyAbort()]}, "callbacks.*RandomSearch"),
    (diverging, DATA, {"sample_weight": Y}, "`sample_weight`"),
    (diverging, (keras.utils.PyDataset(),), {}, "it takes arrays"),
    (Curious(), DATA, {}, "model.evaluate"),
    (Forgetful(), DATA, {}, r"anything but return `model.fit"),
    (diverging, DATA, {"validation_data": None}, "objective 'val_loss' is not among"),
]


@pytest.mark.parametrize(("hypermodel", "data", "kwargs", "message"), REFUSED)
def test_what_a_program_cannot_do_is_refused(
    tmp_path, hypermodel, data, kwargs, message
):
    tuner = make(tmp_path, build=hypermodel, trials=2)
    with pytest.raises(keras_tuner.errors.FatalError, match=message):
        tuner.search(*data, **{**FIT, "epochs": 1, **kwargs})


def test_an_oracle_that_continues_trials_is_refused(tmp_path):
    oracle = keras_tuner.oracles.HyperbandOracle("val_loss", max_epochs=2, factor=2)
    tuner = search.VectorizedSearch(diverging, oracle=oracle, directory=tmp_path)
    trial = keras_tuner.engine.trial.Trial(keras_tuner.HyperParameters(), "0")
    trial.hyperparameters.values = {"tuner/initial_epoch": 1, "tuner/epochs": 2}
    with pytest.raises(keras_tuner.errors.FatalError, match="continues earlier"):
        tuner.run_trial(trial, *DATA, **FIT)


BAD = [
    ({"trials_at_once": 0}, "trials_at_once"),
    ({"checkpoints": -1}, "checkpoints"),
    ({"oracle": keras_tuner.oracles.RandomSearchOracle("loss")}, "objective"),
]


@pytest.mark.parametrize(("bad", "name"), BAD)
def test_bad_arguments_are_refused(tmp_path, bad, name):
    with pytest.raises(ValueError, match=f"`{name}` must be"):
        make(tmp_path, **bad)
