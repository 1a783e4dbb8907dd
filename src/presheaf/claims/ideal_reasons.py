"""Why an encoder with a kernel exists or not, in words, from the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presheaf.claims.base import Note
from presheaf.model.kernels import Kernel
from presheaf.model.weighted import Weighted

if TYPE_CHECKING:
    from presheaf.exact.linear import Found

SHOWN = 6


def reasons(m: Weighted, kernel: Kernel, d: int | None, found: Found) -> tuple[Note, ...]:
    """One line."""
    if found.value:
        return () if found.rank is None else (Note(f"{kernel.name} realises {m.name} in R^{found.rank}, and in no smaller dimension", m.name),)
    evidence = found.evidence
    for word, tell in (("defect", _defect), ("vector", _vector), ("triple", _triple), ("relation", _relation), ("sphere", _sphere)):
        if word in evidence:
            return (Note(tell(m, kernel, evidence), m.name),)
    if not evidence:
        return (Note("R^0 has no unit vectors", m.name),)
    places = evidence["minor"] if "minor" in evidence else evidence["rows"]
    kept = _names(m, kernel, places)
    what = "a minor of the rows of" if "rows" in evidence else "the codes of"
    return (Note(f"{what} {kept} {'is not 0' if 'rows' in evidence else 'are independent'}: they need dimension {len(places)}, not {d}", m.name),)


def _names(m: Weighted, kernel: Kernel, places: list[int]) -> str:
    """The objects of rows of the derived matrix, which for some kernels leaves out the first."""
    first = 1 if kernel.family in ("gaussian", "laplace", "spherical", "affine") else 0
    names = [m.names.objects[i + first] for i in places[:SHOWN]]
    base = f" (from {m.names.objects[0]})" if first else ""
    return ", ".join(names) + (", ..." if len(places) > SHOWN else "") + base


def _defect(m: Weighted, kernel: Kernel, evidence: dict[str, Any]) -> str:
    i, j = evidence["defect"]
    x, y = m.names.objects[i], m.names.objects[j]
    value, mirrored = m.weight(i, j), m.weight(j, i)
    if kernel.family in ("softmax", "affine", "normalised"):
        total = sum(m.weight(i, k) for k in range(m.object_count) if kernel.family != "normalised" or k != i)
        if total != 1:
            return f"the weights from {x} sum to {total}, not to 1"
        return f"{m.name}({x}, {y}) = 0, and this kernel is positive: 0 is only a limit"
    if value != mirrored:
        return f"{m.name}({x}, {y}) = {value} and {m.name}({y}, {x}) = {mirrored}: {kernel.name} is symmetric"
    if value == 0:
        return f"{m.name}({x}, {y}) = 0, and {kernel.name} is positive: 0 is only a limit"
    return f"{m.name}({x}, {x}) = {value}, and {kernel.name} has 1 there"


def _vector(m: Weighted, kernel: Kernel, evidence: dict[str, Any]) -> str:
    v = evidence["vector"]
    first = kernel.family in ("gaussian", "laplace", "spherical")
    weights = [-sum(v), *v] if first else list(v)
    used = [(x, w) for x, w in enumerate(weights) if w]
    if len(used) <= SHOWN and max(abs(w) for _, w in used) < 10**4:
        shown = ", ".join(f"{m.names.objects[x]}: {w}" for x, w in used)
        what = "sum of w w' times the squared distances is positive" if first else "sum of w w' M is negative"
        return f"no codes: with the weights w {shown} the {what}"
    objects = ", ".join(m.names.objects[x] for x, _ in used[:SHOWN])
    return f"no codes: a combination of {objects}{', ...' if len(used) > SHOWN else ''} would have a negative squared length"


def _triple(m: Weighted, kernel: Kernel, evidence: dict[str, Any]) -> str:
    i, j, k = evidence["triple"]
    x, y, z = (m.names.objects[a] for a in (i, j, k))
    there, back = (m.weight(a, b) * m.weight(b, c) * m.weight(c, a) for a, b, c in ((i, j, k), (i, k, j)))
    return f"not reversible: around {x}, {y}, {z} the product of the weights is {there}, the other way round {back}"


def _relation(m: Weighted, kernel: Kernel, evidence: dict[str, Any]) -> str:
    row, relation = m.names.objects[evidence["row"]], evidence["relation"]
    shown = " * ".join(f"{m.name}({row}, {m.names.objects[j]})^{e}" for j, e in enumerate(relation) if e)
    return f"the head forces {shown} = 1, and it is not"


def _sphere(m: Weighted, kernel: Kernel, evidence: dict[str, Any]) -> str:
    return f"points with these distances lie in R^{len(evidence['basis'])}, but on no sphere"
