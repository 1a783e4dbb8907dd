"""Every guard of the kernel is needed: taken out, some forgery of the suite is no longer rejected for its reason."""

from __future__ import annotations

import ast
from functools import cache

import pytest
from kernel_forgeries import FORGERIES
from kernel_loader import MODULES, Kernel, tree_of
from kernel_mutants import mutations

MUTANTS = [(m, i, f"{m}-{mutation.line}-{mutation.label}") for m in MODULES for i, mutation in enumerate(mutations(tree_of(m)))]


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


@pytest.mark.parametrize(("module", "number"), [mutant[:2] for mutant in MUTANTS], ids=[mutant[2] for mutant in MUTANTS])
def test_a_guard_taken_out_is_noticed(module: str, number: int) -> None:
    line = mutations(tree_of(module))[number].line
    mutant = Kernel(module, lambda tree: mutations(tree)[number].apply())
    candidates = passed_through().get((module, line), ())
    assert any(mutant.verdict(FORGERIES[i].document()) != FORGERIES[i].reason for i in candidates)


def test_the_mutants_are_mutants() -> None:
    assert len(MUTANTS) > 200
    before = {m: ast.dump(tree_of(m)) for m in MODULES}
    for module, number, _ in MUTANTS[::5]:
        tree = tree_of(module)
        mutations(tree)[number].apply()
        assert ast.dump(tree) != before[module]
