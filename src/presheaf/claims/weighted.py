"""Claims about weighted categories over ([0,1], *, 1): is_category, and the weighted readings of predicates on functors and tasks.

Over [0,1] isomorphic tasks are equal ones, and all is decided by comparing numbers (decision-procedures F). The definitions are written over
the entries that are not 0 where 0 has nothing to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from presheaf.claims.arrays import afford
from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note
from presheaf.claims.formulas import at, both, eq, every, objects, some
from presheaf.claims.witness import prompt
from presheaf.model.rationals import Rationals
from presheaf.model.weighted import CategoryFailure, Weighted, WeightedFunctor, WeightedTask, category_failures
from presheaf.model.weighted_constructions import representable


def times(left: Formula, right: Formula) -> Formula:
    """The product of two numbers."""
    return ["*", left, right]


def called(m: Weighted, x: int) -> str:
    """An object as specs write it: in quotes where it needs them."""
    from presheaf.syntax.printer import name  # loads the parser of the language

    return name(m.names.objects[x])


def at_most(left: Formula, right: Formula) -> Formula:
    """left <= right."""
    return ["<=", left, right]


def differing(left: Rationals, right: Rationals) -> int:
    """The first place where two arrays differ; -1 if there is none."""
    off = np.flatnonzero(np.asarray((left.num != right.num) | (left.den != right.den), dtype=np.bool_))
    return int(off[0]) if len(off) else -1


def rule(low: Lowering, m: Weighted) -> str:
    """The kernel's direct rule "L is a category"."""
    return low.question(("category", id(m)), lambda: {"params": [], "rule": "category", "args": [low.weighted(m)]})


class IsCategory(Kind):
    name = "is_category"
    alternatives = (("weighted",),)
    summary = "the weights satisfy L(x, x) = 1 and L(x, y) L(y, z) <= L(x, z)"
    explanation = (
        "is_category(L) holds iff every object has weight 1 to itself and no composite of two weights exceeds the direct one. Similarities and\n"
        'one-step probabilities usually fail; closure(L) is the least weighted category above L. The certificate of "no" is an object or a\n'
        'triple of objects, of "yes" nothing: the kernel looks at every pair of entries that meet, and where these are more than 10,000,000\n'
        "the verdict says that it took composition over."
    )

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        m, x, e, f = low.weighted(args[0]), low.fresh("x"), low.fresh("e"), low.fresh("f")
        product = times(at(f"{m}.at", e), at(f"{m}.at", f))
        composed = at_most(product, at(f"{m}.hom", at(f"{m}.row", e), at(f"{m}.col", f)))
        listed = low.entries(args[0])
        meeting = every(e, listed, [], every(f, listed, [(f"{m}.row", at(f"{m}.col", e))], composed))
        return both(every(x, f"{m}.ob", [], eq(at(f"{m}.hom", x, x), 1)), meeting)

    def state(self, low: Lowering, args: Sequence[Any]) -> Formula:
        return ["holds", rule(low, args[0])]

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (m,) = args
        bad = next(category_failures(m), None)
        evidence = {} if bad is None else {"triple": [bad.x, bad.y, bad.z]}
        repair = Note(f"closure({m.name}) is the least weighted category above it", m.name)
        return Answer(bad is None, ((rule(low, m), (), evidence),), () if bad is None else (failure_note(m, bad), repair))


def failure_note(m: Weighted, bad: CategoryFailure) -> Note:
    """Where a matrix is no category, in words."""
    x, y, z = (called(m, i) for i in (bad.x, bad.y, bad.z))
    if bad.x == bad.y == bad.z:
        return Note(f"{m.name}({x}, {x}) = {m.weight(bad.x, bad.x)}, not 1", m.name)
    one, two, direct = m.weight(bad.x, bad.y), m.weight(bad.y, bad.z), m.weight(bad.x, bad.z)
    return Note(f"{m.name}({x}, {y}) * {m.name}({y}, {z}) = {one} * {two} = {one * two}, more than {m.name}({x}, {z}) = {direct}", m.name)


def hom_to(low: Lowering, t: WeightedTask, z: Formula, p: Formula) -> Formula:
    """L(z, P) for a task, L(P, z) for a copresheaf: the value at z of what P represents."""
    ends = (z, p) if t.variance == "contravariant" else (p, z)
    return at(f"{low.weighted(t.category)}.hom", *ends)


