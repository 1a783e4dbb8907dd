"""Native evaluation of propositions: quantifiers by loops that stop early, predicates by their native solvers.

The order of evaluation is that of the kernel, so that every question the kernel meets on its way to the truth value has been answered.
"""

from __future__ import annotations

import operator as relations
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from presheaf.claims import MEASURES, kind_of
from presheaf.claims.arrays import arrows_from
from presheaf.claims.base import Answer, Lowering, Note, TooLarge, Undecided
from presheaf.claims.functor_counts import functor_count
from presheaf.claims.naturality import natural_count
from presheaf.claims.path_equations import settle
from presheaf.claims.witness import Witness, known
from presheaf.claims.wording import UNDEFINED, none_of, relation_note
from presheaf.kernel import Rejected
from presheaf.model import proposition as p
from presheaf.model.category import Category

Env = dict[str, int]
Truth = Callable[[Env], bool]
Value = Callable[[Env], Any]  # an int or a Fraction
Number = int | Fraction
Leading = p.Quantifier | p.Instances

_OPERATORS: dict[str, Callable[[Number, Number], bool]] = {"=": relations.eq, "<=": relations.le, "<": relations.lt}


class Evaluation:
    """The value of one proposition, with the answers that its certificate needs and the instance that decides it."""

    def __init__(self, low: Lowering, proposition: p.Proposition) -> None:
        self.low, self.proposition = low, proposition
        self.answers: dict[tuple[str, tuple[int, ...], bool], Any] = {}
        self.memo: dict[tuple[Any, ...], Answer] = {}
        self.counts: dict[tuple[int, int], int] = {}
        self.measures: dict[tuple[Any, ...], tuple[Any, tuple[Note, ...]]] = {}
        self.decisive: dict[int, int] = {}  # leading quantifiers: id(node) -> the value that decided
        self.leading = _leading(proposition)
        self.value = self._truth(proposition)({})

    # ------------------------------------------------------------------ propositions

    def _truth(self, node: p.Proposition) -> Truth:
        match node:
            case p.Constant(value):
                return lambda env: value
            case p.Negation(body):
                inner = self._truth(body)
                return lambda env: not inner(env)
            case p.Junction(operator, parts):
                return _junction(operator, [self._truth(part) for part in parts])
            case p.Quantifier():
                return self._quantifier(node)
            case p.Instances():
                return self._instances(node)
            case p.PathEquation():
                return lambda env: self._path(node).value
            case p.Relation(operator, left, right):
                return _relation(_OPERATORS[operator], self._term(left), self._term(right))
            case p.Predicate(kind, arguments):
                codes = [self._term(a) if isinstance(a, p.Term) else a for a in arguments]
                return lambda env: self._predicate(kind, codes, env).value
        raise TypeError(f"not a proposition: {node!r}")

    def _quantifier(self, node: p.Quantifier) -> Truth:
        values, body, variable = self._range(node.sort), self._truth(node.body), node.variable
        if node.quantifier == "exists!":
            return lambda env: sum(body({**env, variable: x}) for x in values(env)) == 1
        wanted = node.quantifier == "exists"
        leading = id(node) in self.leading

        def quantify(env: Env) -> bool:
            inner = dict(env)
            for x in values(env):
                inner[variable] = x
                if body(inner) == wanted:
                    if leading:
                        self.decisive[id(node)] = x
                    return wanted
            return not wanted

        return quantify

    def _instances(self, node: p.Instances) -> Truth:
        """Up to the part that decides; where none does, the list has to be complete."""
        parts = [self._truth(part) for part in node.parts]
        wanted, leading = node.quantifier == "exists", id(node) in self.leading

        def quantify(env: Env) -> bool:
            if node.quantifier == "exists!":
                value = sum(part(env) for part in parts) == 1
            else:
                i = next((i for i, part in enumerate(parts) if part(env) == wanted), None)
                if i is not None:
                    if leading:
                        self.decisive[id(node)] = i
                    return wanted
                value = not wanted
            left, right = node.ends
            self._counted(functor_count if isinstance(left, Category) else natural_count, left, right)
            return value

        return quantify

    def _keep(self, answers: Iterable[tuple[str, tuple[int, ...], Any]]) -> None:
        for question, params, evidence in answers:
            self.answers[question, params, "count" in evidence] = evidence

    def _predicate(self, name: str, codes: list[Any], env: Env) -> Answer:
        args = [c(env) if callable(c) else c for c in codes]
        if any(a is UNDEFINED or a == UNDEFINED for a in args if isinstance(a, int)):
            return Answer(False)
        key = (name, *(a if isinstance(a, int | str) else id(a) for a in args))
        if key not in self.memo:
            answer = kind_of(name).decide(self.low, args)
            self.memo[key] = answer
            self._keep(answer.answers)
        return self.memo[key]

    def _path(self, node: p.PathEquation) -> Answer:
        key = ("path", id(node))
        if key not in self.memo:
            self.memo[key] = answer = settle(self.low, node)
            self._keep(answer.answers)
        return self.memo[key]

    def _range(self, sort: p.Sort) -> Callable[[Env], Iterable[int]]:
        match sort:
            case p.ObjectSort(category):
                objects = range(category.object_count)
                return lambda env: objects
            case p.ArrowSort(category, dom, cod):
                return self._arrows(sort, dom, cod)
            case p.ElementSort(functor, None):
                everything = range(functor.size)
                return lambda env: everything
            case p.ElementSort(functor, over) if over is not None:
                at = self._term(over)
                start = functor.start.tolist()
                return lambda env: _between(start, at(env))
        raise TypeError(f"not a sort: {sort!r}")

    def _arrows(self, sort: p.ArrowSort, dom: p.Term | None, cod: p.Term | None) -> Callable[[Env], Iterable[int]]:
        c = sort.category
        if dom is None and cod is None:
            everything = range(c.arrow_count)
            return lambda env: everything
        ends = [None if t is None else self._term(t) for t in (dom, cod)]

        def arrows(env: Env) -> Iterable[int]:
            a, b = (None if end is None else end(env) for end in ends)
            if UNDEFINED in (a, b):
                return ()
            found = c.hom(a, b) if a is not None and b is not None else c.into(b) if b is not None else arrows_from(c, a or 0)
            numbers: list[int] = found.tolist()
            return sorted(numbers)

        return arrows

    # ------------------------------------------------------------------ terms

    def _term(self, t: p.Term) -> Value:
        match t:
            case p.Variable(name):
                return lambda env: env[name]
            case p.ObjectAt(_, number) | p.ArrowAt(_, number) | p.ElementAt(_, number) | p.Integer(number):
                return lambda env: number
            case p.Rational(value):
                return lambda env: value
            case p.WeightAt(weighted, dom, cod):
                return _defined(weighted.weight, self._term(dom), self._term(cod))
            case p.ValueAt(task, obj):
                return _defined(task.at, self._term(obj))
            case p.IdentityOf(_, obj):
                return self._term(obj)
            case p.Composite(c, first, second):
                return _defined(lambda f, g: c.compose(f, g) if c.cod[f] == c.dom[g] else UNDEFINED, self._term(first), self._term(second))
            case p.Acted():
                return self._acted(t)
            case p.ImageObject(functor, obj):
                return _defined(lambda x: int(functor.on_objects[x]), self._term(obj))
            case p.ImageArrow(functor, arrow):
                return _defined(lambda f: int(functor.on_arrows[f]), self._term(arrow))
            case p.ImageElement(transformation, element):
                return _defined(lambda x: int(transformation.component[x]), self._term(element))
            case p.Arithmetic(operator, left, right):
                return _defined(relations.add if operator == "+" else relations.mul, self._term(left), self._term(right))
            case _:
                return self._cardinality(t)

    def _acted(self, t: p.Acted) -> Value:
        functor = t.functor
        c = functor.category
        near = c.cod if functor.variance == "contravariant" else c.dom

        def act(x: int, f: int) -> int:
            if functor.over[x] != near[f]:
                return UNDEFINED
            word = c.word(f)
            for s in reversed(word) if functor.variance == "contravariant" else word:
                x = int(functor.action[functor.action_start[s] + x - functor.start[functor.source_object[s]]])
            return x

        return _defined(act, self._term(t.element), self._term(t.arrow))

    def _cardinality(self, t: p.Term) -> Value:
        match t:
            case p.ObjectCount(category):
                return lambda env: category.object_count
            case p.ArrowCount(whole):
                return lambda env: whole.arrow_count
            case p.HomCount(whole, dom, cod):
                a, b = self._term(dom), self._term(cod)
                return lambda env: 0 if UNDEFINED in (x := a(env), y := b(env)) else len(whole.hom(x, y))
            case p.ElementCount(functor, None):
                return lambda env: functor.size
            case p.ElementCount(functor, over) if over is not None:
                at = self._term(over)
                return lambda env: 0 if (x := at(env)) == UNDEFINED else int(functor.sizes[x])
            case p.NaturalCount(source, target):
                return lambda env: self._counted(natural_count, source, target)
            case p.FunctorCount(source_category, target_category):
                return lambda env: self._counted(functor_count, source_category, target_category)
            case p.Measured():
                return lambda env: self._measure(t)[0]
        raise TypeError(f"not a term: {t!r}")

    def _counted(self, count: Callable[..., tuple[int, Any]], left: Any, right: Any) -> int:
        key = (id(left), id(right))
        if key not in self.counts:
            self.counts[key], answers = count(self.low, left, right)
            self._keep(answers)
        return self.counts[key]

    def _measure(self, t: p.Measured) -> tuple[Any, tuple[Note, ...]]:
        key = (t.name, *(id(a) for a in t.arguments))
        if key not in self.measures:
            value, answers, why = MEASURES[t.name].value(self.low, t.arguments)
            self.measures[key] = value, why
            self._keep(answers)
        return self.measures[key]

    # ------------------------------------------------------------------ in words

    def instance(self) -> tuple[tuple[Leading, int], ...]:
        """The leading quantifiers with the values that decide the proposition: a counterexample or a witness; empty if none do."""
        out = []
        node = _head(self.proposition)
        while isinstance(node, Leading) and id(node) in self.leading and id(node) in self.decisive:
            if (node.quantifier == "exists") != (self.value == self.leading_positive):
                break
            value = self.decisive[id(node)]
            out.append((node, value))
            node = node.body if isinstance(node, p.Quantifier) else node.parts[value]
        return tuple(out)

    @property
    def leading_positive(self) -> bool:
        """Whether the leading quantifiers stand below an even number of negations."""
        node, positive = self.proposition, True
        while isinstance(node, p.Negation):
            node, positive = node.body, not positive
        return positive

    def witness(self) -> Witness:
        """The deciding instance: the structures in it and the values of the other variables."""
        head = _head(self.proposition)
        if isinstance(head, p.PathEquation):
            return self._path(head).witness
        found = self.instance()
        structures = tuple(node.structures[i] for node, i in found if isinstance(node, p.Instances))
        return Witness(structures, tuple((node.variable, known(node.sort, x)) for node, x in found if isinstance(node, p.Quantifier)))

    def why(self) -> tuple[Note, ...]:
        """The notes of the predicates and relations that decide the proposition."""
        env = {node.variable: x for node, x in self.instance()}
        return tuple(dict.fromkeys(self._notes(self.proposition, env)))

    def _notes(self, node: p.Proposition, env: Env) -> list[Note]:
        match node:
            case p.Negation(body):
                return self._notes(body, env)
            case p.Quantifier(_, variable, _, body) if variable in env:
                return self._notes(body, env)
            case p.Instances(_, variable, _, _, parts):
                return self._notes(parts[env[variable]], env) if variable in env else none_of(node)
            case p.Junction(operator, parts):
                return [note for part in self._deciding(operator, parts, env) for note in self._notes(part, env)]
            case p.PathEquation():
                return list(self._path(node).why)
            case p.Relation(_, left, right):
                own = [note for side in (left, right) if isinstance(side, p.Measured) for note in self._measure(side)[1]]
                return [*relation_note(left, right, self._term(left)(env), self._term(right)(env)), *own]
            case p.Predicate(kind, arguments):
                return list(self._predicate(kind, [self._term(a) if isinstance(a, p.Term) else a for a in arguments], env).why)
        return []

    def _deciding(self, operator: str, parts: tuple[p.Proposition, ...], env: Env) -> list[p.Proposition]:
        """The parts that settle a connective: the first decisive one, or all."""
        if operator == "iff":
            return list(parts)
        seen = []
        for i, part in enumerate(parts):
            try:
                value = self._truth(part)(dict(env))
            except Undecided:
                continue
            if operator == "implies" and i == 0 and not value:
                return [part]
            if operator != "implies" and value == (operator == "or"):
                return [part]
            seen.append(part)
        return seen


