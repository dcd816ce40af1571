"""Where the watchers of one model meet while it trains."""

import functools
import warnings
import weakref

from keras_nntricks.taps._backend import backend
from keras_nntricks.taps._capture import tapped
from keras_nntricks.taps._keys import KEY
from keras_nntricks.taps._sample import Sample

# On the plain train function, so that both are forgotten together.
_KEPT = "_keras_nntricks_taps"


class Hub:
    """Stands in for a model's train function until the training ends."""

    def __init__(self, model):
        self._model = weakref.ref(model)
        self._plain = model.train_function
        self._history = getattr(model, "history", None)
        self._watchers = ()
        self._made = 0
        self._failed = False
        self._steps_per_epoch = None
        self._backend = backend()
        self._function = self._backend.train_function(self._run)
        self._function.hub = self
        model.train_function = self._function

    def add(self, watcher, steps_per_epoch):
        """One more watcher."""
        self._watchers = (*self._watchers, watcher)
        self._steps_per_epoch = steps_per_epoch or self._steps_per_epoch

    def remove(self, watcher):
        """One watcher less; the last one ends the hub."""
        self._watchers = tuple(w for w in self._watchers if w is not watcher)
        if not self._watchers:
            self.end()

    def end(self):
        """Gives the model its own train function back."""
        self._watchers = ()
        model = self._model()
        if model is not None and model.train_function is self._function:
            model.train_function = self._plain

    @property
    def is_over(self):
        """Whether another training than the watchers' runs now."""
        return getattr(self._model(), "history", None) is not self._history

    def _run(self, state, data):
        if self.is_over or not self._watchers:
            self.end()
            return self._backend.call(self._plain, state, data)
        try:
            return self._surrounded()(state, data)
        except self._backend.ENDS:
            raise
        except BaseException:
            self.end()
            raise

    def _surrounded(self):
        """The step, and around it what the watchers put there, the first outermost."""
        run = self._step
        for watcher in reversed(self._watchers):
            if hasattr(watcher, "around"):
                run = functools.partial(watcher.around, self._made, run)
        return run

    def measure(self, watcher, step, state, data):
        """Makes a step that does not count, for one watcher; its sample and state."""
        logs, state, arrays = self._measured([watcher], state, data)
        if not arrays:
            return None, state
        loss, to_numpy = _logged_loss(logs), self._backend.to_numpy
        return Sample(step, arrays, loss, watcher.request, to_numpy), state

    def _step(self, state, data):
        step, watchers = self._made, self._watchers
        for watcher in watchers:
            if hasattr(watcher, "before_step"):
                state = watcher.before_step(step, state)
        wanting = [] if self._failed else [w for w in watchers if w.wants(step)]
        if wanting:
            logs, state, arrays = self._measured(wanting, state, data)
        else:
            logs, state = self._backend.call(self._plain, state, data)
        self._made += self._steps_of_execution()
        for watcher in watchers:
            if hasattr(watcher, "after_step"):
                watcher.after_step(step, logs)
        if wanting and arrays:
            self._send(wanting, arrays, logs)
        return logs, state

    def _send(self, watchers, arrays, logs):
        running_loss = logs.get("loss")
        for watcher in watchers:
            sample = Sample(
                self._made - 1,
                arrays,
                running_loss,
                watcher.request,
                self._backend.to_numpy,
            )
            watcher.receive(sample)

    def _measured(self, watchers, state, data):
        request = watchers[0].request
        for watcher in watchers[1:]:
            request = request | watcher.request
        model = self._model()
        instrumented = self._instrumented(request)
        with tapped(model, request, self._backend):
            if instrumented.proved or not self._backend.may_retry(model):
                logs, state = instrumented.function(state, data)
            else:
                logs, state = self._first(instrumented, state, data)
        instrumented.proved = True
        arrays = logs.pop(KEY, None) if hasattr(logs, "pop") else None
        if arrays is None and not self._failed:
            self._give_up("the training step hands no statistics out")
        return logs, state, arrays

    def _first(self, instrumented, state, data):
        """A trace that fails has changed nothing: the plain step is made instead."""
        first, again = self._backend.replay(data)
        try:
            return instrumented.function(state, first)
        except StopIteration:
            raise
        except Exception as error:
            result = self._backend.call(self._plain, state, again)
            self._give_up(f"it cannot be measured ({error!r:.300})")
            return result

    def _give_up(self, why):
        self._failed = True
        warnings.warn(
            f"The training goes on without being watched: {why}.", stacklevel=6
        )

    def _instrumented(self, request):
        """Built once per request and kept for the next training."""
        kept = getattr(self._plain, "__dict__", {}).setdefault(_KEPT, {})
        if request not in kept:
            kept[request] = _Instrumented(self._model(), request)
        return kept[request]

    def _steps_of_execution(self):
        size = self._model().steps_per_execution
        if not self._steps_per_epoch:
            return size
        return min(size, self._steps_per_epoch - self._made % self._steps_per_epoch)


def _logged_loss(logs):
    """The mean loss so far; the sum of the losses where a step logs several."""
    losses = [logs["loss"]] if "loss" in logs else []
    losses = losses or [v for name, v in logs.items() if name.endswith("loss")]
    return sum(losses) if losses else None


class _Instrumented:
    """A train function with statistics; `proved` once it has run."""

    def __init__(self, model, request):
        self.function = backend().instrumented(model, request)
        self.proved = False


def hub_of(model):
    """The hub of the training that runs, a new one if there is none."""
    hub = getattr(model.train_function, "hub", None)
    if hub is not None and not hub.is_over:
        return hub
    if hub is not None:
        hub.end()
    return Hub(model)


def existing_hub(model):
    """The hub of the model, or None."""
    return getattr(model.train_function, "hub", None)
