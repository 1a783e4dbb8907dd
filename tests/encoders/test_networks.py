"""Networks that specs name: run only where that is allowed, from local files with safetensors weights; what they give is frozen like a table."""

import sys
import types
from pathlib import Path

import numpy as np
import pytest

from cli.command import presheaf
from presheaf.model.encoder import Encoder, Missing
from presheaf.pipeline import Options, Verifier

torch = pytest.importorskip("torch")

MODELS = """\
import torch
from pathlib import Path

Path(__file__).with_name("ran").touch()

class Lm(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.table = torch.nn.Parameter(torch.zeros(4, 2))
        self.words = torch.nn.Parameter(torch.zeros(3, 2))
        self.sizes = []

    def codes(self, names):
        assert not torch.is_grad_enabled()
        return self.table[[len(name) for name in names]] + len(names) / 1024

    def column_codes(self, names):
        return self.words[["abc".index(name) for name in names]].double()

    def column_bias(self, names):
        return torch.arange(len(names)).bfloat16()

class Noisy(Lm):
    def codes(self, names):
        return torch.randn(len(names), 2)

class Broken(Lm):
    def codes(self, names):
        return 1 // 0

class Short(Lm):
    def codes(self, names):
        return torch.zeros(1, 2)

class Bad(Lm):
    def codes(self, names):
        return torch.full((len(names), 2), float("nan"))

class Whole(Lm):
    def codes(self, names):
        return torch.zeros(len(names), 2, dtype=torch.int64)

class Wide(Lm):
    def codes(self, names):
        return torch.zeros(len(names), 3)

def Text():
    return "text"

missing = 3
"""
SPEC = 'pretext L = language_model { text "a b", "a c" }\n'
ENCODER = 'encoder f : L -> R^2 { module "models.py:Lm"  weights "one.safetensors"  batch 1, 2  checkpoints "two.safetensors"  kernel softmax }\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    from safetensors.torch import save_file

    (tmp_path / "models.py").write_text(MODELS, encoding="utf-8")
    for name, k in (("one", 1.0), ("two", 2.0)):
        table = torch.arange(8.0).reshape(4, 2) * k
        save_file({"table": table, "words": table[:3].clone()}, tmp_path / f"{name}.safetensors")
    save_file({"table": torch.zeros(4, 2)}, tmp_path / "other.safetensors")
    (tmp_path / "noise.safetensors").write_bytes(b"noise" * 9)
    torch.save({"table": torch.zeros(4, 2)}, tmp_path / "lm.pt")
    torch.save({"table": torch.zeros(4, 2)}, tmp_path / "hidden.safetensors")
    return tmp_path


def loaded(folder: Path, encoder: str, allow: bool = True) -> object:
    path = folder / "a.psh"
    path.write_text(SPEC + encoder, encoding="utf-8")
    return Verifier(Options(allow_code=allow)).load(path, folder)


def test_a_network_becomes_tables(folder: Path) -> None:
    found = loaded(folder, ENCODER)
    assert not found.diagnostics
    f = found.structures["f"]
    assert isinstance(f, Encoder)
    assert f.rows.names == ("", "a")  # the prefixes that go on
    assert f.rows.values.tolist() == [[0 + 1 / 1024, 1 + 1 / 1024], [2 + 1 / 1024, 3 + 1 / 1024]]
    assert f.again.values.tolist() == [[0 + 2 / 1024, 1 + 2 / 1024], [2 + 2 / 1024, 3 + 2 / 1024]]  # both at once
    assert f.columns.names == ("a", "b", "c")
    assert (f.columns.values.tolist(), f.columns.dtype) == ([[0, 1], [2, 3], [4, 5]], "F64")
    assert f.bias.tolist() == [0, 1, 2]
    (later,) = f.checkpoints
    assert (later.name, later.target) == ("two.safetensors", f.target)
    assert later.rows.values.tolist() == [[0 + 1 / 1024, 2 + 1 / 1024], [4 + 1 / 1024, 6 + 1 / 1024]]
    assert "presheaf_network_models" not in sys.modules


def test_the_same_run_gives_the_same_table(folder: Path) -> None:
    random = [loaded(folder, ENCODER.replace("Lm", "Noisy")).structures["f"].rows.digest for _ in range(2)]
    assert random[0] == random[1]


def test_nothing_is_run_without_leave(folder: Path) -> None:
    f = loaded(folder, ENCODER, allow=False).structures["f"]
    assert not (folder / "ran").exists()
    for part in (f.rows, f.columns, f.again, f.checkpoints[0].rows):
        with pytest.raises(Missing, match=r"the code of models\.py is not run; presheaf verify --allow-code runs it"):
            part.values  # noqa: B018
    (folder / "a.psh").write_text(SPEC + ENCODER + "claim c: is_category(L)\n", encoding="utf-8")
    assert presheaf("verify", folder / "a.psh").returncode == 0
    assert not (folder / "ran").exists()
    assert presheaf("verify", folder / "a.psh", "--allow-code").returncode == 0
    assert (folder / "ran").exists()


