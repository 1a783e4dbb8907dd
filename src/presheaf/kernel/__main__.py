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
            lists = dict[str, list[Any]]()
            for statement, _ in parts:
                if isinstance(statement, list) and statement[0] == "exactly":
                    lists.setdefault(statement[5][1] if len(statement) > 5 else str(len(lists)), []).append(statement)
            chosen = [f"{s[1]} choices of {', '.join(lists)}, and there are no others" for s, _ in parts if isinstance(s, list) and s[0] == "choices"]
            counted = [_exactly(statements, len(document["instances"])) for statements in lists.values()]
            plain = len(parts) - sum(map(len, lists.values())) - len(chosen)
            return "; ".join([f"{plain} statements, each as it says", *counted, *chosen])
        case ["exactly", *_]:
            return _exactly([theorem.statement], 0)
        case ["no model", *_]:
            return "no structures in the scope satisfy the theory"
    return "proved" if theorem.value else "refuted"


def _exactly(statements: list[Any], instances: int) -> str:
    """Of one list, or of the lists of one name for different choices of what its structures are over."""
    known = all(about is not None and all(where[0] < instances for where in about) for _, _, _, _, about, *_ in statements)
    lists = f" in {len(statements)} lists" if len(statements) > 1 else ""
    number = sum(statement[1] for statement in statements)
    return f"exactly {number} structures in the scope satisfy the theory{lists}, up to relabelling{', each of them in an instance' * known}"


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a key given twice would show readers another document than the one that is checked."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("an object has a key twice")
    return dict(pairs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
