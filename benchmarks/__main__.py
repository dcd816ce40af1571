"""`python -m benchmarks`: list, run, status, judge, report, merge, data export."""

import sys

from benchmarks.commands.cli import main

if __name__ == "__main__":
    sys.exit(main())
