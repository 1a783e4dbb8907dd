"""Categories of presheaves, alignment, nerves and sieves against brute force; their certificates with one entry changed are refused."""

import copy
import dataclasses
import itertools
import os
import random
from typing import Any

import presheaf_oracle as oracle
import pytest
import samples_oracle
from claim_oracle import hom, natural_transformations, representative
from claim_worlds import Plain, all_categories, functor_model, model, random_category, random_task, task_model
from presheaf_cases import ARROWS, CASES, EMPTY, data, features, into_presheaves, presheaf_model
from test_differential import verdict

from presheaf.claims.base import Lowering
from presheaf.claims.decision import CertificateRejected
from presheaf.claims.engines import decide
from presheaf.kernel import Rejected, check
from presheaf.model import builders, constructions, functors, kan, presheaf_category, tasks
from presheaf.model import proposition as p
from presheaf.model.category import Category
from presheaf.model.presheaf_category import presheaves
from presheaf.model.presheaf_functors import extension_functor, nerve, nerve_at, origin_of, yoneda_functor
from presheaf.model.setfunctor import Functor, SetFunctor
from presheaf.model.sieves import omega
from presheaf.model.transformations import transformations
from presheaf.source import NOWHERE

FULL = os.environ.get("PRESHEAF_EXHAUSTIVE") == "1"
NATIVE = 3_000 if FULL else 150
SOLVER = 60 if FULL else 5
ENGINES = [("native", NATIVE), ("z3", SOLVER)]
SMALL = [c for n in range(1, 4) for c in all_categories(n)]
ARROW = Plain(2, (0, 1, 0), (0, 1, 1), ((0, -1, 2), (-1, 1, -1), (-1, 2, -1)))
PAIR = Plain(2, (0, 1, 0, 0), (0, 1, 1, 1), ((0, -1, 2, 3), (-1, 1, -1, -1), (-1, 2, -1, -1), (-1, 3, -1, -1)))


def number(term: p.Term, value: int) -> p.Relation:
    return p.Relation("=", term, p.Integer(value))


# ---------------------------------------------------------------- the categories and their arrows


@pytest.mark.parametrize(("engine", "count"), ENGINES)
def test_numbers_of_arrows(engine: str, count: int) -> None:
    rng = random.Random(41)
    for _ in range(count):
        b = random_category(rng, 6)
        e = features(rng, b)
        if e is None:
            continue
        made = presheaf_model(e)[0]
        for _ in range(2):
            x, y = rng.randrange(made.object_count), rng.randrange(made.object_count)
            size = sum(1 for _ in natural_transformations(e.tasks[x], e.tasks[y]))
            term = p.HomCount(made, p.ObjectAt(made, x), p.ObjectAt(made, y))
            assert verdict(number(term, size), engine) is True
            assert verdict(number(term, size + 1), engine) is False


@pytest.mark.parametrize(("engine", "count"), ENGINES)
def test_composites(engine: str, count: int) -> None:
    rng = random.Random(42)
    for _ in range(count):
        e = features(rng, random_category(rng, 6))
        if e is None:
            continue
        made, image = presheaf_model(e)
        f = rng.randrange(e.plain.arrows)
        g = rng.choice([g for g in range(e.plain.arrows) if e.plain.dom[g] == e.plain.cod[f]])
        composite = p.Composite(made, p.ArrowAt(made, image[f]), p.ArrowAt(made, image[g]))
        for h in hom(e.plain, e.plain.dom[f], e.plain.cod[g])[:3]:
            expected = oracle.then(e.families[f], e.families[g]) == e.families[h]
            assert verdict(p.Relation("=", composite, p.ArrowAt(made, image[h])), engine) is expected


