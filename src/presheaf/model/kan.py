"""Kan extensions of set-valued functors along a functor K : A -> B.

For a copresheaf F on A, Lan_K F(b) is the set of pairs (g : K a -> b, x in F(a)) modulo (K h ; g, x) ~ (g, F(h) x), and Ran_K F(b)
the set of families (x_g in F(a)) over the arrows g : b -> K a with F(h)(x_g) = x_(g ; K h). A presheaf is extended along the opposite of K:
all arrows turn round, `far` and `near` below.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from presheaf.model.build import TooLarge
from presheaf.model.category import Category, Ints
from presheaf.model.constructions import after, before
from presheaf.model.names import LazyNames
from presheaf.model.setfunctor import Functor, SetFunctor
from presheaf.model.tasks import ELEMENT_LIMIT, layout, moved_name, representable, restrict, starts
from presheaf.model.transformations import transformations

PAIR_LIMIT = 20_000_000  # pairs (g, x) before identification, and relations among them


@dataclass(frozen=True, eq=False)
class LanOf:
    """Origin of Lan_K F: K, F and the unit, int32[|F|]: element x of F over a |-> [id, x] over K a.

    `element` and `arrow`, int32[|Lan|], are the least pair (x, g) in each class.
    """

    along: Functor
    base: SetFunctor
    unit: Ints
    element: Ints
    arrow: Ints


@dataclass(frozen=True, eq=False)
class RanOf:
    """Origin of Ran_K F: K, F and the counit, int32[objects of A, |Ran|]: an element over K a |-> an element of F over a, -1 elsewhere."""

    along: Functor
    base: SetFunctor
    counit: Ints


@dataclass(frozen=True, eq=False)
class Pairs:
    """The pairs (x, g), x an element of F over a and g an arrow of B at K a: pair number `offset[x] + place[g]`.

    `near` is the end of g at K a, `far` the other one; `arrows[first[b] : first[b + 1]]` are the arrows near b in increasing order.
    """

    near: Ints
    far: Ints
    arrows: Ints
    first: npt.NDArray[np.int64]
    place: npt.NDArray[np.int64]
    offset: npt.NDArray[np.int64]

    @property
    def size(self) -> int:
        """The number of pairs."""
        return int(self.offset[-1])

    def number(self, x: Ints, g: Ints) -> npt.NDArray[np.int64]:
        """Pair numbers."""
        return self.offset[x] + self.place[g]


def pairs(k: Functor, f: SetFunctor) -> Pairs:
    """The pairs (x, g) of which Lan_K F is a quotient. O(arrows of B + pairs); TooLarge beyond PAIR_LIMIT."""
    b = k.cod
    near, far = (b.cod, b.dom) if f.variance == "contravariant" else (b.dom, b.cod)
    arrows = np.argsort(near, kind="stable").astype(np.int32)
    counts = np.bincount(near, minlength=b.object_count)
    first = starts(counts)
    place = np.empty(b.arrow_count, np.int64)
    place[arrows] = np.arange(b.arrow_count) - first[near[arrows]]
    offset = starts(counts[k.on_objects][f.over] if f.size else [])
    if int(offset[-1]) > PAIR_LIMIT:
        raise TooLarge(f"{int(offset[-1]):,} pairs of an arrow and an element (limit {PAIR_LIMIT:,})")
    return Pairs(near, far, arrows, first, place, offset)


def relations(k: Functor, f: SetFunctor, p: Pairs) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The generating identifications (h acting on x, g) ~ (x, K h with g), h a generator of A: two arrays of pair numbers."""
    a, b = k.dom, k.cod
    width = np.diff(p.first)[k.on_objects[f.target_object]]
    h, at = _blocks(width)
    g = p.arrows[p.first[k.on_objects[f.target_object[h]]] + at]
    image = k.on_generators[h]
    moved = b.compose_arrays(image, g) if f.variance == "covariant" else b.compose_arrays(g, image)
    s, x = layout(a, f.variance, f.start)
    if int(width[s].sum()) > PAIR_LIMIT:
        raise TooLarge(f"{int(width[s].sum()):,} relations between pairs of an arrow and an element (limit {PAIR_LIMIT:,})")
    first = starts(width)
    entry, at = _blocks(width[s])
    row = first[s[entry]] + at
    return p.offset[f.action[entry]] + p.place[g[row]], p.offset[x[entry]] + p.place[moved[row]]


