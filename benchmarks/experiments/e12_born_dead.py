"""How often is a narrow, deep ReLU network dead before training begins?"""

from benchmarks.engine.criteria import Proportion, ProportionRatio
from benchmarks.engine.spec import (
    SCALES,
    Arm,
    Claim,
    Experiment,
    Published,
    Scale,
    Source,
    one_by_one,
)
from benchmarks.experiments.theory import born_dead
from benchmarks.networks.narrow_relu import born_dead_by_depth

WIDTHS = (2, 3, 5, 10)
COUNTED = ((3, 2), (3, 3), (10, 2), (10, 3), (10, 5), (10, 10))


def count_dead(settings, seed):
    """Draw networks of each width and count the dead ones at every depth."""
    networks, depth = settings["networks"], settings["depth"]
    dead, rays = {}, {}
    for width in WIDTHS:
        dead[width], rays[width] = born_dead_by_depth(
            settings["initializer"], width, depth, networks, [seed, width]
        )
    metrics = {"networks": networks, "dead_by_depth": [dead[w] for w in WIDTHS]}
    metrics["ray_dead_by_depth"] = [rays[w] for w in WIDTHS]
    for layers, width in COUNTED:
        metrics[f"dead_{layers}x{width}"] = dead[width][layers - 2]
        metrics[f"ray_dead_{layers}x{width}"] = rays[width][layers - 2]
    return metrics


def he_share(count, low, high):
    """The share of He's networks that are counted, against a value or a range."""
    return Proportion(arm="he", count=count, total="networks", low=low, high=high)


def ray_claim(depth, width):
    """One ray dies exactly as often as the product formula says."""
    exact = born_dead.ray_dead(depth, width)
    return Claim(
        name=f"ray-{depth}x{width}",
        statement=f"One input ray dies within {depth} layers of width {width} with "
        f"probability 1 - (1 - 2^-{width})^{depth - 1} = {exact:.5f}.",
        criterion=he_share(f"ray_dead_{depth}x{width}", exact, exact),
        published=Published(f"{exact:.5f}", "derived", "product over layers"),
    )


def three_layer_claim(width):
    """Three weight layers: the born-dead probability has a closed form."""
    exact = born_dead.three_layers_dead(width)
    return Claim(
        name=f"exact-3x{width}",
        statement=f"A net of three layers and width {width} is born dead with "
        f"probability {exact:.5f}.",
        criterion=he_share(f"dead_3x{width}", exact, exact),
        published=Published(f"{exact:.5f}", "derived", "2p^2 + (1 - 2p)p^2, p = 2^-N"),
    )


def bounds_claim(depth, width, published, notes=(), scales=SCALES):
    """The born-dead probability lies between rigorous bounds."""
    low, high = born_dead.dead_bounds(depth, width)
    return Claim(
        name=f"bounds-{depth}x{width}",
        statement=f"A net of {depth} layers and width {width} is born dead with a "
        f"probability between {low:.4f} and {high:.4f}.",
        criterion=he_share(f"dead_{depth}x{width}", low, high),
        published=published,
        scales=scales,
        counter_evidence=tuple(notes),
    )


def chart_claim(width, share, low, high):
    """A number read off the paper's design chart for ten layers."""
    return Claim(
        name=f"chart-10x{width}",
        statement=f"Of nets of ten layers and width {width} {share} are born dead.",
        criterion=he_share(f"dead_10x{width}", low, high),
        published=Published(share, "quoted", "design chart, as summarised by readers"),
    )


def rai_claim(width, published):
    """Randomized asymmetric initialization at least halves the dead share."""
    criterion = ProportionRatio(
        better="rai",
        worse="he",
        count=f"dead_10x{width}",
        total="networks",
        margin=2.0,
    )
    return Claim(
        name=f"rai-10x{width}",
        statement=f"At ten layers and width {width} He's normal weights are born dead "
        "more than twice as often as randomized asymmetric ones.",
        criterion=criterion,
        published=published,
        deviations=("The paper's numbers count collapse after training, ours before.",),
    )


AFTER_TRAINING = Published("91.9 % against 29.2 %", "quoted", "1-D regression, trained")

EXPERIMENT = Experiment(
    name="e12_born_dead",
    title="Born-dead ReLU networks",
    question="How often is a narrow, deep ReLU network dead before training begins?",
    source=Source(
        title="Dying ReLU and Initialization: Theory and Numerical Examples",
        authors="Lu, Shin, Su & Karniadakis",
        year=2019,
        url="https://arxiv.org/abs/1903.06733",
        where="design chart for ten layers; randomized asymmetric initialization",
    ),
    arms=(Arm("he", {"initializer": "he"}), Arm("rai", {"initializer": "rai"})),
    scales={
        "smoke": Scale(seeds=5, settings={"networks": 4_000, "depth": 20}),
        "quick": Scale(seeds=10, settings={"networks": 20_000, "depth": 20}),
        "paper": Scale(seeds=20, settings={"networks": 100_000, "depth": 20}),
    },
    measure=one_by_one(count_dead),
    metrics={
        "networks": "networks drawn",
        "dead_by_depth": "dead networks; width 2, 3, 5, 10 x depth 2, 3, ..., 20",
        "ray_dead_by_depth": "networks dead on the ray x > 0; the same table",
        **{f"dead_{d}x{w}": f"dead networks, depth {d}, width {w}" for d, w in COUNTED},
        **{
            f"ray_dead_{d}x{w}": f"networks dead on one ray, depth {d}, width {w}"
            for d, w in COUNTED
        },
    },
    claims=(
        *(ray_claim(10, width) for width in WIDTHS),
        three_layer_claim(2),
        three_layer_claim(3),
        bounds_claim(
            10,
            2,
            Published("more than 90 % of 1000 runs", "quoted", "|x|, after training"),
            ("The published share counts networks that die in training as well.",),
            scales=("quick", "paper"),  # the bounds are too close for few networks
        ),
        *(
            bounds_claim(10, width, Published("between the bounds", "derived"))
            for width in (3, 5, 10)
        ),
        chart_claim(3, "about 60 %", 0.55, 0.65),
        chart_claim(5, "more than 10 %", 0.10, 1.0),
        chart_claim(10, "less than 1 %", 0.0, 0.01),
        rai_claim(2, AFTER_TRAINING),
        rai_claim(3, AFTER_TRAINING),
    ),
    figure="benchmarks.figures.e12_born_dead:draw",
    deviations=(
        "Networks are counted before training; the paper also trains them.",
        "One input; He's networks have no bias, so two rays decide whether they live.",
        "Randomized asymmetric weights follow the code its users copy (scale 0.6007, "
        "one Beta(2, 1) entry per unit); the first layer is He's (from memory).",
        "Networks with biases are tried at five inputs, which can only count too "
        "many of them as dead.",
    ),
)
