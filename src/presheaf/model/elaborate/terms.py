"""Terms of claims: objects, arrows, elements and numbers, with their types."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from presheaf.model import proposition as p
from presheaf.model.category import Category
from presheaf.model.elaborate.cardinalities import cardinality, measured
from presheaf.model.elaborate.environment import Environment, Home, Typed, Want, arrow_at, element_at, foreign, object_at
from presheaf.model.elaborate.paths import chain, ends, find_arrow, find_object, power, under
from presheaf.model.elaborate.scope import error, key
from presheaf.model.elaborate.words_presheaves import unquoted
from presheaf.model.names import arrow_name
from presheaf.model.setfunctor import Functor, SetFunctor, Transformation
from presheaf.model.tasks import YonedaOf
from presheaf.model.weighted import Weighted, WeightedFunctor, WeightedTask
from presheaf.source import SpecError
from presheaf.syntax import ast

UNFOLDED = 64  # paths of at most so many factors stay composites, which the kernel composes itself


class Terms:
    """Elaborates terms in one environment."""

    def __init__(self, env: Environment) -> None:
        self.env = env
        self.structures = env.structures

    def typed(self, node: ast.Expr, want: Want) -> Typed:
        """The term, which must be of the wanted kind."""
        found = self.any(node, want)
        if found.kind != want:
            raise error("E403", f"{_article(found.kind)} stands where {_article(want)} is needed", node)
        return found

    def any(self, node: ast.Expr, want: Want | None = None) -> Typed:
        """The term of an expression; `want` decides between readings of a bare name."""
        if isinstance(node, ast.Number):
            return self._number(node, want)
        if isinstance(node, ast.Card):
            return Typed("number", cardinality(self, node.of), None)
        if isinstance(node, (ast.SetSum, ast.SetProduct)):
            sides = self.typed(node.left, "number").term, self.typed(node.right, "number").term
            return Typed("number", p.Arithmetic("+" if isinstance(node, ast.SetSum) else "*", *sides), None)
        if isinstance(node, (ast.Compose, ast.Power, ast.Call)) and want in ("element", "object"):
            found = self._lookup(node, want) or (self._hom_element(node) if want == "element" else None)
            if found:
                return found
        if isinstance(node, ast.Compose):
            return self._composite(node)
        if isinstance(node, ast.Power):
            return self._power(node)
        if isinstance(node, ast.Restrict):
            return self._acted(self.typed(node.element, "element"), node.arrow, "contravariant", node)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, (ast.Ref, ast.Qualified, ast.Pair, ast.Below)):
            return self.name(node, want)
        raise error("E403", "this is not an object, arrow, element or number", node)

    def _number(self, node: ast.Number, want: Want | None) -> Typed:
        if want in ("element", "object", "arrow") or node.denominator != 1:
            found = self._lookup(node, want)
            if found:
                return found
        if node.denominator != 1:
            return Typed("number", p.Rational(Fraction(node.numerator, node.denominator)), None)
        return Typed("number", p.Integer(node.numerator), None)

    def at(self, home: Home) -> Terms:
        """Terms in which bare names are those of `home` first."""
        return Terms(self.env.at(home))

    # ------------------------------------------------------------------ names

    def name(self, node: ast.Expr, want: Want | None) -> Typed:
        """A variable, or a declared object, arrow or element."""
        if isinstance(node, ast.Ref) and len(node.parts) == 1 and node.parts[0] in self.env.variables:
            return self.env.variables[node.parts[0]]
        qualified = self._qualified(node, want)
        if qualified:
            return qualified
        found = self._lookup(node, want)
        if found:
            return found
        text = key(node) or "this"
        if isinstance(node, ast.Ref) and (self.env.scope.denotes(text) or text in self.env.local):
            raise error("E204", f"{text} is a structure; an object, arrow or element is needed", node, f"|{text}| counts, {text}(...) applies")
        other = None if want is None else self._of_any_kind(node)
        if other is not None and other.home is not None:
            raise error("E403", f"{text} is {_article(other.kind)} of {other.home.name}, {_article(want or '')} is needed", node)
        self.env.scope.excuse(text)
        known = [*self.env.variables, *(x for c in self._all_categories() for x in (*c.names.objects[:500], *c.names.listed[:500]))]
        raise error("E201", f"nothing in scope is called {text}", node, self.env.scope.suggest(text, known, "write C.A for a name of the category C"))

    def _of_any_kind(self, node: ast.Expr) -> Typed | None:
        """What a name denotes, whatever is wanted; None if nothing or several things."""
        try:
            return self._lookup(node, None)
        except SpecError:
            return None

    def _all_categories(self) -> list[Category]:
        out = self.env.categories()
        for value in [*self.env.local.values(), *(v for _, v in self.env.scope.structures())]:
            if isinstance(value, Category) and all(value is not c for c in out):
                out.append(value)
        return out

    def _qualified(self, node: ast.Expr, want: Want | None) -> Typed | None:
        """`C.A`, `C.f`, `T.x`, `C.(a <= b)`, `S.left.A` in a sum."""
        last: ast.Expr
        if isinstance(node, ast.Qualified):
            parts, last = node.scope.parts, node.name
        elif isinstance(node, ast.Ref) and len(node.parts) > 1:
            parts, last = node.parts[:-1], ast.Ref(node.parts[-1:], span=node.span)
        else:
            return None
        declared = [k for k in range(1, len(parts) + 1) if ".".join(parts[:k]) in self.env.local or self.env.scope.denotes(".".join(parts[:k]))]
        if not declared and (isinstance(node, ast.Ref) or parts[0] in ("left", "right")):
            return None
        cut = declared[-1] if declared else len(parts)
        home, last = self.structures.named(ast.Ref(parts[:cut], span=node.span)), under(parts[cut:], last)
        if isinstance(home, Home):
            found = self._inside(home, last, want)
            if found:
                return found
            other = self._inside(home, last, None)
            if other:
                raise error("E403", f"{key(last)} is {_article(other.kind)} of {home.name}, {_article(want or '')} is needed", node)
        where = ".".join(parts[:cut])
        names = (
            home.names.objects + home.names.listed
            if isinstance(home, Category)
            else home.names.objects[:1000]
            if isinstance(home, Weighted)
            else home.element_names[:1000]
            if isinstance(home, SetFunctor)
            else ()
        )
        raise error("E201", f"{where} has no {key(last)}", node, self.env.scope.suggest(key(last), names))

    def _inside(self, home: Home, node: ast.Expr, want: Want | None) -> Typed | None:
        if isinstance(home, SetFunctor):
            if want in (None, "element"):
                wanted = key(node)
                hits = [x for x, label in enumerate(home.element_names) if label == wanted]
                if len(hits) > 1 and isinstance(self.env.over, p.ObjectAt):
                    hits = [x for x in hits if home.over[x] == self.env.over.index]
                if len(hits) == 1:
                    return element_at(home, hits[0])
                if hits:
                    places = ", ".join(home.category.names.objects[int(home.over[x])] for x in hits[:6])
                    raise error(
                        "E203",
                        f"{home.name} has elements {key(node)} over {places}",
                        node,
                        "bind it by a quantifier, or give the elements different names",
                    )
            return None
        if want in (None, "object"):
            x = find_object(home, node)
            if x is not None:
                return object_at(home, x)
        if want in (None, "arrow") and isinstance(home, Category):
            f = find_arrow(self.env.scope, home, node)
            if f is not None:
                return arrow_at(home, f)
        return None

    def _hom_element(self, node: ast.Expr) -> Typed | None:
        """An element of a Hom functor written as an arrow: `id(A)`, `f ; g`, `e^2`."""
        t = next((h for h in self.env.homes if isinstance(h, SetFunctor)), None)
        written = isinstance(node, (ast.Compose, ast.Power)) or (isinstance(node, ast.Call) and node.head.parts == ("id",))
        if t is None or not isinstance(t.origin, YonedaOf) or not written:
            return None
        arrow = Terms(self.env.at(t.category)).typed(node, "arrow")
        f = known_arrow(arrow.term)
        x = None if f is None or arrow.home is not t.category else t.origin.element(t, f)
        return None if x is None else element_at(t, x)

    def _lookup(self, node: ast.Expr, want: Want | None) -> Typed | None:
        """A bare name: in the homes in order, then in all declared structures, where it must be unique."""
        for home in self.env.homes:
            found = self._inside(home, node, want) or (self._inside(home.category, node, want) if isinstance(home, SetFunctor) else None)
            if found:
                return found
        hits: list[tuple[str, Typed]] = []
        seen: list[object] = []
        for label, value in [*self.env.local.items(), *self.env.scope.structures()]:
            if isinstance(value, Home) and all(value is not s for s in seen):
                seen.append(value)
                found = self._inside(value, node, want)
                if found:
                    hits.append((label, found))
        if len({h[1].kind for h in hits}) > 1 and want is None:
            hits = [h for h in hits if h[1].kind != "element"]
        if len(hits) > 1:
            options = ", ".join(f"{label}.{key(node)}" for label, _ in hits[:6])
            raise error("E203", f"{key(node)} is ambiguous here", node, f"write one of {options}")
        if hits:
            if hits[0][0] in self.env.scope.names:
                self.env.scope.used.setdefault(hits[0][0], self.env.scope.names[hits[0][0]].span)
            return hits[0][1]
        return None

    # ------------------------------------------------------------------ arrows

    def _composite(self, node: ast.Compose) -> Typed:
        result: Typed | None = None
        factors = list(chain(node))
        for factor in factors:
            part = (self if result is None else Terms(self.env.at(result.home))).typed(factor, "arrow")
            if result is None:
                result = part
                continue
            if part.home is not result.home:
                raise error("E405", "these arrows lie in different categories", factor)
            self._meets(result, part, factor)
            home = result.home
            assert isinstance(home, Category)
            if len(factors) > UNFOLDED and isinstance(result.term, p.ArrowAt) and isinstance(part.term, p.ArrowAt):
                result = arrow_at(home, home.compose(result.term.index, part.term.index))
            else:
                result = Typed("arrow", p.Composite(home, result.term, part.term), home, (result.ends[0], part.ends[1]))
        assert result is not None
        return result

    def _meets(self, f: Typed, g: Typed, node: ast.Node) -> None:
        a, b = f.ends[1], g.ends[0]
        if isinstance(a, p.ObjectAt) and isinstance(b, p.ObjectAt) and a.index != b.index:
            c = a.category
            message = f"this composite does not fit: it continues at {c.names.objects[b.index]} where the path is at {c.names.objects[a.index]}"
            raise error("E405", message, node, "f ; g is first f, then g")

    def _power(self, node: ast.Power) -> Typed:
        base = self.typed(node.base, "arrow")
        assert isinstance(base.home, Category)
        if isinstance(base.term, p.ArrowAt):
            folded = arrow_at(base.home, power(base.home, base.term.index, node.exponent, node))
            if node.exponent in (0, 1) or node.exponent > UNFOLDED:
                return folded
        if node.exponent > UNFOLDED:
            raise error("E313", f"powers of variables go up to {UNFOLDED}", node)
        if node.exponent == 0:
            end = base.ends[0]
            if end is None:
                raise error("E403", "the ends of this arrow are not known, so neither is its power 0", node)
            return Typed("arrow", p.IdentityOf(base.home, end), base.home, (end, end))
        term = base.term
        for _ in range(node.exponent - 1):
            term = p.Composite(base.home, term, base.term)
        return Typed("arrow", term, base.home, base.ends)

    def _acted(self, element: Typed, arrow: ast.Expr, variance: str, node: ast.Node) -> Typed:
        t = element.home
        assert isinstance(t, SetFunctor)
        if t.variance != variance:
            form = (
                "x|f restricts elements of a presheaf; write f(x)"
                if variance == "contravariant"
                else "f(x) acts on elements of a copresheaf; write x|f"
            )
            raise error("E317", f"{t.name} is {t.variance}", node, form)
        f = Terms(self.env.at(t.category)).typed(arrow, "arrow")
        if f.home is not t.category:
            raise error("E405", f"this arrow is not one of {t.category.name}", arrow)
        near, far = (f.ends[1], f.ends[0]) if variance == "contravariant" else (f.ends[0], f.ends[1])
        over = element.ends[0]
        if isinstance(near, p.ObjectAt) and isinstance(over, p.ObjectAt) and near.index != over.index:
            c = t.category
            message = f"the element lies over {c.names.objects[over.index]}, the arrow acts on elements over {c.names.objects[near.index]}"
            raise error(
                "E405", message, node, "x|f needs x over the codomain of f" if variance == "contravariant" else "f(x) needs x over the domain of f"
            )
        return Typed("element", p.Acted(t, element.term, f.term), t, (far,))

    # ------------------------------------------------------------------ applications

    def _call(self, node: ast.Call) -> Typed:
        head = node.head
        if head.parts == ("id",) and len(node.args) == 1 and node.rest is None:
            x = self.typed(node.args[0], "object")
            assert isinstance(x.home, Category)
            if isinstance(x.term, p.ObjectAt):
                return arrow_at(x.home, x.term.index)
            return Typed("arrow", p.IdentityOf(x.home, x.term), x.home, (x.term, x.term))
        name = ".".join(head.parts)
        signature = self.env.scope.signatures.get(name)
        if signature is not None and signature.number and not self.env.scope.denotes(name):
            return Typed("number", measured(self, name, signature, node), None)
        applied = self._weight(node)
        if applied is not None:
            return applied
        if len(node.args) != 1 or node.rest is not None:
            raise error("E403", "this application is not an object, arrow, element or number", node, "|...| counts the elements of a set")
        if ".".join(head.parts) in self.env.local or self.env.scope.denotes(".".join(head.parts)):
            value = self.structures.named(head)
            if isinstance(value, Functor | WeightedFunctor):
                return self._image(value, node)
            if isinstance(value, Transformation):
                u = Terms(self.env.at(value.dom)).typed(node.args[0], "element")
                if u.home is not value.dom:
                    raise error("E403", f"{value.name} maps elements of {value.dom.name}", node.args[0])
                return Typed("element", p.ImageElement(value, u.term), value.cod, u.ends)
            raise error("E403", f"{value.name}(...) is a set or nothing here, not a single thing", node, "quantify over it, or count it with |...|")
        mistake = unquoted(self.env.scope, node)
        if mistake:
            raise mistake
        return self._acted(self.typed(node.args[0], "element"), head, "covariant", node)

    def _weight(self, node: ast.Call) -> Typed | None:
        """L(x, y) or t(x); None for other applications."""
        name = ".".join(node.head.parts)
        if node.rest is not None or (name not in self.env.local and not self.env.scope.denotes(name)):
            return None
        value = self.structures.named(node.head)
        if not isinstance(value, Weighted | WeightedTask):
            return None
        home = value if isinstance(value, Weighted) else value.category
        wanted = 2 if isinstance(value, Weighted) else 1
        if len(node.args) != wanted:
            form = f"{name}(x, y) is a weight" if wanted == 2 else f"{name}(x) is a value"
            raise error("E403", f"{name} is applied to {len(node.args)} argument{'s' * (len(node.args) != 1)}", node, form)
        found = [Terms(self.env.at(home)).typed(arg, "object") for arg in node.args]
        for x, arg in zip(found, node.args, strict=True):
            if x.home is not home:
                raise foreign(home, x, arg)
        terms = [x.term for x in found]
        return Typed("number", p.WeightAt(value, *terms) if isinstance(value, Weighted) else p.ValueAt(value, *terms), None)

    def _image(self, functor: Functor | WeightedFunctor, node: ast.Call) -> Typed:
        arg = Terms(self.env.at(functor.dom)).any(node.args[0])
        if arg.home is not functor.dom or arg.kind not in ("object", "arrow"):
            raise error("E403", f"{functor.name} applies to objects and arrows of {functor.dom.name}", node.args[0])
        if arg.kind == "object":
            if isinstance(arg.term, p.ObjectAt) and functor.on_objects[arg.term.index] >= 0:
                return object_at(functor.cod, int(functor.on_objects[arg.term.index]))
            return Typed("object", p.ImageObject(functor, arg.term), functor.cod)
        assert isinstance(functor, Functor)
        d = functor.cod
        if isinstance(arg.term, p.ArrowAt) and not functor.partial:
            return arrow_at(d, int(functor.on_arrows[arg.term.index]))
        image: Callable[[p.Term | None], p.Term | None] = lambda x: None if x is None else p.ImageObject(functor, x)  # noqa: E731
        return Typed("arrow", p.ImageArrow(functor, arg.term), d, (image(arg.ends[0]), image(arg.ends[1])))


def known_arrow(term: p.Term) -> int | None:
    """The arrow of a path without variables; None if there are some."""
    if isinstance(term, p.ArrowAt):
        return term.index
    if isinstance(term, p.Composite):
        f, g = known_arrow(term.first), known_arrow(term.second)
        return None if f is None or g is None else term.category.compose(f, g)
    return None


def parallel(one: Typed, two: Typed, node: ast.Node) -> None:
    """Two arrows that are compared have the same ends, as far as these are known."""
    for a, b in zip(one.ends, two.ends, strict=True):
        if isinstance(a, p.ObjectAt) and isinstance(b, p.ObjectAt) and a.index != b.index:
            c = a.category
            assert isinstance(c, Category)
            texts = []
            for side in (one, two):
                shown = (
                    arrow_name(c, side.term.index) + " : " + ends(c, side.term.index)
                    if isinstance(side.term, p.ArrowAt)
                    else "a path with other ends"
                )
                texts.append(shown)
            raise error(
                "E404", f"the two sides are not parallel: {texts[0]} and {texts[1]}", node, "arrows are equal only if they have the same ends"
            )


def _article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeo" else f"a {kind}"
