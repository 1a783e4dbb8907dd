"""Hypotheses of claims: whether something in the scope satisfies them."""

from __future__ import annotations

from collections.abc import Iterator

from presheaf.claims.scoped_run import Run
from presheaf.model.elaborate.environment import Environment
from presheaf.model.elaborate.instances import Scoped
from presheaf.syntax import ast

Path = tuple[int, ...]
"""Which part of each `and` on the way to a conclusion."""


def vacuous(run: Run) -> bool:
    """Whether some conclusion of a claim is never reached: nothing in the scope satisfies all hypotheses above it, or what it speaks of is not there.

    Conclusions are reached through `forall`, `and`, the right sides of `implies`, and definitions. Costs one pass through the scope at most for each.
    """
    start = run.claim.environment()
    return not all(_reached(run, run.claim.node, start, path) for path in _paths(run.claim, run.claim.node, start))


def _paths(claim: Scoped, node: ast.Prop, env: Environment) -> Iterator[Path]:
    match node:
        case ast.Connective("and", parts):
            for i, part in enumerate(parts):
                for path in _paths(claim, part, env):
                    yield (i, *path)
        case ast.Connective("implies", (_, conclusion)):
            yield from _paths(claim, conclusion, env)
        case ast.Quantified("forall", body=body):
            yield from _paths(claim, body, env)
        case ast.Atom(call) if (definition := env.scope.definition(call)) is not None:
            yield from _paths(claim, definition.declaration.body, Environment(definition.scope))
        case _:
            yield ()


def _reached(run: Run, node: ast.Prop, env: Environment, path: Path) -> bool:
    """Whether some instance satisfies every hypothesis on the way."""
    claim = run.claim
    match node:
        case ast.Connective("and", parts):
            return _reached(run, parts[path[0]], env, path[1:])
        case ast.Connective("implies", (hypothesis, conclusion)):
            return run.truth(hypothesis, env).value and _reached(run, conclusion, env, path)
        case ast.Quantified("forall"):
            binders, body = claim.block(node, env)
            if binders:
                return any(_reached(run, body, inner, path) for inner in claim.instances(binders, env))
            rest, values = claim.values(node, env)
            return any(_reached(run, rest, inner, path) for _, inner in values)
        case ast.Atom(call) if env.scope.definition(call) is not None:
            return _reached(run, *claim.unfolded(call, env), path)
    return True
