"""The only maker of theorems: reads a certificate, checks every answer in it, and evaluates its statement.

A certificate is one JSON object:
    format       "presheaf-certificate/1"
    categories, functors, set_functors, transformations    the structures, name -> tables (see structure.py)
    weighted, weighted_functors, weighted_tasks            the same over ([0,1], *, 1) (see weighted.py)
    matrices     name -> rows of integers (see rational.py)
    encoders     tables of codes with kernels (see encoder.py)
    presentations     generators and equations of categories that may be infinite (see rewrite.py)
    sorts, tables     further finite sorts (name -> size) and functions (name -> {"args": sorts, "value": sort, "data": row-major})
    questions    name -> {"params": sorts, "unknown": .., "free": .., "axioms": ..} or {"params": sorts, "rule": .., "args": ..}
    answers      [question, parameters, evidence] each; an answer may rest on those before it (questions about questions)
    lemmas       formulas that must be true (completeness of a table, say)
    statement    the formula that the theorem is about
    verdict      true or false: what the certificate says the statement is
    claim        free text for people; not looked at
With `instances` it is a list of certificates instead, and `complete` says that there are no others (see listing.py); with `scope`, `theory` and
`cases` it is about all structures in a scope (see scope.py).
"""

from __future__ import annotations

from dataclasses import InitVar, dataclass
from itertools import product
from math import prod
from typing import Any

from .codes import functions
from .encoder import Encoder
from .errors import Rejected, integer, integers, member, named, need
from .listing import choices
from .logic import Open, Signature
from .loss import optimal
from .lrat import number_of_solutions
from .problem import Cells, Problem
from .rational import realizes, rectangle, spectral
from .rewrite import Presentation, path
from .rules import isomorphic, represents
from .scope import models
from .structure import OPEN, UNDEFINED, Category, Functor, SetFunctor, comparable, natural
from .tree import Tree
from .universal import lan, naturals
from .weighted import Weighted, WeightedTask, weighted_functor

FORMAT = "presheaf-certificate/1"
WEIGHTED = ("weighted", "weighted_tasks", "weighted_functors")
SECTIONS = (
    "categories",
    "set_functors",
    "functors",
    "transformations",
    *WEIGHTED,
    "matrices",
    "encoders",
    "presentations",
    "sorts",
    "tables",
    "questions",
)
ONE, TWO, FOUR = ("represents", "category", "composes"), ("isomorphic", "natural", "closure", "spectral"), ("lan", "realizable", "path")
RULES = dict.fromkeys(ONE, 1) | dict.fromkeys(TWO, 2) | dict.fromkeys(("near", "optimal"), 3) | dict.fromkeys(FOUR, 4)  # with their arity
SORT_LIMIT = 1 << 40  # elements of a further sort
_KEY = object()


@dataclass(frozen=True)
class Theorem:
    """`statement` has the truth value `value` in the structures of the certificate; made by `check` alone.

    `assumed` names what the kernel took over unchecked: laws of set-valued functors too large to re-check.
    """

    statement: Any
    value: bool
    assumed: tuple[str, ...]
    key: InitVar[object]

    def __post_init__(self, key: object) -> None:
        if key is not _KEY:
            raise TypeError("theorems are made by presheaf.kernel.check")