def _head(node: p.Proposition) -> p.Proposition:
    """The proposition below negations."""
    while isinstance(node, p.Negation):
        node = node.body
    return node


def _leading(proposition: p.Proposition) -> dict[int, Leading]:
    """The quantifiers of one kind at the head of a proposition, below negations, by id."""
    head = _head(proposition)
    out: dict[int, Leading] = {}
    stack = [head]
    while stack:
        node = stack.pop()
        if isinstance(head, Leading) and isinstance(node, Leading) and node.quantifier == head.quantifier != "exists!":
            out[id(node)] = node
            stack += [node.body] if isinstance(node, p.Quantifier) else node.parts
    return out


def _junction(operator: str, parts: list[Truth]) -> Truth:
    if operator == "implies":
        return lambda env: not parts[0](env) or parts[1](env)
    if operator == "iff":
        return lambda env: parts[0](env) == parts[1](env)
    decisive = operator == "or"

    def junction(env: Env) -> bool:
        """As in the kernel, one decisive part settles it, whatever is undecided."""
        undecided: Undecided | None = None
        for part in parts:
            try:
                if part(env) == decisive:
                    return decisive
            except Undecided as error:
                undecided = undecided or error
        if undecided is not None:
            raise undecided
        return not decisive

    return junction


def _relation(holds: Callable[[int, int], bool], left: Value, right: Value) -> Truth:
    def compare(env: Env) -> bool:
        a, b = left(env), right(env)
        try:
            return UNDEFINED not in (a, b) and holds(a, b)
        except Rejected as budget:
            raise TooLarge(f"{budget}: two numbers are too close to be told apart") from None

    return compare


def _defined(function: Callable[..., Number], *codes: Value) -> Value:
    def apply(env: Env) -> Number:
        values = [code(env) for code in codes]
        return UNDEFINED if UNDEFINED in values else function(*values)

    return apply


def _between(start: list[int], x: int) -> range:
    return range(0) if x == UNDEFINED else range(start[x], start[x + 1])
