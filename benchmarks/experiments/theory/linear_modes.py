"""Saxe et al.'s solution for one mode of a deep linear network.

With whitened inputs, aligned and balanced kernels, the strength u of a mode whose
target is s follows du/dt = D u^(2 - 2/D) (s - u) under gradient flow; D is the number
of weight layers.
"""

from scipy import integrate


def mode_time(depth, start, end, strength):
    """How long gradient flow takes from u = `start` to u = `end`."""

    def slowness(u):
        return 1 / (depth * u ** (2 - 2 / depth) * (strength - u))

    return integrate.quad(slowness, start, end, epsrel=1e-10)[0]
