"""`presheaf counterexample`: what decides a claim, as a spec that verifies by itself."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import replace
from itertools import count
from pathlib import Path

from presheaf import pipeline
from presheaf.claims.witness import Witness
from presheaf.cli.inspect import SPEC_ERROR, loaded_file
from presheaf.cli.main import INTERNAL, UsageError, unknown
from presheaf.model import proposition as p
from presheaf.model.build import TooLarge
from presheaf.model.category import Category
from presheaf.model.closure import Unclosed
from presheaf.model.declaring import Called, declaration, needed
from presheaf.model.diagrams import PresentedSets, declared
from presheaf.model.elaborate.loader import Loaded
from presheaf.model.elaborate.scope import Definition
from presheaf.model.encoder import Encoder
from presheaf.model.interchange import Unwritable, to_quiver
from presheaf.model.interchange.quiver_writer import GREEN, RED
from presheaf.model.masked import MaskedOf
from presheaf.model.proposition import Claim
from presheaf.model.structure import Structure
from presheaf.report.picture import picture
from presheaf.report.result import ClaimResult
from presheaf.report.text import decided_by
from presheaf.source.render import render
from presheaf.syntax import ast

WRITTEN = 1_000_000  # characters of one declaration
UNWRITTEN = "is not written out"
DRAWN = 16  # objects of a declared category that is drawn


def counterexample(args: argparse.Namespace) -> int:
    """The structures that a claim speaks of with what decides it, a drawing, and the claim about them with its verdict."""
    loaded = loaded_file(args.file)
    if loaded is None:
        return SPEC_ERROR
    claim = next((c for c in loaded.claims if c.name == args.name), None)
    if claim is None:
        raise unknown(args.name, [c.name for c in loaded.claims], "claim")
    run = pipeline.Verifier(pipeline.Options()).claim(claim, loaded)
    if run.interrupted:
        raise KeyboardInterrupt
    if run.diagnostics:
        print("\n\n".join(render(d, loaded.sources) for d in run.diagnostics), file=sys.stderr)
        return SPEC_ERROR
    if not run.results:
        print("\n".join([*run.internal, *run.rejected]), file=sys.stderr)
        return INTERNAL
    if run.results[0].skipped:
        raise UsageError(f"{claim.name} is not decided: {run.results[0].reason}")
    near = near_misses(claim, run.results[0]) if args.near else []
    beside = not args.output or Path(args.output).resolve().parent == loaded.path.resolve().parent
    text = "\n".join([*document(claim, run.results[0], loaded, near, beside), ""])
    if not args.output:
        sys.stdout.write(text)
        return 0
    try:
        Path(args.output).write_text(text, encoding="utf-8")
    except OSError as bad:
        raise UsageError(f"cannot write {args.output}: {(bad.strerror or '').lower()}") from None
    return 0


def near_misses(claim: Claim, result: ClaimResult) -> list[str]:
    """What would save a refuted claim in a scope, in words: a hypothesis more, a conclusion less, or a smaller structure."""
    from presheaf.claims import weakening
    from presheaf.claims.engines import native_instances

    if claim.scoped is None or result.verdict != "refuted" or not result.found.structures:
        return ["near misses are looked for where some structure in a scope is a counterexample"]
    by = native_instances(claim)
    out = [f"it holds in scope {near.text}" for near in weakening.near_misses(claim.scoped, by)]
    out = out or ["no hypothesis of the vocabulary makes it hold in scope"]
    world = [s for s in result.found.structures if isinstance(s, Structure)]
    steps = weakening.mending_steps(claim.scoped, world, by)
    return out + [f"no counterexample {text}" for text in steps]


def document(claim: Claim, result: ClaimResult, loaded: Loaded, near: Iterable[str] = (), beside: bool = True) -> list[str]:
    """The lines of the spec; `near` are further remarks, `beside` says whether the spec lies where that of the claim does, and reads its files."""
    head = [f"{claim.name}: {result.verdict}" + (f" ({result.reason})" if result.reason else ""), *decided_by(result)]
    head += [*(note.text for note in result.why), *near]
    restated = claim.scoped.restated() if claim.scoped is not None and result.found.structures else None
    mine = tuple(s for s in result.found.structures if isinstance(s, Structure) and (restated is None or s.name in restated[0]))
    if claim.scoped is None or restated is None:
        mine = ()  # the claim is about declared structures, or about a whole scope
    mentioned = [loaded.structures[name] for name, _ in claim.places if isinstance(loaded.structures.get(name), Structure)]
    structures = needed((*mentioned, *mine))
    shown = mine or tuple(s for s in mentioned if isinstance(s, Category) and s.object_count <= DRAWN)
    separating = _separating(result.found, loaded)
    head += [*picture(shown or (() if separating else result.found.structures)), *_links(shown, result)]
    out = ["#" if not line else f"# {line}" for text in head for line in text.split("\n")]
    out += _presented(claim, loaded) + _declarations(structures, _names(mine, structures, loaded))
    if separating is not None:
        out += [declaration(separating)] if claim.with_witness is None else []
        return [*out, _separated(claim, separating)]
    out += _definitions(claim, loaded) + _completions(claim, result.found, mine)
    if result.found.values:
        out.append(f"# at {result.found.assignment}")
    last = _claim(claim, result, restated[1] if restated else None)
    elsewhere = not beside and any(isinstance(s, Encoder) for s in structures)
    if elsewhere:
        out = [f"# {line}" if line.startswith("encoder ") and "{ codes " not in line else line for line in out]
    masked = any(isinstance(s, Category) and isinstance(s.origin, MaskedOf) for s in structures)
    if elsewhere or masked or any(UNWRITTEN in line for line in out):
        return [*out, "# the claim is about data that are not written here:", f"# {last}"]
    return [*out, last]


def _names(mine: Iterable[Structure], structures: Iterable[Structure], loaded: Loaded) -> Called:
    """What each structure is called: deciding ones as their variables are, declared ones as in the file unless a variable is called so."""
    names = {id(s): s.name for s in mine}
    taken = set(names.values())
    declared = {id(value): name for name, value in loaded.structures.items()}
    for s in structures:
        if id(s) not in names:
            name = declared.get(id(s), s.name)
            while name in taken:
                name += "'"
            taken.add(name)
            names[id(s)] = name
    return lambda structure: names.get(id(structure), structure.name)


def _declarations(structures: Iterable[Structure], called: Called) -> list[str]:
    out = []
    for structure in structures:
        try:
            text = declaration(structure, called)
        except TooLarge as big:
            text = f"# {called(structure)} {UNWRITTEN}: {big}"
        if len(text) > WRITTEN:
            text = f"# {called(structure)} {UNWRITTEN}: its declaration has {len(text):,} characters (limit {WRITTEN:,})"
        out.append(text)
    return out


def _definitions(claim: Claim, loaded: Loaded) -> list[str]:
    from presheaf.syntax import show as text_of

    used = [loaded.structures.get(name) for name, _ in claim.places]
    kernels = [d for d in loaded.spec.declarations if isinstance(d, ast.KernelDecl) and any(d.name == name for name, _ in claim.places)]
    return [*map(text_of, kernels), *(text_of(d.declaration) for d in used if isinstance(d, Definition))]


def _completions(claim: Claim, found: Witness, mine: tuple[Structure, ...]) -> list[str]:
    """Structures that are found but not declared here, as comments: completions of declared ones, functors that a quantifier ranges over."""
    texts = [(s, t) for s, t in zip(found.structures, found.declarations(), strict=False) if not any(s is m for m in mine)]
    word = "completed by: " if claim.scoped is None and any(s.name in dict(claim.places) for s, _ in texts) else "with "
    return [f"# {word if i == 0 else '      '}{line}" for _, text in texts for i, line in enumerate(text.splitlines())]


def _presented(claim: Claim, loaded: Loaded) -> list[str]:
    """The categories of a claim that did not close, and the copresheaves on them."""
    used = [(name, loaded.structures.get(name)) for name, _ in claim.places]
    out = [declared(value.presentation, name, value.bound) for name, value in used if type(value) is Unclosed and value.presentation]
    return out + [declaration(value) for _, value in used if isinstance(value, PresentedSets)]


def _separating(found: Witness, loaded: Loaded) -> PresentedSets | None:
    """The functor that separates two paths, under a name that the file does not have."""
    for structure in found.structures:
        if isinstance(structure, PresentedSets):
            free = (structure.name + "'" * k for k in count())
            return replace(structure, name=next(name for name in free if name not in loaded.structures))
    return None


def _separated(claim: Claim, separating: PresentedSets) -> str:
    """A claim that two paths are equal, refuted by the functor that separates them."""
    given = "" if claim.with_witness else f" with S = {separating.name}, x = {separating.separates}"
    return f"{claim.word} {claim.name}: {claim.text}{given} expect refuted"


def _links(shown: Iterable[Structure], result: ClaimResult) -> list[str]:
    """Links of the diagram editor quiver; the arrows of the deciding values are green in a witness and red in a counterexample."""
    out = []
    for c in shown:
        if isinstance(c, Category):
            arrows = {value.index for _, value in result.found.values if isinstance(value, p.ArrowAt) and value.category is c}
            generators = {int(c.generators[s]) for f in arrows for s in c.word(f)} | arrows
            marked = [i for i, f in enumerate(c.names.listed_arrows) if f in generators]
            try:
                out.append(f"{c.name}: {to_quiver(c, marked, RED if result.verdict == 'refuted' else GREEN)}")
            except Unwritable:
                continue
    return out


def _claim(claim: Claim, result: ClaimResult, restated: str | None) -> str:
    """The claim with its verdict; a claim with a scope about the structures that decide it, where there are such."""
    if restated is not None:
        return f"claim {claim.name}: {restated}"
    if claim.word == "count":
        return f"count {claim.name}: {claim.text} expect {result.count}"
    expected = {"refuted": " expect refuted", "unknown": " expect unknown", "vacuous": " expect vacuous"}.get(result.verdict, "")
    return f"{claim.word} {claim.name}: {claim.text}{expected}"
