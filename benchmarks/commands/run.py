"""`run`: measures the cells that are still to run."""

from __future__ import annotations

from benchmarks.commands.exits import FAILED, OK, UsageError
from benchmarks.commands.set_up import choose_backend, open_store, select

RAY = "ray"


def main(arguments):
    """Runs until nothing is left, the budget is used up, or Ctrl-C."""
    if arguments.address and arguments.engine != RAY:
        raise UsageError("--address is that of a Ray cluster: it needs --engine ray.")
    backend, why = choose_backend(arguments.backend)
    print(f"Backend: {backend} ({why})")
    registry, experiments = select(arguments.experiments)
    ready, num_without_data = _with_data(experiments, arguments)
    store = open_store(arguments.out)
    run = _run(store, ready, arguments, registry, backend)
    stopped_by = _driven(run, arguments)
    num_failed = _say_end(run, store, stopped_by)
    return FAILED if num_failed or num_without_data else OK


def _with_data(experiments, arguments):
    """The experiments whose data are here, and how many others there are."""
    from benchmarks import data

    scale, ready, without = arguments.scale, [], 0
    for experiment in experiments:
        if scale not in experiment.scales:
            print(f"{experiment.name}: has no {scale} scale")
            continue
        try:
            _load(experiment.scales[scale].data, arguments.download)
            ready.append(experiment)
        except data.DataError as error:
            without += 1
            print(f"{experiment.name}: left out. {error}")
    return ready, without


def _load(name, download):
    from benchmarks import data

    if name is not None and download:
        data.load(name, download=True)
    if name is not None:
        _hash(name)


def _hash(name):
    from benchmarks.engine.contexts import data_hash_of

    return data_hash_of(name)


def _run(store, experiments, arguments, registry, backend):
    from benchmarks.commands.display import PlainLines
    from benchmarks.engine.run import Run

    return Run(
        store,
        experiments,
        arguments.scale,
        registry=registry,
        backend=backend,
        display=PlainLines(),
        seeds=arguments.seeds,
        budget_s=arguments.budget_s,
    )


def _driven(run, arguments):
    from benchmarks.commands.display import display
    from benchmarks.engine import drivers

    done, needed = run.progress()
    print(f"{needed} cells, {done} of them done. Rows go to {run.store.folder}")
    with display(done, needed) as run.display:
        if arguments.engine == RAY:
            address = arguments.address or "local"
            return drivers.run_on_ray(run, arguments.workers, address)
        if arguments.engine or arguments.workers:
            return drivers.run_in_workers(run, arguments.workers)
        return drivers.run_here(run)


def _say_end(run, store, stopped_by):
    """Prints how the run ended; returns how many cells failed."""
    done, needed = run.progress()
    failed = run.failed_rows()
    print(f"{run.num_written} cells were run; {done} of {needed} are done.")
    if stopped_by:
        print("The time is used up. The same command goes on.")
    if failed:
        print(f"{len(failed)} cells failed; the same command tries them again:")
        for row in failed[:20]:
            print(f"  {row['experiment']} {row['arm']} seed {row['seed']}")
        print(f"Reasons are in {store.folder}/errors.jsonl")
    return len(failed)
