"""Interchange with other programs: links of the diagram editor quiver, ACSet documents (AlgebraicJulia), data tables of GAP's FpCategories.

Readers give categories (`read_quiver`, `read_acset`, `read_gap`) and copresheaves (`instance_to_copresheaf`); everything wrong with a
document is an `Unreadable`. `write` is the inverse: reading what it wrote gives an isomorphic category with the same names.
"""

from __future__ import annotations

from typing import Literal, get_args

from presheaf.model.category import Category
from presheaf.model.interchange.acset import parse_schema, read_acset, schema_category, to_acset
from presheaf.model.interchange.acset_instance import copresheaf_to_instance, instance_to_copresheaf
from presheaf.model.interchange.errors import InterchangeError, Notice, Read, Unreadable, Unwritable
from presheaf.model.interchange.gap_reader import read_gap
from presheaf.model.interchange.gap_writer import to_gap
from presheaf.model.interchange.quiver_reader import read_quiver
from presheaf.model.interchange.quiver_writer import to_quiver
from presheaf.model.setfunctor import SetFunctor

Form = Literal["quiver", "acset", "gap"]

__all__ = [
    "Form",
    "InterchangeError",
    "Notice",
    "Read",
    "Unreadable",
    "Unwritable",
    "copresheaf_to_instance",
    "instance_to_copresheaf",
    "parse_schema",
    "read_acset",
    "read_gap",
    "read_quiver",
    "schema_category",
    "to_acset",
    "to_gap",
    "to_quiver",
    "write",
]


def write(thing: object, form: Form | str) -> str:
    """A structure as a document: a category in any form, a set-valued functor as an ACSet instance; Unwritable says why not."""
    if form not in get_args(Form):
        raise Unwritable(f"{form} is not an interchange format", f"one of {', '.join(get_args(Form))}")
    if isinstance(thing, Category):
        return {"quiver": to_quiver, "acset": to_acset, "gap": to_gap}[form](thing)
    if isinstance(thing, SetFunctor):
        if form == "acset":
            return copresheaf_to_instance(thing)
        raise Unwritable(f"{thing.name} is a set-valued functor: {form} holds categories", "write it as acset, or its category of elements")
    name = getattr(thing, "name", "this")
    raise Unwritable(f"{name} is neither a category nor a set-valued functor", "other structures have no interchange format")