class Session:
    """The structures of one certificate, the signature over them and the answers that have been checked."""

    def __init__(self, data: dict[str, Any]) -> None:
        parts = [data.get(section, {}) for section in SECTIONS]
        need(all(isinstance(part, dict) for part in parts), "shape", "a section is not an object")
        categories, tasks, functors, moves, matrices, vectors, maps, rectangles, encoders, presentations, sorts, tables, self.questions = parts
        names = [name for part in parts[:-1] for name in part]
        need(len(names) == len(set(names)) and not any("." in n for n in names), "names", "structures share a name, or one holds a dot")
        self.signature = Signature()
        self.free: dict[str, list[tuple[str, Cells]]] = {}  # the functions with missing values of every structure that may have some
        self.categories = {name: Category(name, c) for name, c in categories.items()}
        for c in self.categories.values():
            self._category(c)
        self.set_functors = {name: SetFunctor(name, t, self.categories) for name, t in tasks.items()}
        for t in self.set_functors.values():
            self._set_functor(t)
        self.functors = {name: Functor(name, f, self.categories) for name, f in functors.items()}
        for f in self.functors.values():
            self._functor(f)
        for name, move in moves.items():
            s, t = (named(self.set_functors, member(move, end, name), name) for end in ("dom", "cod"))
            comparable(s, t, name)
            self.signature.add_column(f"{name}.at", f"{s.name}.el", natural(s, t, member(move, "at", name), name))
        self._weighted(matrices, vectors, maps)
        self.matrices = {name: rectangle(rows, name) for name, rows in rectangles.items()}
        self.encoders = {name: Encoder(name, e) for name, e in encoders.items()}
        for name, e in self.encoders.items():
            if e.digest is None:
                self.signature.sorts.update({f"{name}.row": len(e.rows), f"{name}.column": len(e.columns)})
        self.signature.functions.update(functions(self.encoders))
        self.presentations = {name: Presentation(name, p) for name, p in presentations.items()}
        self.signature.sorts.update({name: integer(size, SORT_LIMIT, name) for name, size in sorts.items()})
        for name, table in tables.items():
            self._table(name, table)
        for name, question in self.questions.items():
            params = member(question, "params", name)
            need(isinstance(params, list), "shape", f"{name}.params")
            self.signature.questions[name] = len([named(self.signature.sorts, sort, f"{name}.params") for sort in params])
        self.answers: dict[tuple[str, tuple[int, ...], bool], int] = {}
        self.signature.ask = lambda q, args, counting: self.answers.get((q, args, counting), OPEN)

    @property
    def assumed(self) -> tuple[str, ...]:
        """What was too long to check."""
        laws = [t.name for t in self.set_functors.values() if t.trusted_laws] + [t.name for t in self.weighted_tasks.values() if t.trusted_laws]
        tables = [f"what {e.name} says of the table {e.digest}" for e in self.encoders.values() if e.trusted]
        return (*(f"functoriality of {t}" for t in laws), *(f"composition in {m.name}" for m in self.weighted.values() if m.trusted), *tables)

    def _category(self, c: Category) -> None:
        sig, name = self.signature, c.name
        sig.sorts.update({f"{name}.ob": c.objects, f"{name}.ar": c.arrows, f"{name}.gen": len(c.gens)})
        sig.add_column(f"{name}.dom", f"{name}.ar", c.dom)
        sig.add_column(f"{name}.cod", f"{name}.ar", c.cod)
        sig.add_column(f"{name}.id", f"{name}.ob", list(range(c.objects)))
        sig.add_column(f"{name}.arrow", f"{name}.gen", c.gens)
        sig.add_column(f"{name}.gdom", f"{name}.gen", [c.dom[g] for g in c.gens])
        sig.add_column(f"{name}.gcod", f"{name}.gen", [c.cod[g] for g in c.gens])
        sig.functions.update({f"{name}.comp": (2, c.compose), f"{name}.after": (2, c.after), f"{name}.before": (2, c.before)})

    def _set_functor(self, t: SetFunctor) -> None:
        sig, name = self.signature, t.name
        sig.sorts[f"{name}.el"] = t.size
        sig.add_column(f"{name}.ob", f"{name}.el", t.over)
        sig.add_column(f"{name}.source", f"{t.category.name}.gen", t.source)
        sig.functions[f"{name}.gen"] = (2, t.generator)
        self.free[name] = []
        if t.partial:
            values = [(x, s, y) for s, row in enumerate(t.action) for x, y in zip(t.at(t.source[s]), row, strict=True)]
            self.free[name].append((f"{name}.gen", [((x, s), t.at(t.target[s])) for x, s, y in values if y == OPEN]))
        else:
            sig.functions[f"{name}.act"] = (2, t.act)

    def _functor(self, f: Functor) -> None:
        name, c = f.name, f.dom.name
        self.free[name] = []
        for part, values, size in (("ob", f.ob, f.cod.objects), ("gen", f.gen, f.cod.arrows)):
            self.signature.add_column(f"{name}.{part}", f"{c}.{part}", values)
            if f.partial:
                self.free[name].append((f"{name}.{part}", [((i,), range(size)) for i, v in enumerate(values) if v == OPEN]))
        if not f.partial:
            self.signature.add_column(f"{name}.ar", f"{c}.ar", f.ar)

    def _weighted(self, matrices: dict[str, Any], vectors: dict[str, Any], maps: dict[str, Any]) -> None:
        sig = self.signature
        self.weighted = {name: Tree(name, m) if "above" in m else Weighted(name, m) for name, m in matrices.items()}
        for name, m in self.weighted.items():
            sig.sorts[f"{name}.ob"] = m.objects
            sig.functions[f"{name}.hom"] = 2, m.hom
            if m.listed:
                sig.sorts[f"{name}.en"] = len(m.rows)
                sig.add_column(f"{name}.row", f"{name}.en", m.rows)
                sig.add_column(f"{name}.col", f"{name}.en", m.columns)
                sig.functions[f"{name}.at"] = 1, m.values.__getitem__
        self.weighted_tasks = {name: WeightedTask(name, t, self.weighted) for name, t in vectors.items()}
        for name, t in self.weighted_tasks.items():
            sig.functions[f"{name}.at"] = (1, t.values.__getitem__)
        for name, k in maps.items():
            dom, image = weighted_functor(k, name, self.weighted)
            sig.add_column(f"{name}.ob", f"{dom}.ob", image)

    def _table(self, name: str, table: Any) -> None:
        sorts, args = self.signature.sorts, member(table, "args", name)
        need(isinstance(args, list) and bool(args), "shape", f"{name}.args")
        sizes, bound = [named(sorts, a, name) for a in args], named(sorts, member(table, "value", name), name)
        entries = integers(member(table, "data", name), bound, name, prod(sizes), least=-1)
        values = [UNDEFINED if x < 0 else x for x in entries]
        if len(args) == 1:
            self.signature.add_column(name, args[0], values)
        else:
            value_at = dict(zip(product(*map(range, sizes)) if values else (), values, strict=True))
            self.signature.functions[name] = (len(args), lambda *key: value_at[key])

    def problem(self, name: str, params: tuple[int, ...]) -> Problem:
        """The question with its parameters filled in."""
        question = self.questions[name]
        free = question.get("free", [])
        need(isinstance(free, list) and len(set(free)) == len(free), "shape", f"{name}.free")
        return Problem(self.signature, question, params, [table for structure in free for table in named(self.free, structure, f"{name}.free")])

    def answer(self, name: Any, params: Any, evidence: Any) -> None:
        """Check one answer and remember it."""
        question = named(self.questions, name, "answer")
        sizes = [self.signature.sorts[sort] for sort in question["params"]]
        need(isinstance(params, list) and len(params) == len(sizes), "arity", name)
        key = tuple(integer(p, size, name) for p, size in zip(params, sizes, strict=True))
        need(isinstance(evidence, dict), "shape", f"evidence for {name}")
        if "rule" in question:
            value = self._by_rule(question, key, evidence)
            if question["rule"] == "natural":
                self.answers[name, key, True] = value
        elif "model" in evidence:
            self.problem(name, key).satisfied(evidence["model"])
            value = 1
        else:
            value = self.answers[name, key, True] = number_of_solutions(self.problem(name, key), evidence, name)
        self.answers[name, key, False] = int(value > 0)

    def _by_rule(self, question: Any, key: tuple[int, ...], evidence: dict[str, Any]) -> int:
        """1 or 0 for yes or no; for `natural` the number."""
        rule, args, params = question["rule"], member(question, "args", "rule"), question["params"]
        need(isinstance(args, list), "shape", "arguments of a rule")
        need(len(args) == RULES.get(rule), "rule", rule)
        if rule == "composes":
            need(params == [] and args[0] in ("laplace", "order"), "rule", rule)
            return 1
        if rule in ("realizable", "spectral"):
            need(params == [], "rule", rule)
            return realizes(self.weighted, self.matrices, args, evidence) if rule == "realizable" else spectral(self.weighted, args, evidence)
        if rule == "near":
            need(params == [], "rule", rule)
            return int(named(self.encoders, args[0], "argument of a rule").near(*args[1:], evidence))
        if rule == "optimal":
            need(params == [], "rule", rule)
            return int(optimal(named(self.encoders, args[0], "argument of a rule"), args[1], args[2], evidence))
        if rule in ("category", "closure"):
            need(params == [], "rule", rule)
            left, *right = [named(self.weighted, a, "argument of a rule") for a in args]
            return int(left.closes(*right, evidence) if right else left.category(evidence))
        if rule == "path":
            need(params == [], "rule", rule)
            presentation = named(self.presentations, args[0], "argument of a rule")
            return path(presentation, presentation.parallel(args[1:], "question"), evidence)
        functors = [named(self.set_functors, a, "argument of a rule") for a in args[:2]]
        if rule == "represents":
            need(params == [f"{functors[0].category.name}.ob"], "rule", rule)
            return represents(functors[0], key[0], evidence)
        need(params == [], "rule", rule)
        if rule == "isomorphic":
            return isomorphic(functors[0], functors[1], evidence)
        if rule == "natural":
            return naturals(functors[0], functors[1], evidence)
        sort, unit = named(self.signature.columns, args[3], "argument of a rule")
        need(sort == f"{functors[1].name}.el", "rule", f"{args[3]} is no table on {functors[1].name}")
        lan(functors[0], functors[1], named(self.functors, args[2], "argument of a rule"), unit)
        return 1


