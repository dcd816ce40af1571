"""The report: one self-contained HTML file."""

from benchmarks.engine.report._write import write

__all__ = ["write"]
