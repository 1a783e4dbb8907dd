"""Texts as sequences of tokens: words, characters or bytes, with or without a stop symbol, from a spec or from a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np

from presheaf.model.data import DataError, read_columns, read_text
from presheaf.model.prefix_tree import Texts

Unit = Literal["words", "chars", "bytes"]
UNITS = ("words", "chars", "bytes")
TABLES = (".csv", ".jsonl", ".parquet")


class StopOccurs(Exception):
    """The stop symbol is part of the texts."""


def read_texts(path: Path, whole: bool) -> list[str]:
    """The texts of a file: the cells of the column `text` of a table, else the lines that are not blank, or the file as a `whole`."""
    if path.suffix.lower() in TABLES:
        return read_columns(path, ("text",)).values[0]
    text = read_text(path).replace("\r\n", "\n")
    return [text] if whole else [line for line in text.split("\n") if line.strip()]


def tokenised(texts: Sequence[str], unit: Unit, stop: str | None = None) -> Texts:
    """The texts in tokens, numbered by first appearance; texts without tokens are left out. `stop` ends every text. O(characters).

    Words are what white space separates; characters are code points; bytes are those of UTF-8, spelt `\\xNN` unless they are printable ASCII.
    """
    held = _words(texts) if unit == "words" else _letters(texts, unit)
    if stop is None:
        return held
    if stop in held.spelling or (unit != "words" and any(stop in text for text in texts)):
        raise StopOccurs
    n = len(held.start) - 1
    tokens = np.insert(held.tokens, held.start[1:], len(held.spelling))
    return Texts(tokens, held.start + np.arange(n + 1), (*held.spelling, stop), held.between, len(held.spelling))


def _words(texts: Sequence[str]) -> Texts:
    number: dict[str, int] = {}
    parts = [words for words in (text.split() for text in texts) if words]
    tokens = [number.setdefault(word, len(number)) for words in parts for word in words]
    return Texts(np.array(tokens, np.int64), _starts(list(map(len, parts))), tuple(number), " ")


def _letters(texts: Sequence[str], unit: Unit) -> Texts:
    coding, width = ("utf-32-le", np.uint32) if unit == "chars" else ("utf-8", np.uint8)
    parts = [np.frombuffer(text.encode(coding), width) for text in texts if text]
    letters = np.concatenate(parts) if parts else np.zeros(0, width)
    distinct, first, inverse = np.unique(letters, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    spell = chr if unit == "chars" else _byte
    return Texts(rank[inverse.ravel()], _starts(list(map(len, parts))), tuple(spell(x) for x in distinct[order].tolist()), "")


def _byte(value: int) -> str:
    return chr(value) if 32 <= value < 127 and value != 92 else f"\\x{value:02x}"


def _starts(lengths: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.concatenate(([0], np.cumsum(np.array(lengths, np.int64)))).astype(np.int64)


def no_tokens(unit: Unit) -> DataError:
    """The corpus is empty."""
    return DataError(f"holds no {unit}", hint="a language model is counted from text")
