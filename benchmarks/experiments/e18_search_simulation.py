"""Which trials find a small target: random, grid, Latin hypercube or Sobol?"""

from benchmarks.engine.criteria import Difference, Equivalence, Proportion
from benchmarks.engine.spec import (
    Arm,
    Claim,
    Experiment,
    Published,
    Scale,
    Source,
    one_by_one,
)
from benchmarks.experiments.shared.designs import count_hits
from benchmarks.experiments.theory.search_designs import grid_hits_cube, random_hits

DESIGNS = ("random", "grid", "latin-hypercube", "sobol")
PROBLEMS = {"box3": ("box", 3), "cube3": ("cube", 3)}
PROBLEMS |= {"box5": ("box", 5), "cube5": ("cube", 5)}
BUDGETS = {3: (8, 27, 64, 125, 216, 343, 512), 5: (32, 72, 108, 162, 243, 324, 432)}
JUDGED = {"box3": (125, 512), "cube3": (64, 125), "box5": (243,), "cube5": (72, 243)}
TICKS = {64: (4, 4, 4), 125: (5, 5, 5), 72: (3, 3, 2, 2, 2), 243: (3, 3, 3, 3, 3)}


def search(settings, seed):
    """The hits of one design on new targets of every problem."""
    targets = settings["targets"]
    metrics = {"targets": targets}
    for place, (name, (shape, dimensions)) in enumerate(PROBLEMS.items()):
        budgets = BUDGETS[dimensions]
        hits = count_hits(
            settings["design"], shape, dimensions, budgets, targets, [seed, place]
        )
        metrics[f"hits_{name}"] = hits
        for budget in JUDGED[name]:
            found = hits[budgets.index(budget)]
            metrics[f"hits_{name}_{budget}"] = found
            metrics[f"share_{name}_{budget}"] = found / targets
    return metrics


def title(name):
    """'boxes in 3 dimensions'."""
    shape, dimensions = PROBLEMS[name]
    return f"{shape}{'es' if shape == 'box' else 's'} in {dimensions} dimensions"


def share_claim(design, name, budget, exact, formula):
    """A share that has a closed form."""
    return Claim(
        name=f"{design}-{name}-{budget}",
        statement=f"{budget} trials ({design}) hit {title(name)} with probability "
        f"{exact:.4f}: {formula}.",
        criterion=Proportion(
            arm=design,
            count=f"hits_{name}_{budget}",
            total="targets",
            low=exact,
            high=exact,
        ),
        published=Published(f"{exact:.4f}", "derived", formula),
    )


def random_claim(name, budget):
    """Independent trials hit 1 % of the volume as often as the formula says."""
    exact = random_hits(budget)
    return share_claim("random", name, budget, exact, "1 - 0.99^n")


def grid_claim(name, budget):
    """A grid hits a cube as often as its ticks fall into the cube's sides."""
    exact = grid_hits_cube(TICKS[budget])
    formula = "the product over dimensions of the chance that a side holds a tick"
    return share_claim("grid", name, budget, exact, formula)


def better_claim(better, worse, name, budget, margin, statement, published, notes=()):
    """One design hits more of the same targets than another."""
    return Claim(
        name=f"{better}-over-{worse}-{name}-{budget}",
        statement=statement,
        criterion=Difference(
            better=better,
            worse=worse,
            metric=f"share_{name}_{budget}",
            margin=margin,
            higher_is_better=True,
        ),
        published=published,
        scales=("quick", "paper"),
        counter_evidence=tuple(notes),
    )


def beats_grid(name, budget):
    """Grids are poor at elongated targets."""
    return better_claim(
        "random",
        "grid",
        name,
        budget,
        0.2,
        f"{budget} random trials hit {title(name)} more often than a grid of {budget}: "
        "by more than 20 percentage points.",
        Published(
            "most grids are the worst designs", "quoted", "figure 8, by a reader"
        ),
        ("On cubes it is the other way round: see grid-over-random-cube3-125.",),
    )


