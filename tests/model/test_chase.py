"""The chase into presented categories: orders of groups, finite extensions in infinite categories, and what it cannot finish."""

from itertools import pairwise
from pathlib import Path

import pytest

from corpus import load
from presheaf.pipeline import Options, Verifier


def verdicts(text: str, folder: Path, engine: str = "native") -> dict[str, str]:
    """The verdict of every claim, all of which must be as expected; an unknown one must be a matter of bounds."""
    loaded = load(text, folder)
    assert [d.message for d in loaded.diagnostics] == []
    results = [r for claim in loaded.claims for r in Verifier(Options(engine=engine)).claim(claim, loaded).results]
    for r in results:
        assert r.met, (r.claim.name, r.verdict, r.reason)
        assert r.verdict != "unknown" or r.reason.startswith("bound: "), r.reason
    return {r.claim.name: r.verdict for r in results}


# ---------------------------------------------------------------- coset enumeration


def group(letters: str, relations: str, bound: int) -> str:
    return f"category G within {bound} arrows {{ objects pt  arrows {letters} : pt -> pt  equations {relations} }}\n"


def coxeter(n: int) -> tuple[str, str]:
    """The symmetric group on n + 1 points by adjacent transpositions."""
    letters = [f"s{i}" for i in range(1, n + 1)]
    involutions = [f"{s} ; {s} = id(pt)" for s in letters]
    braids = [f"{s} ; {t} ; {s} = {t} ; {s} ; {t}" for s, t in pairwise(letters)]
    apart = [f"{s} ; {t} = {t} ; {s}" for i, s in enumerate(letters) for t in letters[i + 2 :]]
    return ", ".join(letters), ", ".join(involutions + braids + apart)


INVERSES = "a ; c = id(pt), c ; a = id(pt), b ; d = id(pt), d ; b = id(pt)"
PSL = "a ; a = id(pt), b^3 = id(pt), (a ; b)^7 = id(pt), (a ; b ; a ; b^2)^4 = id(pt)"
GROUPS: dict[str, tuple[str, int]] = {
    "trivial, hidden": (group("a, b, c, d", f"{INVERSES}, b ; a = a ; b^2, a ; b = b ; a^2", 2), 1),
    "S_3": (group(*coxeter(2), 2), 6),
    "S_4": (group(*coxeter(3), 2), 24),
    "S_5": (group(*coxeter(4), 2), 120),
    "PSL(2,7)": (group("a, b", PSL, 2), 168),
    "quaternions": (group("i, j", "i^4 = id(pt), i^2 = j^2, i ; j ; i = j", 2), 8),
    "generalised quaternions": (group("x, y", "x^8 = id(pt), x^4 = y^2, x ; y ; x = y", 2), 16),
    "Z/2 x Z/2 x Z/2": (
        group("a, b, c", "a^2 = id(pt), b^2 = id(pt), c^2 = id(pt), a ; b = b ; a, a ; c = c ; a, b ; c = c ; b", 2),
        8,
    ),
}
POINT = "category One = discrete(pt)\nfunctor U : One -> G { pt |-> pt }\ncopresheaf P = terminal(One)\npresheaf Q = terminal(One)\n"


@pytest.mark.parametrize("name", GROUPS)
def test_orders_of_groups(name: str, tmp_path: Path) -> None:
    """From one point along the unit of the group, on either side."""
    text, order = GROUPS[name]
    claims = f"copresheaf L = lan(U, P)\npresheaf R = lan(U, Q)\nclaim left: |L(pt)| = {order}\nclaim right: |R| = {order}\n"
    assert verdicts(f"{text}{POINT}{claims}claim no: |L| = {order + 1} expect refuted\n", tmp_path) == {
        "left": "proved",
        "right": "proved",
        "no": "refuted",
    }


def test_these_presentations_have_not_closed(tmp_path: Path) -> None:
    """What is counted above is not the closed category: its own claims are out of reach."""
    text = GROUPS["PSL(2,7)"][0]
    assert verdicts(f"{text}claim c: |arrows(G)| = 168 expect unknown\n", tmp_path) == {"c": "unknown"}


SUBGROUPS: dict[str, tuple[int, str, str, int]] = {  # order of an element, its word, the group, index of the subgroup
    "seven-fold in PSL(2,7)": (7, "a ; b", GROUPS["PSL(2,7)"][0], 24),
    "three-fold in PSL(2,7)": (3, "b", GROUPS["PSL(2,7)"][0], 56),
    "five-cycle in S_5": (5, "s1 ; s2 ; s3 ; s4", GROUPS["S_5"][0], 24),
    "i in the quaternions": (4, "i", GROUPS["quaternions"][0], 2),
    "the unit of S_4": (1, "id(pt)", GROUPS["S_4"][0], 24),
}


