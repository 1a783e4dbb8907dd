"""Hypotheses that a claim does not need, those that would save a refuted one, and smaller structures: against the claims written out by hand."""

from pathlib import Path

import pytest

from presheaf.claims.engines import native_instances
from presheaf.claims.scoped_run import Run
from presheaf.claims.weakening import mending_steps, near_misses, unneeded
from presheaf.model.elaborate.instances import bound
from presheaf.model.smaller import steps
from presheaf.pipeline import Options, Verifier
from presheaf.syntax import show


def verified(tmp_path: Path, text: str):  # type: ignore[no-untyped-def]
    file = tmp_path / "w.psh"
    file.write_text(text, encoding="utf-8")
    verifier = Verifier(Options())
    loaded = verifier.load(file, tmp_path)
    assert not loaded.failed, [d.message for d in loaded.diagnostics]
    return [(c, verifier.claim(c, loaded)) for c in loaded.claims]


@pytest.mark.parametrize(
    ("claim", "scope", "warned"),
    [
        ("forall C: category. thin(C) implies |C| <= 2", "C <= 2 arrows", ["thin(C)"]),
        ("forall C: category. (thin(C) and |C| = 1) implies |arrows(C)| = 1", "C <= 3 arrows", []),
        ("forall C: category. (thin(C) and |C| = 1 and |C| <= 3) implies |arrows(C)| = 1", "C <= 3 arrows", ["|C| <= 3"]),
        ("forall C: category. |C| <= 2 implies (thin(C) implies |arrows(C)| <= 2)", "C <= 2 arrows", ["|C| <= 2", "thin(C)"]),
        ("forall C: category. (|C| = 2 implies thin(C)) and (|C| = 1 implies connected(C))", "C <= 2 arrows", []),
        ("forall C: category. (|C| = 2 implies thin(C)) and (thin(C) implies |C| <= 2)", "C <= 2 arrows", ["thin(C)"]),
        ("forall C: category. exists X: C. thin(C) implies |C(X, X)| = 1", "C <= 2 arrows", []),
        ("forall C: category. thin(C) implies |C| <= 4", "C <= 4 arrows", ["thin(C)"]),
        ("forall C: category. thin(C) implies |C| <= 5", "C <= 5 arrows", []),  # 399 categories: too many to decide it once more
    ],
)
def test_hypotheses_that_are_not_needed(tmp_path: Path, claim: str, scope: str, warned: list[str]) -> None:
    ((c, run),) = verified(tmp_path, f"claim c: {claim} within {scope}")
    assert run.results[0].verdict == "holds_in_scope"
    assert [d.message.split("hypothesis ")[1] for d in run.diagnostics] == warned
    assert all((d.code, d.severity) == ("W202", "warning") for d in run.diagnostics)
    assert run.exit_code == 0
    for h in unneeded(c.scoped, 0, native_instances(c)):  # what is said holds, written out
        assert h.span.start > 0


def test_a_warning_is_true_and_complete(tmp_path: Path) -> None:
    """For every combination of two hypotheses, left out one by one in the text."""
    hypotheses = ["thin(C)", "connected(C)", "|C| = 1", "|arrows(C)| <= 3"]
    conclusions = ["|arrows(C)| <= 2", "skeletal(C)", "|C| <= 2"]
    lines, parts = [], []
    for i, a in enumerate(hypotheses):
        for b in hypotheses[i + 1 :]:
            for z in conclusions:
                parts.append((a, b))
                for left in (f"({a} and {b})", b, a):
                    lines.append(f"claim c{len(lines)}: forall C: category. {left} implies {z} within C <= 3 arrows")
    found = [run for _, run in verified(tmp_path, "\n".join(lines))]
    said = set()
    for (a, b), (both, without_a, without_b) in zip(parts, zip(found[::3], found[1::3], found[2::3], strict=True), strict=True):
        if both.results[0].verdict == "holds_in_scope":
            expected = [h for h, run in ((a, without_a), (b, without_b)) if run.results[0].verdict != "refuted"]
            assert [d.message.split("hypothesis ")[1] for d in both.diagnostics] == expected
            said.add(len(expected))
    assert said == {0, 1, 2}


