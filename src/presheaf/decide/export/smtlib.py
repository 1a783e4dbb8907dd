"""SMT-LIB 2.6: a script that is unsatisfiable iff the claim of a kernel document is true. No quantifiers but over the cells of questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from presheaf.decide.cases import Cases
from presheaf.decide.export.ground import Expression, Grounding, Inexpressible, Question, Term, negation
from presheaf.kernel.check import Session
from presheaf.kernel.scope import Sizes

TRUE, FALSE = "true", "false"
VECTORS = 400  # vectors of sizes in one script


def script(document: dict[str, Any], name: str, head: Sequence[str]) -> str:
    """The text, below comment lines `head`. Numbers stand for what the certificate numbers; every assertion has a name that says where it is from.

    Inexpressible if the statement counts the solutions of a large question or is too long.
    """
    ground = Grounding(Session(document))
    denied = negation(ground.statement(document["statement"]))
    body = [*_facts(ground), *_questions(ground), _assertion(denied, f"not_{name}")]
    quantified = any(q.cells for q in ground.questions.values())
    lines = [f"; {line}" for line in head]
    lines += ["; unsat: the claim is true; sat: it is false", "(set-option :produce-models true)", "(set-option :produce-unsat-cores true)"]
    products = any("(* " in line for line in body)
    lines += [f"(set-logic {'' if quantified else 'QF_'}UF{'NIA' if products else 'LIA'})", *_declarations(ground), *body]
    return "\n".join([*lines, "(check-sat)", "; after sat: (get-model); after unsat: (get-unsat-core)", "(exit)", ""])


def scope_script(document: dict[str, Any], name: str, head: Sequence[str], sizes: Sequence[Sizes]) -> str:
    """One script for a document of `kernel.scope`: at each of the sizes, whether its theory has a model.

    The theory denies the claim (or says what is looked for), so where all answers are unsat there is no counterexample (or no example).
    """
    if len(sizes) > VECTORS:
        raise Inexpressible(f"its scope has {len(sizes):,} vectors of sizes (limit {VECTORS})")
    lines = [*(f"; {line}" for line in head), "(set-option :produce-models true)", "(set-logic QF_UFLIA)"]
    nodes = 0
    for vector in sizes:
        ground = Grounding(Cases(document).session(vector), nodes=nodes)
        ground.holds("theory", ())
        nodes = ground.nodes
        question = ground.questions["theory"]
        shown = "; ".join(f"{structure} = {' '.join(map(str, row))}" for structure, row in vector.items())
        lines += ["(push 1)", f'(echo "{shown}")', *_declarations(ground), *_facts(ground), *_yes(question, ""), "(check-sat)", "(pop 1)"]
    return "\n".join([*lines, "(exit)", ""])


def symbol(name: str) -> str:
    """A name as a symbol, in bars where it needs them."""
    simple = name.isascii() and all(c.isalnum() or c in "~!@$%^&*_-+=<>.?/" for c in name) and not name[:1].isdigit()
    return name if simple and name else "|" + name.replace("\\", "/").replace("|", "/") + "|"


def _declarations(ground: Grounding) -> Iterator[str]:
    arity = {f: len(args) for f, args in ground.facts}
    for f, n in arity.items():
        yield f"(declare-fun {symbol(f)} ({' '.join(['Int'] * n)}) Int)"
        if f in ground.partial:
            yield f"(declare-fun {symbol(f + '?')} ({' '.join(['Int'] * n)}) Bool)"
    for q in ground.questions.values():
        yield f"(declare-const {symbol(q.name)} Bool)"
        for cell, _ in q.cells:
            yield f"(declare-const {symbol(cell)} Int)"


def _facts(ground: Grounding) -> Iterator[str]:
    for (f, args), value in ground.facts.items():
        label = ".".join([f, *map(str, args)])
        if f in ground.partial:
            yield _assertion(("defined", f, args) if value is not None else ("not", ("defined", f, args)), f"{label}.domain")
        if value is not None:
            yield _assertion(("=", ("apply", f, args), value), label)


def _questions(ground: Grounding) -> Iterator[str]:
    """Both halves of a definition: yes gives values to the cells, no forbids all values."""
    for q in ground.questions.values():
        yield f"; {q.text}"
        yield from _yes(q, symbol(q.name))
        yield f"(assert (! {_none(q)} :named {symbol(f'{q.name}.no')}))"


def _yes(q: Question, holds: str) -> Iterator[str]:
    """The cells have values and satisfy the axioms; under a condition, if one is given."""
    asserted = [(f"{cell}.range", _among(symbol(cell), values)) for cell, values in q.cells]
    asserted += [(f"{q.name}.axiom{i}", write(axiom)) for i, axiom in enumerate(q.axioms)]
    for label, body in asserted:
        if body != TRUE:
            yield f"(assert (! {f'(=> {holds} {body})' if holds else body} :named {symbol(label)}))"


def _none(q: Question) -> str:
    body = " ".join([*(_among(symbol(cell), values) for cell, values in q.cells), *(write(a) for a in q.axioms)])
    refuted = f"(not (and {body}))" if body else FALSE
    if q.cells:
        refuted = f"(forall ({' '.join(f'({symbol(cell)} Int)' for cell, _ in q.cells)}) {refuted})"
    return f"(or {symbol(q.name)} {refuted})"


def _among(term: str, values: Sequence[int]) -> str:
    if not values:
        return FALSE
    low, high = min(values), max(values)
    if len(values) == high - low + 1:
        return f"(= {term} {low})" if low == high else f"(<= {low} {term} {high})"
    return f"(or {' '.join(f'(= {term} {x})' for x in values)})"


def _assertion(expression: Expression, name: str) -> str:
    return f"(assert (! {write(expression)} :named {symbol(name)}))"


def write(node: Expression | Term) -> str:
    """An expression or a term."""
    if isinstance(node, bool):
        return TRUE if node else FALSE
    if isinstance(node, int):
        return str(node)
    head, *rest = node
    match head:
        case "apply":
            return f"({symbol(rest[0])} {' '.join(map(write, rest[1]))})"
        case "defined":
            return f"({symbol(rest[0] + '?')} {' '.join(map(write, rest[1]))})"
        case "cell" | "holds":
            return symbol(rest[0])
        case "and" | "or":
            return f"({head} {' '.join(map(write, rest[0]))})"
        case "iff":
            return f"(= {' '.join(map(write, rest))})"
        case "if":
            return f"(ite {' '.join(map(write, rest))})"
        case _:
            return f"({head} {' '.join(map(write, rest))})"
