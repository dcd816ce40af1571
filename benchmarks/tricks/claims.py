"""Which claims are about the trick of which page, named as `named_claims` reads."""

from collections.abc import Mapping

# Page, as a path below docs/content without its suffix -> claims about its trick.
TRICKS: Mapping[str, tuple[str, ...]] = {
    "tricks/gain": ("e01", "e04:gradient-*"),
    "tricks/initializers": ("e01", "e03", "e04"),
    "tricks/orthogonal": ("e05",),
    "tricks/random_walk": ("e06",),
    "tricks/sparse": ("e12",),
    "tricks/lsuv": ("e07",),
    "tricks/elu": ("e09", "e10"),
    "tricks/maxout": ("e11",),
    "tricks/batch_norm": ("e08", "e19", "e20"),
    "tricks/preprocessing": ("e23",),
    "tricks/preflight": ("e02",),
    "tricks/dead_units": ("e13", "e22"),
    "tricks/learning_rate_decay": ("e17",),
    "tricks/momentum_ramp": ("e14",),
    "tricks/snapshot_ensemble": ("e28",),
    "tricks/fit_lbfgs": ("e25",),
    "search/strategies": ("e18",),
}
# About what Keras has itself, or about no single trick.
OF_NO_TRICK: tuple[str, ...] = ("e15", "e16", "e21", "e24", "e26", "e27")
