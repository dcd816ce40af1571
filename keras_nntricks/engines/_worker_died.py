"""The exception of a job whose process ended before its result came."""


class WorkerDied(RuntimeError):  # noqa: N818 - says what happened
    """The process that ran a job ended before it gave a result.

    It was killed, ran out of memory or crashed in native code. Other jobs are not
    touched and the process is replaced, so the job can be submitted again.

    Args:
        exit_code: exit status of the process; -9 says that signal 9 killed it.

    Example:
    >>> from keras_nntricks import engines
    >>> str(engines.WorkerDied(-9))
    'A worker process ended with exit code -9 before its job was finished.'

    Reference: `multiprocessing.Process.exitcode`,
    https://docs.python.org/3/library/multiprocessing.html
    """

    def __init__(self, exit_code):
        super().__init__(
            f"A worker process ended with exit code {exit_code} before its job was "
            "finished."
        )
        self.exit_code = exit_code
