"""What a claim kind is, and the writing of certificates.

A kind is a predicate with (1) its *definition*, lowered to the kernel's language, (2) a native solver that answers with evidence the
kernel accepts, and (3) words for people. Adding one is a file (or a class in its family's file) and a line in `KINDS`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from presheaf.claims.witness import NOTHING, Witness
from presheaf.encoders.pictures import Picture
from presheaf.kernel import FORMAT
from presheaf.kernel.check import SECTIONS
from presheaf.kernel.structure import LAW_BUDGET
from presheaf.model.category import Category
from presheaf.model.closure import Presentation
from presheaf.model.prefix_tree import PrefixTree
from presheaf.model.rationals import Rationals
from presheaf.model.setfunctor import Functor, SetFunctor, Transformation
from presheaf.model.structure import WORDS, Structure, word_of
from presheaf.model.weighted import Weighted, WeightedFunctor, WeightedTask

Formula = Any
"""A formula or term of `presheaf.kernel.logic`, as JSON."""

KernelAnswer = tuple[str, tuple[int, ...], Any]
"""(question, parameters, evidence) as the kernel reads it."""

Parameter = Literal[
    "category", "functor", "task", "transformation", "samples", "weighted", "weighted_functor", "weighted_task", "kernel", "encoder", "codebook",
    "object", "arrow", "element", "number", "within", "mode",
]  # fmt: skip
"""`task` is any set-valued functor, `weighted_task` a task or copresheaf on a weighted category;
`codebook` is an encoder whose codes are written out, `encoder` one with a table in a file;
`within` is a tolerance, a `Fraction` >= 0 that stands behind the claim (`ideal(f) within 1/1000`) or last among the arguments;
`mode` is a word such as `card` (always the last parameter, optional)."""


@dataclass(frozen=True)
class Note:
    """One line of an explanation. `structure`/`part` point at the declaration to be underlined, if any."""

    text: str
    structure: str = ""
    part: str = ""


@dataclass(frozen=True)
class Answer:
    """A native answer at given arguments: the value, the kernel answers (question, parameters, evidence) it rests on, and why."""

    value: bool
    answers: tuple[tuple[str, tuple[int, ...], Any], ...] = ()
    why: tuple[Note, ...] = ()
    witness: Witness = NOTHING


DIGITS = 4_000


class TooLarge(Exception):
    """The instance is beyond what this engine accepts; the message names its size. The verdict is unknown (resource)."""


class Undecided(Exception):
    """The searches of this engine ended without an answer; the message says what was looked for. The verdict is unknown (bound)."""


class Kind(ABC):
    """A predicate that claims may use. `alternatives` are the accepted parameter lists, in the order of the surface language.

    Convention for `Predicate.arguments` (what the elaborator passes and `define`, `state`, `decide` receive as `args`): the surface
    arguments in order, but an object or arrow whose category no structure argument of the call determines is preceded by its
    category. So `mono(f)` -> (Category, f), `terminal(C, X)` -> (Category, X), `isomorphic(A, B)` on objects -> (Category, A, B),
    `represents(P, T)` -> (P, SetFunctor), `universal(P, u, T)` -> (P, u, SetFunctor), `promptable(T, card)` -> (SetFunctor, "card").
    """

    name: ClassVar[str]
    alternatives: ClassVar[tuple[tuple[Parameter, ...], ...]]
    summary: ClassVar[str]
    explanation: ClassVar[str]
    modes: ClassVar[tuple[str, ...]] = ()

    def fits(self, args: Sequence[Any]) -> str | None:
        """Why these arguments cannot be meant, as a message for the user (E402); None if they can. Terms come as `proposition.Term`."""
        return None

    @abstractmethod
    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        """The definition. Structures come as model objects, objects, arrows and elements as kernel terms, numbers and modes as they are."""

    def state(self, low: Lowering, args: Sequence[Any]) -> Formula:
        """The formula that a native certificate states: the definition, or a direct rule of the kernel that equals it."""
        return self.define(low, args)

    @abstractmethod
    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        """The native answer; objects, arrows and elements come as integers. Its evidence answers the questions of `state`."""

    def pictures(self, args: Sequence[Any]) -> Iterable[Picture]:
        """What can be drawn of these arguments (as `decide` gets them), for people: called only where pictures are asked for, after the verdict."""
        return ()


class Overloaded(Kind):
    """Kinds of one name as one kind: which of them is meant is decided by the structures among the arguments."""

    def __init__(self, *readings: Kind) -> None:
        first = readings[0]
        self.readings = readings
        self.name, self.summary, self.modes = first.name, first.summary, first.modes  # type: ignore[misc]
        self.alternatives = tuple(a for r in readings for a in r.alternatives)  # type: ignore[misc]
        self.explanation = "\n".join(r.explanation for r in readings)  # type: ignore[misc]

    def reading(self, args: Sequence[Any]) -> Kind:
        """The kind whose parameters have the structures of these arguments; an object or arrow alone brings its category."""
        found = [word_of(a) for a in args if isinstance(a, Structure)]
        for r in self.readings:
            wanted = [[word for word in a if word in WORDS.values()] for a in r.alternatives]
            if found in wanted or ([] in wanted and found == ["category"]):
                return r
        raise TypeError(f"{self.name} has no reading for {found}")

    def fits(self, args: Sequence[Any]) -> str | None:
        return self.reading(args).fits(args)

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        return self.reading(args).define(low, args)

    def state(self, low: Lowering, args: Sequence[Any]) -> Formula:
        return self.reading(args).state(low, args)

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        return self.reading(args).decide(low, args)

    def pictures(self, args: Sequence[Any]) -> Iterable[Picture]:
        return self.reading(args).pictures(args)


class Lowering:
    """Collects the structures and questions that one certificate needs; every method is idempotent and returns the certificate's name."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}
        self._kept: list[object] = []  # keeps id() unique while this lowering lives
        self._sections: dict[str, dict[str, Any]] = {section: {} for section in SECTIONS}
        self._keys: dict[tuple[Any, ...], str] = {}
        self._numbered: dict[str, int] = {}
        self._fresh = 0
        self.lemmas: list[Formula] = []
        self.grounds: list[KernelAnswer] = []  # native answers that the lemmas rest on, whether or not the value of the statement needs them
        self.direct = False  # whether direct rules of the kernel may stand for definitions

    def _name(self, thing: object, prefix: str) -> tuple[str, bool]:
        if id(thing) in self._names:
            return self._names[id(thing)], False
        self._numbered[prefix] = self._numbered.get(prefix, -1) + 1
        name = self._names[id(thing)] = f"{prefix}{self._numbered[prefix]}"
        self._kept.append(thing)
        return name, True

    def category(self, c: Category) -> str:
        """Sorts `C.ob C.ar C.gen`; functions `C.dom C.cod C.id C.arrow C.gdom C.gcod` (usable in fibres), `C.comp C.after C.before`."""
        name, new = self._name(c, "C")
        if new:
            self._sections["categories"][name] = entry(c)
        return name

    def set_functor(self, t: SetFunctor) -> str:
        """Sort `T.el`; functions `T.ob` (element -> object), `T.source` (generator -> object it acts on), `T.gen(x, s)`, `T.act(x, f)`."""
        base = self.category(t.category)
        name, new = self._name(t, "T")
        if new:
            self._sections["set_functors"][name] = {
                "category": base,
                "variance": t.variance,
                "sizes": t.sizes.tolist(),
                "action": t.action.tolist(),
            }
        return name

    def functor(self, f: Functor) -> str:
        """Functions `F.ob`, `F.gen` (generator -> arrow), `F.ar`."""
        dom, cod = self.category(f.dom), self.category(f.cod)
        name, new = self._name(f, "F")
        if new:
            self._sections["functors"][name] = {"dom": dom, "cod": cod, "objects": f.on_objects.tolist(), "generators": f.on_generators.tolist()}
        return name

    def transformation(self, a: Transformation) -> str:
        """Function `a.at`."""
        dom, cod = self.set_functor(a.dom), self.set_functor(a.cod)
        name, new = self._name(a, "A")
        if new:
            self._sections["transformations"][name] = {"dom": dom, "cod": cod, "at": a.component.tolist()}
        return name

    def weighted(self, m: Weighted) -> str:
        """Sorts `L.ob`, `L.en` (the entries that are not 0); functions `L.row`, `L.col` (usable in fibres), `L.at(e)`, `L.hom(x, y)`."""
        name, new = self._name(m, "L")
        if new and isinstance(m, PrefixTree):
            self._sections["weighted"][name] = {"objects": m.object_count, "above": m.above.tolist(), **_written(m.edges, m.name)}
        elif new:
            e = m.entries
            ends = {"rows": e.rows.tolist(), "columns": e.columns.tolist()}
            self._sections["weighted"][name] = {"objects": m.object_count, **ends, **_written(e.values, m.name)}
        return name

    def entries(self, m: Weighted) -> str:
        """The sort of the entries; TooLarge where the kernel does not list those of a tree."""
        if isinstance(m, PrefixTree) and m.nnz > LAW_BUDGET:
            raise TooLarge(f"{m.name} has {m.nnz:,} weights to be compared one by one (limit {LAW_BUDGET:,})")
        return f"{self.weighted(m)}.en"

    def weighted_task(self, t: WeightedTask) -> str:
        """Function `t.at`, on the objects."""
        base = self.weighted(t.category)
        name, new = self._name(t, "V")
        if new:
            self._sections["weighted_tasks"][name] = {"category": base, "variance": t.variance, **_written(t.values, t.name)}
        return name

    def weighted_functor(self, k: WeightedFunctor) -> str:
        """Function `K.ob`."""
        dom, cod = self.weighted(k.dom), self.weighted(k.cod)
        name, new = self._name(k, "M")
        if new:
            self._sections["weighted_functors"][name] = {"dom": dom, "cod": cod, "objects": k.on_objects.tolist()}
        return name

    def presentation(self, p: Presentation) -> str:
        """What the rule `path` speaks of."""
        key = ("presentation", id(p))
        if key not in self._keys:
            self._keys[key] = f"P{len(self._sections['presentations'])}"
            self._sections["presentations"][self._keys[key]] = {
                "objects": len(p.object_names),
                "dom": p.dom.tolist(),
                "cod": p.cod.tolist(),
                "equations": [[law.start, list(law.left), list(law.right)] for law in p.laws],
            }
        return self._keys[key]

    def rectangle(self, rows: tuple[tuple[int, ...], ...]) -> str:
        """A rectangle of integers, one for each value."""
        if ("matrix", rows) not in self._keys:
            self._keys["matrix", rows] = f"R{len(self._sections['matrices'])}"
            self._sections["matrices"][self._keys["matrix", rows]] = [list(row) for row in rows]
        return self._keys["matrix", rows]

    def encoder(self, key: tuple[Any, ...], build: Callable[[], dict[str, Any]]) -> str:
        """Codes, a kernel and the weights it should give, one per key; `build` makes it the first time."""
        if ("encoder", *key) not in self._keys:
            self._keys["encoder", *key] = f"E{len(self._sections['encoders'])}"
            self._sections["encoders"][self._keys["encoder", *key]] = build()
        return self._keys["encoder", *key]

    def structures(self) -> tuple[Any, ...]:
        """The structures lowered so far, in order."""
        return tuple(self._kept)

    def named(self) -> tuple[tuple[str, Any], ...]:
        """The same with their names."""
        return tuple((self._names[id(thing)], thing) for thing in self._kept)

    def sort(self, key: tuple[Any, ...], size: int) -> str:
        """A further sort of the given size, one per key."""
        if key not in self._keys:
            self._keys[key] = f"K{len(self._sections['sorts'])}"
            self._sections["sorts"][self._keys[key]] = size
        return self._keys[key]

    def table(self, key: tuple[Any, ...], args: list[str], value: str, data: list[int]) -> str:
        """A further known function, row-major, -1 where it is undefined."""
        if key not in self._keys:
            self._keys[key] = f"t{len(self._sections['tables'])}"
            self._sections["tables"][self._keys[key]] = {"args": args, "value": value, "data": data}
        return self._keys[key]

    def question(self, key: tuple[Any, ...], build: Callable[[], dict[str, Any]]) -> str:
        """The question of that key, e.g. ("represents", id(T)); `build` makes it the first time."""
        if key not in self._keys:
            self._keys[key] = f"q{len(self._sections['questions'])}"
            self._sections["questions"][self._keys[key]] = {}
            self._sections["questions"][self._keys[key]] = build()
        return self._keys[key]

    def fresh(self, stem: str) -> str:
        """A variable name not used before (parameters of questions are p0, p1, ...: never use those stems)."""
        self._fresh += 1
        return f"{stem}_{self._fresh}"

    def certificate(
        self, statement: Formula, verdict: bool | None, answers: Sequence[tuple[str, tuple[int, ...], Any]], claim: str
    ) -> dict[str, Any]:
        """The self-contained JSON document; `verdict` None gives the bare problem (for showing and for engines)."""
        return {
            "format": FORMAT,
            "claim": claim,
            "verdict": verdict,
            "statement": statement,
            **{k: v for k, v in self._sections.items() if v},
            "lemmas": list(self.lemmas),
            "answers": [[q, list(p), e] for q, p, e in answers],
        }


def entry(c: Category) -> dict[str, Any]:
    """A category as a certificate has it."""
    tables = {"dom": c.dom, "cod": c.cod, "generators": c.generators, "right": c.right}
    return {"objects": c.object_count, **{part: values.tolist() for part, values in tables.items()}}


def _written(values: Rationals, what: str) -> dict[str, list[int]]:
    """Numerators and denominators for a certificate, which holds numbers of at most DIGITS digits."""
    if values.bits * 0.30103 > DIGITS:
        raise TooLarge(f"{what} has numbers of {values.bits:,} bits")
    return {"num": values.num.tolist(), "den": values.den.tolist()}
