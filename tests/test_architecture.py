"""The shape of the code: imports point downwards, files and functions stay small, nothing heavy is loaded at start-up."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from corpus import ROOT

SOURCE = ROOT / "src" / "presheaf"
FILES = sorted(SOURCE.rglob("*.py"))

# what each part may import of the package, and of other packages (numpy and the standard library aside); lazily = only inside functions
ALLOWED = {
    "kernel": (set(), set()),
    "source": (set(), set()),
    "syntax": ({"source", "resources"}, {"lark"}),
    "model": ({"syntax", "source", "exact"}, {"numpy"}),
    "decide": ({"kernel"}, {"numpy"}),
    "exact": ({"kernel"}, set()),
    "encoders": ({"model", "exact", "kernel", "source"}, {"numpy"}),
    "claims": ({"encoders", "model", "decide", "exact", "kernel", "syntax", "source"}, {"numpy"}),
    "report": ({"kernel", "claims", "encoders", "model", "source"}, {"numpy"}),
}
LAZY = {
    "model": {"scipy", "networkx", "pyarrow"},
    "decide": {"z3", "pysat"},
    "exact": {"flint", "sympy"},
    "encoders": {"torch", "triton", "scipy", "numba", "safetensors", "flint", "sympy", "sentence_transformers", "transformers"},
    "claims": {"networkx", "scipy"},
    "report": {"matplotlib"},
}
HEAVY = ("flint", "pyarrow", "z3", "pysat", "torch", "safetensors", "numba", "sympy", "networkx", "scipy", "pandas", "pytest", "matplotlib")


def part(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports(path: Path) -> list[tuple[str, bool]]:
    """(module, whether at module level) for every import; relative ones are made absolute."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = set(map(id, ast.walk(ast.Module([n for n in tree.body if not isinstance(n, ast.If)], []))))
    inside = {id(n) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for n in ast.walk(f)}
    found = []
    package = ["presheaf", *path.relative_to(SOURCE).parts[:-1]]
    for node in ast.walk(tree):
        at_top = id(node) in top and id(node) not in inside
        if isinstance(node, ast.Import):
            found += [(alias.name, at_top) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            found.append((".".join([*base, node.module or ""]).strip("."), at_top))
    return found


@pytest.mark.parametrize("path", [f for f in FILES if part(f) in ALLOWED], ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_point_downwards(path: Path) -> None:
    mine = part(path)
    below, packages = ALLOWED[mine]
    for module, at_top in imports(path):
        head, *rest = module.split(".")
        if head == "presheaf":
            assert not rest or rest[0] in below | {mine}, f"{mine} imports {module}"
        elif head not in sys.stdlib_module_names:
            assert head in packages | (LAZY.get(mine, set()) if not at_top else set()), f"{module} at module level: {at_top}"


def test_the_kernel_imports_the_standard_library_and_itself_relatively() -> None:
    for path in (SOURCE / "kernel").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and not node.level:
                assert (node.module or "").split(".")[0] in sys.stdlib_module_names


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_files_and_functions_are_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, node.name


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_only_the_command_line_prints_and_nobody_catches_everything(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("eval", "exec", "breakpoint")
            assert node.func.id != "print" or part(path) == "cli"
        assert not (isinstance(node, ast.ExceptHandler) and node.type is None)


def loaded_by(*arguments: str) -> set[str]:
    code = "import sys\nfrom presheaf.cli.main import run\nrun(sys.argv[1:])\nprint('MODULES', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return set(done.stdout.rsplit("MODULES", 1)[1].split())


def test_start_up_loads_nothing_heavy(tmp_path: Path) -> None:
    spec = tmp_path / "a.psh"
    spec.write_text("category C { objects A }\ntask T on C { A = {x} }\nclaim c: representable(T)\n", encoding="utf-8")
    assert not loaded_by("verify", str(spec)) & set(HEAVY)
    assert not loaded_by("explain", "E100") & {*HEAVY, "lark"}


def test_checking_certificates_loads_the_kernel_alone(tmp_path: Path) -> None:
    certificate = tmp_path / "c.json"
    certificate.write_text("{}", encoding="utf-8")
    loaded = loaded_by("check", str(certificate))
    assert not loaded & {*HEAVY, "lark", "numpy"}
    assert {m.split(".")[1] for m in loaded if m.startswith("presheaf.")} <= {"cli", "kernel"}


def test_no_leftovers() -> None:
    import re

    for path in [*FILES, *(ROOT / "tests").rglob("*.py"), *ROOT.glob("*.md"), *(ROOT / "specs").rglob("*.psh")]:
        if path != Path(__file__):
            assert not re.search(r"\b(TODO|FIXME|XXX)\b", path.read_text(encoding="utf-8")), path


def test_modules_of_tests_have_names_of_their_own() -> None:
    """pytest imports them by name alone."""
    names = [path.name for path in (ROOT / "tests").rglob("*.py") if path.name != "conftest.py"]
    assert sorted(set(names)) == sorted(names)