def _blocks(sizes: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """For blocks of the given sizes one after the other: (block, place in it) of every position."""
    block = np.repeat(np.arange(len(sizes)), sizes)
    return block, np.arange(len(block)) - (np.cumsum(sizes) - sizes)[block]


def lan(name: str, k: Functor, f: SetFunctor) -> SetFunctor:
    """Lan_K F with its unit (`origin`): connected components of the pairs under the relations. Linear in pairs and relations.

    The elements over b are ordered by their least pair (element of F, then arrow). Source: the coend formula.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    p = pairs(k, f)
    left, right = relations(k, f, p)
    graph = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(p.size, p.size))
    labels = connected_components(graph, directed=False)[1] if p.size else np.empty(0, np.int32)
    owner, at = _blocks(np.diff(p.offset))
    first = np.full(int(labels.max(initial=-1)) + 1, p.size, np.int64)
    np.minimum.at(first, labels, np.arange(p.size))  # the least pair of every class
    where = k.on_objects[f.over] if f.size else np.empty(0, np.int32)
    g = p.arrows[p.first[where[owner[first]]] + at[first]]
    order = np.lexsort((first, p.far[g]))
    g, x = g[order], owner[first[order]].astype(np.int32)
    number = np.empty(len(first), np.int32)
    number[order] = np.arange(len(first), dtype=np.int32)
    start = starts(np.bincount(p.far[g], minlength=k.cod.object_count))
    if len(g) > ELEMENT_LIMIT:
        raise TooLarge(f"{len(g):,} elements (limit {ELEMENT_LIMIT:,})")
    s, z = layout(k.cod, f.variance, start)
    moved = before(k.cod, s, g[z]) if f.variance == "contravariant" else after(k.cod, g[z], s)
    action = number[labels[p.number(x[z], moved)]]
    unit = number[labels[p.number(np.arange(f.size, dtype=np.int32), where)]]  # the identity of K a is arrow K a
    names = ClassNames(f, k.cod, x, g, k)
    return SetFunctor(name, k.cod, f.variance, start, action, names, LanOf(k, f, unit, x, g))


FAMILY_LIMIT = 5_000_000  # values of all the families of a right Kan extension


def ran(name: str, k: Functor, f: SetFunctor) -> SetFunctor:
    """Ran_K F with its counit (`origin`): over b the natural transformations from Hom(b, K -) (presheaves: Hom(K -, b)) to F.

    The families over b are in lexicographic order. Output and time can be exponential in F; TooLarge beyond FAMILY_LIMIT values.
    """
    b, total = k.cod, 0
    families: list[Ints] = []
    homs: list[SetFunctor] = []
    for obj in range(b.object_count):
        hom = restrict("", representable("", b, obj, f.variance), k)
        found = transformations(hom, f, FAMILY_LIMIT - total)
        families.append(found[np.lexsort(found.T[::-1])] if found.size else found)
        homs.append(hom)
        total += found.size
    start = starts([len(found) for found in families])
    rank = _ranks(b)
    counit = np.full((k.dom.object_count, int(start[-1])), -1, np.int32)
    for a, obj in enumerate(k.on_objects.tolist()):
        counit[a, start[obj] : start[obj + 1]] = families[obj][:, homs[obj].start[a] + rank[obj]]  # at the identity of K a
    action = [np.empty(0, np.int32)]
    for s, arrow in enumerate(b.generators.tolist()):
        ends = (int(b.dom[arrow]), int(b.cod[arrow]))
        source, target = ends if f.variance == "covariant" else ends[::-1]
        g = np.concatenate(
            [np.empty(0, np.int32), *(b.hom(*((target, c) if f.variance == "covariant" else (c, target))) for c in k.on_objects.tolist())]
        )
        step = np.full(len(g), s, np.int32)
        moved = before(b, step, g) if f.variance == "covariant" else after(b, g, step)
        column = homs[source].start[homs[target].over] + rank[moved]
        action.append((start[target] + _find(families[target], families[source][:, column])).astype(np.int32))
    names = tuple(f"r{i}" for size in np.diff(start).tolist() for i in range(size))
    return SetFunctor(name, b, f.variance, start, np.concatenate(action), names, RanOf(k, f, counit))


def _ranks(c: Category) -> npt.NDArray[np.int64]:
    """The place of every arrow among those with its ends, in increasing number."""
    order, _, keys = c.by_hom
    out = np.empty(c.arrow_count, np.int64)
    out[order] = np.arange(c.arrow_count) - np.searchsorted(keys, keys)
    return out


def _find(table: Ints, rows: Ints) -> npt.NDArray[np.int64]:
    """The position of every row in a table of different rows, which holds them all."""
    if not len(rows) or not table.shape[1]:
        return np.zeros(len(rows), np.int64)
    inverse = np.unique(np.concatenate([table, rows]), axis=0, return_inverse=True)[1].ravel()
    position = np.empty(len(table), np.int64)
    position[inverse[: len(table)]] = np.arange(len(table))
    return position[inverse[len(table) :]]


class ClassNames(LazyNames):
    """Names of the elements of a left Kan extension, made when they are asked for: `x`, `g(x)` or `x|g` for the least pair (x, g) of a class.

    Where K puts several objects on one, equal names of elements over different ones are told apart as `a.x`.
    """

    def __init__(self, f: SetFunctor, b: Category, x: Ints, g: Ints, k: Functor) -> None:
        self.f, self.b, self.x, self.g = f, b, x, g
        over = np.bincount(k.on_objects, minlength=b.object_count)
        self.merged = over[k.on_objects] > 1

    def __len__(self) -> int:
        return len(self.x)

    def spelled(self, at: int) -> str:
        """`x`, `g(x)` or `x|g`."""
        x, g = int(self.x[at]), int(self.g[at])
        a = int(self.f.over[x])
        text = self.f.element_names[x]
        if self.merged[a]:
            text = f"{self.f.category.names.objects[a]}.{text}"
        return moved_name(self.b, text, g, self.f.variance)
