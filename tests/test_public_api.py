"""Every public name: one path, documented, registered, in the conformance suite."""

import collections
import dataclasses
import importlib
import inspect
import pkgutil

import keras
import pytest

import keras_nntricks
from tests.conformance.cases import CASES
from tests.docstrings import problems_of

TRICKS = (
    *("activations", "calibration", "callbacks", "checks", "constraints"),
    *("initializers", "layers", "optimizers"),
)
TENSOR = ("x", "inputs")


def _namespaces():
    """Module name -> module, for each public package under keras_nntricks."""
    found = pkgutil.walk_packages(keras_nntricks.__path__, "keras_nntricks.")
    names = [info.name for info in found if "._" not in info.name]
    return {name: importlib.import_module(name) for name in names}


NAMESPACES = _namespaces()
PUBLIC = {
    f"{name}.{public}": getattr(module, public)
    for name, module in NAMESPACES.items()
    for public in module.__all__
}


def _family(path):
    return path.split(".")[1]


def is_registrable(thing, family):
    """Keras saves what has a config, and activations: functions of a tensor."""
    if inspect.isclass(thing):
        return hasattr(thing, "get_config")
    takes_tensor = next(iter(inspect.signature(thing).parameters), None) in TENSOR
    return family == "activations" and takes_tensor


def is_trick(path, thing):
    """What the conformance suite tries: callbacks wherever they are, too."""
    if inspect.isclass(thing) and issubclass(thing, keras.callbacks.Callback):
        return True
    return _family(path) in TRICKS and not dataclasses.is_dataclass(thing)


CALLABLE = {path: thing for path, thing in PUBLIC.items() if callable(thing)}
TRIED = {path: thing for path, thing in CALLABLE.items() if is_trick(path, thing)}
REGISTRABLE = {p: t for p, t in CALLABLE.items() if is_registrable(t, _family(p))}


def _sorted_as_ruff_does(names):
    return sorted(names, key=lambda n: (not n.isupper(), not n[0].isupper(), n))


def test_the_namespaces_are_those_of_the_package():
    top = [name.split(".")[1] for name in NAMESPACES if name.count(".") == 1]
    assert keras_nntricks.__all__ == sorted(top)
    assert set(top) <= set(dir(keras_nntricks))
    for name in top:
        assert getattr(keras_nntricks, name) is NAMESPACES[f"keras_nntricks.{name}"]


@pytest.mark.parametrize("name", NAMESPACES)
def test_all_is_sorted_and_complete(name):
    module = NAMESPACES[name]
    exposed = [
        key
        for key, value in vars(module).items()
        if not key.startswith("_") and not inspect.ismodule(value)
    ]
    assert module.__all__ == _sorted_as_ruff_does(exposed)
    assert inspect.getdoc(module)


def test_each_thing_has_one_path():
    paths = collections.defaultdict(list)
    for path, thing in PUBLIC.items():
        paths[id(thing)].append(path)
    assert [found for found in paths.values() if len(found) > 1] == []


@pytest.mark.parametrize("path", CALLABLE)
def test_is_documented(path):
    needs_reference = _family(path) in TRICKS
    assert problems_of(CALLABLE[path], needs_reference) == []


@pytest.mark.parametrize("path", REGISTRABLE)
def test_is_registered(path):
    name = keras.saving.get_registered_name(REGISTRABLE[path])
    assert name == f"keras_nntricks>{path.rpartition('.')[2]}"
    assert keras.saving.get_registered_object(name) is REGISTRABLE[path]


@pytest.mark.parametrize("path", TRIED)
def test_has_a_conformance_case(path):
    assert any(case.make is TRIED[path] for case in CASES)


def test_every_case_is_public():
    assert [case.id for case in CASES if case.make not in TRIED.values()] == []


def test_what_has_to_be_registered():
    def activation(x):
        return x

    def number(activation):
        return 1.0

    assert is_registrable(keras.layers.Dense, "layers")
    assert is_registrable(activation, "activations")
    assert not is_registrable(number, "activations")
    assert not is_registrable(keras.callbacks.Callback, "callbacks")


def sound(x, factor=2):
    """Multiplies.

    Args:
        x: number.
        factor: number.

    Returns:
        The product.

    Example:
    >>> sound(1)
    2

    Reference: Euclid, https://example.org, book 7.
    """
    return factor * x


def _with(docstring):
    def changed(x, factor=2):
        return factor * x

    changed.__doc__ = docstring
    return changed


TEXT = sound.__doc__
FAULTY = {
    "no docstring": _with(None),
    "first line": _with(TEXT.replace("Multiplies.", "Multiplies")),
    "argument left out": _with(TEXT.replace("        factor: number.\n", "")),
    "argument renamed": _with(TEXT.replace("factor: n", "times: n")),
    "arguments swapped": _with(TEXT.replace("  x: ", "  y: ").replace("factor", "x")),
    "argument not explained": _with(TEXT.replace("factor: number.", "factor:")),
    "no example": _with(TEXT.replace(">>>", "")),
    "no reference": _with(TEXT.replace("Reference", "From")),
    "no link": _with(TEXT.replace("https://example.org", "a book")),
    "order": _with(TEXT.replace("Returns", "R").replace("Args", "Returns", 1)),
    "placeholder": _with(TEXT.replace("The product.", "TODO")),
}


def test_a_sound_docstring_is_accepted():
    assert problems_of(sound) == []
    assert problems_of(_with(TEXT)) == []


@pytest.mark.parametrize("fault", FAULTY)
def test_a_faulty_docstring_is_rejected(fault):
    assert problems_of(FAULTY[fault]) != []
