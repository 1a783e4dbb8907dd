"""Quantifiers over structures that are written out: what makes a list of functors, or of transformations, complete."""

from __future__ import annotations

import numpy as np

from presheaf.claims.base import Formula, Lowering
from presheaf.claims.formulas import at, both, eq, every
from presheaf.claims.functor_counts import functor_question
from presheaf.claims.naturality import counting_rule, natural_question
from presheaf.model import proposition as p
from presheaf.model.category import Category
from presheaf.model.setfunctor import Functor, SetFunctor


def complete(low: Lowering, node: p.Instances) -> Formula:
    """The structures listed are different ones, and as many as there are."""
    name, columns, rows = _values(low, node)
    i, j = low.fresh("i"), low.fresh("j")
    same = both(*(every(x, sort, [], eq(at(t, i, x), at(t, j, x))) for t, sort, x in columns))
    listed = both(*(every(x, sort, [], eq(at(t, number, x), at(f, x))) for number, row in enumerate(rows) for (t, sort, x), f in row))
    distinct = every(i, name, [], every(j, name, [], ["=>", ["<", i, j], ["not", same]]))
    return both(eq(["count", _question(low, node)], len(node.structures)), listed, distinct)


def _question(low: Lowering, node: p.Instances) -> str:
    left, right = node.ends
    if isinstance(left, Category):
        assert isinstance(right, Category)
        return functor_question(low, left, right)
    assert isinstance(right, SetFunctor)
    return (counting_rule if low.direct else natural_question)(low, left, right)


Column = tuple[str, str, str]  # a table of the values of all structures, the sort of its second argument, a variable of that sort


def _values(low: Lowering, node: p.Instances) -> tuple[str, list[Column], list[list[tuple[Column, str]]]]:
    """The sort of the list, the values of all structures as tables, and for each structure the functions that are its rows."""
    left, right = node.ends
    key = ("listed", node.variable, id(left), id(right), len(node.structures))
    name = low.sort(key, len(node.structures))
    if isinstance(left, Category):
        assert isinstance(right, Category)
        c, d = low.category(left), low.category(right)
        functors = [s for s in node.structures if isinstance(s, Functor)]
        data = [("ob", f"{c}.ob", f"{d}.ob", [f.on_objects for f in functors]), ("gen", f"{c}.gen", f"{d}.ar", [f.on_generators for f in functors])]
        rows = [[f"{low.functor(f)}.{part}" for part in ("ob", "gen")] for f in functors]
    else:
        assert isinstance(right, SetFunctor)
        moves = [s for s in node.structures if not isinstance(s, Functor)]
        data = [("at", f"{low.set_functor(left)}.el", f"{low.set_functor(right)}.el", [a.component for a in moves])]
        rows = [[f"{low.transformation(a)}.at"] for a in moves]
    columns = []
    for part, sort, value, values in data:
        flat = np.concatenate(values).tolist() if values else []
        columns.append((low.table((*key, part), [name, sort], value, flat), sort, low.fresh("x")))
    return name, columns, [list(zip(columns, row, strict=True)) for row in rows]
