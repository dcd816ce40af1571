"""Who may import whom."""

import dataclasses
from collections.abc import Mapping

BACKENDS = ("tensorflow", "jax", "torch")
HOUSES = ("keras_nntricks", "benchmarks", "tests")
ARRAYS = ("numpy", "keras")
EVERYWHERE = ("rich",)
# Private modules that every part of the package may use.
SHARED = tuple(
    f"keras_nntricks.{name}"
    for name in (
        *("_arguments", "_batch_norms", "_batches", "_num_cores", "_saved_activation"),
        *("_call_graph", "_double_model", "_leaf_layers", "_precise_dtype"),
        *("_shadowed", "_streaming_moments", "_twin"),
    )
)


@dataclasses.dataclass(frozen=True)
class Part:
    """A folder: what it may import from this repository and from outside.

    `lazily` is allowed, but not loaded when the part itself is imported.
    `one_file` lists what only one file of the part may import.
    `without` is what importing the part must not load.
    """

    inside: tuple[str, ...] = ()
    outside: tuple[str, ...] = ARRAYS
    lazily: tuple[str, ...] = ()
    one_file: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def _package(*parts):
    return tuple(f"keras_nntricks.{part}" for part in parts)


def _suite(*parts):
    return tuple(f"benchmarks.{part}" for part in parts)


_WEIGHTS = _package("activations", "initializers", "kernels")
_WATCHED = _package("monitors", "taps")
_EXCEPT_SEARCH = _package(
    *("activations", "calibration", "callbacks", "checks", "constraints", "engines"),
    *("initializers", "kernels", "layers", "monitors", "optimizers", "reports"),
    *("sweeps", "taps"),
)
_MACHINERY = _package("sweeps", "engines", "reports")
_PUBLIC = ("keras_nntricks", *_EXCEPT_SEARCH, *_package("search"))
_HEAVY = (*BACKENDS, "jinja2", "matplotlib", "ray", "rich", "scipy")

# A name of one of the HOUSES alone stands for its __init__.py, not for what is below.
TABLE: Mapping[str, Part] = {
    "keras_nntricks": Part(_EXCEPT_SEARCH, (), without=_HEAVY),
    "keras_nntricks._arguments": Part(outside=()),
    "keras_nntricks._batch_norms": Part(outside=("keras",)),
    "keras_nntricks._batches": Part(),
    "keras_nntricks._call_graph": Part(outside=("keras",)),
    "keras_nntricks._double_model": Part(("keras_nntricks.taps",), ("keras",)),
    "keras_nntricks._leaf_layers": Part(outside=("keras",)),
    "keras_nntricks._num_cores": Part(outside=()),
    "keras_nntricks._precise_dtype": Part(outside=("keras",)),
    "keras_nntricks._saved_activation": Part(outside=("keras",)),
    "keras_nntricks._shadowed": Part(outside=()),
    "keras_nntricks._streaming_moments": Part(outside=("numpy",)),
    "keras_nntricks._twin": Part(outside=("keras",)),
    "keras_nntricks.activations": Part(_package("kernels")),
    # GainScaling takes the exact gain of an activation.
    "keras_nntricks.initializers": Part(_package("activations")),
    # A record draws itself: it hands itself to `reports`.
    "keras_nntricks.monitors": Part(_package("reports")),
    "keras_nntricks.layers": Part(_WEIGHTS),
    # What is calibrated may be a layer of this package.
    "keras_nntricks.calibration": Part((*_WEIGHTS, "keras_nntricks.layers")),
    "keras_nntricks.constraints": Part(_package("initializers")),
    "keras_nntricks.optimizers": Part(
        (*_WEIGHTS, "keras_nntricks.taps"), lazily=("scipy",)
    ),
    "keras_nntricks.kernels": Part(lazily=BACKENDS),
    "keras_nntricks.taps": Part(_package("monitors"), lazily=BACKENDS),
    "keras_nntricks.callbacks": Part((*_WATCHED, *_package("calibration"))),
    "keras_nntricks.checks": Part(
        (*_WATCHED, *_package("calibration", "reports")), lazily=("matplotlib",)
    ),
    "keras_nntricks.sweeps": Part(lazily=("jax",), one_file=("jax",)),
    "keras_nntricks.engines": Part(
        outside=("cloudpickle",), lazily=("ray",), one_file=("ray",)
    ),
    "keras_nntricks.search": Part(
        _EXCEPT_SEARCH,
        (*ARRAYS, "keras_tuner"),
        lazily=("cloudpickle", "jinja2", "matplotlib", "scipy", "sklearn"),
    ),
    # cycler comes with matplotlib and makes its colour cycles.
    "keras_nntricks.reports": Part(
        outside=("numpy", "matplotlib", "cycler", "jinja2", "tensorboardX")
    ),
    "benchmarks": Part(_suite("commands"), ()),
    # The command line says what is missing before anything slow is imported.
    "benchmarks.import_cost": Part(_suite("engine"), ()),
    "benchmarks.commands": Part(
        _suite("engine", "data", "tricks"), (), without=("keras", "numpy", *_HEAVY)
    ),
    "benchmarks.engine": Part(
        (
            "benchmarks.data",
            "keras_nntricks",
            *_MACHINERY,
        ),
        (*ARRAYS, "scipy"),
    ),
    "benchmarks.data": Part(
        outside=("numpy", "keras"),
        lazily=("tensorflow", "tensorflow_datasets", "sklearn"),
    ),
    # Its tables are shown as those of the layers are.
    "benchmarks.tricks": Part(_suite("engine", "layers"), ()),
    "benchmarks.first_losses": Part(
        (*_suite("engine", "commands", "layers"), *_PUBLIC)
    ),
    "benchmarks.experiments.shared.learning": Part(),
    # Data-dependent starts read the data.
    "benchmarks.networks": Part((*_suite("data"), *_PUBLIC)),
    "benchmarks.experiments": Part(
        (*_suite("engine", "data", "networks"), *_PUBLIC), (*ARRAYS, "scipy")
    ),
    "benchmarks.figures": Part(
        (*_suite("engine", "experiments"), *_PUBLIC),
        ("numpy", "matplotlib"),
    ),
    "benchmarks.layers": Part((*_suite("engine"), *_PUBLIC), lazily=BACKENDS),
    # Tables and quarter points are shown as those of the layers are.
    "benchmarks.monitors": Part((*_suite("engine", "layers"), *_PUBLIC)),
    "benchmarks.diagnosis": Part(
        (*_suite("engine", "data"), *_PUBLIC), lazily=("matplotlib", "sklearn")
    ),
    # Studies are loaded by name; their tables are shown as those of the layers are.
    "benchmarks.search": Part(
        (*_suite("engine", "data", "layers", "networks"), *_PUBLIC),
        (*ARRAYS, "keras_tuner"),
        lazily=("matplotlib", "scipy", "sklearn"),
    ),
    # Measures times on all digits at once, not on the split of benchmarks.data.
    "benchmarks.sweeps": Part(
        (*_suite("engine", "data", "networks"), *_PUBLIC), lazily=("sklearn",)
    ),
}
UPWARDS = {"keras_nntricks": ("benchmarks", "tests"), "benchmarks": ("tests",)}
