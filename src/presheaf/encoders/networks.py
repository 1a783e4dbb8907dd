"""Running the networks that specs name, where that is allowed: a class of a local Python file with safetensors weights, or a model in a local folder.

A class is made without arguments and is a `torch.nn.Module` with the methods

    codes(names) -> [n, d]            codes of the objects of these names
    column_codes(names) -> [m, d]     of columns: tokens of a softmax, a second tower
    column_bias(names) -> [m]         optional

Nothing is fetched: folders are read with `local_files_only`, without remote code, and pickled weights are not opened. What a network gives is frozen
as a table; a verdict is about that table, not about the network.
"""

from __future__ import annotations

import importlib.util
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from presheaf.model.data import DataError
from presheaf.model.embedding_files import DTYPES
from presheaf.model.embeddings import Tensor
from presheaf.model.encoder import INSTALL, Missing

SEED = 0
METHODS = "a network has a method codes(names), and column_codes(names) where it has columns"


class Local:
    """Makes networks from local files (`presheaf.model.encoder.Networks`)."""

    def module(self, path: Path, attribute: str) -> Module:
        """The class of that name in a Python file, made without arguments."""
        import torch

        if importlib.util.find_spec("safetensors") is None:
            raise Missing(f"safetensors is not installed; {INSTALL}")
        name = f"presheaf_network_{path.stem}"
        spec = importlib.util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            raise DataError("is not a Python file", hint='module "models.py:Lm"')
        loaded = importlib.util.module_from_spec(spec)
        sys.modules[name] = loaded
        try:
            with _run(path):
                spec.loader.exec_module(loaded)
                made = getattr(loaded, attribute, None)
                network = made() if callable(made) else None
        finally:
            sys.modules.pop(name, None)
        if not isinstance(network, torch.nn.Module):
            what = f"has no class {attribute}" if made is None else f"has a {attribute} that makes no torch.nn.Module"
            raise DataError(what, hint='module "models.py:Lm" names a class of networks')
        return Module(network.eval(), path)

    def model(self, folder: Path) -> Folder:
        """A sentence-transformers or Hugging Face model in a folder."""
        if not any(folder.rglob("*.safetensors")):
            raise DataError("has no safetensors weights", hint="save the model with save_pretrained(folder, safe_serialization=True)")
        return Folder(_sentences(folder) if (folder / "modules.json").is_file() else _pooled(folder), folder)


class Module:
    """A network written in Python."""

    def __init__(self, network: Any, path: Path) -> None:
        self.network, self.path = network, path

    def take(self, weights: Path) -> None:
        """Take over weights; all of them, and no others."""
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        try:
            self.network.load_state_dict(load_file(weights))
        except (SafetensorError, OSError) as bad:
            raise DataError(f"is not a safetensors file ({str(bad)[:100]})", hint="safetensors.torch.save_file(network.state_dict(), path)") from None
        except RuntimeError as bad:
            reason = " ".join(str(bad).split())[:300]
            raise DataError(f"does not fit {self.path.name}: {reason}", hint="safetensors.torch.save_file(network.state_dict(), path)") from None

    def codes(self, names: Sequence[str], batch: int) -> Tensor:
        """Codes of objects, `batch` at once."""
        return self._called("codes", [names[first : first + batch] for first in range(0, len(names), batch)] or [names])

    def columns(self, names: Sequence[str]) -> Tensor:
        """Codes of columns."""
        return self._called("column_codes", [names])

    def bias(self, names: Sequence[str]) -> Tensor | None:
        """Bias of columns."""
        return self._called("column_bias", [names]) if hasattr(self.network, "column_bias") else None

    def _called(self, method: str, parts: Sequence[Sequence[str]]) -> Tensor:
        import torch

        call = getattr(self.network, method, None)
        if not callable(call):
            raise DataError(f"has no method {method}", hint=METHODS)
        with _run(self.path):
            found = [call(list(part)) for part in parts]
        for part, value in zip(parts, found, strict=True):
            if not isinstance(value, torch.Tensor) or value.ndim not in (1, 2) or len(value) != len(part):
                shape = list(value.shape) if isinstance(value, torch.Tensor) else type(value).__name__
                raise DataError(f"gives {shape} for {len(part)} names in {method}", hint="a tensor with one row for each name")
        if len({(tuple(value.shape[1:]), value.dtype) for value in found}) > 1:
            raise DataError(f"gives rows of several shapes in {method}", hint="all rows have one length and one dtype")
        return _tensor(torch.cat(found).detach().cpu().contiguous(), method)


