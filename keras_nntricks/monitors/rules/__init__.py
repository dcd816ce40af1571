"""The rules of the diagnosis, one group in a file."""

RULES = ()
