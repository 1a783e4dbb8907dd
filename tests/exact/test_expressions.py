"""Kernels written as expressions are recognised as what they are, however they are written, and nothing is ever executed."""

from fractions import Fraction

import pytest

from presheaf.exact.expressions import NotAKernel, family, rate


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("exp(-norm2(x - y) / (2 * tau))", "gaussian"),
        ("exp(-norm(y - x)^2 / tau)", "gaussian"),
        ("2^(-norm2(x - y))", "gaussian"),
        ("1 / exp(0.5 * dot(x - y, x - y))", "gaussian"),
        ("exp((2 * dot(x, y) - norm2(x) - norm2(y)) / tau)", "gaussian"),
        ("exp(-norm(x - y) / tau)", "laplace"),
        ("exp(-sqrt(norm2(x - y)) * tau)", "laplace"),
        ("dot(x, y)", "dot"),
        ("3 * dot(y, x) / tau", "dot"),
        ("(norm2(x) + norm2(y) - norm2(x - y)) / 2", "dot"),
        ("cos(x, y)", "cosine"),
        ("dot(x, y) / (norm(x) * norm(y))", "cosine"),
        ("exp((cos(x, y) - 1) / tau)", "spherical"),
        ("exp(cos(x, y) / tau) / exp(1 / tau)", "spherical"),
    ],
)
def test_families(body: str, expected: str) -> None:
    assert family(body, ["tau"]) == expected


@pytest.mark.parametrize(
    "body",
    [
        "exp(norm2(x - y))",
        "exp(-norm2(x - y)) + 1",
        "2 * exp(-norm2(x - y))",
        "exp(-norm2(x))",
        "exp(-norm2(x - y) * (tau - 1))",
        "2 * cos(x, y)",
        "-dot(x, y)",
        "exp(cos(x, y) / tau)",
        "1 / (1 + norm2(x - y))",
        "tau",
        "x",
        "x * y",
        "norm2(x + y)",
        "sigma * dot(x, y)",
        "2^10000000000 * dot(x, y)",
        "dot(x, y) / 0",
        "open('f')",
        "(lambda: 1)()",
        "[1][0]",
        "dot.__class__(x, y)",
        "dot(x)",
        "dot(x, y=y)",
        "1 if x else 2",
        "",
        "exp(",
        "exp(-norm2(x - y))" * 50,
        "-" * 401 + "dot(x, y)",
        "x" + " - x" * 120,
        "True * dot(x, y)",
        "'a' * dot(x, y)",
        "dot(x, y) % 2",
        "~dot(x, y)",
    ],
)
def test_others_are_refused(body: str) -> None:
    with pytest.raises(NotAKernel) as refused:
        family(body, ["tau"])
    assert str(refused.value)


@pytest.mark.parametrize(
    ("body", "values", "expected"),
    [
        ("exp(-norm2(x - y) / (2 * tau))", {"tau": Fraction(1, 3)}, ("gaussian", Fraction(3, 2))),
        ("exp(-norm(y - x)^2 * 0.1)", {}, ("gaussian", Fraction(1, 10))),
        ("exp(-norm2(x - y) / sqrt(tau))", {"tau": Fraction(9, 4)}, ("gaussian", Fraction(2, 3))),
        ("exp((2 * dot(x, y) - norm2(x) - norm2(y)) / tau)", {"tau": Fraction(7)}, ("gaussian", Fraction(1, 7))),
        ("exp(-norm(x - y) * a / b)", {"a": Fraction(2, 3), "b": Fraction(5)}, ("laplace", Fraction(2, 15))),
        ("3 * dot(y, x) / tau", {"tau": Fraction(1, 2)}, ("dot", Fraction(6))),
        ("cos(x, y)", {}, ("cosine", Fraction(1))),
        ("exp(cos(x, y) / tau) / exp(1 / tau)", {"tau": Fraction(1, 14)}, ("spherical", Fraction(14))),
    ],
)
def test_exact_rates(body: str, values: dict[str, Fraction], expected: tuple[str, Fraction]) -> None:
    assert rate(body, values) == expected


@pytest.mark.parametrize(
    ("body", "values"),
    [("2^(-norm2(x - y))", {}), ("exp(-norm2(x - y) / sqrt(tau))", {"tau": Fraction(2)}), ("exp(norm2(x - y) / tau)", {"tau": Fraction(1)})],
)
def test_rates_that_are_not_rational_are_refused(body: str, values: dict[str, Fraction]) -> None:
    with pytest.raises(NotAKernel):
        rate(body, values)


def test_the_factor_of_the_unit_sphere() -> None:
    """SimCLR's exp(cos / tau) is a Gaussian kernel on the unit sphere only up to the factor e^(1 / tau): with it, no code is at 1 from itself."""
    assert family("exp(-norm2(x - y) / (2 * tau))", ["tau"]) == "gaussian"
    assert family("exp((cos(x, y) - 1) / tau)", ["tau"]) == "spherical"
    with pytest.raises(NotAKernel):
        family("exp(cos(x, y) / tau)", ["tau"])
