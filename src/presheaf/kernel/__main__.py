"""`python -m presheaf.kernel CERT...`: re-check certificates; exit 0 if all are accepted, 5 if one is rejected, 2 for no files."""

from __future__ import annotations

import json
import sys

from presheaf.kernel.check import check
from presheaf.kernel.errors import Rejected


def main(paths: list[str]) -> int:
    """Check each file, one line of output each."""
    if not paths:
        sys.stderr.write("usage: python -m presheaf.kernel CERT...\n")
        return 2
    status = 0
    for path in paths:
        try:
            with open(path, encoding="utf-8") as file:
                data = json.load(file)
            theorem = check(data)
        except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
            sys.stdout.write(f"rejected  {path}: unreadable: {error}\n")
            status = 5
        except Rejected as error:
            sys.stdout.write(f"rejected  {path}: {error}\n")
            status = 5
        else:
            assumed = f" (assuming {', '.join(theorem.assumed)})" if theorem.assumed else ""
            sys.stdout.write(f"accepted  {path}: {'proved' if theorem.value else 'refuted'}{assumed}\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
