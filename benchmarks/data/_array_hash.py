"""A hash of named arrays."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np


def array_hash(arrays: Mapping[str, np.ndarray]) -> str:
    """SHA-256 of the names, types, shapes and bytes, whatever their order in memory."""
    digest = hashlib.sha256()
    for name, values in sorted(arrays.items()):
        digest.update(f"{name} {values.dtype.str} {values.shape}\n".encode())
        digest.update(np.ascontiguousarray(values).data)
    return digest.hexdigest()
