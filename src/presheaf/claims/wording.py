"""Values of terms and variables, and what they say, in the words of the spec."""

from __future__ import annotations

from presheaf.claims.arrays import arrow_name, element_name, object_name
from presheaf.claims.base import Note
from presheaf.claims.information import ball
from presheaf.model import proposition as p
from presheaf.model.category import Category

UNDEFINED = -1


def term_name(t: p.Term, value: int) -> str:
    """The value of a term as the user writes it."""
    match t:
        case _ if value == UNDEFINED:
            return "undefined"
        case p.ArrowAt(category) | p.Composite(category):
            return arrow_name(category, value)
        case p.Acted(functor) | p.ElementAt(functor):
            return element_name(functor, value)
        case p.ObjectAt(category):
            return object_name(category, value)
        case p.ImageArrow(image):
            return arrow_name(image.cod, value)
        case p.ImageObject(image):
            return object_name(image.cod, value)
        case p.ImageElement(transformation):
            return element_name(transformation.cod, value)
        case p.IdentityOf(category):
            return f"id({object_name(category, value)})"
        case _:
            return ball(value)


def relation_note(left: p.Term, right: p.Term, a: int, b: int) -> list[Note]:
    """The values of both sides of a relation, where they are not written there."""
    if isinstance(left, p.Integer) and isinstance(right, p.Integer):
        return []
    if isinstance(left, p.Variable) or isinstance(right, p.Variable):
        return []
    return [Note(f"the left side is {term_name(left, a)}, the right side is {term_name(right, b)}")]


def none_of(node: p.Instances) -> list[Note]:
    """How many structures were looked at in vain."""
    left, right = node.ends
    count = len(node.structures)
    what, arrow = ("functor", "->") if isinstance(left, Category) else ("transformation", "=>")
    between = f"{left.name} {arrow} {right.name}"
    if node.quantifier != "exists":
        return []
    if count < 2:
        return [Note(f"the only {what} {between} does not" if count else f"there is no {what} {between}")]
    return [Note(f"none of the {count} {what}s {between} does")]
