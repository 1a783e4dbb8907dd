"""The subcommands that look at specs without verifying them whole: show, fmt."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from presheaf import pipeline
from presheaf.cli.main import UsageError, unknown
from presheaf.model.build import TooLarge
from presheaf.model.category import Category
from presheaf.model.closure import Unclosed
from presheaf.model.codebook import Codebook
from presheaf.model.declaring import declaration
from presheaf.model.elaborate.loader import Loaded
from presheaf.model.elaborate.scope import Definition
from presheaf.model.encoder import Encoder, Missing
from presheaf.model.encoder_summary import summary as encoder_summary
from presheaf.model.kernels import Kernel
from presheaf.model.pretext_summary import summary as pretext_summary
from presheaf.model.proposition import Claim
from presheaf.model.samples import FunctorSamples, PointSamples
from presheaf.model.setfunctor import Functor, SetFunctor
from presheaf.model.structure import Structure
from presheaf.model.weighted import Weighted, WeightedFunctor, WeightedTask
from presheaf.source import Diagnostic, Source
from presheaf.source.render import render

SPEC_ERROR, UNMET = 3, 1
PROVERS = ("smtlib", "tptp")


def loaded_file(file: str) -> Loaded | None:
    """The elaborated file; None, after its diagnostics have been printed, if it has errors."""
    path = Path(file)
    loaded = pipeline.Verifier(pipeline.Options()).load(path, pipeline.root_of(path))
    _print(loaded.diagnostics, loaded.sources)
    return None if loaded.failed else loaded


def _print(diagnostics: Iterable[Diagnostic], sources: dict[str, Source]) -> None:
    for d in diagnostics:
        print(render(d, sources), file=sys.stderr)


# ---------------------------------------------------------------- show


def show(args: argparse.Namespace) -> int:
    """What a file declares; with a name, that structure or claim in full."""
    loaded = loaded_file(args.file)
    if loaded is None:
        return SPEC_ERROR
    claims = {c.name: c for c in loaded.claims}
    if args.name is None:
        if args.problem or args.form != "text":
            raise UsageError("--problem and --as need the NAME of a claim or structure")
        _overview(loaded)
        return 0
    if args.name in claims:
        if args.form in PROVERS:
            return _export_claim(claims[args.name], args.form, loaded)
        if args.form != "text":
            raise UsageError(f"--as {args.form} writes structures; {args.name} is a claim: smtlib and tptp write claims")
        return _show_claim(claims[args.name], args.problem)
    if args.problem:
        raise unknown(args.name, claims, "claim")
    value = loaded.structures.get(args.name)
    if value is None:
        raise unknown(args.name, [*loaded.structures, *claims], "declaration")
    if args.form in PROVERS:
        raise UsageError(f"--as {args.form} writes claims; {args.name} is none: quiver, acset and gap write structures")
    return _show_value(args.name, value, args.form)


def _overview(loaded: Loaded) -> None:
    for name, value in loaded.structures.items():
        if not any(name == c.name for c in loaded.claims):
            print(f"{name}: {_summary(value)}")
    for claim in loaded.claims:
        print(f"claim {claim.name}: {claim.text}   expect {claim.expected}")


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"


def _summary(value: object) -> str:
    match value:
        case Category():
            generators = len(value.names.listed)
            objects = _count(value.object_count, "object")
            return f"category with {objects}, {_count(value.arrow_count, 'arrow')} (identities included), {generators:,} given"
        case SetFunctor():
            kind = "presheaf" if value.variance == "contravariant" else "copresheaf"
            return f"{kind} on {value.category.name} with {_count(value.size, 'element')}{', partially known' if value.partial else ''}"
        case Functor():
            return f"functor {value.dom.name} -> {value.cod.name}{', partially known' if value.partial else ''}"
        case Weighted():
            return f"weighted matrix with {_count(value.object_count, 'object')}, {_count(value.nnz, 'weight')} above 0"
        case Kernel():
            return f"kernel of the family {value.family}"
        case Encoder():
            return f"encoder {value.source.name} -> R^{value.dimension}, kernel {value.shape.family}"
        case Codebook():
            return f"encoder {value.source.name} -> R^{value.dimension} with codes written out, kernel {value.label}"
        case WeightedTask():
            kind = "task" if value.variance == "contravariant" else "copresheaf"
            return f"{kind} with values in [0, 1] on {value.category.name}"
        case WeightedFunctor():
            return f"functor {value.dom.name} -> {value.cod.name} of weighted categories"
        case FunctorSamples():
            return f"samples of functors {value.dom.name} -> {value.cod.name}, {_count(value.size, 'value')} seen"
        case PointSamples():
            return f"samples of copresheaves on {value.dom.name}, {_count(value.size, 'value')} seen"
        case Definition():
            parameters = value.declaration.parameters
            return f"predicate with {_count(len(parameters), 'parameter')}"
        case Unclosed():
            return f"category that does not close within {value.bound:,} arrows"
        case _:
            return f"transformation {value.dom.name} => {value.cod.name}" if hasattr(value, "dom") and hasattr(value, "cod") else "claim"


def _show_value(name: str, value: object, form: str) -> int:
    if isinstance(value, Definition):
        from presheaf.syntax import show as text_of

        print(text_of(value.declaration))
        return 0
    if not isinstance(value, Structure):
        raise UsageError(f"{name} is a {_summary(value)}: there is nothing to write")
    try:
        if form == "text":
            _show_text(value)
        else:
            from presheaf.model.interchange import write

            print(write(value, form))
    except (TooLarge, ValueError) as bad:
        raise UsageError(str(bad)) from None
    return 0


def _show_text(value: Structure) -> None:
    """What a structure is, then its declaration; a pretext task that is too large to write out is described."""
    about = [*pretext_summary(value), *encoder_summary(value)]
    print("\n".join(f"# {line}" for line in [_summary(value), *about]))
    try:
        print(declaration(value))
    except TooLarge as big:
        if not about:
            raise
        print(f"# not written out: {big}")


def _show_claim(claim: Claim, problem: bool) -> int:
    if not problem:
        print(f"claim {claim.name}: {claim.text} expect {claim.expected}")
        return 0
    from presheaf.claims.engines import problem as problem_of

    try:
        document = problem_of(claim)
    except Missing as what:
        raise UsageError(f"{claim.name} has no problem: {what}") from None
    if document is None:
        raise UsageError(f"{claim.name} has no problem: {claim.blocked or 'no theory says it of all structures in its scope'}")
    print(json.dumps(document, ensure_ascii=False, indent=1))
    return 0


def _export_claim(claim: Claim, form: str, loaded: Loaded) -> int:
    """The claim for other provers; a TPTP problem with its SZS status behind it."""
    from presheaf.claims.export import export, szs
    from presheaf.decide.export.ground import Inexpressible

    try:
        print(export(claim, form), end="")
    except (Inexpressible, Missing) as bad:
        raise UsageError(f"{claim.name} cannot be written as {form}: {bad}") from None
    if form == "tptp":
        run = pipeline.Verifier(pipeline.Options()).claim(claim, loaded)
        print(szs(claim, run.results[0].verdict if run.results else "unknown"))
    return 0


# ---------------------------------------------------------------- fmt


def _spec_files(given: Iterable[str]) -> list[Path]:
    return [f for path in map(Path, given) for f in (sorted(path.rglob("*.psh")) if path.is_dir() else [path])]


def fmt(args: argparse.Namespace) -> int:
    """Format files in place; with --check only say which would change (exit 1)."""
    from presheaf.syntax.format import Unformattable, format_text

    code = 0
    for path in _spec_files(args.files):
        file = str(path)
        try:
            text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        except OSError as bad:
            raise UsageError(f"cannot read {file}: {(bad.strerror or '').lower()}") from None
        except UnicodeDecodeError as bad:
            raise UsageError(f"{file} is not UTF-8 (byte {bad.start})") from None
        try:
            formatted = format_text(text, file)
        except Unformattable as bad:
            _print(bad.diagnostics, {file: Source(file, text)})
            code = SPEC_ERROR
            continue
        if formatted == text:
            continue
        if args.check:
            print(f"{file} is not formatted")
            code = code or UNMET
        else:
            try:
                path.write_text(formatted, encoding="utf-8")
            except OSError as bad:
                raise UsageError(f"cannot write {file}: {(bad.strerror or '').lower()}") from None
            print(f"{file} formatted")
    return code
