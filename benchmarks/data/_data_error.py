"""Data that is not there, or not what it should be."""


class DataError(RuntimeError):
    """A data set cannot be read; the message says what to do."""