def beats_random(name, budget):
    """Sobol's sequence is the best design, by little."""
    return better_claim(
        "sobol",
        "random",
        name,
        budget,
        0.0,
        f"{budget} points of Sobol's sequence hit {title(name)} more often than "
        f"{budget} random trials.",
        Published(
            "best by a small margin, at 100 to 300 trials",
            "quoted",
            "figure 8, by a reader",
        ),
    )


def same_as_random(name, budget):
    """A Latin hypercube is as good as random trials."""
    return Claim(
        name=f"latin-hypercube-{name}-{budget}",
        statement=f"A Latin hypercube of {budget} trials hits {title(name)} as often "
        f"as {budget} random trials, to 5 percentage points.",
        criterion=Equivalence(
            first="latin-hypercube",
            second="random",
            metric=f"share_{name}_{budget}",
            margin=0.05,
        ),
        published=Published(
            "roughly equivalent to random", "quoted", "figure 8, by a reader"
        ),
        scales=("quick", "paper"),
    )


EXPERIMENT = Experiment(
    name="e18_search_simulation",
    title="Random trials against grids: finding 1 % of the volume",
    question="Which trials find a small target: random, grid, Latin hypercube or "
    "Sobol?",
    source=Source(
        title="Random Search for Hyper-Parameter Optimization",
        authors="Bergstra & Bengio",
        year=2012,
        url="https://jmlr.org/papers/v13/bergstra12a.html",
        where="section 4, figure 8",
    ),
    arms=tuple(Arm(design, {"design": design}) for design in DESIGNS),
    scales={
        "smoke": Scale(seeds=5, settings={"targets": 60}),
        "quick": Scale(seeds=10, settings={"targets": 600}, first_seed=100),
        "paper": Scale(seeds=20, settings={"targets": 2000}),
    },
    measure=one_by_one(search),
    metrics={
        "targets": "targets of each problem",
        **{
            f"hits_{name}": f"targets hit, by budget {BUDGETS[dimensions]}"
            for name, (_, dimensions) in PROBLEMS.items()
        },
        **{
            f"hits_{name}_{n}": f"targets hit by {n} trials, {title(name)}"
            for name, judged in JUDGED.items()
            for n in judged
        },
        **{
            f"share_{name}_{n}": f"share hit by {n} trials, {title(name)}"
            for name, judged in JUDGED.items()
            for n in judged
        },
    },
    claims=(
        *(random_claim(name, n) for name, judged in JUDGED.items() for n in judged),
        *(grid_claim(name, n) for name in ("cube3", "cube5") for n in JUDGED[name]),
        *(beats_grid(name, n) for name in ("box3", "box5") for n in JUDGED[name]),
        better_claim(
            "grid",
            "random",
            "cube3",
            125,
            0.2,
            "125 trials of a grid hit cubes in 3 dimensions more often than 125 random "
            "ones: by more than 20 percentage points.",
            Published("1 against 0.7153", "derived", "both closed forms"),
            ("All dimensions matter equally here; the paper's case is that few do.",),
        ),
        *(beats_random(name, n) for name in ("box3", "box5") for n in JUDGED[name][:1]),
        *(same_as_random(name, n) for name in ("box3", "box5") for n in JUDGED[name]),
    ),
    figure="benchmarks.figures.e18_search_simulation:draw",
    deviations=(
        "The sides of a box are 0.01^w with w uniform on the simplex; how the paper "
        "elongates its targets could not be checked.",
        "Grids have ticks in the middle of equal cells, their numbers per dimension "
        "equal or different by one. The paper shows all grids.",
        "Sobol's sequence is scrambled anew for every target.",
        "Quick scale: a first run of 200 targets on the seeds 0 to 9 left one claim "
        "open, that of the Latin hypercube of 125 trials (2.7 points ahead, 0.2 to "
        "5.3, to a margin of 5). This run has thrice as many targets and other seeds.",
    ),
)
