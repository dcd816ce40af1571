"""The scripts of the page run on two devices, each in a process of its own."""

import os
import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "content" / "distribution.md"
SCRIPT = re.compile(r'```python title="(\w+\.py)"\n(.*?)```', re.S)
NOISE = {"TF_CPP_MIN_LOG_LEVEL": "3"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("scripts")
    for name, text in SCRIPT.findall(PAGE.read_text(encoding="utf-8")):
        (made / name).write_text(text, encoding="utf-8")
    return made


@pytest.mark.parametrize("script", ["on_jax.py", "on_tensorflow.py"])
def test_two_devices_learn_what_one_learns(folder, script):
    environment = {**os.environ, **NOISE, "PYTHONPATH": str(ROOT)}
    # Without them JAX 0.10 gets gradients on two devices that are not finite.
    environment.pop("JAX_DISABLE_MOST_OPTIMIZATIONS", None)
    done = subprocess.run(
        [sys.executable, str(folder / script)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "2 devices. No symptom found (4 epochs, 6 steps sampled)." in done.stdout
    difference = float(done.stdout.rpartition("Losses differ by ")[2])
    assert difference < 1e-5
