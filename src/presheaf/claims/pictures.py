"""What there is to see of a claim: the pictures of its predicates, computed only where somebody asks, beside the verdict and never for it."""

from __future__ import annotations

from collections.abc import Iterator

from presheaf.encoders.pictures import Picture
from presheaf.model import proposition as p
from presheaf.model.build import TooLarge
from presheaf.model.encoder import Missing


def pictures(proposition: p.Proposition | None) -> tuple[Picture, ...]:
    """The pictures of the predicates outside quantifiers, in their order, none twice; those of tables that are not here are left out."""
    from presheaf.claims import KINDS

    out: list[Picture] = []
    seen: list[p.Predicate] = []
    for call in _predicates(proposition):
        known = [a.index if isinstance(a, p.ObjectAt | p.ArrowAt | p.ElementAt) else a for a in call.arguments]
        if any(isinstance(a, p.Term) for a in known) or any(_same(call, other) for other in seen):
            continue
        seen.append(call)
        try:
            out += KINDS[call.kind].pictures(known)
        except (Missing, TooLarge):
            continue
    return tuple(out)


def _predicates(q: p.Proposition | None) -> Iterator[p.Predicate]:
    match q:
        case p.Predicate():
            yield q
        case p.Negation(body):
            yield from _predicates(body)
        case p.Junction(_, parts):
            for part in parts:
                yield from _predicates(part)


def _same(a: p.Predicate, b: p.Predicate) -> bool:
    """Whether two predicates are the same kind at the same arguments; structures are compared by identity."""
    return a.kind == b.kind and len(a.arguments) == len(b.arguments) and all(x is y or x == y for x, y in zip(a.arguments, b.arguments, strict=True))