@pytest.mark.parametrize(("engine", "count"), ENGINES)
def test_the_yoneda_functor_is_fully_faithful(engine: str, count: int) -> None:
    rng = random.Random(43)
    for _ in range(count):
        b = random_category(rng, 6)
        e = features(rng, b)
        if e is not None:
            y = yoneda_functor("Y", model(b)[0], presheaf_model(e)[0])
            assert verdict(p.Predicate("fully_faithful", (y,)), engine) is True
            onto = all(any(next(oracle.isomorphisms(representative(b, x, True), t), None) for x in range(b.objects)) for t in e.tasks)
            assert verdict(p.Predicate("essentially_surjective", (y,)), engine) is onto


# ---------------------------------------------------------------- alignment


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(("engine", "count"), ENGINES)
def test_random_functors(name: str, engine: str, count: int) -> None:
    rng = random.Random(f"{name} {engine}")
    seen = {True: 0, False: 0}
    for _ in range(count):
        arguments, expected = CASES[name](rng)
        assert verdict(p.Predicate(name.split("/")[0], arguments), engine) is expected, arguments
        seen[expected] += 1
    assert min(seen.values()) >= count // 50


@pytest.mark.parametrize(("engine", "count"), ENGINES)
def test_the_extension_is_aligned_and_transfers_iff_the_functor_is_fully_faithful(engine: str, count: int) -> None:
    """Theorem 3, and claim 44: no condition on F is needed for alignment."""
    rng, seen = random.Random(44), set()
    for _ in range(count):
        c, b, image = data(rng)
        e = features(rng, c, most=1)
        extended = None if e is None else oracle.presheaves(list(dict.fromkeys(oracle.extension(c, b, image, t) for t in e.tasks)), ARROWS)
        if e is None or extended is None:
            continue
        f = functor_model(c, b, image)
        phi = extension_functor("Phi", f, presheaf_model(e)[0], presheaf_model(extended)[0])
        pairs = list(itertools.product(range(c.objects), repeat=2))
        embedded = all(sorted(image[g] for g in hom(c, x, y)) == hom(b, image[x], image[y]) for x, y in pairs)
        assert verdict(p.Predicate("feature_aligned", (phi, f)), engine) is True
        assert verdict(p.Predicate("transfers", (phi, f)), engine) is embedded
        seen.add(embedded)
    assert seen == {True, False}


@pytest.mark.parametrize("engine", ["native", "z3"])
def test_all_functors_on_small_categories(engine: str) -> None:
    """Every functor F : C -> B and every functor from C to the Hom functors of B."""
    most = (6 if FULL else 4) if engine == "native" else (5 if FULL else 3)
    seen: dict[tuple[bool, bool], int] = {}
    for c, b in itertools.product([EMPTY, *SMALL], SMALL):
        homs = oracle.presheaves([representative(b, x, True) for x in range(b.objects)], ARROWS)
        if c.arrows + b.arrows > most or homs is None:
            continue
        left, number = model(c)
        for image, psi in itertools.product(samples_oracle.functors(c, b), samples_oracle.functors(c, homs.plain)):
            arguments = into_presheaves("Phi", left, number, homs, psi), functor_model(c, b, image)
            expected = oracle.feature_aligned(c, b, image, homs, psi), oracle.transfers(c, b, image, homs, psi)
            assert tuple(verdict(p.Predicate(kind, arguments), engine) for kind in ("feature_aligned", "transfers")) == expected, (c, b, image, psi)
            seen[expected] = seen.get(expected, 0) + 1
    assert len(seen) == 3
    assert seen[True, True] >= (5 if engine == "z3" else 20)


@pytest.mark.parametrize("engine", ["native", "z3"])
def test_a_functor_that_fits_on_objects_alone(engine: str) -> None:
    """Claim 45: the identity of Z/3 and its inversion agree on objects; only one of them is what the features say."""
    z3 = Plain(1, (0, 0, 0), (0, 0, 0), tuple(tuple((i + j) % 3 for j in range(3)) for i in range(3)))
    homs = oracle.presheaves([representative(z3, 0, True)], ARROWS)
    assert homs is not None
    home = oracle.yoneda(z3, homs)
    assert home is not None
    left, number = model(z3)
    phi = into_presheaves("Phi", left, number, homs, home[1])
    for image, expected in (((0, 1, 2), True), ((0, 2, 1), False)):
        assert verdict(p.Predicate("feature_aligned", (phi, functor_model(z3, z3, image))), engine) is expected
        assert verdict(p.Predicate("transfers", (phi, functor_model(z3, z3, image))), engine) is expected


