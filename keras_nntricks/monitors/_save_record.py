"""A record as one .npz file: its arrays, and JSON that says where each belongs."""

import dataclasses
import json

import numpy as np

from keras_nntricks.monitors import _facts
from keras_nntricks.monitors._epoch_units import EpochUnits
from keras_nntricks.monitors._table import Table
from keras_nntricks.monitors._verdict import Verdict

_FORMAT = 1
_PLAIN = (
    *(_facts.LayerFacts, _facts.WeightFacts, _facts.InputFacts, _facts.OutputFacts),
    *(_facts.ModelFacts, Verdict),
)
_CLASSES = {kind.__name__: kind for kind in _PLAIN}


def save_state(path, state):
    """Writes the attributes of a record."""
    arrays = []
    tree = _packed(state, arrays)
    text = json.dumps({"format": _FORMAT, "state": tree})
    named = {f"array_{i}": array for i, array in enumerate(arrays)}
    with open(path, "wb") as file:
        np.savez(file, json=np.array(text), **named)


def load_state(path):
    """Reads them again.

    Raises a ValueError if the file holds no record or one of a later format.
    """
    with np.load(path, allow_pickle=False) as file:
        if "json" not in file.files:
            raise ValueError(f"`path` must be a file of a record. Received: {path}.")
        content = json.loads(str(file["json"]))
        if content["format"] > _FORMAT:
            rule = f"`path` must hold a record of format {_FORMAT} or older."
            raise ValueError(f"{rule} Received: format {content['format']}.")
        return _unpacked(content["state"], file)


def _packed(value, arrays):
    if isinstance(value, np.ndarray):
        arrays.append(value)
        return {"array": len(arrays) - 1}
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Table):
        parts = [value.statistics, value.paths, value.array()]
        return {"class": "Table", "of": _packed(parts, arrays)}
    if isinstance(value, EpochUnits):
        return {"class": "EpochUnits", "of": _packed(vars(value), arrays)}
    if dataclasses.is_dataclass(value):
        fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        return {"class": type(value).__name__, "of": _packed(fields, arrays)}
    if isinstance(value, dict):
        return {"keys": list(value), "of": [_packed(v, arrays) for v in value.values()]}
    if isinstance(value, tuple | frozenset):
        kind = "tuple" if isinstance(value, tuple) else "set"
        return {kind: [_packed(entry, arrays) for entry in value]}
    if isinstance(value, list):
        return [_packed(entry, arrays) for entry in value]
    return value


def _unpacked(value, arrays):
    if isinstance(value, list):
        return [_unpacked(entry, arrays) for entry in value]
    if not isinstance(value, dict):
        return value
    if "array" in value:
        return arrays[f"array_{value['array']}"]
    if "class" in value:
        return _made(value["class"], _unpacked(value["of"], arrays))
    if "keys" in value:
        entries = [_unpacked(entry, arrays) for entry in value["of"]]
        return dict(zip(value["keys"], entries, strict=True))
    kind = tuple if "tuple" in value else frozenset
    return kind(_unpacked(entry, arrays) for entry in next(iter(value.values())))


def _made(name, content):
    if name == "Table":
        return Table(*content)
    if name in _CLASSES:
        return _CLASSES[name](**content)
    units = EpochUnits()
    vars(units).update(content)
    return units
