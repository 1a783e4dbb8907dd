"""The engine `z3`: decides the statement of a certificate that has no answers yet, and finds the answers.

What Z3 decides. (1) Every question that the statement rests on: the kernel's own normal form of its definition at given parameters, as
one CNF. A model is validated by the kernel's evaluation of the axioms; for "no" the search of this package finds the tree, or a SAT solver
the proof, that the kernel will check, and a count is confirmed by Z3 having no solution besides those counted. (2) The statement: leading
`any` variables become unknown cells, a leading `all` is refuted through its negation, connectives are taken apart, and the truth of each
question that an instance mentions is a Boolean cell, fixed as soon as Z3's model rests on it. What is evaluated and not left to Z3: terms
over known tables, and quantifiers below the leading ones at each instance. The kernel's evaluation of the statement with the answers found
must give Z3's value. Questions by a direct rule are not for this engine; whoever lowers writes the definition instead.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from presheaf.decide import sat, search, z3sat
from presheaf.decide.size import statement_size
from presheaf.decide.verdict import Result, Sat, SolverDisagreement, Unknown
from presheaf.kernel.check import Session
from presheaf.kernel.errors import Rejected
from presheaf.kernel.logic import BINDERS, Code, Open
from presheaf.kernel.problem import Nogood, Problem
from presheaf.kernel.structure import OPEN

SIZE_LIMIT = 1_000_000
CONFIRMED_SOLUTIONS = 2_000
Asked = tuple[str, tuple[int, ...], bool]


@dataclass(frozen=True)
class Outcome:
    """`value` of the statement, None if it was not decided; `answers` for its certificate; `reason` in words; `size` in instances."""

    value: bool | None
    answers: list[list[Any]] = field(default_factory=list)
    reason: str = ""
    size: int = 0


class _Undecided(Exception):
    """The engine gives up; the message is the outcome's reason."""


def prove(document: dict[str, Any], rlimit: int | None = None, size_limit: int = SIZE_LIMIT, node_limit: int = search.NODE_LIMIT) -> Outcome:
    """Decide `document["statement"]`. Deterministic: budgets are counts, not seconds.

    Of the document's answers only those by direct rules are taken over, as the kernel checks them; its verdict is not looked at.

    Undecided statements give `value` None with reason "too large for z3: N ground instances (limit M)", "resource: ...", or what is
    open. Raises Rejected if the document is malformed, SolverDisagreement if Z3 and the search or the kernel contradict each other.
    """
    session = Session(document)
    for name, params, evidence in document.get("answers", []):
        if "rule" in session.questions[name]:
            session.answer(name, params, evidence)
    statements = [*document.get("lemmas", []), document["statement"]]
    for tree in statements:
        session.signature.formula(tree, ())  # well formed
    size = sum(statement_size(session, tree) for tree in statements)
    if size > size_limit:
        return Outcome(None, reason=f"too large for z3: {size} ground instances (limit {size_limit})", size=size)
    engine = _Engine(session, rlimit, node_limit)
    engine.answers += [list(answer) for answer in document.get("answers", []) if "rule" in session.questions[answer[0]]]
    try:
        values = [engine.decide(tree) for tree in statements]
        evaluated = [engine.evaluate(tree) for tree in statements]
    except (_Undecided, search.Exhausted) as error:
        return Outcome(None, reason=str(error), size=size)
    except Open:
        return Outcome(None, reason="open: a question rests on itself", size=size)
    except Rejected as error:
        if error.reason not in ("budget", "open"):
            raise
        return Outcome(None, reason=str(error), size=size)
    if evaluated != [int(value) for value in values]:
        raise SolverDisagreement(f"z3 says {values}, the kernel evaluates {evaluated}: {statements!r}"[:300])
    if not all(values[:-1]):
        return Outcome(None, reason="a lemma is false", size=size)
    return Outcome(values[-1], engine.answers, f"decided by z3: {size} ground instances", size)