@pytest.mark.parametrize("name", SUBGROUPS)
def test_indices_of_subgroups(name: str, tmp_path: Path) -> None:
    """Lagrange, and the regular action induces the regular action."""
    order, word, text, index = SUBGROUPS[name]
    spec = f"""{text}category H = cyclic_group({order})
functor K : H -> G {{ pt |-> pt, r |-> {word} }}
copresheaf P = terminal(H)
presheaf Q = terminal(H)
copresheaf L = lan(K, P)
presheaf R = lan(K, Q)
copresheaf Free = lan(K, coyoneda(H.pt))
claim left: |L| = {index}
claim right: |R| = {index}
claim free: |Free(pt)| = {index * order}
"""
    assert set(verdicts(spec, tmp_path).values()) == {"proved"}


# ---------------------------------------------------------------- infinite categories

N = "category N within 40 arrows { objects pt  arrows t : pt -> pt }\n"
FREE = "category Two within 40 arrows { objects pt  arrows s, t : pt -> pt }\n"
INFINITE: dict[str, str] = {
    # The 3-cycle extended along doubling N -> N, by its elements and steps: a point two steps on is the next one. Six points in a cycle.
    "doubling": N
    + """category Cycle {
  objects x0, x1, x2, y0, y1, y2
  arrows p0 : y0 -> x0, p1 : y1 -> x1, p2 : y2 -> x2, q0 : y0 -> x1, q1 : y1 -> x2, q2 : y2 -> x0
}
functor K : Cycle -> N {
  x0 |-> pt, x1 |-> pt, x2 |-> pt, y0 |-> pt, y1 |-> pt, y2 |-> pt,
  p0 |-> t^2, p1 |-> t^2, p2 |-> t^2, q0 |-> id(pt), q1 |-> id(pt), q2 |-> id(pt)
}
copresheaf F = terminal(Cycle)
presheaf G = terminal(Cycle)
copresheaf L = lan(K, F)
presheaf R = lan(K, G)
claim six: |L| = 6 and |R| = 6
claim transitive: covered_by(L, 1) and |Nat(L, L)| = 6
""",
    # A relation on one point: t^6 = t^2 at it, a path of two steps that runs into a cycle of four.
    "a lasso of points": N
    + """category Pair { objects a, b  arrows p, q : a -> b }
functor K : Pair -> N { a |-> pt, b |-> pt, p |-> t^2, q |-> t^6 }
copresheaf F = terminal(Pair)
presheaf Back = terminal(Pair)
copresheaf L = lan(K, coyoneda(Pair.a))
copresheaf M = lan(K, F)
claim free: |L| = 1 expect unknown
claim related: |M| = 6 and covered_by(M, 1) and |Nat(M, M)| = 6
""",
    "nothing leads back": """category Lasso within 20 arrows { objects x, y  arrows t : x -> x, f : x -> y }
category One = discrete(pt)
functor Y : One -> Lasso { pt |-> y }
functor X : One -> Lasso { pt |-> x }
copresheaf P = terminal(One)
presheaf Q = terminal(One)
copresheaf FromY = lan(Y, P)
copresheaf FromX = lan(X, P)
presheaf ToX = lan(X, Q)
claim y: |FromY(x)| = 0 and |FromY(y)| = 1
claim x: |FromX(x)| = 1 expect unknown
claim back: |ToX(y)| = 0 expect unknown
""",
    "identified at once": N
    + """category A { objects a, b, c  arrows k : a -> b, h : b -> c, l : a -> c }
functor K : A -> N { a |-> pt, b |-> pt, c |-> pt, k |-> id(pt), h |-> t, l |-> id(pt) }
copresheaf F = terminal(A)
copresheaf L = lan(K, F)
claim one: |L| = 1
""",
    "the empty set": N
    + "category One = discrete(pt)\nfunctor U : One -> N { pt |-> pt }\n"
    + "copresheaf P on One { pt = {} }\ncopresheaf L = lan(U, P)\nclaim none: |L| = 0\n",
    "the natural numbers": N
    + "category One = discrete(pt)\nfunctor U : One -> N { pt |-> pt }\ncopresheaf P = terminal(One)\ncopresheaf L = lan(U, P)\n"
    + "claim zero: |L| = 1 expect unknown\nclaim nor: |L| != 1 expect unknown\n",
    "words": FREE
    + "category One = discrete(pt)\nfunctor U : One -> Two { pt |-> pt }\ncopresheaf P = terminal(One)\ncopresheaf L = lan(U, P)\n"
    + "claim free: |L| = 1 expect unknown\n",
}


@pytest.mark.parametrize("name", INFINITE)
def test_infinite_categories(name: str, tmp_path: Path) -> None:
    assert verdicts(INFINITE[name], tmp_path)