class Folder:
    """A model in a folder: its codes are those of the names of the objects, read as sentences."""

    def __init__(self, embed: Callable[[Sequence[str], int], Any], path: Path) -> None:
        self.embed, self.path = embed, path

    def take(self, weights: Path) -> None:
        """A folder brings its weights."""
        raise DataError("has its own weights", hint="weights go with module")

    def codes(self, names: Sequence[str], batch: int) -> Tensor:
        """Codes of sentences, `batch` at once."""
        with _run(self.path):
            found = np.ascontiguousarray(self.embed(names, batch), "<f4")
        return Tensor(found, "F32")

    def columns(self, names: Sequence[str]) -> Tensor:
        """Columns have no codes."""
        raise DataError("has no codes of columns", hint="kernels softmax and two_tower go with embeddings or module")

    def bias(self, names: Sequence[str]) -> Tensor | None:
        """There is none."""
        return None


def _tensor(value: Any, method: str) -> Tensor:
    import torch

    word = {torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16"}.get(value.dtype)
    if word is None:
        raise DataError(f"gives {value.dtype} in {method}", hint="codes are floats")
    data = value.view(torch.int16).numpy().view(np.uint16) if word == "BF16" else value.numpy()
    return Tensor(np.ascontiguousarray(data, DTYPES[word]), word)


@contextmanager
def _run(path: Path) -> Iterator[None]:
    """Foreign code, seeded and without gradients; what it raises is a mistake in the file, on the last of its own lines."""
    import torch

    with torch.random.fork_rng(devices=[]), torch.no_grad():
        torch.manual_seed(SEED)
        try:
            yield
        except (DataError, Missing):
            raise
        except Exception as bad:  # whatever a user's network raises
            here = [frame.lineno for frame in traceback.extract_tb(bad.__traceback__) if frame.filename == str(path)]
            line = bad.lineno if isinstance(bad, SyntaxError) else here[-1] if here else 0
            raise DataError(f"fails with {type(bad).__name__}: {str(bad)[:200]}", line or 0, "the code is the spec's own; run it by itself") from None


def _sentences(folder: Path) -> Callable[[Sequence[str], int], Any]:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError:
        raise Missing("sentence-transformers is not installed; pip install sentence-transformers") from None
    with _run(folder):
        options = {"use_safetensors": True, "local_files_only": True}
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True, trust_remote_code=False, model_kwargs=options)
    return lambda names, batch: model.encode(list(names), batch_size=batch, convert_to_numpy=True, show_progress_bar=False)


def _pooled(folder: Path) -> Callable[[Sequence[str], int], Any]:
    """The mean of the last hidden states of the tokens."""
    try:
        import transformers
    except ImportError:
        raise Missing("transformers is not installed; pip install transformers") from None
    import torch

    with _run(folder):
        local = {"local_files_only": True, "trust_remote_code": False}
        tokenizer = transformers.AutoTokenizer.from_pretrained(str(folder), **local)
        model = transformers.AutoModel.from_pretrained(str(folder), use_safetensors=True, **local).eval()

    def embed(names: Sequence[str], batch: int) -> Any:
        rows = []
        for first in range(0, len(names), batch):
            tokens = tokenizer(list(names[first : first + batch]), padding=True, truncation=True, return_tensors="pt")
            states, mask = model(**tokens).last_hidden_state, tokens["attention_mask"].unsqueeze(-1)
            rows.append((states * mask).sum(1) / mask.sum(1).clamp(min=1))
        return torch.cat(rows).float().numpy()

    return embed
