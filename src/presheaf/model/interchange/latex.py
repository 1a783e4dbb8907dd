"""Labels of diagrams: names as LaTeX, and LaTeX as names.

`name_of(label_of(name)) == name` for every name; other labels become identifiers: fonts and spacing are dropped, commands and operators
become words, everything else separates words (`\\mathcal{C}_{1}` is `C_1`, `g\\circ f` is `g_circ_f`, `f^{-1}` is `f_minus_1`).
"""

from __future__ import annotations

import re

_SIMPLE = re.compile(r"([^\W\d_][^\W_]*)(?:_([^\W_]+))?('*)")
_ESCAPES = {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    **{c: "\\" + c for c in "{}_#$%&"},
}
_UNESCAPE = {text: char for char, text in _ESCAPES.items()}
_PIECE = "|".join(re.escape(text) for text in _UNESCAPE)
_VERBATIM = re.compile(rf"\\texttt\{{((?:{_PIECE}|[^\\{{}}])*)\}}", re.DOTALL)
_FONTS = {"cal", "bb", "rm", "sf", "bf", "it", "frak", "scr", "tt"}
_SILENT = frozenset(
    {f"math{font}" for font in (*_FONTS, "ord", "op", "bin", "rel")}
    | {f"text{font}" for font in ("", *_FONTS)}
    | {"boldsymbol", "bm", "operatorname", "mbox", "ensuremath", "displaystyle", "textstyle", "scriptstyle", "limits"}
    | {"left", "right", "big", "Big", "bigl", "bigr"}
)
_SPACES = frozenset({"quad", "qquad", "enspace", "thinspace", "space", "newline"})
_WORDS = {"*": "star", "+": "plus", "-": "minus", "\N{MINUS SIGN}": "minus", "!": "shriek"}
_COLOUR = re.compile(r"\\(?:textcolor|color|colorbox)\s*\{[^{}]*\}")
_TOKEN = re.compile(r"\\([A-Za-z]+)\*?|\\(.)|([^\W_]+)|(.)", re.DOTALL)


def label_of(name: str) -> str:
    """A name as a label: an identifier with at most one subscript as such, anything else in typewriter letters."""
    simple = _SIMPLE.fullmatch(name)
    if not simple:
        return "\\texttt{" + "".join(_ESCAPES.get(c, c) for c in name) + "}"
    base, below, primes = simple.groups()
    subscript = "" if below is None else f"_{below}" if len(below) == 1 else f"_{{{below}}}"
    return base + subscript + primes


def name_of(label: str) -> str:
    """The name that a label stands for, "" if it has none (blank, or only symbols without a word)."""
    verbatim = _VERBATIM.fullmatch(label)
    if verbatim:
        return re.sub(_PIECE, lambda m: _UNESCAPE[m[0]], verbatim[1])
    out, apart = "", False
    for command, escaped, letters, other in _TOKEN.findall(_COLOUR.sub("", label)):
        if command in _SILENT or other in ("{", "}", "$"):
            continue
        if command in _SPACES:
            apart = True
        elif command == "prime" or other in ("'", "\N{PRIME}"):
            out += "'"
        elif letters:
            out, apart = _join(out, apart, letters), False
        elif other == "_" or escaped == "_":
            out += "_"
        elif command or other in _WORDS:
            out, apart = _join(out, True, command or _WORDS[other]), True
        else:
            apart = True
    name = out.rstrip("_").lstrip("_'")
    return f"_{name}" if name[:1].isdigit() else name


def _join(out: str, apart: bool, word: str) -> str:
    return out + ("_" if apart and out and not out.endswith("_") else "") + word
