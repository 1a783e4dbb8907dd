"""extends(F, K): is there a G with G K isomorphic to F (strict: equal to F)? For set-valued F, and for functors into a finite category.

A set-valued G extends F along K : A -> B iff its restriction to the full subcategory J on the objects K a does: from J it extends to B by
the Kan extension, whose unit along the full inclusion is an isomorphism. On J all sizes are known, so G is a table: |G(K a)| = |F(a)|.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from presheaf.claims import extension_images, extension_tables
from presheaf.claims.base import Answer, Formula, Kind, Lowering, Note
from presheaf.claims.extension_reasons import failing_pattern, standing, stuck
from presheaf.claims.kan import KanUnitIso, lan_of, misplaced, unit_defect
from presheaf.claims.questions import found
from presheaf.model.setfunctor import Functor, SetFunctor


class Extends(Kind):
    name = "extends"
    alternatives = (("task", "functor", "mode"), ("functor", "functor", "mode"))
    modes = ("strict", "kan")
    summary = "some functor G on the codomain of K extends F: G K is isomorphic to F (strict: equal; kan: by the left Kan extension)"
    explanation = (
        "extends(F, K) for K : A -> B and F on A, either a task or copresheaf or a functor A -> D: there is a G on B, of the kind of F, with G K\n"
        "naturally isomorphic to F. extends(F, K, strict): with G K = F, the same elements and maps (the same objects and arrows).\n"
        "extends(F, K, kan): the left Kan extension Lan_K F does it, that is, its unit is an isomorphism; for set-valued F only.\n"
        'Deciding it is NP-complete. "yes" shows G; "no" is a tree of cases. Set-valued extensions are looked for on the full subcategory of the\n'
        "objects K a, where all sizes are known; the Kan extension takes them to the rest. The verdict says which of strict, up to isomorphism,\n"
        "only a Kan approximation (and where it fails) holds."
    )

    def fits(self, args: Sequence[Any]) -> str | None:
        f, k = args[:2]
        if isinstance(f, SetFunctor):
            return misplaced(f, k, "dom")
        if f.partial or k.partial:
            return f"{(f if f.partial else k).name} has unknown values"
        if f.dom is not k.dom:
            return f"{f.name} begins at {f.dom.name}, {k.name} at {k.dom.name}"
        return f"{f.name} is no task: its Kan extensions are not defined here" if args[2:] == ("kan",) else None

    def define(self, low: Lowering, args: Sequence[Any]) -> Formula:
        f, k, *mode = args
        if mode == ["kan"]:
            return KanUnitIso().define(low, (f, k))
        if isinstance(f, SetFunctor):
            return extension_tables.statement(low, f, k, mode == ["strict"])
        return ["holds", extension_images.question(low, f, k, mode == ["strict"])]

    def decide(self, low: Lowering, args: Sequence[Any]) -> Answer:
        f, k, *mode = args
        if mode == ["kan"]:
            answer = KanUnitIso().decide(low, (f, k))
            return answer if not answer.value else Answer(True, why=(Note("the unit of the left Kan extension is an isomorphism", f.name),))
        if isinstance(f, SetFunctor):
            return self._set_valued(low, f, k, mode == ["strict"])
        question = extension_images.question(low, f, k, mode == ["strict"])
        value, evidence = found(low, question, (), f"extends({f.name}, {k.name})")
        why = () if value else stuck(f, k, mode == ["strict"])
        return Answer(value, ((question, (), evidence),), why)

    def _set_valued(self, low: Lowering, f: SetFunctor, k: Functor, strict: bool) -> Answer:
        pattern = failing_pattern(f, k, strict)
        on = extension_tables.problem(low, f, k, strict)
        if not on.sizes_fit:
            return Answer(False, why=pattern)
        question = extension_tables.question(low, on)
        ext = lan_of(low, k, f)
        defect = unit_defect(ext)
        model = extension_tables.by_kan_extension(on, ext) if defect is None and not strict else None
        value, evidence = (True, {"model": model}) if model else found(low, question, (), f"extends({f.name}, {k.name})")
        return Answer(value, ((question, (), evidence),), (*(() if value else pattern), standing(f, k, value, strict, defect)))
