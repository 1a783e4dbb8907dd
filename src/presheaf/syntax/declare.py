"""lark's trees of declarations to the abstract syntax (expressions and propositions: transform.py)."""

from __future__ import annotations

from typing import Any, cast

from lark import Token, Tree

from presheaf.syntax import ast
from presheaf.syntax.transform import Builder

_UNITS = ("objects", "arrows", "elements")


class DeclarationBuilder(Builder):
    """Builds declarations."""

    def _named(self, tree: Tree[Any]) -> dict[str, Any]:
        return {"name": self.text(tree), "name_span": self.span(tree)}

    def _import_decl(self, tree: Tree[Any]) -> ast.Declaration:
        path, alias = tree.children
        place = self.span(alias if alias is not None else path)
        return ast.Import("" if alias is None else self.text(alias), self.text(path), name_span=place, span=self.span(tree))

    def _category_decl(self, tree: Tree[Any]) -> ast.Declaration:
        name, bound, *value = tree.children
        limit = None if bound is None else self._int(bound)
        return ast.CategoryDecl(**self._named(name), value=self.expr(value[-1]), bound=limit, span=self.span(tree))

    def _functor_decl(self, tree: Tree[Any]) -> ast.Declaration:
        name, dom, cod, *body = tree.children
        ends = (None if dom is None else self.expr(dom), None if cod is None else self.expr(cod))
        entries, value = (self.build(body[-1]), None) if body[-1].data == "mappings" else (None, self.expr(body[-1]))
        return ast.FunctorDecl(**self._named(name), dom=ends[0], cod=ends[1], entries=entries, value=value, span=self.span(tree))

    def _mappings(self, tree: Tree[Any]) -> tuple[ast.Mapping, ...]:
        return self.each(tree.children)

    def _mapping(self, tree: Tree[Any]) -> ast.Mapping:
        return ast.Mapping(self.expr(tree.children[0]), self.expr(tree.children[1]), span=self.span(tree))

    def _task_decl(self, tree: Tree[Any]) -> ast.Declaration:
        keyword, name, on, *rest = tree.children
        body = rest[-1]
        kind = body.data if body.data in ("entries", "generated", "labels") else "value"
        given: dict[str, Any] = {kind: self.expr(body) if kind == "value" else self.build(body)}
        where = None if on is None else self.expr(on)
        return ast.TaskDecl(**self._named(name), keyword=cast(Any, str(keyword)), on=where, **given, span=self.span(tree))

    def _entries(self, tree: Tree[Any]) -> tuple[ast.Entry, ...]:
        return self.each(tree.children)

    def _entry(self, tree: Tree[Any]) -> ast.Entry:
        key, _, value = tree.children
        span = self.span(tree)
        if value.data != "item_set":
            return ast.Entry(self.expr(key), value=self.expr(value), span=span)
        items = [t for t in value.children if t is not None]
        maps = [t for t in items if t.children[1] is not None]
        if maps and len(maps) < len(items):
            odd = next(t for t in items if t.children[1] is None)
            raise self.fail(odd, "a set of elements and a map are mixed", "write {x, y} for a set and {x |-> u, y |-> v} for a map", "E109")
        if maps:
            pairs = tuple(ast.Mapping(self.expr(t.children[0]), self.expr(t.children[1]), span=self.span(t)) for t in maps)
            return ast.Entry(self.expr(key), mappings=pairs, span=span)
        return ast.Entry(self.expr(key), elements=tuple(self._element(t.children[0]) for t in items), span=span)

    def _element(self, tree: Tree[Any]) -> ast.ObjectName:
        """A declared element: a name, or a number used as a name."""
        node = self.expr(tree)
        if isinstance(node, ast.Ref) and len(node.parts) == 1:
            return ast.ObjectName(node.parts[0], span=node.span)
        if isinstance(node, ast.Number) and node.denominator == 1:
            return ast.ObjectName(str(node.numerator), span=node.span)
        raise self.fail(node, "an element is a single name", 'put other names in double quotes: "x|f"')

    def _generated(self, tree: Tree[Any]) -> ast.Generated:
        generators = tuple(t for t in tree.children if t is not None and t.data == "typed")
        equations = [t for t in tree.children if t is not None and t.data == "equations"]
        pairs = tuple((self.declared(t.children[0]), self.expr(t.children[1])) for t in generators)
        return ast.Generated(pairs, self.build(equations[0]) if equations else (), span=self.span(tree))

    def _labels(self, tree: Tree[Any]) -> ast.FromLabels:
        return ast.FromLabels(self.text(tree.children[0]), span=self.span(tree))

    def _transformation_decl(self, tree: Tree[Any]) -> ast.Declaration:
        name, dom, cod, entries = tree.children
        return ast.TransformationDecl(**self._named(name), dom=self.expr(dom), cod=self.expr(cod), entries=self.build(entries), span=self.span(tree))

    def _samples_decl(self, tree: Tree[Any]) -> ast.Declaration:
        name, dom, cod, body = tree.children
        start, end = self.expr(dom), self.expr(cod)
        return ast.SamplesDecl(**self._named(name), dom=start, cod=end, mappings=self.build(body), entries=None, span=self.span(tree))

    def _samples_set_decl(self, tree: Tree[Any]) -> ast.Declaration:
        name, dom, target, body = tree.children
        if str(target) != "Set":
            raise self.fail(target, "samples on a category take values in Set", "write: samples s on C -> Set { ... }")
        return ast.SamplesDecl(**self._named(name), dom=self.expr(dom), cod=None, mappings=None, entries=self.build(body), span=self.span(tree))

    # ------------------------------------------------------------------ weighted, pretext, encoders

    def _weighted_block_decl(self, tree: Tree[Any]) -> ast.Declaration:
        name, block = tree.children
        objects, *weights = block.children
        arrows = tuple((self.build(t.children[0]), self.build(t.children[1]), self.expr(t.children[2])) for t in weights if t is not None)
        return ast.WeightedDecl(**self._named(name), objects=self.build(objects) or (), arrows=arrows, rows=None, span=self.span(tree))

    def _weighted_matrix_decl(self, tree: Tree[Any]) -> ast.Declaration:
        name, *_, block = tree.children
        objects, *rows = block.children
        table = tuple(tuple(self.expr(n) for n in row.children if n is not None) for row in rows if row is not None)
        return ast.WeightedDecl(**self._named(name), objects=self.build(objects) or (), arrows=(), rows=table, span=self.span(tree))

    def _weighted_expr_decl(self, tree: Tree[Any]) -> ast.Declaration:
        name, *_, value = tree.children
        return ast.WeightedDecl(**self._named(name), objects=None, arrows=(), rows=None, value=self.expr(value), span=self.span(tree))

    def _pretext_decl(self, tree: Tree[Any]) -> ast.Declaration:
        name, *_, kind, block = tree.children
        return ast.PretextDecl(**self._named(name), kind=str(kind), fields=self.build(block), span=self.span(tree))

    def _fields(self, tree: Tree[Any]) -> tuple[ast.Field, ...]:
        return self.each(tree.children)

    def _field(self, tree: Tree[Any]) -> ast.Field:
        key, *values = tree.children
        return ast.Field(str(key), tuple(self._value(v) for v in values), span=self.span(tree))

    def _tilde_field(self, tree: Tree[Any]) -> ast.Field:
        rows = [tuple(t.children) for t in tree.children]
        pairs = tuple(ast.Pair((self._name_ref(a), self._name_ref(b), self.expr(n)), span=self.span(a)) for a, b, n in rows)
        return ast.Field("~", pairs, span=self.span(tree))

    def _name_ref(self, tree: Tree[Any]) -> ast.Ref:
        return ast.Ref((self.text(tree),), span=self.span(tree))

    def _value(self, tree: Tree[Any]) -> ast.Expr:
        if tree.data == "labelled":
            name, number = tree.children
            return ast.Pair((self._name_ref(name), self.expr(number)), span=self.span(tree))
        if tree.data == "coded":
            name, _, *numbers = tree.children
            return ast.Coded(self._name_ref(name), tuple(self.expr(n) for n in numbers), span=self.span(tree))
        return self.expr(tree)

    def _encoder_decl(self, tree: Tree[Any]) -> ast.Declaration:
        name, dom, space, dimension, block = tree.children
        if str(space) not in ("R", "ℝ"):
            raise self.fail(space, "an encoder goes to R^d", "write: encoder f : C -> R^8 { ... }")
        size = self._int(dimension)
        return ast.EncoderDecl(**self._named(name), dom=self.expr(dom), dimension=size, fields=self.build(block), span=self.span(tree))

    # ------------------------------------------------------------------ definitions and claims

    def _define_decl(self, tree: Tree[Any]) -> ast.Declaration:
        name, *parameters, body = tree.children
        params = tuple(ast.Parameter(self.text(p.children[0]), self.expr(p.children[1]), span=self.span(p)) for p in parameters if p is not None)
        return ast.DefineDecl(**self._named(name), parameters=params, body=self.prop(body), span=self.span(tree))

    def _clauses(self, clauses: list[Tree[Any]]) -> dict[str, Tree[Any]]:
        found: dict[str, Tree[Any]] = {}
        for clause in clauses:
            if clause.data in found:
                raise self.fail(clause, f"a second `{_CLAUSES[clause.data]}`", f"a claim has at most one `{_CLAUSES[clause.data]}`", "E110")
            found[clause.data] = clause
        return found

    def _claim_decl(self, tree: Tree[Any]) -> ast.Declaration:
        name, prop, *clauses = tree.children
        parts = self._clauses(clauses)
        body = self.prop(prop)
        if "amount" in parts:
            if not isinstance(body, ast.Atom):
                raise self.fail(parts["amount"], "`within` a number belongs to one predicate such as ideal(f)")
            body = ast.Atom(body.call, self.expr(parts["amount"].children[0]), span=body.span)
        fields = self._common(parts)
        proof: tuple[ast.Step, ...] = ()
        if "proof" in parts:
            first, *steps = parts["proof"].children
            proof = (ast.Step(self.expr(first), None, span=self.span(first)), *(self._proof_step(s) for s in steps))
        witness = tuple((self.text(b.children[0]), self.expr(b.children[2])) for b in parts["witness"].children) if "witness" in parts else ()
        return ast.ClaimDecl(**self._named(name), prop=body, proof=proof, witness=witness, **fields, span=self.span(tree))

    def _proof_step(self, tree: Tree[Any]) -> ast.Step:
        _, path, label = tree.children
        return ast.Step(self.expr(path), self.text(label), span=self.span(tree))

    def _find_decl(self, tree: Tree[Any]) -> ast.Declaration:
        name, prop, *clauses = tree.children
        parts = self._clauses(clauses)
        for word in ("amount", "proof", "witness"):
            if word in parts:
                raise self.fail(parts[word], f"`find` has no `{_CLAUSES[word]}`")
        return ast.FindDecl(**self._named(name), prop=self.prop(prop), **self._common(parts), span=self.span(tree))

    def _common(self, parts: dict[str, Tree[Any]]) -> dict[str, Any]:
        expect = None
        if "expect" in parts:
            word = cast(Token, parts["expect"].children[0])
            if str(word) not in ("holds", "refuted", "unknown", "vacuous"):
                raise self.fail(word, f"`{word}` is not a verdict that can be expected", "expect holds | refuted | unknown | vacuous", "E111")
            expect = str(word)
        return {"scope": self._bounds(parts["scope"]) if "scope" in parts else (), "expect": expect}

    def _count_decl(self, tree: Tree[Any]) -> ast.Declaration:
        name, binders, where, *clauses = tree.children
        parts = self._clauses(clauses)
        expect = self._int(parts["expect_number"].children[0]) if "expect_number" in parts else None
        condition = None if where is None else self.prop(where)
        scope = self._bounds(parts["scope"]) if "scope" in parts else ()
        return ast.CountDecl(**self._named(name), binders=self.build(binders), where=condition, scope=scope, expect=expect, span=self.span(tree))

    def _bounds(self, tree: Tree[Any]) -> tuple[ast.Bound, ...]:
        out: list[ast.Bound] = []
        for group in tree.children:
            variable, operator = self.text(group.children[0]), "<="
            for bound in group.children[1:]:
                if bound.data == "bound_values":
                    out.append(self._values(variable, bound))
                    continue
                sign, number, *unit = bound.children
                word = str(unit[0]) if unit else bound.data.removeprefix("bound_")
                if word not in _UNITS and word + "s" not in _UNITS:
                    raise self.fail(
                        bound, f"`{word}` is not a unit of a scope", "scopes count objects, arrows or elements, or list values [0, 1/2, 1]"
                    )
                operator = operator if sign is None else {"≤": "<=", "≥": ">="}.get(str(sign), str(sign))
                unit_name = word if word in _UNITS else word + "s"
                out.append(ast.Bound(variable, cast(Any, operator), self._int(number), cast(Any, unit_name), span=self.span(bound)))
        return tuple(out)

    def _values(self, variable: str, tree: Tree[Any]) -> ast.Bound:
        word, *numbers = tree.children
        if str(word) != "values":
            raise self.fail(word, f"`{word}` is not a unit of a scope", "write: within L <= 3 objects, values [0, 1/2, 1]")
        values = tuple(self.expr(number) for number in numbers)
        return ast.Bound(variable, "=", len(values), "values", values, span=self.span(tree))


_CLAUSES = {"scope": "within", "amount": "within", "expect": "expect", "expect_number": "expect", "proof": "proof", "witness": "with"}