class _Engine:
    def __init__(self, session: Session, rlimit: int | None, node_limit: int) -> None:
        self.session, self.rlimit, self.node_limit = session, rlimit, node_limit
        self.known: dict[Asked, int] = dict(session.answers)
        self.answers: list[list[Any]] = []
        self.busy: set[Asked] = set()
        self.session.signature.ask = self.ask

    # ------------------------------------------------------------------ questions

    def ask(self, name: str, args: tuple[int, ...], counting: bool) -> int:
        """The answer to a question instance, found now if need be; OPEN for a question that waits for itself."""
        asked = (name, args, counting)
        sizes = [self.session.signature.sorts[sort] for sort in self.session.questions[name]["params"]]
        if any(x >= size for x, size in zip(args, sizes, strict=True)) or asked in self.busy:
            return OPEN
        if asked not in self.known:
            self.busy.add(asked)
            try:
                self._answer(asked)
            finally:
                self.busy.discard(asked)
        return self.known[asked]

    def _answer(self, asked: Asked) -> None:
        name, args, counting = asked
        if "rule" in self.session.questions[name]:
            raise _Undecided(f"question {name} is answered by a rule, not by a definition")
        problem = self.session.problem(name, args)
        ground = search.ground(problem)
        if counting:
            counted = self._count(ground)
            evidence: dict[str, Any] = {"count": counted.parts}
            self.known[asked] = counted.solutions
            self.known[name, args, False] = int(counted.solutions > 0)
        else:
            result = self._solve(ground.domains, ground.nogoods)
            evidence = self._model(problem, result) if isinstance(result, Sat) else self._refutation(ground)
            self.known[asked] = int(isinstance(result, Sat))
        self.answers.append([name, list(args), evidence])

    def _solve(self, domains: list[Any], nogoods: list[Nogood]) -> Result:
        result = z3sat.solve(domains, nogoods, self.rlimit)
        if isinstance(result, Unknown):
            raise _Undecided(f"{result.reason}: z3 gave no answer")
        return result

    def _model(self, problem: Problem, result: Sat) -> dict[str, Any]:
        model = search.model_of(problem, list(result.values))
        try:
            problem.satisfied(model)
        except Rejected as error:
            raise SolverDisagreement(f"z3's model is none: {error}") from error
        return {"model": model}

    def _refutation(self, ground: search.Ground) -> dict[str, Any]:
        try:
            evidence = sat.refutation(ground, self.node_limit)
        except search.Exhausted:
            raise _Undecided(f"resource: z3 says no, but a refutation for the kernel needs more than {self.node_limit} nodes") from None
        if evidence is None:
            raise SolverDisagreement("z3 finds no solution, the search does")
        return evidence

    def _count(self, ground: search.Ground) -> search.Counted:
        try:
            counted = search.count(ground, self.node_limit, keep=CONFIRMED_SOLUTIONS)
        except search.Exhausted:
            raise _Undecided(f"resource: counting needs more than {self.node_limit} nodes") from None
        if counted.found is None:
            raise _Undecided(f"too large for z3: more than {CONFIRMED_SOLUTIONS} solutions to exclude")
        if not counted.solutions:
            self._none_more(ground.domains, ground.nogoods, 0)
            return counted
        for cells, solutions in zip(ground.components, counted.found, strict=True):
            place = {cell: i for i, cell in enumerate(cells)}
            inside: list[Nogood] = [tuple((place[c], x) for c, x in nogood) for nogood in ground.nogoods if nogood[0][0] in place]
            blocked: list[Nogood] = [tuple(enumerate(solution)) for solution in solutions]
            self._none_more([ground.domains[cell] for cell in cells], [*inside, *blocked], len(solutions))
        return counted

    def _none_more(self, domains: list[Any], nogoods: list[Nogood], number: int) -> None:
        if isinstance(self._solve(domains, nogoods), Sat):
            raise SolverDisagreement(f"z3 finds more than the {number} solutions that were counted")

    # ------------------------------------------------------------------ the statement

    def decide(self, tree: Any) -> bool:
        """The truth value of a closed formula, by Z3."""
        head, *rest = tree if isinstance(tree, list) else [None]
        if head == "not":
            return not self.decide(rest[0])
        if head == "and":
            return all(self.decide(part) for part in rest)
        if head == "or":
            return any(self.decide(part) for part in rest)
        if head == "=>":
            return not self.decide(rest[0]) or self.decide(rest[1])
        if head == "<=>":
            return self.decide(rest[0]) == self.decide(rest[1])
        if head == "all":
            return not self._some(["any", *rest[:3], ["not", rest[3]]])
        return self._some(tree)

    def _some(self, tree: Any) -> bool:
        """Whether a closed formula holds: Z3 looks for its leading `any` variables and for the truth of the questions that it asks."""
        unknown, axioms = _skolem(tree)
        problem = Problem(self.session.signature, {"unknown": unknown, "axioms": axioms}, (), [])
        guesses = _Guesses(problem, self.known)
        nogoods = problem.nogoods()
        code = problem.signature.formula(["and", *axioms], ())
        while True:
            result = self._solve(problem.domains, nogoods)
            if not isinstance(result, Sat):
                return False
            for cell in range(len(unknown)):
                problem.value[cell] = result.values[cell]
            while (value := _value(code)) < 0 and -1 - value in guesses.asked:
                cell = -1 - value
                fact = self.ask(*guesses.asked[cell])
                if fact < 0:
                    raise _Undecided("the statement rests on a question that has no answer")
                problem.value[cell] = fact
                nogoods.append(((cell, 1 - fact),))
            if value == 1:
                return True

    def evaluate(self, tree: Any) -> int:
        """The kernel's value of a closed formula with the answers found so far; with further ones, found now, only if these leave it open."""
        signature = self.session.signature
        signature.ask = lambda q, args, counting: self.known.get((q, args, counting), OPEN)
        value = _value(signature.formula(tree, ()))
        signature.ask = self.ask
        return value if value >= 0 else _value(signature.formula(tree, ()))


