"""Z3 on the CNF of a problem, fed as DIMACS text (building the terms from Python costs a hundred times more)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from presheaf.decide.cnf import dimacs
from presheaf.decide.verdict import Result, Sat, Unknown, Unsat
from presheaf.kernel.problem import Nogood


def solve(domains: Sequence[Sequence[int]], nogoods: Iterable[Nogood], rlimit: int | None = None) -> Result:
    """Z3's answer; a model has been read back as one value per cell but not validated. `rlimit` is Z3's deterministic resource count."""
    import z3  # costs 0.1 s: only when needed

    cnf = dimacs(domains, nogoods)
    try:
        solver = z3.Solver(ctx=z3.Context())
        if rlimit is not None:
            solver.set("rlimit", rlimit)
        solver.from_string(cnf.text)
        verdict = check(solver)
        if not isinstance(verdict, Sat):
            return verdict
        values = [-1] * len(domains)
        model = solver.model()
        for declaration in model.decls():
            if z3.is_true(model[declaration]):
                cell, x = cnf.literals[int(declaration.name().removeprefix("k!")) - 1]
                values[cell] = x if values[cell] < 0 else min(values[cell], x)
    except z3.Z3Exception as error:
        return failure(error)
    return Sat(tuple(values))


def core(domains: Sequence[Sequence[int]], nogoods: Iterable[Nogood], trials: int) -> list[int] | None:
    """Cells that already admit no values together, made few by leaving out one after the other `trials` times; None if Z3 finds no contradiction."""
    import z3

    context = z3.Context()
    cnf = dimacs(domains, nogoods, guarded=True)
    solver = z3.Solver(ctx=context)
    solver.from_string(cnf.text)
    guard = [z3.Bool(len(cnf.literals) + cell + 1, context) for cell in range(len(domains))]  # DIMACS variables are number symbols
    number = {str(g): cell for cell, g in enumerate(guard)}
    needed = list(range(len(domains)))
    left_out = 0  # cells before this position have been found necessary
    for _ in range(trials + 1):
        fewer = needed if left_out == 0 and len(needed) == len(domains) else needed[:left_out] + needed[left_out + 1 :]
        answer = solver.check(*[guard[cell] for cell in fewer])
        if answer == z3.unsat:
            found = {number[str(g)] for g in solver.unsat_core()}
            kept = [cell for cell in fewer if cell in found]
            left_out = sum(cell in found for cell in needed[:left_out])
            needed = kept
        elif fewer is needed:
            return None
        else:
            left_out += 1
        if left_out >= len(needed):
            break
    return needed


def check(solver: Any) -> Result:
    """The three-valued answer of a Z3 solver; Sat without values."""
    import z3

    answer = solver.check()
    if answer == z3.sat:
        return Sat(())
    if answer == z3.unsat:
        return Unsat()
    reason = str(solver.reason_unknown())
    return Unknown("resource" if "resource" in reason or "canceled" in reason else "memory" if "memory" in reason else reason)


def failure(error: Exception) -> Unknown:
    """Z3 reports exhausted memory as an exception."""
    if "memory" in str(error):
        return Unknown("memory")
    raise error
