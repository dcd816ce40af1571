"""The compiled training of runs of one structure; the only file that imports jax."""

import functools
import threading
from concurrent.futures import ThreadPoolExecutor

import jax
import jax.numpy as jnp
import keras
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from keras_nntricks._num_cores import num_cores
from keras_nntricks.sweeps._batch_order import batch_order
from keras_nntricks.sweeps._fit_many_result import plain

# Of each run: its step, and the step at which it diverged.
_COUNTERS = (np.asarray(0, "int32"), np.asarray(-1, "int32"))


class Program:
    """The training of runs of one structure, made of the template's own steps.

    The runs are trained in chunks. On one device "map" makes each run a chunk, and
    "vmap" makes a stack of runs a chunk. A CPU has a thread per core that trains
    chunks, for the operations of small nets are too small to be shared. Several
    devices share one chunk of all runs along the mesh axis "runs".

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
        self._num_threads = num_cores() if on_cpu and self._mesh is None else 1
        self._stacked = self._vectorize or self._mesh is not None
        order = functools.partial(
            batch_order, num_examples=task.num_examples, shuffle=task.shuffle
        )
        # Runs of one seed take their turns close together.
        self._order_of = functools.lru_cache(64)(order)
        self._data = self._put((task.train, task.validation), PartitionSpec())

    def trace(self, state):
        """Traces the program; `state` holds one run's values of the variables."""
        order = np.zeros(self._task.num_examples, "int32")
        run = ((*state, *_COUNTERS), order)
        state, order = jax.tree.map(self._abstract_chunk, run)
        function = jax.jit(self._all_runs(), donate_argnums=0)
        self._lowered = function.lower(state, order, *self._data)

    def compile(self, background):
        """Compiles in the thread pool `background`; if it is None, when it runs."""
        compiled = self._lowered.compile
        self._compiled = background.submit(compiled).result if background else compiled

    def run(self, states, seeds, advance):
        """Trains all epochs.

        Returns for each run its history, the step at which it diverged or None, and
        the values of its trainable and non-trainable variables.
        """
        chunks = self._split([(*state, *_COUNTERS) for state in states])
        size = self._chunk_size
        seeds = [seeds[i : i + size] for i in range(0, len(seeds), size)]
        going, compiled = threading.Event(), self._compiled()
        going.set()
        train = functools.partial(self._train_chunk, compiled, going, advance)
        with ThreadPoolExecutor(self._num_threads) as pool:
            try:
                chunks, logs = zip(*pool.map(train, chunks, seeds), strict=True)
            finally:
                going.clear()
        epochs = [self._join(of_epoch) for of_epoch in zip(*logs, strict=True)]
        finalize = jax.vmap(self._finalize) if self._stacked else self._finalize
        states = self._join([finalize(*chunk) for chunk in chunks])
        return [self._outcome(i, epochs, *states) for i in range(self._num_runs)]

    def _train_chunk(self, compiled, going, advance, state, seeds):
        """All epochs of one chunk; ends early if the caller was interrupted."""
        epochs = []
        for epoch in range(self._task.epochs):
            if not going.is_set():
                break
            state, logs = compiled(state, self._order(seeds, epoch), *self._data)
            epochs.append(logs)
            # The next epoch waits in line while one is trained: no idle moment.
            jax.block_until_ready(epochs[-2:-1])
            advance(len(seeds))
        return jax.block_until_ready(state), epochs

    def _outcome(self, i, epochs, trainable, non_trainable, diverged_at):
        names = list(epochs[0])
        history = {name: [plain(logs[name][i]) for logs in epochs] for name in names}
        variables = jax.tree.map(lambda values: values[i], (trainable, non_trainable))
        diverged_at = int(diverged_at[i])
        return history, None if diverged_at < 0 else diverged_at, *variables

    # Runs side by side

    def _put(self, tree, spec):
        if self._mesh is None:
            return jax.tree.map(jnp.asarray, tree)
        return jax.device_put(tree, NamedSharding(self._mesh, spec))

    @property
    def _chunk_size(self):
        """Runs per chunk, a multiple of the devices; 1 if they are not stacked."""
        if not self._stacked:
            return 1
        devices = 1 if self._mesh is None else self._mesh.size
        return -(-self._num_runs // (self._num_threads * devices)) * devices

    def _abstract_chunk(self, value):
        shape = (self._chunk_size,) * self._stacked + np.shape(value)
        runs = self._mesh and NamedSharding(self._mesh, PartitionSpec("runs"))
        return jax.ShapeDtypeStruct(shape, value.dtype, sharding=runs)

    def _split(self, per_run):
        """The values of the runs in chunks; the last run fills up the last stack."""
        if not self._stacked:
            # Copies: what is given to the program is overwritten by it.
            return [jax.tree.map(jnp.array, values) for values in per_run]
        size = self._chunk_size
        padded = [*per_run, *[per_run[-1]] * (-len(per_run) % size)]
        chunks = [padded[i : i + size] for i in range(0, len(padded), size)]
        stacked = [jax.tree.map(lambda *a: np.stack(a), *chunk) for chunk in chunks]
        return [self._put(chunk, PartitionSpec("runs")) for chunk in stacked]

    def _join(self, chunks):
        """The chunks' values as NumPy arrays, one row per run."""
        join = np.concatenate if self._stacked else np.stack
        return jax.tree.map(lambda *a: join([np.asarray(v) for v in a]), *chunks)

    def _order(self, seeds, epoch):
        return self._split([self._order_of(seed, epoch) for seed in seeds])[0]

    def _all_runs(self):
        def one_by_one(state, order, train, validation):
            one = lambda run: self._epoch(*run, train, validation)  # noqa: E731
            return jax.lax.map(one, (state, order))

        if not self._stacked:
            return self._epoch
        together = jax.vmap(self._epoch, in_axes=(0, 0, None, None))
        function = together if self._vectorize else one_by_one
        if self._mesh is None:
            return function
        runs, shared = PartitionSpec("runs"), PartitionSpec()
        inputs = (runs, runs, shared, shared)
        return jax.shard_map(
            function, mesh=self._mesh, in_specs=inputs, out_specs=runs, check_vma=False
        )

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
        if not all(new is old for new, old in zip(final, trainable, strict=True)):
            trainable = _choose(diverged_at != 0, final, trainable)
        return trainable, non_trainable, diverged_at


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
