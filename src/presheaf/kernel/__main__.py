"""`python -m presheaf.kernel CERT...`: re-check certificates; exit 0 if all are accepted, 5 if one is rejected, 2 for no files."""

from __future__ import annotations

import json
import sys
from typing import Any

from .check import Theorem, check
from .errors import Rejected


def main(paths: list[str]) -> int:
    """Check each file, one line of output each."""
    if not paths:
        sys.stderr.write("usage: python -m presheaf.kernel CERT...\n")
    status = 0 if paths else 2
    for path in paths:
        try:
            with open(path, encoding="utf-8") as file:
                document = json.load(file, object_pairs_hook=_unambiguous)
            theorem = check(document)
        except (Rejected, OSError, ValueError, RecursionError, MemoryError) as error:
            line, status = f"rejected  {path}: {'' if isinstance(error, Rejected) else 'unreadable: '}{error}", 5
        else:
            assumed = f" (assuming {', '.join(theorem.assumed)})" if theorem.assumed else ""
            line = f"accepted  {path}: {_words(theorem, document)}{assumed}"
        # names come from the certificate: escaped, one file cannot print a line about another one
        sys.stdout.write(line.encode("unicode_escape").decode() + "\n")
    return status


def _words(theorem: Theorem, document: Any) -> str:
    match theorem.statement:
        case ["holds", question] if document["questions"][question].get("rule") == "path":
            equal = "the paths are equal in every such diagram in every category"
            return f"proved: {equal}" if theorem.value else "refuted: the paths differ in a diagram of finite sets"
        case ["instances", *parts]:
            counted = [_exactly(statement) for statement, _ in parts if isinstance(statement, list) and statement[0] == "exactly"]
            return "; ".join([f"{len(parts) - len(counted)} statements, each as it says", *counted])
        case ["exactly", *_]:
            return _exactly(theorem.statement)
        case ["no model", *_]:
            return "no structures in the scope satisfy the theory"
    return "proved" if theorem.value else "refuted"


def _exactly(statement: Any) -> str:
    known = ", each of them in an instance" if statement[4] is not None else ""
    return f"exactly {statement[1]} structures in the scope satisfy the theory, up to relabelling{known}"


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a key given twice would show readers another document than the one that is checked."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("an object has a key twice")
    return dict(pairs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