def _value(code: Code) -> int:
    """1, 0, or the token of what a closed formula waits for."""
    try:
        return int(code([]))
    except Open as error:
        return error.token


class _Guesses:
    """The truth of each question instance as a cell with the values 0 and 1, made when the grounding first meets it."""

    def __init__(self, problem: Problem, known: dict[Asked, int]) -> None:
        self.problem, self.known = problem, known
        self.eager = problem.signature.ask
        problem.signature.ask = self.ask
        self.cells: dict[Asked, int] = {}
        self.asked: dict[int, Asked] = {}

    def ask(self, name: str, args: tuple[int, ...], counting: bool) -> int:
        asked = (name, args, counting)
        if counting or asked in self.known:
            return self.eager(*asked)
        if asked not in self.cells:
            self.cells[asked] = len(self.problem.domains)
            self.asked[self.cells[asked]] = asked
            self.problem.domains.append(range(2))
            self.problem.value.append(-1)
        value = self.problem.value[self.cells[asked]]
        return value if value >= 0 else -1 - self.cells[asked]


def _skolem(tree: Any) -> tuple[list[Any], list[Any]]:
    """Unknown tables without keys for the leading `any` variables, and the axioms on them.

    A fibre over an earlier variable becomes an axiom, the range being then the whole sort.
    """
    unknown: list[Any] = []
    axioms: list[Any] = []
    names: dict[str, Any] = {}
    while isinstance(tree, list) and tree[0] == "any":
        _, variable, sort, fibre, tree = tree
        constant = ["@", f"?{len(unknown)}"]
        static = [pair for pair in fibre if _substitute(pair[1], names) == pair[1]]
        axioms.extend(["=", ["@", f, constant], _substitute(t, names)] for f, t in fibre if _substitute(t, names) != t)
        unknown.append([constant[1], [], [sort, static]])
        names = {**names, variable: constant}
    return unknown, [*axioms, _substitute(tree, names)]


def _substitute(tree: Any, names: dict[str, Any]) -> Any:
    """Closed terms for the free variables of a term or formula."""
    if isinstance(tree, str):
        return names.get(tree, tree)
    if not isinstance(tree, list):
        return tree
    head, *rest = tree
    if head in BINDERS:
        variable, sort, fibre, body = rest
        inner = {v: t for v, t in names.items() if v != variable}
        return [head, variable, sort, [[f, _substitute(t, names)] for f, t in fibre], _substitute(body, inner)]
    if head in ("@", "holds", "count"):
        return [head, rest[0], *(_substitute(t, names) for t in rest[1:])]
    return [head, *(_substitute(t, names) for t in rest)]
