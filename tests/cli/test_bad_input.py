"""Bad input of every kind: one clear diagnostic with code, place and hint, the right exit code, no traceback, other files still verified."""

import os
from pathlib import Path

import pytest
from command import GOOD, Done, presheaf, write

GROUP = "category G = cyclic_group(2)\n"


def verified(root: Path) -> Done:
    done = presheaf("verify", root)
    assert "Traceback" not in done.stdout + done.stderr
    assert "internal error" not in done.stdout + done.stderr
    return done


def diagnosed(root: Path, code: str, exit_code: int = 3) -> str:
    """The text about a folder in which one file is bad and one is good."""
    (root / "good.psh").write_text(GOOD, encoding="utf-8")
    done = verified(root)
    assert done.returncode == exit_code, done.stdout
    assert f"[{code}]" in done.stdout, done.stdout
    assert "= hint: " in done.stdout
    assert "looks_solved" in done.stdout, "the other file is still verified"
    return done.stdout


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("claim c: " + "(" * 10_000 + "true" + ")" * 10_000, "E107"),
        ("# " + "x" * 10_000_000, "E106"),
        ('import "missing.psh"\n', "E210"),
        ('import "../../outside.psh"\n', "E212"),
        ('import "bad.psh"\n', "E211"),
        (GROUP + GROUP, "E202"),
        ("task T on Nowhere { }\n", "E201"),
        ("category C { objects A, B  arrows f : A -> B  equations f ; f = f }\n", "E405"),
        ("category C = monoid { elements a, b  compose a ; a = b, a ; b = a, b ; a = b, b ; b = a }\n", "E311"),
        (GROUP + "task T on G { pt = {x, y, z}, r = {x |-> y, y |-> z, z |-> x} }\n", "E306"),
        ("category C = symmetric_group(99)\n", "E313"),
        ("category C = simplex(99999999999999999999)\n", "E313"),
        ("category C = discrete(a)\ntask T = constant(C; x, x)\n", "E301"),
        ("claim c: 1" + "0" * 5_000 + " = 1\n", "E108"),
        ("claim c: exists x: G. true\nclaim d: p(\n", "E102"),
        ("category \x00\x01 { }", "E105"),
    ],
)
def test_texts(tmp_path: Path, text: str, code: str) -> None:
    shown = diagnosed(write(tmp_path, bad=text), code)
    assert max(map(len, shown.splitlines())) < 1_000


def test_a_presentation_that_does_not_close_is_undecided_not_wrong(tmp_path: Path) -> None:
    root = write(tmp_path, free="category N { objects A  arrows s, t : A -> A }\nclaim c: thin(N)\n", good=GOOD)
    done = verified(root)
    assert done.returncode == 4
    assert "unknown" in done.stdout
    assert "bound: N does not close within 200,000 arrows" in done.stdout


def test_import_cycles_name_the_circle(tmp_path: Path) -> None:
    root = write(tmp_path, a='import "b.psh"\n', b='import "c.psh"\n', c='import "a.psh"\n')
    shown = diagnosed(root, "E211")
    assert "a.psh -> b.psh -> c.psh -> a.psh" in shown


def test_a_file_that_imports_one_with_errors_says_so(tmp_path: Path) -> None:
    root = write(tmp_path, a='import "b.psh"\nclaim c: thin(C)\n', b="category C { objects A B }\n")
    shown = diagnosed(root, "E215")
    assert "[E100]" in shown


@pytest.mark.parametrize("data", [b"category C { objects \xff }\n", "category C { }".encode("utf-16"), b"\x80"])
def test_wrong_encoding(tmp_path: Path, data: bytes) -> None:
    root = write(tmp_path)
    (root / "bad.psh").write_bytes(data)
    diagnosed(root, "E214")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a file that may not be read")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    root = write(tmp_path, bad="")
    (root / "bad.psh").chmod(0)
    diagnosed(root, "E213")


def test_paths_that_do_not_exist_or_are_odd(tmp_path: Path) -> None:
    root = write(tmp_path, good=GOOD)
    (root / "folder.psh").mkdir()
    diagnosed(root, "E213")
    done = presheaf("verify", root / "good.psh", root / "absent.psh")
    assert (done.returncode, "[E213]" in done.stdout, "looks_solved" in done.stdout) == (3, True, True)


def test_unwritable_outputs_are_known_before_the_work(tmp_path: Path) -> None:
    root = write(tmp_path, good=GOOD)
    for option in ("--json", "--junit", "--sarif"):
        done = presheaf("verify", root, option, root)
        assert (done.returncode, done.stdout) == (2, "")
        assert "cannot write" in done.stderr
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = presheaf("verify", root, "--certificates", tmp_path / "file" / "folder")
    assert (done.returncode, "cannot write" in done.stderr) == (2, True)


def test_carriage_returns_and_byte_order_marks_are_read(tmp_path: Path) -> None:
    root = write(tmp_path)
    (root / "a.psh").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert verified(root).returncode == 0


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "{", '{"format": 1}', "\xff", "[" * 100_000, '{"a": 1, "a": 2}', "1e999999", "NaN"])
def test_bad_certificates_are_rejected(tmp_path: Path, text: str) -> None:
    path = tmp_path / "c.json"
    path.write_text(text, encoding="latin-1")
    done = presheaf("check", path)
    assert (done.returncode, done.stdout.startswith("rejected")) == (5, True)
    assert presheaf("check", tmp_path / "absent.json").returncode == 5


def test_a_chain_of_definitions_that_doubles(tmp_path: Path) -> None:
    text = GROUP + "define p0(X: G) := true\n"
    text += "".join(f"define p{i + 1}(X: G) := p{i}(X) and p{i}(X)\n" for i in range(40)) + "claim c: p40(G.pt)\n"
    diagnosed(write(tmp_path, bad=text), "E407")
