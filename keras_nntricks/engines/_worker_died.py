"""The exception of a job whose process ended before its result came."""


class WorkerDied(RuntimeError):  # noqa: N818 - says what happened
    """The process that ran a job ended before it gave a result.

    It was killed, ran out of memory or crashed in native code, or its machine was
    lost. Other jobs are not touched and the process is replaced, so the job can be
    submitted again.

    Args:
        exit_code: exit status of the process; -9 says that signal 9 killed it. None
            if it is not known.
        reason: what else is known, in words. Defaults to "".

    Example:
    >>> from keras_nntricks import engines
    >>> str(engines.WorkerDied(-9))
    'A worker process ended with exit code -9 before its job was finished.'
    >>> str(engines.WorkerDied(None, "its machine was lost"))
    'A worker process ended before its job was finished: its machine was lost.'

    Reference: `multiprocessing.Process.exitcode`,
    https://docs.python.org/3/library/multiprocessing.html
    """

    def __init__(self, exit_code, reason=""):
        code = "" if exit_code is None else f" with exit code {exit_code}"
        why = f": {reason}" if reason else ""
        super().__init__(
            f"A worker process ended{code} before its job was finished{why}."
        )
        self.exit_code = exit_code
        self.reason = reason

    def __reduce__(self):
        return type(self), (self.exit_code, self.reason)
