"""Tells whoever forgot it that spawned processes need the guard of the script."""

import ast
import pathlib
import sys

ADVICE = (
    "A spawned process imports the script that started it and would run all of it "
    "again. Put what the script does, this call too, below the line "
    '`if __name__ == "__main__":`.'
)


def require_main_guard():
    """Raises if the running script calls this outside of its guard.

    Raises:
        RuntimeError: if spawned processes would run the script again.
    """
    main = sys.modules["__main__"]
    path = getattr(main, "__file__", None)
    package = getattr(getattr(main, "__spec__", None), "name", "")
    # `python -m package` runs package.__main__, which spawned processes leave out.
    if path and not f".{package}".endswith(".__main__"):
        line = _line_of(path)
        if line and not _is_guarded(_source_of(path), line):
            raise RuntimeError(f"{ADVICE} The call is in line {line} of {path}.")


def _line_of(path):
    """The line of the script's own level that runs now."""
    frame = sys._getframe()
    while frame is not None:
        code = frame.f_code
        if code.co_name == "<module>" and code.co_filename == path:
            return frame.f_lineno
        frame = frame.f_back
    return None


def _source_of(path):
    try:
        return ast.parse(pathlib.Path(path).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return None


def _is_guarded(source, line):
    return source is None or any(
        node.lineno <= line <= node.end_lineno and _asks_for_the_name(node.test)
        for node in ast.walk(source)
        if isinstance(node, ast.If)
    )


def _asks_for_the_name(test):
    names = (node.id for node in ast.walk(test) if isinstance(node, ast.Name))
    return "__name__" in names
