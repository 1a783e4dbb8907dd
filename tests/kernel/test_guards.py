"""Every guard of the kernel is needed: taken out, some forgery of the suite is no longer rejected for its reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest
from kernel_forgeries import FORGERIES
from kernel_loader import MODULES, Kernel, tree_of
from kernel_mutants import Mutation, mutations

TREES = {m: tree_of(m) for m in MODULES}
MUTATIONS = [(m, mutation) for m in MODULES for mutation in mutations(TREES[m])]


@cache
def passed_through() -> dict[tuple[str, int], list[int]]:
    """The forgeries by the lines of the kernel in the traceback of their rejection."""
    kernel, out = Kernel(), dict[tuple[str, int], list[int]]()
    for number, forgery in enumerate(FORGERIES):
        try:
            kernel.check(forgery.document())
        except kernel.modules["errors"].Rejected as error:
            places = _places(error) | (_places(error.__context__) if error.__context__ else set())
            for place in places:
                out.setdefault(place, []).append(number)
    return out


def _places(error: BaseException) -> set[tuple[str, int]]:
    trace, out = error.__traceback__, set()
    while trace is not None:
        out.add((trace.tb_frame.f_code.co_filename.removesuffix(".py"), trace.tb_lineno))
        trace = trace.tb_next
    return out


@contextmanager
def mutant(module: str, mutation: Mutation) -> Iterator[Kernel]:
    """The kernel without one guard."""
    mutation.apply()
    try:
        yield Kernel(module, TREES[module])
    finally:
        mutation.undo()


@pytest.mark.parametrize(("module", "mutation"), MUTATIONS, ids=[f"{m}-{mutation.line}-{mutation.label}" for m, mutation in MUTATIONS])
def test_a_guard_taken_out_is_noticed(module: str, mutation: Mutation) -> None:
    candidates = passed_through().get((module, mutation.line), ())
    with mutant(module, mutation) as kernel:
        assert any(kernel.verdict(FORGERIES[i].document()) != FORGERIES[i].reason for i in candidates)


def test_the_mutants_are_mutants() -> None:
    assert len(MUTATIONS) > 200
    before = {m: ast.dump(TREES[m]) for m in MODULES}
    for module, mutation in MUTATIONS[::5]:
        mutation.apply()
        assert ast.dump(TREES[module]) != before[module]
        mutation.undo()
        assert ast.dump(TREES[module]) == before[module]
