"""The only maker of theorems: reads a certificate, checks every answer in it, and evaluates its statement.

A certificate is one JSON object:
    format       "presheaf-certificate/1"
    categories, functors, set_functors, transformations    the structures, name -> tables (see structure.py)
    sorts, tables     further finite sorts (name -> size) and functions (name -> {"args": sorts, "value": sort, "data": row-major})
    questions    name -> {"params": sorts, "unknown": .., "free": .., "axioms": ..} or {"params": sorts, "rule": .., "args": ..}
    answers      [question, parameters, evidence] each
    lemmas       formulas that must be true (completeness of a table, say)
    statement    the formula that the theorem is about
    verdict      true or false: what the certificate says the statement is
    claim        free text for people; not looked at
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

from presheaf.kernel.errors import Rejected, integer, integers, member, need
from presheaf.kernel.logic import OPEN, Signature
from presheaf.kernel.problem import FreeTable, Problem, count_solutions, refuted
from presheaf.kernel.rules import isomorphic, represents
from presheaf.kernel.structure import UNDEFINED, Category, Functor, SetFunctor, Transformation

FORMAT = "presheaf-certificate/1"
_KEY = object()


@dataclass(frozen=True, init=False)
class Theorem:
    """`statement` has the truth value `value` in the structures of the certificate; made by `check` alone.

    `assumed` names what the kernel took over unchecked: laws of set-valued functors too large to re-check.
    """

    statement: Any
    value: bool
    assumed: tuple[str, ...]

    def __init__(self, key: object, statement: Any, value: bool, assumed: tuple[str, ...]) -> None:
        if key is not _KEY:
            raise TypeError("theorems are made by presheaf.kernel.check")
        object.__setattr__(self, "statement", statement)
        object.__setattr__(self, "value", value)
        object.__setattr__(self, "assumed", assumed)


class Session:
    """The structures of one certificate, the signature over them and the answers that have been checked."""

    def __init__(self, data: Any) -> None:
        self.signature = Signature()
        self.free: dict[str, list[FreeTable]] = {}
        section = lambda key: member(data, key, "certificate") if isinstance(data, dict) and key in data else {}  # noqa: E731
        for key in ("categories", "functors", "set_functors", "transformations", "sorts", "tables", "questions"):
            need(isinstance(section(key), dict), "shape", key)
        self.categories = {name: Category(name, c) for name, c in section("categories").items()}
        self.set_functors = {name: SetFunctor(name, t, self.categories) for name, t in section("set_functors").items()}
        functors = {name: Functor(name, f, self.categories) for name, f in section("functors").items()}
        moves = {name: Transformation(name, a, self.set_functors) for name, a in section("transformations").items()}
        names = [*self.categories, *self.set_functors, *functors, *moves, *section("sorts"), *section("tables")]
        need(len(names) == len(set(names)) and not any("." in n for n in names), "names", "structures share a name")
        for c in self.categories.values():
            self._category(c)
        for t in self.set_functors.values():
            self._set_functor(t)
        for f in functors.values():
            self._functor(f)
        for name, a in moves.items():
            self.signature.add_column(f"{name}.at", f"{a.dom.name}.el", a.at)
        for name, size in section("sorts").items():
            self.signature.sorts[name] = integer(size, 1 << 40, name)
        for name, table in section("tables").items():
            self._table(name, table)
        self.questions: dict[str, Any] = section("questions")
        for name, question in self.questions.items():
            params = member(question, "params", name)
            need(isinstance(params, list) and all(p in self.signature.sorts for p in params), "sort", f"{name}.params")
            self.signature.questions[name] = len(params)
        self.answers: dict[tuple[str, tuple[int, ...], bool], int] = {}
        self.signature.ask = lambda q, args, counting: self.answers.get((q, args, counting), OPEN)
        self.assumed = tuple(f"functoriality of {t.name}" for t in self.set_functors.values() if t.trusted_laws)

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
        if t.partial:
            over = [list(range(t.start[b], t.start[b + 1])) for b in range(t.category.objects)]
            rows = ((t.start[a] + i - t.row[g], g, i) for g, a in enumerate(t.source) for i in range(t.row[g], t.row[g + 1]))
            cells = [((x, g), over[t.target[g]]) for x, g, i in rows if t.action[i] < 0]
            sig.functions[f"{name}.gen"] = (2, _guarded(t.generator))
            self.free[name] = [FreeTable(f"{name}.gen", cells, t.generator)]
        else:
            sig.functions[f"{name}.act"] = (2, t.act)

    def _functor(self, f: Functor) -> None:
        sig, name, c = self.signature, f.name, f.dom
        if not f.partial:
            sig.add_column(f"{name}.ob", f"{c.name}.ob", f.ob)
            sig.add_column(f"{name}.gen", f"{c.name}.gen", f.gen)
            sig.add_column(f"{name}.ar", f"{c.name}.ar", f.ar)
            return
        self.free[name] = []
        for part, values, size in (("ob", f.ob, f.cod.objects), ("gen", f.gen, f.cod.arrows)):
            sig.functions[f"{name}.{part}"] = (1, _guarded(values.__getitem__))
            cells = [((i,), list(range(size))) for i, v in enumerate(values) if v < 0]
            self.free[name].append(FreeTable(f"{name}.{part}", cells, values.__getitem__))

    def _table(self, name: str, table: Any) -> None:
        sorts = self.signature.sorts
        args, value = member(table, "args", name), member(table, "value", name)
        need(isinstance(args, list) and bool(args) and all(a in sorts for a in [*args, value]), "sort", name)
        sizes = [sorts[a] for a in args]
        total = 1
        for size in sizes:
            total *= size
        entries = integers(member(table, "data", name), max(sorts[value], 1), name, total, least=-1)
        if len(args) == 1 and -1 not in entries:
            self.signature.add_column(name, args[0], entries)
            return
        keyed = {key: x if x >= 0 else UNDEFINED for key, x in zip(product(*map(range, sizes)), entries, strict=True)}
        self.signature.functions[name] = (len(args), lambda *key: keyed[key])

    def problem(self, name: str, params: tuple[int, ...]) -> Problem:
        """The question with its parameters filled in."""
        question = self.questions[name]
        free = [table for structure in question.get("free", []) for table in self.free.get(structure, [])]
        return Problem(self.signature, question, params, free)

    def answer(self, name: Any, params: Any, evidence: Any) -> None:
        """Check one answer and remember it."""
        need(isinstance(name, str) and name in self.questions, "unknown question", repr(name)[:80])
        question = self.questions[name]
        need(isinstance(params, list) and len(params) == len(question["params"]), "arity", name)
        key = tuple(integer(p, self.signature.sorts[s], name) for p, s in zip(params, question["params"], strict=True))
        if "rule" in question:
            self.answers[name, key, False] = int(self._by_rule(question, key, evidence))
        elif "model" in member({"evidence": evidence}, "evidence", name):
            self.problem(name, key).satisfied(evidence["model"])
            self.answers[name, key, False] = 1
        elif "count" in evidence:
            total = count_solutions(self.problem(name, key), evidence["count"])
            self.answers[name, key, True] = total
            self.answers[name, key, False] = int(total > 0)
        else:
            refuted(self.problem(name, key), member(evidence, "tree", name))
            self.answers[name, key, False] = 0

    def _by_rule(self, question: Any, key: tuple[int, ...], evidence: Any) -> bool:
        args = question.get("args")
        need(isinstance(args, list) and all(isinstance(a, str) and a in self.set_functors for a in args), "shape", "arguments of a rule")
        functors = [self.set_functors[a] for a in args]
        if question["rule"] == "represents" and len(functors) == 1:
            need(question["params"] == [f"{functors[0].category.name}.ob"], "sort", "parameters of represents")
            return represents(functors[0], key[0], evidence)
        need(question["rule"] == "isomorphic" and len(functors) == 2 and key == (), "rule", repr(question["rule"]))
        return isomorphic(functors[0], functors[1], evidence)


def _guarded(function: Any) -> Any:
    """A partially known function outside the questions that fill it in: a missing value is OPEN."""

    def call(*args: int) -> int:
        value: int = function(*args)
        return OPEN if value == -1 else value

    return call


def check(data: Any) -> Theorem:
    """The theorem that a certificate proves; Rejected with a reason otherwise. Linear in the certificate but for its trees."""
    need(isinstance(data, dict) and data.get("format") == FORMAT, "format", f"not a {FORMAT} document")
    verdict = member(data, "verdict", "certificate")
    need(isinstance(verdict, bool), "shape", "verdict")
    try:
        session = Session(data)
        answers = data.get("answers", [])
        need(isinstance(answers, list) and all(isinstance(a, list) and len(a) == 3 for a in answers), "shape", "answers")
        for name, params, evidence in answers:
            session.answer(name, params, evidence)
        for lemma in data.get("lemmas", []):
            need(session.signature.formula(lemma, ())([]) == 1, "lemma", repr(lemma)[:200])
        value = session.signature.formula(member(data, "statement", "certificate"), ())([])
    except RecursionError:
        raise Rejected("depth", "the statement is nested too deeply") from None
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError, MemoryError) as error:
        raise Rejected("malformed", f"{type(error).__name__}: {error}") from None
    need(value in (0, 1), "undetermined", "the answers do not settle the statement")
    need(bool(value) == verdict, "verdict", f"the statement is {bool(value)}, the certificate says {verdict}".lower())
    return Theorem(_KEY, data["statement"], verdict, session.assumed)
