"""Prompts of an encoder against those of the theory: prompt_agrees(f, t), prompt_agrees(f, t) within eps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note, Undecided
from presheaf.claims.decision import Unsupported
from presheaf.claims.encoder_tables import afford_pairs, exact, square, table
from presheaf.claims.formulas import at, both, eq, every, rational, some
from presheaf.encoders.kernel_pairs import distance
from presheaf.encoders.pictures import Agreement, Picture
from presheaf.encoders.values import approximate, margins
from presheaf.kernel import Rejected
from presheaf.model.encoder import Encoder
from presheaf.model.rationals import shown
from presheaf.model.weighted import Weighted, WeightedTask


@dataclass(frozen=True)
class Gaps:
    """For each prompt P the largest |H - t| over all objects, `wanted`, and bounds of the largest |k - t|, `learned`."""

    wanted: tuple[Fraction, ...]
    learned: tuple[tuple[Fraction, Fraction], ...]

    @property
    def least(self) -> Fraction:
        """The gap of the best prompts of the theory."""
        return min(self.wanted)

    @property
    def best(self) -> list[int]:
        """The best prompts of the theory."""
        return [p for p, gap in enumerate(self.wanted) if gap == self.least]

    def separated(self) -> tuple[bool, Fraction] | None:
        """Whether the encoder's best prompts are among those of the theory, and a number between the gaps of these and all others; None if open."""
        good = set(self.best)
        ends = [[self.learned[p] for p in range(len(self.wanted)) if (p in good) is side] for side in (True, False)]
        if not ends[1]:
            return True, max(high for _, high in ends[0])
        (a, b), (c, d) = ((min(low for low, _ in part), min(high for _, high in part)) for part in ends)
        return (True, (b + c) / 2) if b < c else (False, (d + a) / 2) if d < a else None


_gaps: WeakKeyDictionary[Encoder, dict[int, tuple[WeightedTask, Gaps]]] = WeakKeyDictionary()


def gaps(f: Encoder, t: WeightedTask) -> Gaps:
    """Found once: by floats with their error where that parts the prompts, else by bounds of 128 bits. O(n^2 d)."""
    held = _gaps.setdefault(f, {})
    if id(t) not in held:
        n = len(f.row_names)
        afford_pairs(f, n * n, f"prompt_agrees({f.name}, {t.name})")
        across = t.variance == "contravariant"
        value = [t.at(x) for x in range(n)]
        wanted = tuple(max(abs(f.target.exact(*((x, p) if across else (p, x))) - value[x]) for x in range(n)) for p in range(n))
        k, margin = approximate(f), 2 * margins(f)
        off = np.abs((k.T if across else k) - np.array([float(v) for v in value])).max(1)
        found = Gaps(wanted, tuple((Fraction(max(g - margin, 0.0)), Fraction(g + margin)) for g in off.tolist()) if np.isfinite(off).all() else ())
        if not found.learned or found.separated() is None:
            found = Gaps(wanted, _fine(f, value, across))
        held[id(t)] = t, found
    return held[id(t)][1]


def _fine(f: Encoder, value: list[Fraction], across: bool) -> tuple[tuple[Fraction, Fraction], ...]:
    pairs, n = exact(f), len(value)
    out = []
    for p in range(n):
        ends = [distance(pairs.enclosure(*((x, p) if across else (p, x))), value[x]) for x in range(n)]
        out.append((max(low for low, _ in ends), max(high for _, high in ends)))
    return tuple(out)


