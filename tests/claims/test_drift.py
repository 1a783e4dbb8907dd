"""How far codes move when they are embedded again, against rational arithmetic on the bits."""

import json
import random
import struct
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from cli.command import presheaf
from presheaf.claims.drift import BLOCK, WORK
from presheaf.kernel import Rejected, check
from presheaf.pipeline import Options, Run, Verifier

torch = pytest.importorskip("torch")


def run(folder: Path, one: np.ndarray, two: np.ndarray, eps: Fraction, kernel: str = "dot") -> Run:
    names = np.array([f"x{i}" for i in range(len(one))], str)
    order = np.random.default_rng(len(one)).permutation(len(one))
    np.savez(folder / "one.npz", emb=one, objects=names)
    np.savez(folder / "two.npz", emb=two[order], objects=names[order])
    d = one.shape[1]
    text = f"weighted M {{ objects {', '.join(names)} }}\n" if len(one) else "weighted M { }\n"
    text += f'encoder f : M -> R^{d} {{ embeddings "one.npz"  again "two.npz"  kernel {kernel} }}\nclaim c: drift(f) within {eps}\n'
    (folder / "a.psh").write_text(text, encoding="utf-8")
    verifier = Verifier(Options())
    loaded = verifier.load(folder / "a.psh", folder)
    assert not loaded.diagnostics
    return verifier.claim(loaded.claims[0], loaded)


def drift(one: np.ndarray, two: np.ndarray) -> Fraction:
    """The greatest |D_i|^2, by definition."""
    bits = [[[Fraction(*float(x).as_integer_ratio()) for x in row] for row in table.tolist()] for table in (one, two)]
    return max((sum(((a - b) ** 2 for a, b in zip(x, y, strict=True)), Fraction(0)) for x, y in zip(*bits, strict=True)), default=Fraction(0))


def tables(rng: random.Random) -> tuple[np.ndarray, np.ndarray]:
    n, d = rng.choice((0, 1, 2, 5, BLOCK, BLOCK + 1, 40)), rng.randrange(1, 4)
    kind = rng.choice((np.float32, np.float64))
    scale = rng.choice((1.0, 1e-30, 1e20) if kind == np.float32 else (1.0, 1e-200, 1e160, 1e308))
    one = np.array([[rng.uniform(-1, 1) * scale for _ in range(d)] for _ in range(n)], kind).reshape(n, d)
    two = one.copy()
    for _ in range(rng.randrange(3) if n else 0):
        i, j = rng.randrange(n), rng.randrange(d)
        two[i, j] = np.nextafter(two[i, j], kind(0)) if rng.random() < 0.5 else kind(rng.uniform(-1, 1) * scale)
    return one, two


def test_against_rational_arithmetic(tmp_path: Path) -> None:
    rng = random.Random(5)
    verdicts = set()
    for _ in range(150):
        one, two = tables(rng)
        square = drift(one, two)
        for eps in {Fraction(0), Fraction(1, 1000), Fraction(float(square) ** 0.5) if square < 10**300 else Fraction(1)}:
            found = run(tmp_path, one, two, eps)
            assert [*found.internal, *found.rejected] == []
            (result,) = found.results
            assert result.verdict == ("proved" if square <= eps * eps else "refuted")
            assert not result.assumed
            verdicts.add((result.verdict, square == eps * eps))
    assert verdicts == {("proved", True), ("proved", False), ("refuted", False)}


def test_just_at_the_drift(tmp_path: Path) -> None:
    one, two = np.array([[3.0, 4.0], [1.0, 1.0]]), np.array([[0.0, 0.0], [1.0, 1.0]])
    assert run(tmp_path, one, two, Fraction(5)).results[0].verdict == "proved"
    assert run(tmp_path, one, two, Fraction(5) - Fraction(1, 10**40)).results[0].verdict == "refuted"
    two[0, 0] = -5e-324
    assert run(tmp_path, one, two, Fraction(5)).results[0].verdict == "refuted"


def test_the_one_row_that_moves_is_found_wherever_it_is(tmp_path: Path) -> None:
    one = np.ones((2 * BLOCK + 3, 3), np.float32)
    for i in range(len(one)):
        two = one.copy()
        two[i, 1] = np.nextafter(np.float32(1), np.float32(2))
        (result,) = run(tmp_path, one, two, Fraction(1, 2**24), "gaussian(1/2)").results
        assert result.verdict == "refuted"
        assert result.why[0].text.startswith(f"the code of x{i} moves most, by 1.19209e-7; k(X, Y) then moves by at most 2.05e-7")


@pytest.mark.parametrize(("eps", "verdict"), [(Fraction(1, 4), "proved"), (Fraction(1, 8), "refuted")])
def test_large_tables_are_taken_over_by_their_digests(tmp_path: Path, eps: Fraction, verdict: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("presheaf.claims.drift.WORK", 100)
    one = np.zeros((40, 3))
    two = one.copy()
    two[17, 2] = 0.25
    (result,) = run(tmp_path, one, two, eps).results
    assert result.verdict == verdict
    assert "differences of sha256:" in result.assumed[0]
    assert WORK > 100


def test_a_certificate_of_other_differences_is_refused(tmp_path: Path) -> None:
    one, two = np.zeros((3, 2)), np.full((3, 2), 0.25)
    (result,) = run(tmp_path, one, two, Fraction(1)).results
    document = json.loads(json.dumps(result.certificate))
    check(document)
    (block,) = document["encoders"].values()
    block["rows"][1][0] = 5
    with pytest.raises(Rejected):
        check(document)


def test_an_encoder_that_is_embedded_once_has_none(tmp_path: Path) -> None:
    np.savez(tmp_path / "one.npz", emb=np.zeros((1, 1)), objects=np.array(["a"]))
    text = 'weighted M { objects a }\nencoder f : M -> R^1 { embeddings "one.npz"  kernel dot }\nclaim c: drift(f) within 1\n'
    (tmp_path / "a.psh").write_text(text, encoding="utf-8")
    done = presheaf("verify", tmp_path / "a.psh")
    assert done.returncode == 3
    assert 'f is embedded once: `again "file"`, or `batch 64, 1` of a network, embeds it twice' in done.stdout


def test_a_network_in_two_batch_sizes(tmp_path: Path) -> None:
    from safetensors.torch import save_file

    code = """\
import torch
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = torch.nn.Parameter(torch.zeros(1))
    def codes(self, names):
        return self.scale * len(names) + torch.zeros(len(names), 2)
"""
    (tmp_path / "net.py").write_text(code, encoding="utf-8")
    save_file({"scale": torch.tensor([0.5])}, tmp_path / "net.safetensors")
    fields = 'module "net.py:Net"  weights "net.safetensors"  batch 2, 1  kernel dot'
    text = f"weighted M {{ objects a, b }}\nencoder f : M -> R^2 {{ {fields} }}\n"
    text += "claim near: drift(f) within 1\nclaim nearer: drift(f, 1/2) expect refuted\n"
    (tmp_path / "a.psh").write_text(text, encoding="utf-8")
    done = presheaf("verify", tmp_path / "a.psh", "--allow-code")
    assert done.returncode == 0
    assert "1 proved, 1 refuted as expected" in done.stdout
    assert "2 skipped" in presheaf("verify", tmp_path / "a.psh").stdout


def test_floats_are_what_they_are() -> None:
    """The oracle reads bits: 0.1 is not a tenth."""
    assert drift(np.array([[0.1]]), np.array([[0.0]])) == Fraction(*struct.unpack("<d", struct.pack("<d", 0.1))[0].as_integer_ratio()) ** 2