@pytest.mark.parametrize("allow", [True, False])
@pytest.mark.parametrize("weights", ["lm.pt", "hidden.safetensors"])
def test_pickled_weights_are_refused_with_or_without_leave(folder: Path, weights: str, allow: bool) -> None:
    (bad,) = loaded(folder, ENCODER.replace("one.safetensors", weights), allow).diagnostics
    assert bad.code == "E341"
    assert "pickle" in bad.message
    assert "runs whatever code is in it" in bad.advice
    assert not (folder / "ran").exists()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("models.py:Lm", "models.py:Other", "models.py has no class Other"),
        ("models.py:Lm", "models.py:missing", "models.py has a missing that makes no torch.nn.Module"),
        ("models.py:Lm", "models.py:Text", "models.py has a Text that makes no torch.nn.Module"),
        ("models.py:Lm", "models.py", "a module is a file and a class in it"),
        ("models.py:Lm", "other.py:Lm", "other.py does not exist"),
        ("models.py:Lm", "../models.py:Lm", "lies outside the spec root"),
        ("models.py:Lm", "models.py:Broken", "models.py, line 29: fails with ZeroDivisionError"),
        ("models.py:Lm", "models.py:Short", "models.py: gives [1, 2] for 2 names in codes"),
        ("models.py:Lm", "models.py:Bad", 'row 1: the row of "" is not a number at place 1'),
        ("models.py:Lm", "models.py:Whole", "gives torch.int64 in codes"),
        ("models.py:Lm", "models.py:Wide", "has 3 numbers in each row of emb, not 2"),
        ("one.safetensors", "none.safetensors", "none.safetensors does not exist"),
        ("one.safetensors", "other.safetensors", "other.safetensors does not fit models.py"),
        ("one.safetensors", "noise.safetensors", "noise.safetensors is not a safetensors file"),
        ("two.safetensors", "other.safetensors", "other.safetensors does not fit models.py"),
        ("batch 1, 2", "batch 0", "a batch is a whole number"),
        ("batch 1, 2", "batch 1, 2, 3", "batch has one value, or two"),
        ('weights "one.safetensors"', "", "a module needs its `weights`"),
        ('weights "one.safetensors"', 'weights "one.safetensors"  model "x"', "an encoder has module or model, not both"),
        ('weights "one.safetensors"', 'weights "one.safetensors"  again "x"', "again goes with embeddings"),
    ],
)
def test_mistakes_are_diagnostics(folder: Path, old: str, new: str, message: str) -> None:
    encoder = ENCODER if "Short" not in new else ENCODER.replace("batch 1, 2", "batch 2")
    assert old in encoder
    (bad,) = loaded(folder, encoder.replace(old, new)).diagnostics
    assert message in bad.message
    assert bad.advice


def test_code_that_does_not_even_parse(folder: Path) -> None:
    (folder / "models.py").write_text("import torch\nclass Lm(\n", encoding="utf-8")
    (bad,) = loaded(folder, ENCODER).diagnostics
    assert "models.py, line 2: fails with SyntaxError" in bad.message


SENTENCES = 'weighted M { objects cat, dog }\nencoder s : M -> R^3 { model "mini"  batch 1, 2  kernel cosine }\n'


class Sentences:
    """Stands for sentence_transformers.SentenceTransformer: what it is asked for is what it was asked."""

    def __init__(self, folder: str, **options: object) -> None:
        assert Path(folder).is_dir()
        assert (options["local_files_only"], options["trust_remote_code"]) == (True, False)
        assert options["model_kwargs"] == {"use_safetensors": True, "local_files_only": True}

    def encode(self, names: list[str], batch_size: int, **_: object) -> np.ndarray:
        return np.array([[len(name), ord(name[0]), batch_size] for name in names], np.float32)


def test_sentence_encoders_in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.psh"
    path.write_text(SENTENCES, encoding="utf-8")
    assert "mini does not exist" in Verifier(Options()).load(path, tmp_path).diagnostics[0].message
    (tmp_path / "mini").mkdir()
    (tmp_path / "mini" / "modules.json").touch()
    f = Verifier(Options()).load(path, tmp_path).structures["s"]
    with pytest.raises(Missing, match="--allow-code"):
        f.rows.values  # noqa: B018
    allowed = Options(allow_code=True)
    assert "mini has no safetensors weights" in Verifier(allowed).load(path, tmp_path).diagnostics[0].message
    (tmp_path / "mini" / "model.safetensors").touch()
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(Missing, match="sentence-transformers is not installed"):
        Verifier(allowed).load(path, tmp_path).structures["s"].rows.values  # noqa: B018
    monkeypatch.setitem(sys.modules, "sentence_transformers", types.SimpleNamespace(SentenceTransformer=Sentences))
    f = Verifier(allowed).load(path, tmp_path).structures["s"]
    assert f.rows.values.tolist() == [[3, ord("c"), 1], [3, ord("d"), 1]]
    assert f.again.values.tolist() == [[3, ord("c"), 2], [3, ord("d"), 2]]


def test_tables_have_checkpoints_and_a_second_embedding(tmp_path: Path) -> None:
    for k, name in enumerate(("last", "first", "other")):
        np.savez(tmp_path / f"{name}.npz", emb=np.full((2, 2), float(k)), objects=np.array(["b", "a"]))
    path = tmp_path / "a.psh"
    fields = 'embeddings "last.npz"  again "other.npz"  checkpoints "first.npz", "last.npz"  kernel gaussian(1/2)'
    path.write_text(f"weighted M {{ objects a, b }}\nencoder f : M -> R^2 {{ {fields} }}\n", encoding="utf-8")
    f = Verifier(Options()).load(path, tmp_path).structures["f"]
    assert [c.rows.values[0, 0] for c in f.checkpoints] == [1.0, 0.0]
    assert (f.rows.values[0, 0], f.again.values[0, 0]) == (0.0, 2.0)
    assert [c.name for c in f.checkpoints] == ["first.npz", "last.npz"]
