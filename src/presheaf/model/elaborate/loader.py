"""Files: reading, imports, and the elaboration of their declarations in order. All mistakes of a file are reported in one run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from os.path import normpath
from pathlib import Path
from typing import Literal

from presheaf.model import proposition as p
from presheaf.model.category import Category
from presheaf.model.closure import Unclosed
from presheaf.model.elaborate import diagrams, encoders, kernels, pretext, samples, tables, weighted
from presheaf.model.elaborate.instances import Scoped
from presheaf.model.elaborate.proofs import proved
from presheaf.model.elaborate.propositions import Propositions
from presheaf.model.elaborate.scope import Blocked, Claimed, Definition, Entry, Failed, Pending, Scope, Signature, Skip, Value, error
from presheaf.model.elaborate.scopes import extents, over_structures, unused, variables
from presheaf.model.elaborate.structures import Structures
from presheaf.model.elaborate.witnesses import witnessed
from presheaf.model.encoder import Networks
from presheaf.source import Diagnostic, Source, Span, SpecError, in_order
from presheaf.syntax import ast, parse, show
from presheaf.syntax.printer import name as printed

ClaimNode = ast.ClaimDecl | ast.FindDecl | ast.CountDecl
COUNTED = ("categories", "presheaves", "copresheaves", "functors", "transformations")
_WORD: dict[type, Literal["claim", "find", "count"]] = {ast.ClaimDecl: "claim", ast.FindDecl: "find", ast.CountDecl: "count"}


@dataclass
class Loaded:
    """One file after elaboration: its claims, what is wrong with it, and everything it declares (imports under their prefixes)."""

    path: Path
    display: str
    spec: ast.Spec
    claims: tuple[p.Claim, ...] = ()
    diagnostics: list[Diagnostic] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    structures: dict[str, object] = field(default_factory=dict)
    places: dict[str, Span] = field(default_factory=dict)
    scope: Scope | None = None

    @property
    def failed(self) -> bool:
        """Whether there is an error (warnings do not count)."""
        return any(d.severity == "error" for d in self.diagnostics)


class Loader:
    """Loads files below one root; imports may not leave it. Every file is elaborated once. With `networks` the code that specs name is run."""

    def __init__(self, root: Path, signatures: Mapping[str, Signature], networks: Networks | None = None) -> None:
        self.root = root.resolve()
        self.signatures, self.networks = signatures, networks
        self.loaded: dict[Path, Loaded] = {}
        self.open: list[Path] = []

    def load(self, path: Path, display: str) -> Loaded:
        """The elaborated file; unreadable files give a diagnostic like every other mistake."""
        real = path.resolve()
        if real in self.loaded:
            return self.loaded[real]
        result = Loaded(path, display, ast.Spec(display, ()))
        self.loaded[real] = result
        text = self._read(real, display, result)
        if text is None:
            result.sources[display] = Source(display, "")
            return result
        result.sources[display] = Source(display, text)
        result.spec, found = parse(text, display)
        scope = Scope(real, display, self.signatures, found=list(found), root=self.root, networks=self.networks)
        result.scope = scope
        self.open.append(real)
        try:
            for name in result.spec.unread:
                scope.names.setdefault(name, Entry(Failed(), Span(display, 0, 0)))  # said already: what uses it is passed over
            declared = [d for d in result.spec.declarations if self._declare(scope, d, result)]
            # categories first and claims last: an expression finds the categories that are declared, wherever they stand
            declared.sort(
                key=lambda d: 0 if isinstance(d, ast.CategoryDecl | ast.PretextDecl | ast.WeightedDecl) else 2 if isinstance(d, ClaimNode) else 1
            )
            result.claims = tuple(c for d in declared for c in self._elaborate(scope, d))
        finally:
            self.open.pop()
        result.diagnostics = in_order(scope.found)
        result.structures = {name: e.value for name, e in scope.names.items()}
        result.places = {name: e.span for name, e in scope.names.items()}
        return result

    def _read(self, path: Path, display: str, result: Loaded) -> str | None:
        here = Span(display, 0, 0)
        try:
            data = path.read_bytes()
        except OSError as bad:
            result.diagnostics.append(
                Diagnostic(
                    "E213",
                    f"{display} cannot be read: {(bad.strerror or str(bad)).lower()}",
                    here,
                    hint="give the path of a .psh file or of a folder",
                )
            )
            return None
        try:
            return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as bad:
            result.diagnostics.append(Diagnostic("E214", f"{display} is not UTF-8 (byte {bad.start})", here, hint="save the file as UTF-8"))
            return None

    # ------------------------------------------------------------------ declarations

    def _declare(self, scope: Scope, node: ast.Declaration, result: Loaded) -> bool:
        """Bring a declaration's name into scope, or an import's names; whether there is something left to elaborate."""
        if isinstance(node, ast.Import):
            try:
                self._import(scope, node, result)
            except SpecError as bad:
                scope.found.extend(bad.diagnostics)
                scope.missing.append(node.name)
            return False
        value = Claimed() if isinstance(node, ClaimNode) else Pending(lambda: self._guarded(scope, node))
        scope.declare(node.name, value, node.name_span)
        return scope.names[node.name].value is value

    def _elaborate(self, scope: Scope, node: ast.Declaration) -> list[p.Claim]:
        if isinstance(node, ClaimNode):
            return self._claims(scope, node)
        scope.value(node.name)
        return []

    def _guarded(self, scope: Scope, node: ast.Declaration) -> Value:
        """The value of a declaration; a mistake in it is noted and leaves its name failed."""
        try:
            return self._value(scope, node)
        except SpecError as bad:
            scope.found.extend(bad.diagnostics)
        except Skip:
            pass
        except Blocked as blocked:
            return _over_open(scope, node, blocked.unclosed)
        return Failed()

    def _value(self, scope: Scope, node: ast.Declaration) -> Value:
        structures = Structures(scope)
        if isinstance(node, ast.CategoryDecl):
            value = structures.expression(node.value, node.name, bound=node.bound)
            if not isinstance(value, (Category, Unclosed)):
                raise error("E204", "this does not denote a category", node.value)
            return value
        if isinstance(node, ast.FunctorDecl):
            return structures.functor_declaration(node)
        if isinstance(node, ast.TaskDecl):
            return structures.task_declaration(node)
        if isinstance(node, ast.TransformationDecl):
            s, t = structures.set_functor(node.dom), structures.set_functor(node.cod)
            return tables.transformation(scope, node.name, s, t, node.entries, node)
        if isinstance(node, ast.SamplesDecl):
            return samples.declaration(scope, node)
        if isinstance(node, ast.PretextDecl):
            return pretext.pretext(scope, node)
        if isinstance(node, ast.DefineDecl):
            if node.name in scope.signatures:
                raise error("E202", f"{node.name} is a built-in predicate", node.name_span, "give the definition another name")
            return Definition(node, scope)
        if isinstance(node, ast.WeightedDecl):
            return weighted.declaration(structures, node)
        if isinstance(node, ast.KernelDecl):
            return kernels.declaration(scope, node)
        assert isinstance(node, ast.EncoderDecl)
        return encoders.declaration(structures, node)

    # ------------------------------------------------------------------ imports

    def _import(self, scope: Scope, node: ast.Import, result: Loaded) -> None:
        target = (scope.path.parent / node.path).resolve()
        if not target.is_relative_to(self.root):
            raise error("E212", f"{node.path} lies outside the spec root", node.name_span, "imports stay below the folder that is verified")
        if target in self.open:
            circle = " -> ".join(f.name for f in [*self.open[self.open.index(target) :], target])
            raise error("E211", f"this import closes a circle: {circle}", node.name_span, "move what both files need into a third one")
        if not target.is_file():
            near = scope.suggest(
                target.name,
                [f.name for f in target.parent.glob("*.psh")] if target.parent.is_dir() else [],
                "paths are relative to the importing file",
            )
            raise error("E210", f"{node.path} does not exist", node.name_span, near)
        inner = self.load(target, normpath(Path(scope.display).parent / node.path))
        result.sources.update(inner.sources)
        if inner.failed:
            raise error("E215", f"{node.path} has errors", node.name_span, "they are reported for that file")
        prefix = f"{node.name}." if node.name else ""
        own = [d.name for d in inner.spec.declarations if not isinstance(d, ClaimNode | ast.Import)]
        for name in own:
            entry = inner.scope.names[name] if inner.scope else Entry(Failed(), node.name_span)
            scope.declare(prefix + name, entry.value, entry.span if not node.name else node.name_span)

    # ------------------------------------------------------------------ claims

    def _claims(self, scope: Scope, node: ClaimNode) -> list[p.Claim]:
        scope.used = {}
        blocked, proposition, scoped = "", None, None
        try:
            self._available(node)
            proposition = self._shown(scope, node)
            scoped = None if proposition is not None else self._scoped(scope, node)
            if scoped is None and proposition is None and not isinstance(node, ast.CountDecl):
                proposition = Propositions(scope).claim(node.prop)
        except SpecError as bad:
            scope.found.extend(bad.diagnostics)
            return []
        except Skip:
            return []
        except Blocked as stop:
            blocked, scoped = str(stop), None
        places = tuple(sorted(scope.used.items(), key=lambda item: item[1].start))
        line = self.loaded[scope.path].sources[scope.display].position(node.span.start)[0]
        place = node.name_span if isinstance(node, ast.CountDecl) else node.prop.span
        expected = "holds" if isinstance(node, ast.CountDecl) else node.expect or "holds"
        word = _WORD[type(node)]
        given = node.witness[0][1].span.to(node.witness[-1][1].span) if isinstance(node, ast.ClaimDecl) and node.witness else None
        return [p.Claim(node.name, scope.display, line, place, text_of(node), proposition, expected, blocked, places, word, scoped, given)]

    def _shown(self, scope: Scope, node: ClaimNode) -> p.Proposition | None:
        """What a claim with a proof or a witness says, None if it has neither."""
        if isinstance(node, ast.ClaimDecl) and node.proof:
            if node.witness:
                raise error("E424", "a claim is shown by a proof or by a witness, not by both", node.witness[0][1], "leave one of them out")
            return proved(scope, node)
        return witnessed(scope, node) if isinstance(node, ast.ClaimDecl) and node.witness else None

    def _scoped(self, scope: Scope, node: ClaimNode) -> Scoped | None:
        """What a claim says about all structures in a scope; None if it has no such variable."""
        parts = (node.binders, node.where) if isinstance(node, ast.CountDecl) else node.prop
        binders = variables(parts, scope)
        if not binders and not node.scope and not isinstance(node, ast.CountDecl):
            return None
        for binder in [] if isinstance(node, ast.CountDecl) else unused(node.prop):
            message = f"the variable {binder.name} is not used"
            scope.found.append(Diagnostic("W201", message, binder.span, hint="remove it", severity="warning"))
        counted = node.binders if isinstance(node, ast.CountDecl) else ()
        prop = (node.where or ast.Truth(True, span=node.span)) if isinstance(node, ast.CountDecl) else node.prop
        expected = node.expect if isinstance(node, ast.CountDecl) else None
        for binder in counted:
            if not over_structures(binder, scope):
                raise error("E408", f"count counts {', '.join(COUNTED)}", binder, "count n: C: category within C = 4 arrows")
        scoped = Scoped(prop, scope, extents(node, binders, scope), counted, expected, node.scope)
        scoped.sample(ast.Quantified("forall", counted, prop, span=node.span) if counted else prop, scoped.environment())
        return scoped

    def _available(self, node: ClaimNode) -> None:
        if isinstance(node, ast.FindDecl) and not (isinstance(node.prop, ast.Quantified) and node.prop.quantifier == "exists"):
            raise error("E403", "find asks for a witness of `exists`", node.prop, f"find {node.name}: exists X: S. P; otherwise write `claim`")


def _over_open(scope: Scope, node: ast.Declaration, unclosed: Unclosed) -> Value:
    """What a declaration denotes that needs a category which did not close: a copresheaf by tables, or nothing that could be asked about."""
    if isinstance(node, ast.TaskDecl) and node.keyword == "copresheaf" and node.entries is not None and node.on is not None:
        paths = diagrams.opened(scope, node.on)
        if paths is not None:
            try:
                return diagrams.presented_sets(scope, unclosed, paths, node)
            except SpecError as bad:
                scope.found.extend(bad.diagnostics)
                return Failed()
    return Unclosed(unclosed.open_category, unclosed.bound, unclosed.reached)  # not what it was made from: op(C) is not C, nor S + S the same as S


def text_of(node: ClaimNode) -> str:
    """A claim as the printer writes it, without its name and expectation."""
    whole = show(replace(node, expect=None))
    return whole[len(f"{_WORD[type(node)]} {printed(node.name)}: ") :]
