"""The wheel and sdist: what they hold, and that the wheel works alone."""

import configparser
import pathlib
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile

import pytest

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
    metadata = zipfile.ZipFile(distributions[0]).read(info).decode()
    assert f"\nVersion: {keras_nntricks.__version__}\n" in metadata
    assert "\nLicense-Expression: Apache-2.0\n" in metadata
    required = [
        line.removeprefix("Requires-Dist: ")
        for line in metadata.splitlines()
        if line.startswith("Requires-Dist: ") and "extra ==" not in line
    ]
    assert required == ["keras>=3.12", "numpy"]


def test_every_promised_extra_is_declared():
    config = configparser.ConfigParser(interpolation=None)
    config.read(ROOT / "setup.cfg")
    promised = {
        "tensorflow", "jax", "torch", "tuner", "plots", "benchmarks", "test", "docs",
    }  # fmt: skip
    assert promised <= set(config["options.extras_require"])


def test_wheel_imports_in_an_empty_environment(distributions, tmp_path):
    """Only the base requirements come from this environment."""
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    folder = "Scripts" if sys.platform == "win32" else "bin"
    python = venv / folder / "python"
    install = [str(python), "-m", "pip", "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*install, str(distributions[0])], check=True)
    borrowed = f"import sys; sys.path.append({sysconfig.get_path('purelib')!r}); "
    code = borrowed + (
        "import keras_nntricks as k; from keras_nntricks import layers; "
        "print(k.__file__); print(layers.MaxoutDense(3, num_pieces=2).units)"
    )
    done = subprocess.run(
        [str(python), "-c", code], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    where, units = done.stdout.split()
    assert str(venv) in where
    assert units == "3"
