"""The wheel and sdist: what they hold, and that the wheel works alone."""

import configparser
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import keras_nntricks

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def distributions(tmp_path_factory):
    """Wheel and sdist, built from a copy of the tracked sources."""
    source = tmp_path_factory.mktemp("source")
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in ("keras_nntricks", "benchmarks", "tests"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, source / name, ignore=ignored)
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--outdir", str(out), str(source)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.glob("*.whl")), next(out.glob("*.tar.gz"))


def test_wheel_holds_the_package_alone(distributions):
    names = zipfile.ZipFile(distributions[0]).namelist()
    tops = {name.split("/")[0] for name in names}
    info = f"keras_nntricks-{keras_nntricks.__version__}.dist-info"
    assert tops == {"keras_nntricks", info}
    assert "keras_nntricks/py.typed" in names


def test_wheel_holds_every_source_and_data_file(distributions):
    inside = set(zipfile.ZipFile(distributions[0]).namelist())
    package = ROOT / "keras_nntricks"
    files = [
        p for p in package.rglob("*") if p.is_file() and "__pycache__" not in p.parts
    ]
    assert {p.relative_to(ROOT).as_posix() for p in files} <= inside


def test_sdist_builds_from_its_own_files(distributions):
    names = {
        "/".join(name.split("/")[1:])
        for name in tarfile.open(distributions[1]).getnames()
    }
    assert {"setup.cfg", "pyproject.toml", "README.md", "LICENSE"} <= names
    assert "keras_nntricks/__init__.py" in names


def test_metadata_says_what_setup_cfg_says(distributions):
    info = f"keras_nntricks-{keras_nntricks.__version__}.dist-info/METADATA"
    text = zipfile.ZipFile(distributions[0]).read(info).decode()
    assert f"\nVersion: {keras_nntricks.__version__}\n" in text
    assert "\nLicense-Expression: Apache-2.0\n" in text
    required = [
        line.removeprefix("Requires-Dist: ")
        for line in text.splitlines()
        if line.startswith("Requires-Dist: ") and "extra ==" not in line
    ]
    assert required == ["keras>=3.12", "numpy"]


def test_every_promised_extra_is_declared():
    config = configparser.ConfigParser(interpolation=None)
    config.read(ROOT / "setup.cfg")
    promised = {
        *("tensorflow", "jax", "torch", "tuner", "distributed", "plots"),
        *("lbfgs", "benchmarks", "test", "docs"),
    }
    assert promised <= set(config["options.extras_require"])


def requirements_of(names):
    """The distributions that these need, themselves included."""
    found, left = {}, list(names)
    while left:
        name = canonicalize_name(left.pop())
        if name in found:
            continue
        found[name] = metadata.distribution(name)
        needed = map(Requirement, found[name].requires or [])
        left += [r.name for r in needed if not r.marker or r.marker.evaluate()]
    return found.values()


def link_all(distributions, folder):
    """Makes the files of these, and of no other, importable from a folder."""
    folder.mkdir()
    for distribution in distributions:
        tops = {file.parts[0] for file in distribution.files} - {"..", "__pycache__"}
        for top in tops:
            link = folder / top
            if not link.exists():
                link.symlink_to(distribution.locate_file(top))


def test_wheel_imports_where_nothing_but_its_requirements_is(distributions, tmp_path):
    venv, borrowed = tmp_path / "venv", tmp_path / "borrowed"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    python = venv / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    install = [str(python), "-I", "-m", "pip", "install", "-q", "--no-deps"]
    subprocess.run([*install, "--no-index", str(distributions[0])], check=True)
    link_all(requirements_of(["keras", "numpy", "jax"]), borrowed)
    code = (
        f"import sys; sys.path.append({str(borrowed)!r}); "
        "import keras_nntricks as k; from keras_nntricks import layers, sweeps; "
        "print(k.__file__); print(layers.MaxoutDense(3, num_pieces=2).units)"
    )
    done = subprocess.run(
        [str(python), "-I", "-c", code],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "KERAS_BACKEND": "jax"},
    )
    assert done.returncode == 0, done.stderr
    where, units = done.stdout.split()
    assert str(venv) in where
    assert units == "3"
