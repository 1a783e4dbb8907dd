"""Learned prompts, heads, reproducible descent and frozen tables."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus import ROOT
from presheaf.encoders.training import best_accuracy, conflict, fit_head, kernel, minimise, object_prompt, reproducible, save, soft_prompt

torch = pytest.importorskip("torch")
safetensors = pytest.importorskip("safetensors.numpy") and pytest.importorskip("safetensors")

LINE = np.array([[0.0], [1], [3]])


def gaussian(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.exp(-((x[:, None] - y) ** 2).sum(2))


def test_kernels_are_what_they_are_called() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((3, 2)), rng.standard_normal((4, 2))
    cosine = np.array([[a @ b / np.linalg.norm(a) / np.linalg.norm(b) for b in y] for a in x])
    apart = np.array([[np.linalg.norm(a - b) for b in y] for a in x])
    wanted = {
        "gaussian": np.exp(-2 * apart**2),
        "laplace": np.exp(-2 * apart),
        "dot": 2 * x @ y.T,
        "cosine": cosine,
        "spherical": np.exp(2 * (cosine - 1)),
    }
    for family, table in wanted.items():
        assert np.abs(kernel(family, 2)(torch.tensor(x), torch.tensor(y)).numpy() - table).max() < 1e-12
    with pytest.raises(ValueError, match="'rbf' is none of gaussian"):
        kernel("rbf")


def test_theorem_1_the_prompt_of_a_representable_task_is_its_object() -> None:
    h = gaussian(LINE, LINE)
    for p in range(3):
        found = object_prompt(kernel("gaussian"), LINE, h[p])
        assert (found.object, found.gap) == (p, pytest.approx(0, abs=1e-15))
        assert soft_prompt(kernel("gaussian"), LINE, h[p]).object == p  # nothing is better than exact
    between = object_prompt(kernel("gaussian"), LINE, np.array([0.5, 0.5, 0.5]))
    assert between.gap == pytest.approx(0.5)
    assert between.object == 0  # all three miss their own answer by a half


def test_a_soft_prompt_may_be_no_object() -> None:
    code = np.array([[2.0]])
    found = soft_prompt(kernel("gaussian"), LINE, gaussian(code, LINE)[0])
    assert found.object is None
    assert found.gap < 1e-5
    assert found.code == pytest.approx([2], abs=1e-4)
    assert object_prompt(kernel("gaussian"), LINE, gaussian(code, LINE)[0]).gap > 0.3


@pytest.mark.parametrize(("task", "solved"), [([2, 3, 5], True), ([2, 3, 6], False)])
def test_soft_prompts_of_inner_products_are_linear_functions(task: list[float], solved: bool) -> None:
    codes = np.array([[1.0, 0], [0, 1], [1, 1]])
    found = soft_prompt(kernel("dot"), codes, np.array(task))
    assert (found.gap < 1e-6) is solved
    if not solved:
        assert found.gap == pytest.approx(1 / 3, abs=1e-6)  # least squares spread the one missing evenly


def test_theorem_2_a_head_exists_iff_equal_codes_have_equal_answers() -> None:
    """All answers from {0, 1} on four objects with all codes from {0, 1}."""
    for codes, answers in product(product((0, 1), repeat=4), repeat=2):
        table = np.array(codes, float)[:, None]
        clashes = [(i, j) for i in range(4) for j in range(i + 1, 4) if codes[i] == codes[j] and answers[i] != answers[j]]
        heads = [sum(g[c] == a for c, a in zip(codes, answers, strict=True)) for g in product((0, 1), repeat=2)]
        assert (conflict(table, answers) is None) is (not clashes)
        assert conflict(table, answers) is None or conflict(table, answers) in clashes
        assert best_accuracy(table, answers) == max(heads) / 4


def test_the_fitted_head_is_as_good_as_the_best_one_where_that_is_linear() -> None:
    codes = np.array([[0.0, 0], [0, 1], [1, 0], [1, 0]])
    answers = ["low", "high", "low", "high"]
    head = fit_head(codes, answers)
    assert conflict(codes, answers) == (2, 3)
    assert head.accuracy == best_accuracy(codes, answers) == 0.75
    assert head(codes)[:2] == ["low", "high"]
    crossed = fit_head(np.array([[0.0, 0], [1, 1], [0, 1], [1, 0]]), [0, 0, 1, 1])
    assert crossed.accuracy <= 0.75  # no line parts the diagonals, though the codes differ
    assert head.descent.losses[-1] <= head.descent.losses[0]


def test_minus_nought_is_nought_and_close_is_not_equal() -> None:
    assert conflict(np.array([[0.0], [-0.0]]), "ab") == (0, 1)
    assert conflict(np.array([[1.0], [1 + 1e-8]]), "ab") is None


def test_the_example_of_the_documentation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "specs" / "encoders" / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    exec(example, {})
    assert float(capsys.readouterr().out) == pytest.approx((1 - 2**-0.5) ** 2, abs=1e-5)
    assert safetensors.numpy.load_file(tmp_path / "codes.safetensors")["emb"].shape == (3, 2)


def trained() -> np.ndarray:
    table = torch.randn(5, 2, requires_grad=True)
    minimise(lambda step: ((table - step % 2) ** 2 * torch.rand(5, 2)).sum(), [table], 30, 0.1, full_batch=False)
    return table.detach().numpy()


def test_the_same_seed_gives_the_same_bits_and_leaves_no_trace() -> None:
    before, threads = torch.get_rng_state(), torch.get_num_threads()
    tables = []
    for seed in (3, 3, 4):
        with reproducible(seed):
            assert torch.get_num_threads() == 1
            tables.append(trained())
    assert np.array_equal(tables[0], tables[1])
    assert not np.array_equal(tables[0], tables[2])
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.get_num_threads() == threads
    assert not torch.are_deterministic_algorithms_enabled()


@pytest.mark.parametrize("full_batch", [True, False])
def test_descent_reports_the_loss_that_it_reached(full_batch: bool) -> None:
    x = torch.tensor([3.0], requires_grad=True)
    run = minimise(lambda _: (x**2).sum(), [x], 90, 0.3, full_batch)
    assert len(run.losses) == 91
    assert run.losses[0] == 9
    assert run.last == float(x.detach() ** 2) < 1e-3


@pytest.mark.parametrize("dtype", ["F64", "F32", "BF16"])
def test_tables_are_read_by_safetensors_rounded_to_nearest(tmp_path: Path, dtype: Any) -> None:
    values = np.random.default_rng(0).standard_normal((3, 5)).astype(np.float32)
    values[0, :3] = 1 + 2**-8, 1 + 3 * 2**-8, -0.0  # two ties between neighbouring bfloat16, of which the even one is taken
    path = tmp_path / "t.safetensors"
    save(path, ["a", "b c", "é"], values, values[:2], [1, 2], columns=["x", "y"], dtype=dtype, metadata={"seed": "0"})
    with safetensors.safe_open(path, "pt") as held:
        assert json.loads(held.metadata()["object_order"]) == ["a", "b c", "é"]
        assert (held.metadata()["seed"], held.metadata()["head_order"]) == ("0", '["x", "y"]')
        found = held.get_tensor("emb")
        assert str(found.dtype) == {"F64": "torch.float64", "F32": "torch.float32", "BF16": "torch.bfloat16"}[dtype]
        assert torch.equal(found, torch.tensor(values).to(found.dtype))
        assert torch.equal(held.get_tensor("head"), torch.tensor(values[:2]).to(found.dtype))
        assert held.get_tensor("bias").tolist() == [1, 2]
    if dtype == "BF16":
        assert [Fraction(float(x)) for x in found[0, :2]] == [1, 1 + Fraction(1, 64)]
    again = tmp_path / "u.safetensors"
    save(again, ["a", "b c", "é"], values, values[:2], [1, 2], columns=["x", "y"], dtype=dtype, metadata={"seed": "0"})
    assert path.read_bytes() == again.read_bytes()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"names": ["a"]}, "there are 1 names"),
        ({"names": ["a", "a"]}, "given twice"),
        ({"head": [[1], [2]], "columns": ["x", "x"]}, "given twice"),
        ({"head": [[1], [2]], "columns": ["x"]}, "columns has one name"),
        ({"columns": ["x"]}, "columns has one name"),
        ({"emb": [1, 2]}, "emb has shape"),
        ({"head": [[1, 2]]}, "head has shape"),
        ({"bias": [1]}, "bias has"),
        ({"head": [[1]], "bias": [1, 2]}, "bias has"),
        ({"emb": [[1], [float("nan")]]}, "not finite in F32"),
        ({"emb": [[1], [1e39]]}, "not finite in F32"),
        ({"emb": [[1], [3.4e38]], "dtype": "BF16"}, "not finite in BF16"),
        ({"head": [[float("inf")]]}, "head holds a number that is not finite"),
    ],
)
def test_tables_that_do_not_fit_are_not_written(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    given: dict[str, Any] = {"names": ["a", "b"], "emb": [[1], [2]], **change}
    write: Callable[..., None] = save
    with pytest.raises(ValueError, match=message):
        write(tmp_path / "t.safetensors", **given)
    assert not list(tmp_path.iterdir())