def check(data: Any, instances: Any = ()) -> Theorem:
    """The theorem that a certificate proves; Rejected with a reason otherwise. Linear in the certificate but for its trees."""
    need(isinstance(data, dict) and data.get("format") == FORMAT, "format", f"not a {FORMAT} document")
    try:
        if "instances" in data:
            return _instances(data["instances"], data.get("complete", []))
        return _scope(data, instances) if "cases" in data else _statement(data)
    except Open:
        raise Rejected("undetermined", "something rests on a question that has no answer, or on a missing value") from None
    except RecursionError:
        raise Rejected("depth", "the certificate is nested too deeply") from None
    except (TypeError, ValueError, KeyError, IndexError, MemoryError) as error:
        raise Rejected("malformed", f"{type(error).__name__}: {error}") from None


def _statement(data: dict[str, Any]) -> Theorem:
    """The truth value of the statement, by the answers."""
    verdict, statement = member(data, "verdict", "certificate"), member(data, "statement", "certificate")
    need(isinstance(verdict, bool), "shape", "verdict")
    answers, lemmas = data.get("answers", []), data.get("lemmas", [])
    need(isinstance(answers, list) and all(isinstance(a, list) and len(a) == 3 for a in answers), "shape", "answers")
    need(isinstance(lemmas, list), "shape", "lemmas")
    session = Session(data)
    for name, params, evidence in answers:
        session.answer(name, params, evidence)
    for lemma in lemmas:
        need(bool(session.signature.formula(lemma, ())([])), "lemma", lemma)
    value = bool(session.signature.formula(statement, ())([]))
    need(value == verdict, "verdict", f"the statement is {value}, the certificate says {verdict}".lower())
    return Theorem(statement, verdict, session.assumed, _KEY)


