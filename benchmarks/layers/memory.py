"""The most memory that a step holds beyond what was held before it."""

import ctypes
import gc
import pathlib
import statistics

# With these, each large block is a mapping of its own that is given back when it is
# freed, so that what one step leaves behind does not hide what the next one needs;
# TensorFlow keeps no pool.
ENVIRONMENT = {
    "MALLOC_MMAP_THRESHOLD_": "65536",
    "MALLOC_TRIM_THRESHOLD_": "65536",
    "MALLOC_MMAP_MAX_": "1000000",
    "TF_ONEDNN_USE_SYSTEM_ALLOCATOR": "true",
}
MEASURE = "VmHWM after a step less VmRSS before it, of a process of its own"
_PROC = pathlib.Path("/proc/self")


def peak_bytes(step, repeats=3):
    """Median over the repeats; None where the system does not tell."""
    if not (_PROC / "clear_refs").exists():
        return None
    step()
    return int(statistics.median(_grown(step) for _ in range(repeats)))


def _grown(step):
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    # Writing 5 sets the high-water mark back to what is resident now.
    (_PROC / "clear_refs").write_text("5")
    before = _status("VmRSS")
    step()
    return max(0, _status("VmHWM") - before)


def _status(field):
    for line in (_PROC / "status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) * 1024
    raise KeyError(field)
