"""HTML as a tree of elements in which every text is escaped: only what an element has made is markup."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

VOID = {"meta", "img", "br"}


class Markup(str):
    """Text that is HTML already. Everything else is escaped where it becomes part of an element."""

    __slots__ = ()


Child = str | Markup | Iterable["Child"] | None


def visible(text: str) -> str:
    """The text with tabs as spaces; characters that are not seen, or that turn the reading order around, are replacement marks."""
    return "".join(c if c == "\n" or c.isprintable() else " " if c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in text)


def markup(child: Child) -> Markup:
    """A text escaped, the elements of an iterable joined, nothing for None."""
    if child is None:
        return Markup("")
    if isinstance(child, Markup):
        return child
    if isinstance(child, str):
        return Markup(escape(visible(child)))
    return Markup("".join(map(markup, child)))


def element(name: str, /, *children: Child, **attributes: str | bool | None) -> Markup:
    """`<name attributes>children</name>`; `data_x` is data-x, `class_` is class. An attribute True has no value, None or False is left out."""
    shown = []
    for key, value in attributes.items():
        word = key.rstrip("_").replace("_", "-")
        if value is True:
            shown.append(f" {word}")
        elif value is not None and value is not False:
            shown.append(f' {word}="{escape(visible(value), quote=True)}"')
    head = f"<{name}{''.join(shown)}>"
    return Markup(head if name in VOID else f"{head}{markup(children)}</{name}>")


def table(caption: Child, head: Iterable[Child], rows: Iterable[tuple[Iterable[Child], dict[str, str]]]) -> Markup:
    """A table with a caption and column headers; of each row the first cell is its header, the dictionary its attributes."""
    top = element("thead", element("tr", (element("th", h, scope="col") for h in head)))
    body = []
    for cells, attributes in rows:
        first, *rest = cells
        body.append(element("tr", element("th", first, scope="row"), (element("td", c) for c in rest), **attributes))
    whole = element("table", element("caption", caption), top, element("tbody", body))
    return element("div", whole, class_="wide", tabindex="0", role="region", aria_label=visible(_plain(caption)))


def _plain(caption: Child) -> str:
    return caption if isinstance(caption, str) and not isinstance(caption, Markup) else "table"


def lines(texts: Iterable[str], kind: str) -> Markup:
    """Preformatted lines; a reader scrolls wide ones with the keyboard."""
    return element("pre", "\n".join(texts), class_=kind, tabindex="0")
