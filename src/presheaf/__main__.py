"""`python -m presheaf`."""

import sys

from presheaf.cli.main import entry

if __name__ == "__main__":
    sys.exit(entry())
