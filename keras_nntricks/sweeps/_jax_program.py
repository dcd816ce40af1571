"""The compiled training of runs of one structure; the only file that imports jax."""

import functools
import os
from concurrent.futures import ThreadPoolExecutor

import jax
import jax.numpy as jnp
import keras
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from keras_nntricks.sweeps._batch_order import batch_order
from keras_nntricks.sweeps._fit_many_result import plain

# Of each run: its step, and the step at which it diverged.
_COUNTERS = (np.asarray(0, "int32"), np.asarray(-1, "int32"))


class Program:
    """The training of runs of one structure, made of the template's own steps.

    On one CPU device the runs are cut into as many chunks as there are cores, each
    with a thread: the operations of small nets are too small to be shared. Several
    devices share the runs along the mesh axis "runs".

    Args:
        task: the `Task`.
        template: a complete model; only its structure counts.
        mapping: "auto", "map" or "vmap".
        num_runs: how many runs there will be.
    """

    def __init__(self, task, template, mapping, num_runs):
        self._task = task
        self._model = template
        self._num_runs = num_runs
        template.reset_metrics()
        self._metrics = [v.value for v in template.metrics_variables]
        devices = jax.local_devices()[:num_runs]
        on_cpu = devices[0].platform == "cpu"
        self._vectorize = mapping == "vmap" or (mapping == "auto" and not on_cpu)
        self._mesh = Mesh(np.array(devices), ("runs",)) if len(devices) > 1 else None
        cores = _num_cores() if on_cpu and self._mesh is None else 1
        self._num_chunks = min(num_runs, cores)
        self._data = self._put((task.train, task.validation), PartitionSpec())

    def trace(self, state):
        """Traces the program; `state` holds one run's values of the variables."""
        order = np.zeros(self._task.num_examples, "int32")
        run = ((*state, *_COUNTERS), order)
        state, order = jax.tree.map(self._abstract_chunk, run)
        function = jax.jit(self._all_runs(), donate_argnums=0)
        self._lowered = function.lower(state, order, *self._data)

    def compile(self, background):
        """Compiles in the thread pool `background`, or now if it is None."""
        if background is None:
            compiled = self._lowered.compile()
            self._compiled = lambda: compiled
        else:
            self._compiled = background.submit(self._lowered.compile).result

    def run(self, states, seeds, advance):
        """Trains all epochs; per run: its history, where it diverged, its weights."""
        epochs = []
        chunks = self._split([(*state, *_COUNTERS) for state in states])
        run_epoch = functools.partial(self._run_epoch, self._compiled())
        with ThreadPoolExecutor(self._num_chunks) as pool:
            for epoch in range(self._task.epochs):
                orders = self._orders(seeds, epoch)
                done = list(pool.map(run_epoch, chunks, orders))
                chunks = [state for state, _ in done]
                epochs.append(self._join([logs for _, logs in done]))
                advance(self._num_runs)
        states = self._join([jax.vmap(self._finalize)(*chunk) for chunk in chunks])
        return [self._outcome(i, epochs, states) for i in range(self._num_runs)]

    def _run_epoch(self, compiled, state, order):
        return jax.block_until_ready(compiled(state, order, *self._data))

    def _outcome(self, i, epochs, states):
        *variables, diverged_at = states
        diverged_at = int(diverged_at[i])
        names = list(epochs[0])
        history = {name: [plain(logs[name][i]) for logs in epochs] for name in names}
        weights = [values[i] for values in self._in_weight_order(*variables)]
        return history, None if diverged_at < 0 else diverged_at, weights

    def _in_weight_order(self, trainable, non_trainable):
        model = self._model
        variables = [*model.trainable_variables, *model.non_trainable_variables]
        places = {id(v): i for i, v in enumerate(variables)}
        values = [*trainable, *non_trainable]
        return [values[places[id(v)]] for v in model.weights]

    # Runs side by side

    def _put(self, tree, spec):
        if self._mesh is None:
            return jax.tree.map(jnp.asarray, tree)
        return jax.device_put(tree, self._sharding(spec))

    @property
    def _num_parts(self):
        return self._num_chunks if self._mesh is None else self._mesh.size

    @property
    def _chunk_size(self):
        """Runs per chunk; the same on each device."""
        per_part = -(-self._num_runs // self._num_parts)
        return per_part * self._num_parts // self._num_chunks

    def _abstract_chunk(self, value):
        shape = (self._chunk_size, *np.shape(value))
        runs = None if self._mesh is None else self._sharding(PartitionSpec("runs"))
        return jax.ShapeDtypeStruct(shape, value.dtype, sharding=runs)

    def _sharding(self, spec):
        return NamedSharding(self._mesh, spec)

    def _split(self, per_run):
        """Stacks the values of the runs into chunks of one size; repeats the last."""
        size = self._chunk_size
        missing = size * self._num_chunks - len(per_run)
        padded = [*per_run, *[per_run[-1]] * missing]
        chunks = [padded[i : i + size] for i in range(0, len(padded), size)]
        stacked = [jax.tree.map(lambda *a: np.stack(a), *chunk) for chunk in chunks]
        return [self._put(chunk, PartitionSpec("runs")) for chunk in stacked]

    def _join(self, chunks):
        """The chunks' values as NumPy arrays, one row per run."""
        join = lambda *a: np.concatenate([np.asarray(v) for v in a])  # noqa: E731
        return jax.tree.map(join, *chunks)

    def _orders(self, seeds, epoch):
        task = self._task
        order = functools.cache(
            lambda seed: batch_order(seed, epoch, task.num_examples, task.shuffle)
        )
        return self._split([order(seed) for seed in seeds])

    def _all_runs(self):
        def one_by_one(state, order, train, validation):
            one = lambda run: self._epoch(*run, train, validation)  # noqa: E731
            return jax.lax.map(one, (state, order))

        together = jax.vmap(self._epoch, in_axes=(0, 0, None, None))
        function = together if self._vectorize else one_by_one
        if self._mesh is None:
            return function
        runs, shared = PartitionSpec("runs"), PartitionSpec()
        specs = {"in_specs": (runs, runs, shared, shared), "out_specs": runs}
        return jax.shard_map(function, mesh=self._mesh, check_vma=False, **specs)

    # One run

    def _epoch(self, state, order, train, validation):
        """One epoch of one run: its new state and what `fit` would log."""

        def step(carry, indices):
            return self._train_step(carry, _take(train, indices))

        (state, metrics), logs = self._steps(step, (state, self._metrics), order)
        history = self._results(metrics, logs)
        if validation is not None:
            state, logs = self._validate(state, validation)
            history.update({f"val_{name}": value for name, value in logs.items()})
        return state, history

    def _steps(self, step, carry, order):
        """Scans over the full batches, then takes the smaller last one."""
        size = self._task.batch_size
        full = len(order) // size * size
        if full:
            carry, logs = jax.lax.scan(step, carry, order[:full].reshape(-1, size))
            logs = jax.tree.map(lambda values: values[-1], logs)
        if full < len(order):
            carry, logs = step(carry, order[full:])
        return carry, logs

    def _train_step(self, carry, data):
        (*variables, step, diverged_at), metrics = carry
        old = (*variables, metrics)
        logs, new = self._model.train_step(old, data)
        going, finite = diverged_at < 0, _is_finite(logs)
        *variables, metrics = _choose(going & finite, new, old)
        diverged_at = jnp.where(going & ~finite, step, diverged_at)
        return ((*variables, step + 1, diverged_at), metrics), logs

    def _validate(self, state, validation):
        trainable, non_trainable, *rest = state
        going = rest[-1] < 0

        def step(carry, indices):
            data = _take(validation, indices)
            logs, (_, *new) = self._model.test_step((trainable, *carry), data)
            return tuple(_choose(going, new, carry)), logs

        order = jnp.arange(self._task.num_validation)
        carry = (non_trainable, self._metrics)
        (non_trainable, metrics), logs = self._steps(step, carry, order)
        return (trainable, non_trainable, *rest), self._results(metrics, logs)

    def _results(self, metrics, logs):
        """The model's metrics; the last step's logs if it logs something else."""
        mapping = list(zip(self._model.metrics_variables, metrics, strict=True))
        with keras.StatelessScope(state_mapping=mapping):
            results = self._model.get_metrics_result()
        return dict(results if set(results) == set(logs) else logs)

    def _finalize(self, trainable, non_trainable, optimizer, step, diverged_at):
        """What `fit` does at its end: averaged weights take the weights' place."""
        model = self._model
        variables = [*model.trainable_variables, *model.optimizer.variables]
        mapping = list(zip(variables, [*trainable, *optimizer], strict=True))
        with keras.StatelessScope(state_mapping=mapping) as scope:
            model.optimizer.finalize_variable_values(model.trainable_variables)
        final = [scope.get_current_value(v) for v in model.trainable_variables]
        return _choose(diverged_at != 0, final, trainable), non_trainable, diverged_at


def _num_cores():
    available = getattr(os, "sched_getaffinity", None)
    return len(available(0)) if available else os.cpu_count()


def _take(data, indices):
    take = lambda a: a.at[indices].get(mode="promise_in_bounds")  # noqa: E731
    return jax.tree.map(take, data)


def _is_finite(logs):
    values = [logs["loss"]] if "loss" in logs else jax.tree.leaves(logs)
    return jnp.all(jnp.stack([jnp.all(jnp.isfinite(value)) for value in values]))


def _choose(keep, new, old):
    """`new` where `keep`, else `old`, in the types of `old`, as a loop needs them."""
    select = lambda a, b: jnp.where(keep, a.astype(b.dtype), b)  # noqa: E731
    return jax.tree.map(select, list(new), list(old))
