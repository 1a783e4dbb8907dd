"""What an encoder is, in a few lines: its tables with their digests, what they are compared with, and some of its codes."""

from __future__ import annotations

from presheaf.model.embeddings import Table
from presheaf.model.encoder import Encoder, Missing, category_digest
from presheaf.model.target import Dense, Labels, Sparse
from presheaf.syntax.printer import name as printed

SHOWN = 3  # codes, and numbers of a code


def summary(value: object) -> list[str]:
    """Lines about an encoder; none about other structures."""
    if not isinstance(value, Encoder):
        return []
    n, m = value.target.shape
    out = [
        f"k(x, y) = {value.shape}",
        f"H is {n:,} x {m:,}: {_entries(value)}",
        f"{value.source.name} has the digest {category_digest(value.source)}",
    ]
    tables = (("codes", value.rows), ("columns", value.columns), ("embedded again", value.again))
    try:
        out += [f"{what}: {_table(table)}" for what, table in tables if table is not None]
        out += [f"{len(value.bias):,} biases"] if value.bias is not None else []
        out += [f"checkpoint {c.name}: {_table(c.rows)}" for c in value.checkpoints]
        first = zip(value.rows.names, value.rows.values[:SHOWN].tolist(), strict=False)
        out += [f"{value.name}({printed(name)}) = ({_numbers(code)})" for name, code in first]
    except Missing as what:
        out.append(f"codes: not read, {what}")
    return out


def _entries(f: Encoder) -> str:
    match f.target:
        case Sparse() as law:
            return f"{len(law.columns):,} entries that are not 0"
        case Labels() as labels:
            return f"{labels.same} in the {len(set(labels.rows.tolist())):,} classes of objects, else {labels.different}"
        case Dense():
            return "written out"
        case _:
            return "a rule"


def _table(table: Table) -> str:
    n, d = table.values.shape
    return f"{n:,} x {d:,}, {table.dtype}, {table.digest}"


def _numbers(row: list[float]) -> str:
    """The first numbers of a code, as decimals that give the same float."""
    more = ", ..." if len(row) > SHOWN else ""
    return ", ".join(repr(x) for x in row[:SHOWN]) + more
