"""`python -m benchmarks`: runs experiments and says what came of it."""

import sys

from benchmarks.commands.cli import main

if __name__ == "__main__":
    sys.exit(main())
