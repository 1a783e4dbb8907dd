"""What the command line shows of encoders: their tables by digest, and declarations that are read again."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from cli.absent import Looks, hide_torch
from cli.command import presheaf
from presheaf import claims

pytest.importorskip("torch")

SPEC = """\
weighted M = matrix { objects a, "b c"  [1, 1/2], [1/2, 1] }
kernel heat(t) = exp(-norm2(x - y) / (4 * t))
encoder f : M -> R^4 { embeddings "codes.npz"  again "codes.npz"  checkpoints "early.npz"  kernel heat(1/3) }
encoder h : M -> R^4 { embeddings "early.npz"  kernel softmax }
claim seen: looks(f)
"""
CODES = np.array([[0.1, 1, 2, 3], [4, 5, 6, 7]], "<f4")


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(claims.KINDS, "looks", Looks())
    names = np.array(["b c", "a"])
    np.savez(tmp_path / "codes.npz", emb=CODES, objects=names)
    np.savez(tmp_path / "early.npz", emb=2 * CODES, objects=names, head=CODES, bias=np.zeros(2))
    path = tmp_path / "a.psh"
    path.write_text(SPEC.replace('checkpoints "early.npz"', 'checkpoints "codes.npz"'), encoding="utf-8")
    return path


def test_show(spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = "sha256:" + hashlib.sha256(CODES.tobytes()).hexdigest()
    shown = presheaf("show", spec, "f").stdout.splitlines()
    assert shown[:3] == ["# encoder M -> R^4, kernel gaussian", "# k(x, y) = exp(-(3/4) |x - y|^2)", "# H is 2 x 2: written out"]
    assert shown[4:7] == [
        f"# codes: 2 x 4, F32, {digest}",
        f"# embedded again: 2 x 4, F32, {digest}",
        f"# checkpoint codes.npz: 2 x 4, F32, {digest}",
    ]
    assert shown[7:9] == ["# f(a) = (4.0, 5.0, 6.0, ...)", '# f("b c") = (0.10000000149011612, 1.0, 2.0, ...)']
    assert shown[9] == 'encoder f : M -> R^4 { embeddings "codes.npz"  again "codes.npz"  checkpoints "codes.npz"  kernel heat(1/3) }'
    assert "# 2 biases" in presheaf("show", spec, "h").stdout
    assert "f: encoder M -> R^4, kernel gaussian" in presheaf("show", spec).stdout
    hide_torch(monkeypatch)
    assert 'codes: not read, torch is not installed; pip install "presheaf[encoders]"' in presheaf("show", spec, "f").stdout


def test_a_table_of_another_structure_is_told_by_its_digest(spec: Path) -> None:
    (said,) = [line for line in presheaf("show", spec, "f").stdout.splitlines() if "has the digest" in line]
    listed = '{"columns":[0,1,0,1],"den":[1,2,2,1],"num":[1,1,1,1],"objects":["a","b c"],"rows":[0,0,1,1]}'
    assert said.split()[-1] == "sha256:" + hashlib.sha256(listed.encode()).hexdigest()


def test_what_decides_a_claim_is_declared_with_its_kernel_and_read_again(spec: Path) -> None:
    text = presheaf("counterexample", spec, "seen").stdout
    assert "kernel heat(t) = exp(-norm2(x - y) / (4 * t))" in text
    again = spec.with_name("again.psh")
    again.write_text(text, encoding="utf-8")
    done = presheaf("verify", again)
    assert done.returncode == 0
    assert "1 proved" in done.stdout


def test_formatting_keeps_the_fields(spec: Path) -> None:
    assert presheaf("fmt", spec).returncode == 0
    assert presheaf("verify", spec).returncode == 0


@pytest.mark.parametrize("topic", ["encoder", "allow-code", "skipped", "E341", "unknown"])
def test_topics(topic: str) -> None:
    done = presheaf("explain", topic)
    assert done.returncode == 0
    assert len(done.stdout) > 100
