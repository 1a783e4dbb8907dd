"""Structures as declarations of the specification language, which elaborate to the same structure again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from functools import lru_cache

import numpy as np

from presheaf.model.build import TooLarge
from presheaf.model.category import Category
from presheaf.model.codebook import Codebook
from presheaf.model.constructions import after
from presheaf.model.diagrams import PresentedSets, declared_sets
from presheaf.model.encoder import Encoder
from presheaf.model.kernels import Kernel
from presheaf.model.laws import non_tree_edges
from presheaf.model.presheaf_category import PresheavesOf
from presheaf.model.samples import FunctorSamples, PointSamples, Samples
from presheaf.model.setfunctor import Functor, SetFunctor, Transformation
from presheaf.model.structure import Structure
from presheaf.model.tasks import YonedaOf
from presheaf.model.weighted import Weighted, WeightedFunctor, WeightedTask
from presheaf.syntax.printer import element, name

LIMIT = 200_000


Called = Callable[[Structure], str]


def own_name(structure: Structure) -> str:
    """The name that a structure was made with."""
    return structure.name


def declaration(structure: Structure | PresentedSets, called: Called = own_name) -> str:
    """The declaration of a structure over structures that are declared already, on one line for tasks and functors.

    `called` gives the names under which the structures are declared; beside those of its presheaves a category of presheaves is one again, by itself
    it is a presentation. Raises TooLarge if it would have more than LIMIT values or composites.
    """
    match structure:
        case Category():
            return _category(structure, called)
        case SetFunctor():
            return _set_functor(structure, called)
        case Functor():
            return _functor(structure, called)
        case Transformation():
            return _transformation(structure, called)
        case FunctorSamples():
            return _functor_samples(structure, called)
        case Weighted():
            return _weighted(structure, called)
        case WeightedTask():
            return _weighted_task(structure, called)
        case WeightedFunctor():
            return _weighted_functor(structure, called)
        case Kernel():
            return f"kernel {structure.name}" + (f"({', '.join(structure.parameters)})" if structure.parameters else "") + f" = {structure.body}"
        case Encoder() | Codebook():
            return f"encoder {name(structure.name)} : {name(called(structure.source))} -> R^{structure.dimension} {{ {structure.written} }}"
        case PointSamples():
            return _point_samples(structure, called)
        case PresentedSets():
            return declared_sets(structure)
        case _:
            raise TypeError(f"no declaration of {structure!r}")


def needed(node: object) -> list[Structure]:
    """The structures that occur in a tree of dataclasses, each once and after those that it is over."""
    found: dict[int, Structure] = {}
    _collect(node, found)
    return list(found.values())


def _collect(node: object, found: dict[int, Structure]) -> None:
    if id(node) in found:
        return
    match node:
        case Weighted():
            found[id(node)] = node
        case WeightedTask():
            _collect(node.category, found)
            found[id(node)] = node
        case Encoder() | Codebook():
            _collect(node.source, found)
            found |= {id(kernel): kernel for kernel in (node.kernel,) if kernel is not None}
            found[id(node)] = node
        case Category():
            if isinstance(node.origin, PresheavesOf):
                _collect((node.origin.base, tuple(t for t, label in _members(node.origin, node) if not _inline(t, label))), found)
            found[id(node)] = node
        case SetFunctor():
            _collect(node.category, found)
            found[id(node)] = node
        case Functor() | Transformation() | WeightedFunctor():
            _collect(node.dom, found)
            _collect(node.cod, found)
            found[id(node)] = node
        case Samples():
            _collect(node.dom, found)
            if isinstance(node, FunctorSamples):
                _collect(node.cod, found)
            found[id(node)] = node
        case tuple():
            for part in node:
                _collect(part, found)
        case _ if is_dataclass(node):
            for part in fields(node):
                _collect(getattr(node, part.name), found)


def path(c: Category, arrow: int) -> str:
    """An arrow as an expression: its name, an identity, or a path of generators."""
    if arrow < c.object_count:
        return f"id({name(c.names.objects[arrow])})"
    listed = _listed(c)
    if arrow in listed:
        return name(listed[arrow])
    return " ; ".join(name(listed[int(c.generators[s])]) for s in c.word(arrow))


@lru_cache(maxsize=8)
def _listed(c: Category) -> dict[int, str]:
    """Arrow number -> its first listed name; further names (of composites in a poset) are not part of a declaration."""
    return dict(zip(reversed(c.names.listed_arrows), reversed(c.names.listed), strict=True))


def _word(c: Category, letters: Iterable[int], start: int) -> str:
    return " ; ".join(name(c.names.listed[i]) for i in letters) or f"id({name(c.names.objects[start])})"


def _small(what: str, count: int) -> None:
    if count > LIMIT:
        raise TooLarge(f"{what} has {count:,} values to write (limit {LIMIT:,})")


def _category(c: Category, called: Called) -> str:
    if isinstance(c.origin, PresheavesOf) and called is not own_name:
        made = _presheaves(c, called)
        if made is not None:
            return made
    ends = [(int(c.dom[f]), int(c.cod[f])) for f in c.names.listed_arrows]
    objects = ", ".join(map(name, c.names.objects))
    arrows = ",\n".join(
        f"{'         ' if i else ''}{name(f)} : {name(c.names.objects[a])} -> {name(c.names.objects[b])}"
        for i, (f, (a, b)) in enumerate(zip(c.names.listed, ends, strict=True))
    )
    presented = -1 not in c.listed_generators
    rows = _equations(c) if presented else _composites(c)
    keyword = "equations" if presented else "compose"
    sections = [f"  objects {objects}" if objects else "", f"  arrows {arrows}" if arrows else ""]
    sections.append(f"  {keyword}\n" + ",\n".join(f"    {row}" for row in rows) if rows else "")
    body = "\n".join(s for s in sections if s)
    return f"category {name(called(c))} {'' if presented else '= table '}{{\n{body}\n}}"


def _members(origin: PresheavesOf, e: Category) -> list[tuple[SetFunctor, str]]:
    """The presheaves of a category of presheaves with the names of its objects."""
    return list(zip(origin.tasks, e.names.objects, strict=True))


def _inline(t: SetFunctor, label: str) -> bool:
    """Whether a presheaf is listed as `yoneda(A)` and needs no declaration."""
    return isinstance(t.origin, YonedaOf) and label.startswith("yoneda(")


def _presheaves(e: Category, called: Called) -> str | None:
    """`category E = presheaves(C; S, T)` beside declarations of S and T; None where they would have other names than the objects of E."""
    assert isinstance(e.origin, PresheavesOf)
    members = _members(e.origin, e)
    if any(not _inline(t, label) and called(t) != label for t, label in members):
        return None
    listed = ", ".join(label if _inline(t, label) else name(label) for t, label in members)
    return f"category {name(called(e))} = presheaves({name(called(e.origin.base))}; {listed})"


def _equations(c: Category) -> list[str]:
    """The equations of the declaration, or those of the Cayley table where there are none: every edge that is not in the spanning tree."""
    if c.laws:
        label = [f"{name(law.label)}: " if law.label else "" for law in c.laws]
        return [f"{label[i]}{_word(c, law.left, law.start)} = {_word(c, law.right, law.start)}" for i, law in enumerate(c.laws)]
    # two generators may be one arrow, so words are spelt with each generator's own name
    own = {**_by_generator(c), **dict(zip(reversed(c.listed_generators), reversed(c.names.listed), strict=True))}

    def word(arrow: int, *more: int) -> str:
        return " ; ".join(name(own[g]) for g in (*c.word(arrow), *more)) or f"id({name(c.names.objects[arrow])})"

    f, s = non_tree_edges(c)
    _small(c.name, len(f))
    values = after(c, f, s)
    return [f"{word(x, g)} = {word(y)}" for x, g, y in zip(f.tolist(), s.tolist(), values.tolist(), strict=True)]


def _by_generator(c: Category) -> dict[int, str]:
    """Generator -> the first listed name of its arrow."""
    return {g: _listed(c)[arrow] for g, arrow in enumerate(c.generators.tolist())}


def _composites(c: Category) -> list[str]:
    """f ; g = h for all listed arrows that compose."""
    arrows = np.array(c.names.listed_arrows, dtype=np.int32)
    left, right = np.nonzero(c.cod[arrows][:, None] == c.dom[arrows][None, :])
    _small(c.name, len(left))
    values = c.compose_arrays(arrows[left], arrows[right])
    listed = [name(n) for n in c.names.listed]
    return [f"{listed[i]} ; {listed[j]} = {path(c, h)}" for i, j, h in zip(left.tolist(), right.tolist(), values.tolist(), strict=True)]


def _set_functor(t: SetFunctor, called: Called) -> str:
    c = t.category
    contravariant = t.variance == "contravariant"
    _small(t.name, t.size * (1 + len(c.names.listed)))
    shown = [element(n) for n in t.element_names]
    parts = [f"{name(x)} = {{{', '.join(shown[t.start[i] : t.start[i + 1]])}}}" for i, x in enumerate(c.names.objects)]
    for label, f, s in zip(c.names.listed, c.names.listed_arrows, c.listed_generators, strict=True):
        at = int(c.cod[f] if contravariant else c.dom[f])
        over = np.arange(int(t.start[at]), int(t.start[at + 1]), dtype=np.int32)
        images = t.map_of(s) if s >= 0 else t.act(over, np.full(len(over), f, np.int32))
        parts.append(f"{name(label)} = {_map([shown[x] for x in over.tolist()], [shown[y] if y >= 0 else '?' for y in images.tolist()])}")
    return f"{'task' if contravariant else 'copresheaf'} {name(called(t))} on {name(called(c))} {{ {', '.join(parts)} }}"


def _map(sources: list[str], targets: list[str]) -> str:
    return "{" + ", ".join(f"{x} |-> {y}" for x, y in zip(sources, targets, strict=True)) + "}"


def _functor(f: Functor, called: Called) -> str:
    c, d = f.dom, f.cod
    _small(f.name, c.object_count + len(c.names.listed))
    parts = [f"{name(x)} |-> {name(d.names.objects[y]) if y >= 0 else '?'}" for x, y in zip(c.names.objects, f.on_objects.tolist(), strict=True)]
    for x, arrow, s in zip(c.names.listed, c.names.listed_arrows, c.listed_generators, strict=True):
        y = int(f.on_generators[s] if s >= 0 else f.on_arrows[arrow])
        parts.append(f"{name(x)} |-> {path(d, y) if y >= 0 else '?'}")
    return f"functor {name(called(f))} : {name(called(c))} -> {name(called(d))} {{ {', '.join(parts)} }}"


def _transformation(a: Transformation, called: Called) -> str:
    s, t = a.dom, a.cod
    _small(a.name, s.size)
    sources, targets = [element(n) for n in s.element_names], [element(t.element_names[y]) for y in a.component.tolist()]
    objects = s.category.names.objects
    parts = [f"{name(x)} = {_map(sources[s.start[i] : s.start[i + 1]], targets[s.start[i] : s.start[i + 1]])}" for i, x in enumerate(objects)]
    return f"transformation {name(called(a))} : {name(called(s))} => {name(called(t))} {{ {', '.join(parts)} }}"


def _functor_samples(s: FunctorSamples, called: Called) -> str:
    c, d = s.dom, s.cod
    parts = [f"{name(c.names.objects[x])} |-> {name(d.names.objects[int(s.on_objects[x])])}" for x in np.flatnonzero(s.on_objects >= 0).tolist()]
    parts += [f"{path(c, f)} |-> {path(d, int(s.on_arrows[f]))}" for f in np.flatnonzero(s.on_arrows >= 0).tolist()]
    return f"samples {name(called(s))} : {name(called(c))} -> {name(called(d))} {{ {', '.join(parts)} }}"


def _point_samples(s: PointSamples, called: Called) -> str:
    """Only samples of copresheaves have a declaration."""
    shown = [element(n) for n in s.element_names]
    parts = [f"{name(x)} = {{{', '.join(shown[s.start[i] : s.start[i + 1]])}}}" for i, x in enumerate(s.dom.names.objects)]
    for f in np.unique(s.points[:, 0]).tolist():
        mine = s.points[s.points[:, 0] == f, 1:].tolist()
        parts.append(f"{path(s.dom, f)} = {_map([shown[x] for x, _ in mine], [shown[y] for _, y in mine])}")
    return f"samples {name(called(s))} on {name(called(s.dom))} -> Set {{ {', '.join(parts)} }}"


def _number(num: int, den: int) -> str:
    return str(num) if den == 1 else f"{num}/{den}"


def _weighted(m: Weighted, called: Called) -> str:
    """The entries one by one; zeros on the diagonal are written out, ones are not."""
    _small(m.name, m.nnz + m.object_count)
    e, objects = m.entries, [name(x) for x in m.names.objects]
    given = {(x, x): "0" for x in range(m.object_count)}
    for x, y, num, den in zip(e.rows.tolist(), e.columns.tolist(), e.values.num.tolist(), e.values.den.tolist(), strict=True):
        given[x, y] = _number(num, den)
    rows = [f"  {objects[x]} -> {objects[y]} : {w}" for (x, y), w in sorted(given.items()) if x != y or w != "1"]
    listed = f"  objects {', '.join(objects)}\n" if objects else ""
    return f"weighted {name(called(m))} {{\n{listed}" + ",\n".join(rows) + ("\n}" if rows else "}")


def _weighted_task(t: WeightedTask, called: Called) -> str:
    _small(t.name, t.category.object_count)
    values = map(_number, t.values.num.tolist(), t.values.den.tolist())
    parts = [f"{name(x)} = {v}" for x, v in zip(t.category.names.objects, values, strict=True)]
    keyword = "task" if t.variance == "contravariant" else "copresheaf"
    return f"{keyword} {name(called(t))} on {name(called(t.category))} {{ {', '.join(parts)} }}"


def _weighted_functor(k: WeightedFunctor, called: Called) -> str:
    _small(k.name, k.dom.object_count)
    targets = k.cod.names.objects
    parts = [f"{name(x)} |-> {name(targets[y])}" for x, y in zip(k.dom.names.objects, k.on_objects.tolist(), strict=True)]
    return f"functor {name(called(k))} : {name(called(k.dom))} -> {name(called(k.cod))} {{ {', '.join(parts)} }}"
