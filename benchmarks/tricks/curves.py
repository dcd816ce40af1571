"""Curves that tell optimizers, schedules and the like apart by their speed."""

from benchmarks.engine.times_to_target import Curve

CURVES = (
    Curve("e14_momentum", "error", "momentum"),
    Curve("e14_momentum", "error", "nesterov"),
    Curve("e15", "cost", "optimizer"),
    Curve("e17", "validation_loss_by_epoch", "schedule"),
)
