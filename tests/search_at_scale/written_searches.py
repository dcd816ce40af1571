"""Directories of searches, written by hand as Keras Tuner 1.4.8 writes them."""

import json

import numpy as np


def number(name, low, high, sampling="log", kind="Float", step=None):
    """The config of a `Float` or an `Int`."""
    config = {"min_value": low, "max_value": high, "sampling": sampling, "step": step}
    return _entry(kind, name, low, **config)


def choice(name, values, conditions=()):
    """The config of a `Choice`."""
    return _entry("Choice", name, values[0], conditions=list(conditions), values=values)


def boolean(name):
    """The config of a `Boolean`."""
    return _entry("Boolean", name, False)


def _entry(kind, name, default, conditions=(), **config):
    shared = {"name": name, "default": default, "conditions": list(conditions)}
    return {"class_name": kind, "config": {**shared, **config}}


def execution(losses, seconds=1.0, aborted=None, verdicts=(), **values):
    """One execution of a record."""
    history = {"loss": losses, "val_loss": losses}
    told = {"aborted": aborted, "verdicts": list(verdicts), "seconds": seconds}
    return {
        "execution": 0,
        "fold": None,
        "seed": 1,
        "history": history,
        **told,
        **values,
    }


def trial(trial_id, values, score, status="COMPLETED", message=None, record=None):
    """The files of one trial."""
    state = {"trial_id": trial_id, "status": status, "message": message}
    state |= {"score": score, "best_step": 0, "metrics": {"metrics": {}}}
    if score is not None:
        state["metrics"]["metrics"] = {
            "loss": _metric(score + 1),
            "val_loss": _metric(score),
        }
    return state | {"values": values}, record


def _metric(value):
    seen = {"value": [value], "step": 0}
    return {"direction": "min", "observations": [seen]}


def write_search(folder, space, trials, order=None):
    """Writes the files of a search; returns its directory."""
    folder.mkdir(parents=True, exist_ok=True)
    for state, record in trials:
        home = folder / f"trial_{state['trial_id']}"
        home.mkdir()
        values = state.pop("values")
        state["hyperparameters"] = {"space": space, "values": values}
        (home / "trial.json").write_text(json.dumps(state))
        if record:
            (home / "record.json").write_text(json.dumps(record))
    order = order or [state["trial_id"] for state, _ in trials]
    oracle = {"hyperparameters": {"space": space, "values": {}}, "start_order": order}
    (folder / "oracle.json").write_text(json.dumps(oracle))
    return folder


def record(*executions, stage=None):
    """A record of executions."""
    return {"executions": list(executions), "stage": stage, "status": "COMPLETED"}


SPACE = [
    number("rate", 1e-4, 1.0),
    number("units", 1, 3, "linear", "Int", 1),
    choice("kind", ["a<b", "$c$", "d" * 40]),
    boolean("flag"),
    choice("momentum", [0.5, 0.9], conditions=["kind"]),
]


def random_search(folder, count=64, seed=0, best_rate=1e-2, stages=False):
    """A search whose score is the distance of the logarithm of the rate.

    Every eighth trial is aborted; `momentum` is used where the kind is "a<b".
    """
    rng = np.random.default_rng(seed)
    trials = [_random_trial(rng, i, best_rate, stages) for i in range(count)]
    return write_search(folder, SPACE, trials)


def _random_trial(rng, index, best_rate, stages):
    kind = str(rng.choice(SPACE[2]["config"]["values"]))
    values = {
        "rate": float(10 ** rng.uniform(-4, 0)),
        "units": int(rng.integers(1, 4)),
        "kind": kind,
        "flag": bool(rng.integers(2)),
    }
    if kind == "a<b":
        values["momentum"] = float(rng.choice([0.5, 0.9]))
    score = float(abs(np.log10(values["rate"] / best_rate)) + 0.01 * rng.random())
    lost = "the loss is not finite" if index % 8 == 7 else None
    done = execution([score + 1, score], aborted=lost)
    stage = index // 22 if stages else None
    score = 1e6 if lost else score
    return trial(f"{index:02d}", values, score, record=record(done, stage=stage))