class PromptAgrees(Kind):
    name = "prompt_agrees"
    alternatives = (("encoder", "weighted_task"), ("encoder", "weighted_task", "within"))
    summary = "the best object prompts of the encoder for a task are best prompts of the theory (within eps: one of these solves it up to eps)"
    explanation = (
        "prompt_agrees(f, t) for a task t on the weighted category of f: write g(P) for the greatest |L(X, P) - t(X)| over all X (of a copresheaf\n"
        "L(P, X)), and G(P) for the same with the kernel of f in place of L. It holds iff every P with the least G has the least g.\n"
        "prompt_agrees(f, t) within eps: some P with the least g has G(P) <= eps. If f is ideal up to D, then |G(P) - g(P)| <= D."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        f, t = args[:2]
        if not isinstance(f.source, Weighted) or t.category is not f.source:
            return f"{t.name} is a task on {t.category.name}, {f.name} an encoder of {f.source.name}"
        return square(f)

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        f, t, *eps = args
        found = gaps(f, t)
        p, ob = low.fresh("P"), f"{table(low, f)}.row"
        if eps:
            return both(_least(low, f, t, found.least), some(p, ob, [], both(_theory(low, f, t, p, found.least), _solves(low, f, t, p, eps[0]))))
        parted = found.separated()
        if parted is None:
            raise Undecided(f"the best prompts of {f.name} for {t.name} cannot be told apart at this precision")
        agrees, c = parted
        good, near = _theory(low, f, t, p, found.least), _solves(low, f, t, p, c)
        kept = good if agrees else ["not", good]
        statement = both(_least(low, f, t, found.least), some(p, ob, [], near), every(p, ob, [], ["=>", near, kept]))
        return statement if agrees else ["not", statement]

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        f, t, *eps = args
        found, names = gaps(f, t), f.row_names
        try:
            return Answer(self._value(f, t, found, eps), why=self._why(f, t, found, names))
        except Rejected as error:
            raise Unsupported(str(error)) from None

    def _value(self, f: Encoder, t: WeightedTask, found: Gaps, eps: list[Fraction]) -> bool:
        if not eps:
            parted = found.separated()
            if parted is None:
                raise Undecided(f"the best prompts of {f.name} for {t.name} cannot be told apart at this precision")
            return parted[0]
        pairs, across = exact(f), t.variance == "contravariant"
        objects = range(len(found.wanted))
        return any(all(pairs.inside(*((x, p) if across else (p, x)), t.at(x), eps[0], eps[0]) for x in objects) for p in found.best)

    def pictures(self, args: Sequence[Any]) -> Iterator[Picture]:
        f, t = args[:2]
        found = gaps(f, t)
        yield Agreement(f.name, (t.name,), f.row_names, np.array([[float(high) for _, high in found.learned]]), (tuple(found.best),))

    def _why(self, f: Encoder, t: WeightedTask, found: Gaps, names: Sequence[str]) -> tuple[Note, ...]:
        best = found.best
        low = min(high for _, high in found.learned)
        learned = [p for p, (least, _) in enumerate(found.learned) if least <= low]
        verdict = "agrees" if set(learned) <= set(best) else "contradicts" if not set(learned) & set(best) else "cannot separate at this precision"
        theory = f"theory: {_some(names, best)} with gap {shown(found.least)}"
        return (Note(f"{theory}; encoder: {_some(names, learned)} with gap {float(low):.6g}: {verdict}", f.name),)


def _some(names: Sequence[str], chosen: Sequence[int]) -> str:
    """Some objects by name."""
    more = f" and {len(chosen) - 3:,} more" if len(chosen) > 3 else ""
    return ", ".join(names[p] for p in chosen[:3]) + more


def _ends(t: WeightedTask, x: str, p: str) -> tuple[str, str]:
    return (x, p) if t.variance == "contravariant" else (p, x)


def _solves(low: Lowering, f: Encoder, t: WeightedTask, p: str, eps: Fraction) -> Formula:
    """|k - t| <= eps at every object."""
    name, x = table(low, f), low.fresh("X")
    return every(x, f"{name}.row", [], eq(at(f"{name}.within", *_ends(t, x, p), at(f"{low.weighted_task(t)}.at", x), rational(eps)), 1))


def _theory(low: Lowering, f: Encoder, t: WeightedTask, p: str, gap: Fraction) -> Formula:
    """|L - t| <= gap at every object."""
    m, x = low.weighted(t.category), low.fresh("X")
    one, two = at(f"{m}.hom", *_ends(t, x, p)), at(f"{low.weighted_task(t)}.at", x)
    return every(x, f"{m}.ob", [], both(["<=", one, ["+", two, rational(gap)]], ["<=", two, ["+", one, rational(gap)]]))


def _least(low: Lowering, f: Encoder, t: WeightedTask, gap: Fraction) -> Formula:
    """The gap is attained by some prompt of the theory, and no prompt has a smaller one."""
    m, x, p = low.weighted(t.category), low.fresh("X"), low.fresh("P")
    one, two = at(f"{m}.hom", *_ends(t, x, p)), at(f"{low.weighted_task(t)}.at", x)
    far = ["or", ["<=", ["+", two, rational(gap)], one], ["<=", ["+", one, rational(gap)], two]]
    return both(some(p, f"{m}.ob", [], _theory(low, f, t, p, gap)), every(p, f"{m}.ob", [], some(x, f"{m}.ob", [], far)))
