"""Pictures of made-up encoders: ordinary ones and those at the edge (nothing off, one object, names that are no identifiers)."""

from __future__ import annotations

import numpy as np

from presheaf.encoders.pictures import Agreement, Alignment, DefectHistogram, DefectMap, Funnel, Picture, Spectrum, WorstPair


def ints(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


MAP = DefectMap(
    "turns",
    np.array([[0.0, 0.1, 0.9], [0.1, 0.0, 0.2], [0.9, 0.2, 0.3]]),
    (9, 9),
    (ints(3), ints(6)),
    (("cat", "dog"), ("up", "down")),
    WorstPair(1, 7, ("cat 1", "up 7"), 0.9),
    0.25,
)
HISTOGRAM = DefectHistogram("turns", np.array([0.0, 0.1, 0.2, 0.3, 0.4]), ints(1000, 50, 7, 1), 0.2, 8, 0.37)
SPECTRUM = Spectrum("turns", np.array([4.0, 2.0, 1.0, 0.5, 1e-17]), 4, 2)
ALIGNMENT = Alignment("turns", ("one", "two", "turns"), (0.5, 1.0), np.array([[0.5, 0.9], [0.2, 0.6], [0.1, 0.3]]), np.array([0.1, 0.5, 0.75]), 0.25)
AGREEMENT = Agreement(
    "turns", ("up", "same", "left"), ("p", "q", "r"), np.array([[0.1, 0.5, 0.9], [0.4, 0.2, 0.3], [0.3, 0.7, 0.2]]), ((0,), (), (0, 1))
)
FUNNEL = Funnel("turns", (("screen", 9_000), ("float64", 990), ("exact", 10)), 10_000)
ORDINARY: tuple[Picture, ...] = (MAP, HISTOGRAM, SPECTRUM, ALIGNMENT, AGREEMENT, FUNNEL)

BAD = "$x^2$ <b>& 我\n\u202e" + "long " * 30
ONE = WorstPair(0, 0, (BAD, BAD), 0.0)
EDGES: tuple[Picture, ...] = (
    DefectMap(BAD, np.zeros((1, 1)), (1, 1), (ints(), ints()), ((BAD,), (BAD,)), ONE, 0.0),
    DefectMap("f", np.full((2, 512), 3.0), (2, 5000), (ints(1), np.arange(1, 5000)), (("a", "b"), ()), ONE, 1e-9),
    DefectMap("f", np.full((2, 2), 0.1), (2, 2), (ints(), ints()), ((), ()), ONE, 5.0),
    DefectHistogram(BAD, np.array([0.0, 1.0]), ints(0), 0.0, 0, 0.0),
    DefectHistogram("f", np.array([0.0, 1e-9]), ints(3), 0.0, 3, 1e-9),
    Spectrum(BAD, np.zeros(3), 0, 3),
    Spectrum("f", np.linspace(3, 1, 400), None, 500, np.linspace(3, 1, 400)),
    Alignment(BAD, (BAD,), (1.0,), np.zeros((1, 1)), np.ones(1), 0.0),
    Alignment("f", tuple(f"state number {i}" for i in range(40)), (0.5,), np.linspace(1, 0, 40)[:, None], np.linspace(0, 1, 40), 0.5),
    Agreement(BAD, (BAD,), (BAD,), np.zeros((1, 1)), ((0,),)),
    Agreement("f", ("t",), tuple(f"prompt {i}" for i in range(100)), np.linspace(1, 0, 100)[None], ((3, 4, 5, 6, 7),)),
    Funnel(BAD, (), 0),
    Funnel("f", (("float64", 0),), 10**13),
)