class WeightedRepresents(Kind):
    name = "represents"
    alternatives = (("object", "weighted_task"),)
    summary = "t(x) = L(x, P) for all x"
    explanation = "For a task t on a weighted category L: t(x) = L(x, P) for all x; for a copresheaf t(x) = L(P, x)."

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        p, t = args
        z = low.fresh("z")
        value = at(f"{low.weighted_task(t)}.at", z)
        return every(z, objects(low, t.category), [], eq(value, hom_to(low, t, z, p)))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        p, t = args
        z = differing(t.values, representable("", t.category, p, t.variance).values)
        return Answer(z < 0, why=(differs_note(t, p, z),) if z >= 0 else ())


def differs_note(t: WeightedTask, p: int, z: int) -> Note:
    """The object at which P does not represent t."""
    m, (a, b) = t.category, (z, p) if t.variance == "contravariant" else (p, z)
    left, right = f"{t.name}({called(m, z)}) = {t.at(z)}", f"{m.name}({called(m, a)}, {called(m, b)}) = {m.weight(a, b)}"
    return Note(f"{called(m, p)} does not represent {t.name}: {left}, {right}", t.name)


class WeightedRepresentable(Kind):
    name = "representable"
    alternatives = (("weighted_task",),)
    summary = "t is L(-, P) for some P"
    explanation = (
        "For a task t on a weighted category L: some object P has t(x) = L(x, P) for all x; for a copresheaf t(x) = L(P, x), the prompts being\n"
        "prefixes. Then t(P) = 1. If it fails, every object with t(P) = 1 has an x where the two differ."
    )

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (t,) = args
        p = low.fresh("P")
        whole = eq(at(f"{low.weighted_task(t)}.at", p), 1)  # implied; lets hopeless P fail at once
        return some(p, objects(low, t.category), [], both(whole, WeightedRepresents().define(low, (p, t))))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (t,) = args
        m = t.category
        steps, notes = m.object_count, list[Note]()
        for p in np.flatnonzero((t.values.num == 1) & (t.values.den == 1)).tolist():
            z = differing(t.values, representable("", m, p, t.variance).values)
            steps += z if z >= 0 else m.object_count
            afford(steps, f"representable({t.name})")
            if z < 0:
                shown = f"{m.name}(-, {called(m, p)})" if t.variance == "contravariant" else f"{m.name}({called(m, p)}, -)"
                return Answer(True, why=(Note(f"{t.name} = {shown}", t.name),), witness=prompt(m, p))
            notes += [differs_note(t, p, z)] if len(notes) < 3 else []
        if not m.object_count:
            return Answer(False, why=(Note(f"{m.name} has no objects, so no prompt", m.name),))
        return Answer(False, why=tuple(notes) or (Note(f"no object P has {t.name}(P) = 1, but {m.name}(P, P) = 1", t.name),))


class WeightedPromptable(Kind):
    name = "promptable"
    alternatives = (("weighted_task", "mode"), ("weighted_task",))
    modes = ("card",)
    summary = "some prompt P has the answers Nat(L(-, x), L(-, P)) = t(x)"
    explanation = (
        "For a task t on a weighted category: some object P, as a prompt, answers every input x with Nat(h_x, h_P), the minimum over z of\n"
        "[L(z, x), L(z, P)] with [a, b] = min(1, b / a), and this is t(x). It is evaluated from\n"
        "this definition. Answers are numbers, so both readings agree."
    )

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        t = args[0]
        p = low.fresh("P")
        return some(p, objects(low, t.category), [], solved(low, p, t))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        t = args[0]
        afford(t.category.object_count**3, f"promptable({t.name}) by its definition")
        return WeightedRepresentable().decide(low, (t,))  # Theorem 1; the kernel evaluates the definition


def solved(low: Lowering, p: Formula, t: WeightedTask) -> Formula:
    """Nat(h_x, h_P) = t(x) for all x."""
    x, z = low.fresh("x"), low.fresh("z")
    q = at(f"{low.weighted_task(t)}.at", x)
    given, prompt = (hom_to(low, t, z, end) for end in (x, p))
    return every(x, objects(low, t.category), [], is_least(q, z, objects(low, t.category), given, prompt))


def is_least(q: Formula, z: str, sort: str, a: Formula, b: Formula) -> Formula:
    """q = min over z of [a(z), b(z)], the internal hom of [0,1]; 1 over an empty sort."""
    return both(at_most(q, 1), least_above(q, z, sort, a, b), least_below(q, z, sort, a, b))


def least_above(q: Formula, z: str, sort: str, a: Formula, b: Formula) -> Formula:
    """For q <= 1: the minimum is at least q."""
    return every(z, sort, [], at_most(times(q, a), b))


