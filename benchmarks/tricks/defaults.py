"""Advice that rests on claims of the suite."""

from benchmarks.engine.advice import Default

DEFAULTS = (
    Default(
        "Any network, before its training",
        "Look at the first loss: ln(classes), more by a penalty's closed form.",
        ("e02",),
    ),
    Default(
        "Inputs on a scale of their own",
        "Give each input mean 0 and standard deviation 1.",
        ("e23:standardised-against-raw",),
    ),
    Default(
        "A deep ReLU network without normalization",
        "Start with `initializers.MSRA()`, He's variance, not Xavier's.",
        ("e04:converges-30", "e04:gradient-he-30"),
    ),
    Default(
        "A deep tanh network",
        "Start with `initializers.Xavier()`.",
        ("e03:gradient-normalized", "e03:faster-tanh"),
    ),
    Default(
        "A deep linear network",
        "Start with `initializers.Orthogonal()`.",
        ("e05:orthogonal-faster-32",),
    ),
    Default(
        "A deep and narrow ReLU network",
        'Start with `initializers.RandomWalk("relu")`.',
        ("e06",),
    ),
    Default(
        "A start or a rate that nobody has tuned",
        "Put `layers.BatchNorm()` behind each layer.",
        ("e08:higher-gaussian-equal", "e08:tolerance-gaussian"),
    ),
    Default(
        "Batches of few classes",
        "Use `layers.BatchNorm` with renormalization.",
        ("e20:renorm-sorted", "e20:harm-sorted"),
    ),
    Default(
        "A network that loses units",
        "Lower the learning rate before changing the activation.",
        ("e13:many-at-top", "e13:few-at-best"),
    ),
    Default(
        "Plain gradient descent on a deep network",
        "Add Nesterov's momentum of 0.99.",
        ("e14:momentum",),
    ),
    Default(
        "The end of a training",
        "Let the learning rate decay, by a schedule that fits the number of steps.",
        ("e17:*-beats-constant", "e17:made-for-the-budget"),
    ),
    Default(
        "A search over several hyperparameters of which few matter",
        "Draw random trials instead of a grid.",
        ("e18_search_simulation:random-over-grid-*",),
    ),
)
