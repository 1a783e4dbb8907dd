"""`presheaf verify --html`: one well-formed page that loads nothing, says what the terminal says, and escapes everything."""

import itertools
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from command import BROKEN, GOOD, UNMET, presheaf, write

from corpus import load
from presheaf.claims.base import Note
from presheaf.claims.witness import Witness
from presheaf.encoders.pictures import Funnel
from presheaf.model import proposition as p
from presheaf.model.proposition import Claim
from presheaf.report import figures
from presheaf.report.page import html_document
from presheaf.report.page_style import SCRIPT, STYLE
from presheaf.report.result import ClaimResult
from presheaf.source import Diagnostic, Source, Span

SCOPED = "claim thin_ones: forall C: category, T: task(C). |T| = 0 implies thin(C) within C <= 2 arrows; T <= 1 elements   expect refuted\n"
VOID = {"meta", "img", "br"}


class Page(HTMLParser):
    """The tree of a page, which has to close what it opens, in order; its text by element."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []
        self.texts: list[tuple[str, str]] = []
        self.declared: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_decl(self, decl: str) -> None:
        self.declared.append(decl)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), "an attribute stands twice"
        self.elements.append((tag, dict(attrs), tuple(self.open)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"comment {data}")

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes, _ in self.elements if name == tag]

    def text(self, tag: str) -> list[str]:
        return [data for inside, data in self.texts if inside == tag]


def sound(text: str) -> Page:
    """A page after all the checks that hold for every page."""
    page = Page(text)
    assert page.declared == ["doctype html"]
    assert page.all("html") == [{"lang": "en"}]
    names = [a["id"] for _, a, _ in page.elements if "id" in a]
    assert len(names) == len(set(names)), "an id stands twice"
    for tag, attributes, inside in page.elements:
        assert tag not in {"link", "iframe", "object", "embed", "base", "form", "svg"}
        for key, value in attributes.items():
            assert not key.startswith("on")
            assert key not in {"style", "srcset", "action"}
            if key in {"href", "src"}:
                assert (value or "").startswith("#" if key == "href" else "data:image/"), value
            if key == "href":
                assert (value or "")[1:] in names, value
            if key in {"aria-labelledby", "for"}:
                assert value in names
        if tag == "th":
            assert attributes["scope"] == ("col" if "thead" in inside else "row")
        if tag == "img":
            assert attributes["alt"]
    levels = [int(tag[1]) for tag, _, _ in page.elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels)), "a heading level is left out"
    assert len(page.all("caption")) == len(page.all("table"))
    assert page.text("script") == [SCRIPT]
    assert page.text("style") == [STYLE]
    assert not re.search(r"url\(|@import|fetch|XMLHttp|import\(|innerHTML", STYLE + SCRIPT)
    assert "http:" not in text
    assert "https:" not in text
    return page


def articles(page: Page) -> list[dict[str, str | None]]:
    return page.all("article")


def test_the_page_says_what_the_terminal_says(tmp_path: Path) -> None:
    root = write(tmp_path, a=UNMET + SCOPED, b=BROKEN)
    done = presheaf("verify", root, "--html", tmp_path / "r.html", "--json", tmp_path / "r.json")
    assert done.returncode == 3
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    page = sound(text)
    told = [(a["data-verdict"], a["data-met"]) for a in articles(page)]
    assert told == [("proved", "yes"), ("refuted", "yes"), ("refuted", "no"), ("refuted", "yes")]
    assert [t for t in page.text("h3") if t != "Diagnostics"] == ["claim looks_solved", "claim is_not", "claim wrong", "claim thin_ones"]
    (head,) = [t for t in page.text("p") if "claims:" in t]
    assert head.startswith("4 claims: 2 refuted as expected, 1 proved, 1 NOT as expected; kernel-checked 4 of 4; 1 error in specs;")
    stories = [t for t in page.text("pre") if "refuted[wrong]" in t]
    screen = done.stdout.splitlines()
    for line in stories[0].splitlines():
        assert any(line in shown for shown in screen), line
    assert "   ^^^^^ Fixed falls into two parts" in stories[0]
    assert any("error[E100]" in t and "^ at `B`" in t for t in page.text("pre"))
    assert any(t.startswith("category C {\n  objects A\n  arrows f : A -> A\n") for t in page.text("pre"))
    assert any(t.startswith("C:\n") and "@ f" in t for t in page.text("pre"))
    hashes = re.findall(r'"certificate": "(sha256:\w+)"', (tmp_path / "r.json").read_text(encoding="utf-8"))
    assert len(hashes) == 4
    assert all(sum(h in t for t in page.text("code")) == 1 for h in hashes)
    assert {a.get("open", "shut") for a in page.all("details")} == {None, "shut"}
    assert {a["data-value"] for a in page.all("button")} == {"", "no", "proved", "refuted"}
    assert "hidden" in page.all("fieldset")[0]


def test_only_the_seconds_differ_from_run_to_run(tmp_path: Path) -> None:
    root = write(tmp_path, a=UNMET + SCOPED)
    pages = []
    for name in ("one", "two"):
        presheaf("verify", root, "--html", tmp_path / name)
        pages.append(re.sub(r"\d+\.\d\d s", "N s", (tmp_path / name).read_text(encoding="utf-8")))
    assert pages[0] == pages[1]


def test_standard_output_and_nothing_claimed(tmp_path: Path) -> None:
    done = presheaf("verify", write(tmp_path, a="# nothing is claimed\n"), "--html", "-")
    assert done.returncode == 0
    assert articles(sound(done.stdout)) == []
    assert "nothing decided" in done.stderr


@pytest.mark.parametrize("target", ["no/such/folder/r.html", "specs"])
def test_an_unwritable_page_is_known_before_the_work(tmp_path: Path, target: str) -> None:
    write(tmp_path, a=GOOD)
    done = presheaf("verify", "specs", "--html", target, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"presheaf: cannot write {target}: ")


HOSTILE = [
    "<script>alert(1)</script>",
    "</pre></code></title></style></script><img src=x onerror=alert(1)>",
    "\"' onmouseover='alert(1)' x=\"",
    "&lt;b&gt; &amp; &#60;",
    "<!-- --> ]]> <![CDATA[",
    "javascript:alert(1)",
    "a\u202eb\u2066c\x00d\x1b[31me\ud800f",
    "data:text/html,<b>",
]


@pytest.mark.parametrize("bad", HOSTILE)
def test_nothing_of_a_spec_becomes_markup(bad: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names, statements, files, reasons, notes, lines of the spec, assumptions, engines, plans, diagnostics, problems: the elements stay the same."""
    place = p.ObjectAt(load("category C { objects A }\n", tmp_path).structures["C"], 0)

    monkeypatch.setattr(figures, "drawn", lambda _picture, _form: b"")

    def made(text: str) -> str:
        span = Span(text, 0, 3)
        claim = Claim(text, text, 1, span, text, None, "holds", places=((text, span),))
        notes = (Note(text), Note(text, text))
        found = Witness(values=((text, place),))
        drawn = (Funnel(text, ((text, 1),), 1),)
        result = ClaimResult(
            claim, "refuted", text, 0.0, text, notes, found, 3, {"answers": []}, (text,), ((text, span),), 2, True, None, text, drawn
        )  # fmt: skip
        d = Diagnostic("E100", text, span, label=text, hint=text)
        return html_document([result], [d], {text: Source(text, text * 2)}, [text])

    plain, page = sound(made("abc")), sound(made(bad))
    assert [(tag, sorted(a)) for tag, a, _ in page.elements] == [(tag, sorted(a)) for tag, a, _ in plain.elements]
    shown = "".join(data for _, data in page.texts)
    assert not set(shown) & set("\u202e\u2066\x00\x1b\ud800")
    if bad.isprintable():
        assert page.text("h2").count(bad) == 1
        assert page.text("h3") == ["Problems", "Diagnostics", f"claim {bad}"]
        assert page.text("li") == [bad]


def test_hostile_names_in_a_spec(tmp_path: Path) -> None:
    """The same from a file: objects may be called anything."""
    name = "</pre><script>alert(1)</script>&lt;"
    text = f'category D = discrete("{name}", b)\nclaim same: forall X: D, Y: D. |D(X, Y)| = 1\nfind it: exists X: D. |D(X, X)| = 1\n'
    done = presheaf("verify", write(tmp_path, a=text), "--html", "-")
    assert done.returncode == 1
    page = sound(done.stdout)
    assert sum(name in t for t in page.text("pre")) >= 1