def least_below(q: Formula, z: str, sort: str, a: Formula, b: Formula) -> Formula:
    """For q <= 1: the minimum is at most q. [a, b] <= q < 1 iff b <= q a and a is not 0."""
    return ["or", eq(q, 1), some(z, sort, [], both(["<", 0, a], at_most(b, times(q, a))))]


class WeightedSolves(Kind):
    name = "solves"
    alternatives = (("object", "weighted_task", "mode"), ("object", "weighted_task"))
    modes = ("card",)
    summary = "the prompt P has the answers Nat(L(-, x), L(-, P)) = t(x)"
    explanation = "For a task on a weighted category: the answers min over z of [L(z, x), L(z, P)] of the prompt P are the values t(x)."

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        return solved(low, args[0], args[1])

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        afford(args[1].category.object_count ** 2, f"solves(P, {args[1].name}) by its definition")
        return WeightedRepresents().decide(low, args[:2])


class WeightedIsomorphic(Kind):
    name = "isomorphic"
    alternatives = (("weighted_task", "weighted_task"),)
    summary = "weighted tasks with the same values"
    explanation = "For tasks on a weighted category: the same value at every object. Over [0,1] that is what isomorphic means."

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        s, t = args
        x = low.fresh("x")
        return every(x, objects(low, s.category), [], eq(at(f"{low.weighted_task(s)}.at", x), at(f"{low.weighted_task(t)}.at", x)))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        s, t = args
        x = differing(s.values, t.values)
        name = called(s.category, x) if x >= 0 else ""
        return Answer(x < 0, why=(Note(f"{s.name}({name}) = {s.at(x)}, {t.name}({name}) = {t.at(x)}", t.name, name),) if x >= 0 else ())