def test_near_misses_hold_and_are_the_weakest(tmp_path: Path) -> None:
    text = """\
claim connected_is_enough: forall C: category. connected(C) implies promptable(terminal(C)) within C <= 3 arrows
claim unique: forall C: category, X: C, Y: C. isomorphic(X, Y) implies X = Y within C <= 4 arrows
claim both: forall C: category. |C| <= 2 and thin(C) within C <= 2 arrows
claim hopeless: forall C: category. |C| = 7 within C <= 2 arrows
claim by_number: forall C: category, T: task(C). promptable(T, card) implies representable(T) within C <= 2 arrows; T <= 2 elements
"""
    said = {}
    for claim, run in verified(tmp_path, text):
        assert run.results[0].verdict == "refuted"
        said[claim.name] = [n.text for n in near_misses(claim.scoped, native_instances(claim))]
    assert said == {
        "connected_is_enough": ["with thin(C)"],
        "unique": ["with skeletal(C)"],
        "both": ["with thin(C)", "without thin(C)"],
        "hopeless": [],
        "by_number": ["with forall X: C. |T(X)| <= 1", "with thin(C)"],
    }
    claims = verified(
        tmp_path,
        """\
claim a: forall C: category. (thin(C) and connected(C)) implies promptable(terminal(C)) within C <= 3 arrows
claim b: forall C: category, X: C, Y: C. (skeletal(C) and isomorphic(X, Y)) implies X = Y within C <= 4 arrows
claim c: forall C: category, T: task(C). ((forall X: C. |T(X)| <= 1) and promptable(T, card)) implies representable(T)
  within C <= 2 arrows; T <= 2 elements
""",
    )
    assert [run.results[0].verdict for _, run in claims] == ["holds_in_scope"] * 3


def test_steps_that_mend_a_counterexample_and_those_that_do_not(tmp_path: Path) -> None:
    """The claim holds after those that are named and fails after the others; a counterexample that is found first has none of these in the scope."""
    text = "claim c: forall C: category, T: task(C). |T| <= 1 or thin(C) within C = 3 arrows; T = 3 elements"
    ((claim, run),) = verified(tmp_path, text)
    world = run.results[0].found.structures
    named = mending_steps(claim.scoped, world, native_instances(claim))
    binders, body = claim.scoped.block(claim.scoped.node, claim.scoped.environment())
    for step in steps(world):
        env = claim.scoped.environment()
        for binder, structure in zip(binders, step.world, strict=True):
            env = bound(env, binder.name, structure)
        holds = Run(claim.scoped, native_instances(claim)).truth(body, env, False).value
        assert holds == (step.text in named)
        c, t = step.world
        assert holds == (t.size <= 1 or all(len(c.hom(a, b)) <= 1 for a in range(c.object_count) for b in range(c.object_count)))
    assert 0 < len(named) < len(list(steps(world)))


def test_no_smaller_structure_in_scope_is_a_counterexample(tmp_path: Path) -> None:
    """By the order of enumeration; the steps are parts and quotients of the structures that decide."""
    scope = "within C <= 3 arrows; T <= 2 elements"
    bodies = ["representable(T)", "thin(C) or |T| = 0", "promptable(T, card) implies representable(T)", "|T| <= 1", "connected(C) or |T| <= 1"]
    text = "\n".join(f"claim c{i}: forall C: category, T: task(C). {b} {scope}" for i, b in enumerate(bodies))
    for claim, run in verified(tmp_path, text):
        world = run.results[0].found.structures
        assert run.results[0].verdict == "refuted"
        named = mending_steps(claim.scoped, world, native_instances(claim))
        inside = [s.text for s in steps(world) if s.world[0].object_count]  # categories in this scope are not empty
        assert set(inside) <= set(named), (show(claim.scoped.node), inside, named)
