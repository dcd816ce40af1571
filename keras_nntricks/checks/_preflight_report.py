import dataclasses
import shutil
import textwrap

from keras_nntricks.checks._check_result import STATUSES, CheckResult


@dataclasses.dataclass(frozen=True)
class PreflightReport:
    """The results of the checks before a training.

    Printed, it is a table; iterated, it gives each `CheckResult`, indexed by a check's
    name that of the check.

    Args:
        results: tuple of `CheckResult`, in the order in which they ran.

    Attributes:
        ok: whether no check has failed.
        exit_status: 0 if so, else 1: for `sys.exit`.

    Example:
    >>> from keras_nntricks import checks
    >>> result = checks.CheckResult("initial_loss", "failed", "8.1", "2.3 to 2.8")
    >>> report = checks.PreflightReport((result,))
    >>> print(report)
    failed  initial_loss  measured 8.1; expected 2.3 to 2.8
    1 failed
    >>> report.ok, report.exit_status, report["initial_loss"].measured
    (False, 1, '8.1')

    Reference: Stanford CS231n, "Before learning: sanity checks tips/tricks",
    https://cs231n.github.io/neural-networks-3/#sanitycheck
    """

    results: tuple[CheckResult, ...]

    @property
    def ok(self):
        return all(result.status != "failed" for result in self.results)

    @property
    def exit_status(self):
        return 0 if self.ok else 1

    def __iter__(self):
        return iter(self.results)

    def __len__(self):
        return len(self.results)

    def __getitem__(self, name):
        """The result of the check of this name."""
        for result in self.results:
            if result.name == name:
                return result
        raise KeyError(name)

    def __str__(self):
        names = max((len(result.name) for result in self.results), default=0)
        marks = max((len(result.status) for result in self.results), default=0)
        width = max(shutil.get_terminal_size().columns, names + marks + 40)
        lines = [_lines(result, marks, names, width) for result in self.results]
        return "\n".join([*lines, self.summary])

    @property
    def summary(self):
        """How many checks there are of each status, in words."""
        statuses = [result.status for result in self.results]
        counts = {status: statuses.count(status) for status in STATUSES}
        return ", ".join(f"{n} {status}" for status, n in counts.items() if n)

    def plot(self):
        """The curves of the checks that trained, as a Matplotlib figure."""
        from keras_nntricks.checks._preflight_page import figure_of

        return figure_of(self)

    def report(self, path):
        """Writes a self-contained HTML page with the table and the curves."""
        from keras_nntricks.checks._preflight_page import write_page

        write_page(self, path)


def _lines(result, marks, names, width):
    pairs = {"measured": result.measured, "expected": result.expected}
    told = "; ".join(f"{label} {text}" for label, text in pairs.items() if text)
    head = f"{result.status:<{marks}}  {result.name:<{names}}  "
    margin = " " * len(head)
    text = _wrapped(head + told, margin, width)
    if not result.advice:
        return text
    return f"{text}\n{_wrapped(margin + 'Try: ' + result.advice, margin, width)}"


def _wrapped(text, margin, width):
    return textwrap.fill(
        text, width, subsequent_indent=margin, break_long_words=False
    ).rstrip()
