"""Random syntax trees, in the normal forms that the parser delivers."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from presheaf.syntax import ast

PLAIN = st.sampled_from(["A", "B", "f", "g'", "x_1", "我", "été", "true", "id"])
ODD = st.sampled_from(["two words", "a.b", "claim", "not", 'qu"ote', "line\nend", "(a <= b)", "1a", "#", "within", "arrows", "forall", "x|f"])
NAMES = st.one_of(PLAIN, PLAIN, PLAIN, ODD)
OBJECT_NAMES = NAMES.map(ast.ObjectName)
REFS = st.lists(NAMES, min_size=1, max_size=3).map(lambda parts: ast.Ref(tuple(parts)))
NUMBERS = st.fractions(min_value=0, max_value=20, max_denominator=9).map(lambda q: ast.Number(Fraction(q).numerator, Fraction(q).denominator))
HEADS = NAMES.filter(lambda n: n not in ("full", "constant", "presheaves"))


def _expressions(inner: st.SearchStrategy[ast.Expr]) -> st.SearchStrategy[ast.Expr]:
    pairs = st.lists(inner, min_size=2, max_size=3).map(lambda items: ast.Pair(tuple(items)))
    belows = st.builds(ast.Below, inner, inner)
    calls = st.builds(lambda h, a: ast.Call(ast.Ref((h,)), tuple(a)), HEADS, st.lists(inner, max_size=3))
    simple = inner.filter(lambda e: not isinstance(e, ast.Compose))
    lists = st.builds(lambda h, a, r: ast.Call(ast.Ref((h,)), (a,), tuple(r)), st.just("full"), simple, st.lists(inner, min_size=1, max_size=2))
    return st.one_of(
        st.builds(ast.Compose, inner, inner),
        st.builds(ast.Power, inner, st.integers(0, 5)),
        st.builds(ast.Restrict, inner, inner),
        st.builds(ast.SetSum, inner, inner),
        st.builds(ast.SetProduct, inner, inner),
        st.builds(ast.Qualified, REFS, st.one_of(pairs, belows)),
        st.builds(ast.Card, st.one_of(REFS, calls)),
        pairs,
        belows,
        calls,
        lists,
    )


EXPRESSIONS: st.SearchStrategy[ast.Expr] = st.recursive(st.one_of(REFS, REFS, NUMBERS), _expressions, max_leaves=6)
CALLS = st.builds(lambda h, a: ast.Call(ast.Ref((h,)), tuple(a)), HEADS, st.lists(EXPRESSIONS, max_size=2))
SORTS = st.one_of(REFS, CALLS, st.sampled_from([ast.Ref(("category",)), ast.Call(ast.Ref(("task",)), (ast.Ref(("C",)),))]))
BINDERS = st.lists(st.builds(ast.Binder, NAMES, SORTS), min_size=1, max_size=2).map(tuple)
OPERATORS = st.sampled_from(["=", "!=", "<=", "<", ">=", ">"])


@st.composite
def _comparisons(draw: st.DrawFn) -> ast.Prop:
    operators = tuple(draw(st.lists(OPERATORS, min_size=1, max_size=2)))
    sides = tuple(draw(EXPRESSIONS) for _ in range(len(operators) + 1))
    return ast.Comparison(sides, operators, draw(st.one_of(st.none(), REFS)))


def _propositions(inner: st.SearchStrategy[ast.Prop]) -> st.SearchStrategy[ast.Prop]:
    def junction(operator: str, most: int) -> st.SearchStrategy[ast.Prop]:
        return st.lists(inner, min_size=2, max_size=most).map(lambda parts: ast.Connective(operator, tuple(parts)))  # type: ignore[arg-type]

    return st.one_of(
        inner.map(ast.Not),
        junction("and", 3),
        junction("or", 3),
        junction("implies", 2),
        junction("iff", 2),
        st.builds(ast.Quantified, st.sampled_from(["forall", "exists", "exists!"]), BINDERS, inner),
    )


PROPOSITIONS: st.SearchStrategy[ast.Prop] = st.recursive(
    st.one_of(_comparisons(), CALLS.map(ast.Atom), st.booleans().map(ast.Truth)), _propositions, max_leaves=6
)

SIGNED = st.fractions(min_value=-20, max_value=20, max_denominator=9).map(lambda q: ast.Number(q.numerator, q.denominator))
CODED = st.builds(ast.Coded, NAMES.map(lambda n: ast.Ref((n,))), st.lists(SIGNED, min_size=1, max_size=3).map(tuple))
CODES = st.lists(CODED, min_size=1, max_size=3)
ENCODERS = st.builds(
    lambda n, c, d, codes, k: ast.EncoderDecl(n, c, d, (ast.Field("codes", tuple(codes)), ast.Field("kernel", (k,)))),
    NAMES,
    REFS,
    st.integers(1, 9),
    CODES,
    st.one_of(REFS, CALLS),
)

OBJECTS = st.lists(OBJECT_NAMES, max_size=3).map(tuple)
ARROWS = st.lists(st.builds(ast.ArrowDecl, st.lists(OBJECT_NAMES, min_size=1, max_size=2).map(tuple), REFS, REFS), max_size=3).map(tuple)
EQUATIONS = st.lists(st.builds(ast.Equation, st.one_of(st.none(), NAMES), st.lists(EXPRESSIONS, min_size=2, max_size=3).map(tuple)), max_size=2).map(
    tuple
)
LITERALS = st.one_of(
    st.builds(ast.TableLiteral, OBJECTS, ARROWS, EQUATIONS),
    st.lists(st.lists(OBJECT_NAMES, min_size=1, max_size=3).map(tuple), max_size=2).map(lambda chains: ast.PosetLiteral(tuple(chains))),
    st.builds(ast.MonoidLiteral, st.sampled_from(["monoid", "group"]), OBJECTS, EQUATIONS),
    st.builds(ast.Interchange, st.sampled_from(["quiver", "acset", "gap"]), ODD),
)
ELEMENTS = st.one_of(OBJECT_NAMES, st.integers(0, 99).map(lambda n: ast.ObjectName(str(n))))
MAPPINGS = st.lists(st.builds(ast.Mapping, EXPRESSIONS, EXPRESSIONS), max_size=3).map(tuple)
ENTRIES = st.lists(
    st.one_of(
        st.builds(lambda k, e: ast.Entry(k, elements=tuple(e)), EXPRESSIONS, st.lists(ELEMENTS, max_size=3)),
        st.builds(lambda k, m: ast.Entry(k, mappings=m), EXPRESSIONS, MAPPINGS),
        st.builds(lambda k, v: ast.Entry(k, value=v), EXPRESSIONS, st.one_of(NUMBERS, st.just(ast.Unknown()))),
    ),
    max_size=3,
).map(tuple)
GENERATED = st.builds(
    ast.Generated,
    st.lists(st.tuples(OBJECT_NAMES, EXPRESSIONS), min_size=1, max_size=2).map(tuple),
    EQUATIONS.filter(lambda e: all(x.label is None for x in e)),
)


def _bounds() -> st.SearchStrategy[tuple[ast.Bound, ...]]:
    units = st.sampled_from(["objects", "arrows", "elements"])
    return st.lists(st.builds(ast.Bound, PLAIN, st.sampled_from(["<=", "=", ">="]), st.integers(0, 9), units), max_size=3).map(tuple)


def declarations() -> st.SearchStrategy[ast.Declaration]:
    """Declarations of every kind that has trees of its own below it."""
    keyword = st.sampled_from(["presheaf", "task", "copresheaf"])
    expect = st.one_of(st.none(), st.sampled_from(["holds", "refuted", "unknown", "vacuous"]))
    return st.one_of(
        st.builds(ast.Import, st.one_of(st.just(""), NAMES), ODD),
        st.builds(
            ast.CategoryDecl,
            NAMES,
            st.one_of(st.builds(ast.Presentation, OBJECTS, ARROWS, EQUATIONS), LITERALS, EXPRESSIONS),
            st.one_of(st.none(), st.integers(0, 999)),
        ),
        st.builds(lambda n, a, b, m: ast.FunctorDecl(n, a, b, m), NAMES, REFS, CALLS, MAPPINGS),
        st.builds(lambda n, v: ast.FunctorDecl(n, None, None, None, v), NAMES, EXPRESSIONS),
        st.builds(lambda n, k, o, e: ast.TaskDecl(n, k, o, entries=e), NAMES, keyword, REFS, ENTRIES),
        st.builds(lambda n, k, o, g: ast.TaskDecl(n, k, o, generated=g), NAMES, keyword, REFS, GENERATED),
        st.builds(lambda n, k, o, p: ast.TaskDecl(n, k, o, labels=ast.FromLabels(p)), NAMES, keyword, REFS, ODD),
        st.builds(lambda n, k, o, v: ast.TaskDecl(n, k, o, value=v), NAMES, keyword, st.one_of(st.none(), REFS), EXPRESSIONS),
        st.builds(ast.TransformationDecl, NAMES, REFS, REFS, ENTRIES),
        st.builds(ast.DefineDecl, NAMES, st.lists(st.builds(ast.Parameter, NAMES, SORTS), max_size=2).map(tuple), PROPOSITIONS),
        st.builds(lambda n, p, s, e: ast.ClaimDecl(n, p, s, e), NAMES, PROPOSITIONS, _bounds(), expect),
        ENCODERS,
        st.builds(lambda n, p, s, e: ast.FindDecl(n, p, s, e), NAMES, PROPOSITIONS, _bounds(), expect),
    )