def _scope(data: dict[str, Any], instances: list[Any]) -> Theorem:
    """That no structures in the scope satisfy the theory, or exactly those that are given."""
    statement = models(data, lambda: Session(data), instances)
    return Theorem(statement, True, Session(data).assumed, _KEY)


def _instances(documents: Any, complete: Any) -> Theorem:
    """That each of these certificates proves what it says, and how many structures there are in the scopes of `complete`.

    What they are instances of is not said here.
    """
    need(isinstance(documents, list) and isinstance(complete, list), "shape", "instances")
    single = all(isinstance(document, dict) and "instances" not in document for document in (*documents, *complete))
    need(single, "shape", "an instance is a certificate of its own")
    theorems = [check(document) for document in documents] + covered(documents, complete)
    assumed = tuple(dict.fromkeys(a for theorem in theorems for a in theorem.assumed))
    return Theorem(["instances", *([theorem.statement, theorem.value] for theorem in theorems)], True, assumed, _KEY)


def covered(documents: list[Any], complete: Any) -> list[Theorem]:
    """What the certificates in `complete` prove, beside those of the instances; then how many choices there are in all, if some have `lists`."""
    theorems = [check(document, [*documents, *complete]) for document in complete]
    proved = [(document, theorem.statement) for document, theorem in zip(complete, theorems, strict=True) if "cases" in document]
    lists = [(document, statement[6]) for document, statement in proved if "lists" in document]
    return [*theorems, *([Theorem(["choices", choices(lists)], True, (), _KEY)] if lists else [])]
