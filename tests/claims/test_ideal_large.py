"""ideal(f) of tables that the kernel does not read whole: a planted pair is found and checked, the rest is named as assumed."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from encoder_cases import encoder

from presheaf.claims.engines import decide
from presheaf.kernel import check
from presheaf.model import proposition as p
from presheaf.source import NOWHERE


def test_a_planted_pair() -> None:
    rng = np.random.default_rng(4)
    codes = 8 * np.eye(420)[:, :400] + rng.normal(size=(420, 400)) / 100
    codes[400:] = 5 * rng.normal(size=(20, 400))  # all far from one another: the weights are 1 on the diagonal, else 0
    for planted, expected in ((False, "proved"), (True, "refuted")):
        if planted:
            codes[137] = codes[58] + 1 / 40  # e^-1/4 = 0.78
        f = encoder(codes.tolist())
        decision = decide(p.Claim("c", "", 1, NOWHERE, "ideal", p.Predicate("ideal", (f, Fraction(1, 10))), "holds"))
        assert decision.status == expected, decision.reason
        theorem = check(decision.certificate)
        assert theorem.assumed == decision.assumed == ("what E0 says of the table sha256:0",)
        assert "176,400 pairs decided" in decision.why[1].text
        if planted:
            assert "x58" in decision.why[0].text
            assert "x137" in decision.why[0].text
    one_sided = decide(p.Claim("c", "", 1, NOWHERE, "functorial", p.Predicate("functorial", (f, Fraction(1, 10))), "holds"))
    assert (one_sided.status, (one_sided.reason or "")[:8]) == ("unknown", "resource")