# ---------------------------------------------------------------- nerves and sieves


@pytest.mark.parametrize(("engine", "count"), ENGINES)
def test_nerves(engine: str, count: int) -> None:
    rng = random.Random(45)
    for _ in range(count):
        c, d, image = data(rng)
        f, x = functor_model(c, d, image), rng.randrange(d.objects)
        plain = oracle.nerve_at(c, d, image, x)
        assert verdict(p.Predicate("isomorphic", (nerve_at("N", f, x), task_model(plain))), engine) is True
        other = random_task(rng, c, True, limit=6)
        same = next(oracle.isomorphisms(plain, other), None) is not None
        assert verdict(p.Predicate("isomorphic", (nerve_at("N", f, x), task_model(other))), engine) is same


@pytest.mark.parametrize(("engine", "count"), [("native", NATIVE // 3), ("z3", SOLVER)])
def test_sieves(engine: str, count: int) -> None:
    rng = random.Random(46)
    for _ in range(count):
        c = random_category(rng, 7)
        t, plain = omega("Omega", model(c)[0]), oracle.sieves(c)[1]
        if t.size <= (30 if engine == "native" else 12):
            assert verdict(p.Predicate("isomorphic", (t, task_model(plain))), engine) is True
        assert verdict(number(p.ElementCount(t, None), sum(plain.sizes)), engine) is True


@pytest.mark.parametrize(("engine", "count"), [("native", NATIVE // 3), ("z3", SOLVER)])
def test_sieves_classify_subpresheaves(engine: str, count: int) -> None:
    """|Nat(T, Omega)| is the number of subpresheaves of T."""
    rng, seen = random.Random(47), set()
    for _ in range(count):
        c = random_category(rng, 5)
        t = random_task(rng, c, True, limit=6 if engine == "native" else 3)
        size = oracle.subpresheaves(t)
        term = p.NaturalCount(task_model(t), omega("Omega", model(c)[0]))
        assert verdict(number(term, size), engine) in ((True,) if engine == "native" else (True, None))
        assert verdict(number(term, size + rng.choice((1, -1))), engine) in ((False,) if engine == "native" else (False, None))
        seen.add(size)
    assert len(seen) >= 4


# ---------------------------------------------------------------- certificates


def certificate(proposition: p.Proposition) -> dict[str, Any]:
    decision = decide(p.Claim("c", "spec", 1, NOWHERE, "", proposition, "holds"), "native")
    assert decision.certificate is not None
    check(decision.certificate)
    return decision.certificate


def category_of(c: Category) -> Category:
    homs = [tasks.representable(f"h{x}", c, x, "contravariant") for x in range(c.object_count)]
    more = [tasks.constant("Two", c, ["x", "y"], "contravariant"), tasks.constant("None", c, [], "contravariant")]
    return presheaves("E", c, [*homs, *more], [f"S{i}" for i in range(len(homs) + 2)])


def extension_along(f: Functor) -> Functor:
    """The extension along F of the category above, into the category of its values."""
    source = category_of(f.dom)
    extended = [kan.lan("L", f, t) for t in origin_of(source).tasks]
    return extension_functor("Phi", f, source, presheaves("P", f.cod, extended, [f"L{i}" for i in range(len(extended))]))


def structures() -> dict[str, p.Proposition]:
    arrow, two = builders.chain("C", 2), Plain(2, (0, 1), (0, 1), ((0, -1), (-1, 1)))
    e, same = category_of(arrow), functors.identity(arrow)
    product = constructions.product("P", arrow, constructions.opposite("O", arrow))
    return {
        "category": number(p.ArrowCount(e), e.arrow_count),
        "yoneda": p.Predicate("full", (yoneda_functor("Y", arrow, e),)),
        "extension": p.Predicate("full", (extension_along(functor_model(two, ARROW, (0, 1))),)),
        "nerve": number(p.ElementCount(nerve("N", same, product), None), 3),
        "sieves": number(p.ElementCount(omega("Omega", arrow), None), 5),
    }


FREE = {"element", "value at", "generates", "root", "along"}  # choices: any elements that tell arrows apart, or that generate, will do


def noted_tables(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the tables of the certificates made from now on hold, by their names; filled as they are made."""
    kinds: dict[str, str] = {}
    table = Lowering.table

    def noted(low: Lowering, key: tuple[Any, ...], *rest: Any) -> str:
        made = table(low, key, *rest)
        kinds[made] = str(key[0])
        return made

    monkeypatch.setattr(Lowering, "table", noted)
    return kinds


@pytest.mark.parametrize("name", structures())
def test_one_entry_changed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every value of every table, but for those at undefined places and for the choice of elements that tell arrows apart."""
    kinds = noted_tables(monkeypatch)
    document, done = certificate(structures()[name]), 0
    rng = random.Random(7)
    sizes = {**document.get("sorts", {})}
    for c, d in document["categories"].items():
        sizes |= {f"{c}.ob": d["objects"], f"{c}.ar": len(d["dom"])}
    sizes |= {f"{t}.el": sum(d["sizes"]) for t, d in document.get("set_functors", {}).items()}
    for label, content in document["tables"].items():
        if kinds[label] in FREE:
            continue
        places = [i for i, value in enumerate(content["data"]) if value >= 0]
        for i in places if FULL else rng.sample(places, min(len(places), 25)):
            for other in set(range(sizes[content["value"]])) - {content["data"][i]}:
                forged = copy.deepcopy(document)
                forged["tables"][label]["data"][i] = other
                with pytest.raises(Rejected):
                    check(forged)
                done += 1
    assert done > 10


def test_an_arrow_that_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the arrow between the two Hom functors what is left is a category, but not that of all transformations."""

    def fewer(s: SetFunctor, t: SetFunctor, limit: int) -> Any:
        return transformations(s, t, limit)[: 0 if s.name == "h0" and t.name == "h1" else None]

    monkeypatch.setattr(presheaf_category, "transformations", fewer)
    arrow = builders.chain("C", 2)
    homs = [tasks.representable(f"h{x}", arrow, x, "contravariant") for x in range(2)]
    e = presheaves("E", arrow, homs, ["h0", "h1"])
    assert e.arrow_count == 2
    with pytest.raises(CertificateRejected, match="lemma"):
        certificate(number(p.ArrowCount(e), 2))


def test_an_arrow_that_is_there_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the two arrows between the Hom functors of a parallel pair one is given the values of the other: as many, natural, composed rightly."""
    kinds = noted_tables(monkeypatch)
    homs = oracle.presheaves([representative(PAIR, x, True) for x in range(2)], ARROWS)
    assert homs is not None
    e = presheaf_model(homs)[0]
    document = certificate(number(p.ArrowCount(e), 4))
    f, g = e.hom(0, 1).tolist()
    for label, content in document["tables"].items():
        if kinds[label] in ("values", "value at"):
            width = len(content["data"]) // e.arrow_count
            assert content["data"][f * width : (f + 1) * width] != content["data"][g * width : (g + 1) * width]
            content["data"][f * width : (f + 1) * width] = content["data"][g * width : (g + 1) * width]
    with pytest.raises(Rejected, match="lemma"):
        check(document)


def test_another_functor_in_place_of_the_yoneda_functor() -> None:
    """The constant functor at a Hom functor is a functor, but its lemmas fail."""
    arrow = builders.chain("C", 2)
    y = yoneda_functor("Y", arrow, category_of(arrow))
    constant = dataclasses.replace(y, on_objects=y.on_objects * 0 + 1, on_generators=y.on_generators * 0 + 1)
    with pytest.raises(CertificateRejected, match="lemma"):
        certificate(p.Predicate("full", (constant,)))