class SameWeights(Kind):
    name = "same_weights"
    alternatives = (("weighted", "weighted"),)
    summary = "two weighted matrices on objects of the same names have the same weights"
    explanation = (
        "same_weights(L, M) compares two matrices whose objects have the same names in the same order, weight by weight. So\n"
        "same_weights(residual(M), M) says that the column encoder with the kernel min over z of [x_z, y_z] is ideal for M, and\n"
        "same_weights(closure(M), M) that M is its own closure; both hold iff M is a category."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        left, right = args
        return None if left.names.objects == right.names.objects else f"{left.name} and {right.name} have not the same objects in the same order"

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (left, of_left), (right, of_right) = ((low.weighted(a), low.entries(a)) for a in args)
        parts = []
        for one, two, listed in ((left, right, of_left), (right, left, of_right)):  # every entry of each is one of the other: others are 0 in both
            e = low.fresh("e")
            parts.append(every(e, listed, [], eq(at(f"{one}.at", e), at(f"{two}.hom", at(f"{one}.row", e), at(f"{one}.col", e)))))
        return both(*parts)

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        left, right = args
        for one, two in ((left, right), (right, left)):
            e = one.entries
            i = differing(e.values, two.weights(e.rows, e.columns))
            if i >= 0:
                x, y = int(e.rows[i]), int(e.columns[i])
                ends = f"({called(left, x)}, {called(left, y)})"
                return Answer(False, why=(Note(f"{left.name}{ends} = {left.weight(x, y)}, {right.name}{ends} = {right.weight(x, y)}", right.name),))
        return Answer(True)


class WeightedFullyFaithful(Kind):
    name = "fully_faithful"
    alternatives = (("weighted_functor",),)
    summary = "L(a, b) = M(K a, K b) for all a, b"
    explanation = "For a functor between weighted categories: L(a, b) = M(K a, K b) for all a, b: no weight is raised."

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        (k,) = args
        a, b, image = low.fresh("a"), low.fresh("b"), f"{low.weighted_functor(k)}.ob"
        same = eq(at(f"{low.weighted(k.dom)}.hom", a, b), at(f"{low.weighted(k.cod)}.hom", at(image, a), at(image, b)))
        return every(a, objects(low, k.dom), [], every(b, objects(low, k.dom), [], same))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        (k,) = args
        n = k.dom.object_count
        afford(n * n, f"fully_faithful({k.name})")
        a, b = np.divmod(np.arange(n * n, dtype=np.int64), max(n, 1))
        i = differing(k.dom.weights(a, b), k.cod.weights(k.on_objects[a], k.on_objects[b]))
        return Answer(i < 0, why=(raised_note(k, int(a[i]), int(b[i])),) if i >= 0 else ())


def raised_note(k: WeightedFunctor, a: int, b: int) -> Note:
    """A weight that a functor raises."""
    x, y = int(k.on_objects[a]), int(k.on_objects[b])
    image = f"{k.cod.name}({called(k.cod, x)}, {called(k.cod, y)}) = {k.cod.weight(x, y)}"
    return Note(f"{k.dom.name}({called(k.dom, a)}, {called(k.dom, b)}) = {k.dom.weight(a, b)}, but {image}", k.name)


class WeightedExtends(Kind):
    name = "extends"
    alternatives = (("weighted_task", "weighted_functor", "mode"), ("weighted_task", "weighted_functor"))
    modes = ("strict", "kan")
    summary = "some task G on the codomain of K has G(K a) = F(a) for all a"
    explanation = (
        "For a task or copresheaf F on a weighted category and a functor K: some G on the codomain of K has G(K a) = F(a) for all a. It exists\n"
        "iff the left Kan extension is one, iff M(K a, K b) F(a) <= F(b) for all a, b (for a task M(K a, K b) F(b) <= F(a)); that is what the\n"
        "certificate states. The readings strict and kan agree with it. All F extend iff K is fully faithful."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        f, k = args[:2]
        return None if f.category is k.dom else f"{f.name} lives on {f.category.name}, {k.name} begins at {k.dom.name}"

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        f, k = args[:2]
        a, b, value, image = low.fresh("a"), low.fresh("b"), f"{low.weighted_task(f)}.at", f"{low.weighted_functor(k)}.ob"
        near, far = (b, a) if f.variance == "contravariant" else (a, b)
        moved = times(at(f"{low.weighted(k.cod)}.hom", at(image, a), at(image, b)), at(value, near))
        return every(a, objects(low, k.dom), [], every(b, objects(low, k.dom), [], at_most(moved, at(value, far))))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        f, k = args[:2]
        n = k.dom.object_count
        afford(n * n, f"extends({f.name}, {k.name})")
        a, b = np.divmod(np.arange(n * n, dtype=np.int64), max(n, 1))
        near, far = (b, a) if f.variance == "contravariant" else (a, b)
        good = k.cod.weights(k.on_objects[a], k.on_objects[b]).products_at_most(f.values.take(near), f.values.take(far))
        off = np.flatnonzero(~good)
        if not len(off):
            return Answer(True, why=(Note(f"the left Kan extension of {f.name} along {k.name} has the values of {f.name}", f.name),))
        return Answer(False, why=(stuck_note(f, k, int(a[off[0]]), int(b[off[0]])),))


def stuck_note(f: WeightedTask, k: WeightedFunctor, a: int, b: int) -> Note:
    """The pair that forbids an extension."""
    x, y = int(k.on_objects[a]), int(k.on_objects[b])
    near, far = (b, a) if f.variance == "contravariant" else (a, b)
    weight = k.cod.weight(x, y)
    ends = f"{k.cod.name}({called(k.cod, x)}, {called(k.cod, y)}) = {weight}"
    moved = f"{weight} * {f.name}({called(k.dom, near)}) = {weight * f.at(near)}"
    return Note(f"{ends} demands {f.name}({called(k.dom, far)}) >= {moved}, but it is {f.at(far)}", f.name)


class WeightedKanUnitIso(Kind):
    name = "kan_unit_iso"
    alternatives = (("weighted_task", "weighted_functor"),)
    summary = "the left Kan extension of F along K has the values of F"
    explanation = "For a task or copresheaf F on a weighted category: max over a of M(K a, K b) F(a) = F(b) for all b (M(K b, K a) F(a) for a task)."

    def fits(self, args: Sequence[Any]) -> str | None:
        return WeightedExtends().fits(args)

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        f, k = args
        a, b, c, value, image = low.fresh("a"), low.fresh("b"), low.fresh("c"), f"{low.weighted_task(f)}.at", f"{low.weighted_functor(k)}.ob"

        def moved(x: Formula) -> Formula:
            ends = (at(image, b), at(image, x)) if f.variance == "contravariant" else (at(image, x), at(image, b))
            return times(at(f"{low.weighted(k.cod)}.hom", *ends), at(value, x))

        ob = objects(low, k.dom)
        above = every(a, ob, [], at_most(moved(a), at(value, b)))
        return every(b, ob, [], both(above, some(c, ob, [], eq(moved(c), at(value, b)))))

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        return WeightedExtends().decide(low, args)
