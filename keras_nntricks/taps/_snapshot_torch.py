"""Copies and flags on torch."""

import dataclasses
from typing import Any

import keras
import numpy as np
import torch


def copy(tensors):
    """Buffers of their own: torch updates weights in place."""
    return keras.tree.map_structure(lambda tensor: tensor.detach().clone(), tensors)


@torch.no_grad()
def finite(tensors):
    """(tensors,) bool: whether each is finite."""
    return torch.stack([_is_finite(tensor) for tensor in tensors])


def _is_finite(tensor):
    if not tensor.is_floating_point():
        return torch.ones((), dtype=torch.bool, device=tensor.device)
    return tensor.sum(dtype=torch.promote_types(tensor.dtype, torch.float32)).isfinite()


@dataclasses.dataclass(frozen=True)
class _Sent:
    """A copy in the host's memory that is there when the event has happened."""

    tensor: torch.Tensor
    event: Any


def send(tensor):
    """Starts the way to the host."""
    if not isinstance(tensor, torch.Tensor) or tensor.device.type != "cuda":
        return tensor
    sent = tensor.detach().to("cpu", non_blocking=True)
    event = torch.cuda.Event()
    event.record()
    return _Sent(sent, event)


def is_ready(sent):
    """Whether reading it waits for nothing; on some devices that is not known."""
    if isinstance(sent, _Sent):
        return sent.event.query()
    return not isinstance(sent, torch.Tensor) or sent.device.type == "cpu"


def receive(sent):
    """Its NumPy array."""
    if isinstance(sent, _Sent):
        sent.event.synchronize()
        return sent.tensor.numpy()
    return np.asarray(keras.ops.convert_to_numpy(sent))
