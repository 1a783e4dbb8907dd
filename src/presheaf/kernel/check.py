"""The only maker of theorems: reads a certificate, checks every answer in it, and evaluates its statement.

A certificate is one JSON object:
    format       "presheaf-certificate/1"
    categories, functors, set_functors, transformations    the structures, name -> tables (see structure.py)
    sorts, tables     further finite sorts (name -> size) and functions (name -> {"args": sorts, "value": sort, "data": row-major})
    questions    name -> {"params": sorts, "unknown": .., "free": .., "axioms": ..} or {"params": sorts, "rule": .., "args": ..}
    answers      [question, parameters, evidence] each; an answer may rest on those before it (questions about questions)
    lemmas       formulas that must be true (completeness of a table, say)
    statement    the formula that the theorem is about
    verdict      true or false: what the certificate says the statement is
    claim        free text for people; not looked at
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from .errors import Rejected, integer, integers, member, named, need
from .logic import OPEN, Function, Signature
from .problem import FreeTable, Problem, count_solutions, refuted
from .rules import isomorphic, represents
from .structure import UNDEFINED, Category, Functor, SetFunctor, Transformation

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

    def __init__(self, data: dict[str, Any]) -> None:
        sections = ("categories", "set_functors", "functors", "transformations", "sorts", "tables", "questions")
        for key in sections:
            need(isinstance(data.get(key, {}), dict), "shape", key)
        categories, tasks, functors, moves, sorts, tables, self.questions = (data.get(key, {}) for key in sections)
        names = [*categories, *tasks, *functors, *moves, *sorts, *tables]
        need(len(names) == len(set(names)) and not any("." in n for n in names), "names", "structures share a name, or one holds a dot")
        self.signature = Signature()
        self.free: dict[str, list[FreeTable]] = {}  # of every structure that may have missing values
        self.categories = {name: Category(name, c) for name, c in categories.items()}
        for c in self.categories.values():
            self._category(c)
        self.set_functors = {name: SetFunctor(name, t, self.categories) for name, t in tasks.items()}
        for t in self.set_functors.values():
            self._set_functor(t)
        for name, f in functors.items():
            self._functor(Functor(name, f, self.categories))
        for name, data_of in moves.items():
            a = Transformation(name, data_of, self.set_functors)
            self.signature.add_column(f"{name}.at", f"{a.dom.name}.el", a.at)
        for name, size in sorts.items():
            self.signature.sorts[name] = integer(size, 1 << 40, name)
        for name, table in tables.items():
            self._table(name, table)
        for name, question in self.questions.items():
            params = member(question, "params", name)
            need(isinstance(params, list), "shape", f"{name}.params")
            for sort in params:
                named(self.signature.sorts, sort, f"{name}.params")
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
        missing = [((x, s), t.at(t.target[s])) for s, a in enumerate(t.source) for x in t.at(a) if t.partial and t.generator(x, s) < 0]
        table = self._partial(f"{name}.gen", 2, t.generator, missing)
        self.free[name] = [table] if t.partial else []
        if not t.partial:
            sig.functions[f"{name}.act"] = (2, t.act)

    def _functor(self, f: Functor) -> None:
        name, c = f.name, f.dom
        self.free[name] = []
        for part, values, size in (("ob", f.ob, f.cod.objects), ("gen", f.gen, f.cod.arrows)):
            if f.partial:
                missing = [((i,), range(size)) for i, v in enumerate(values) if v < 0]
                self.free[name].append(self._partial(f"{name}.{part}", 1, values.__getitem__, missing))
            else:
                self.signature.add_column(f"{name}.{part}", f"{c.name}.{part}", values)
        if not f.partial:
            self.signature.add_column(f"{name}.ar", f"{c.name}.ar", f.ar)

    def _partial(self, name: str, arity: int, known: Function, missing: Sequence[tuple[tuple[int, ...], range]]) -> FreeTable:
        """A function with missing values: OPEN outside the questions that fill them in."""

        def call(*args: int) -> int:
            value = known(*args)
            return OPEN if value == -1 else value

        self.signature.functions[name] = (arity, call if missing else known)
        return FreeTable(name, missing, known)

    def _table(self, name: str, table: Any) -> None:
        sorts = self.signature.sorts
        args = member(table, "args", name)
        need(isinstance(args, list) and bool(args), "shape", f"{name}.args")
        sizes, total = [named(sorts, a, name) for a in args], 1
        for size in sizes:
            total *= size
        entries = integers(member(table, "data", name), named(sorts, member(table, "value", name), name), name, total, least=-1)
        if len(args) == 1 and -1 not in entries:
            self.signature.add_column(name, args[0], entries)
        else:
            keys = product(*map(range, sizes)) if entries else ()
            value_at = {key: x if x >= 0 else UNDEFINED for key, x in zip(keys, entries, strict=True)}
            self.signature.functions[name] = (len(args), lambda *key: value_at[key])

    def problem(self, name: str, params: tuple[int, ...]) -> Problem:
        """The question with its parameters filled in."""
        question = self.questions[name]
        free = question.get("free", [])
        need(isinstance(free, list) and len(set(free)) == len(free), "shape", f"{name}.free")
        tables = [table for structure in free for table in named(self.free, structure, f"{name}.free")]
        return Problem(self.signature, question, params, tables)

    def answer(self, name: Any, params: Any, evidence: Any) -> None:
        """Check one answer and remember it."""
        question = named(self.questions, name, "answer")
        need(isinstance(params, list) and len(params) == len(question["params"]), "arity", name)
        key = tuple(integer(p, self.signature.sorts[s], name) for p, s in zip(params, question["params"], strict=True))
        need(isinstance(evidence, dict), "shape", f"evidence for {name}")
        if "rule" in question:
            self.answers[name, key, False] = int(self._by_rule(question, key, evidence))
        elif "model" in evidence:
            self.problem(name, key).satisfied(evidence["model"])
            self.answers[name, key, False] = 1
        elif "count" in evidence:
            total = self.answers[name, key, True] = count_solutions(self.problem(name, key), evidence["count"])
            self.answers[name, key, False] = int(total > 0)
        else:
            refuted(self.problem(name, key), member(evidence, "tree", name))
            self.answers[name, key, False] = 0

    def _by_rule(self, question: Any, key: tuple[int, ...], evidence: dict[str, Any]) -> bool:
        args = member(question, "args", "rule")
        need(isinstance(args, list), "shape", "arguments of a rule")
        functors, params = [named(self.set_functors, a, "argument of a rule") for a in args], question["params"]
        if question["rule"] == "represents" and len(functors) == 1 and params == [f"{functors[0].category.name}.ob"]:
            return represents(functors[0], key[0], evidence)
        need(question["rule"] == "isomorphic" and len(functors) == 2 and params == [], "rule", repr(question["rule"]))
        return isomorphic(functors[0], functors[1], evidence)


def check(data: Any) -> Theorem:
    """The theorem that a certificate proves; Rejected with a reason otherwise. Linear in the certificate but for its trees."""
    need(isinstance(data, dict) and data.get("format") == FORMAT, "format", f"not a {FORMAT} document")
    verdict, statement = member(data, "verdict", "certificate"), member(data, "statement", "certificate")
    need(isinstance(verdict, bool), "shape", "verdict")
    answers, lemmas = data.get("answers", []), data.get("lemmas", [])
    need(isinstance(answers, list) and all(isinstance(a, list) and len(a) == 3 for a in answers), "shape", "answers")
    need(isinstance(lemmas, list), "shape", "lemmas")
    try:
        session = Session(data)
        for name, params, evidence in answers:
            session.answer(name, params, evidence)
        for lemma in lemmas:
            need(session.signature.formula(lemma, ())([]) == 1, "lemma", repr(lemma)[:200])
        value = session.signature.formula(statement, ())([])
    except RecursionError:
        raise Rejected("depth", "the statement is nested too deeply") from None
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError, MemoryError) as error:
        raise Rejected("malformed", f"{type(error).__name__}: {error}") from None
    need(value in (0, 1), "undetermined", "the answers do not settle the statement")
    need(bool(value) == verdict, "verdict", f"the statement is {bool(value)}, the certificate says {verdict}".lower())
    return Theorem(_KEY, statement, verdict, session.assumed)
