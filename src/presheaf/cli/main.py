"""Arguments, subcommands, exit codes. Everything heavy is imported by the subcommand that needs it."""

from __future__ import annotations

import argparse
import difflib
import importlib
import os
import sys
from collections.abc import Callable, Iterable, Sequence

from presheaf import __version__

INTERNAL, REJECTED, USAGE, INTERRUPTED = 70, 5, 2, 130


class UsageError(Exception):
    """Bad arguments: exit 2 with a short message."""


def unknown(name: str, known: Iterable[str], what: str) -> UsageError:
    """The error for a name that nothing has, with the nearest known one."""
    near = difflib.get_close_matches(name, list(known), 1, 0.5)
    return UsageError(f"no {what} is called {name}" + (f"; did you mean {near[0]}?" if near else ""))


class Parser(argparse.ArgumentParser):
    """Short usage errors."""

    def error(self, message: str) -> None:  # type: ignore[override]
        """Exit 2."""
        raise UsageError(f"{message}\n(`{self.prog} --help` lists what is accepted)")


def parser() -> Parser:
    """The argument parser."""
    top = Parser(prog="presheaf", description="Decide claims about foundation models, written as category theory, exactly.")
    top.add_argument("--version", action="version", version=f"presheaf {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    verify = commands.add_parser("verify", help="decide the claims of spec files (default: specs/)")
    verify.add_argument("paths", nargs="*", metavar="PATH", help="files and folders")
    verify.add_argument("--json", metavar="FILE", help="write the JSON document; - is standard output")
    verify.add_argument("--junit", metavar="FILE", help="write JUnit XML")
    verify.add_argument("--sarif", metavar="FILE", help="write SARIF 2.1.0")
    verify.add_argument("--html", metavar="FILE", help="write one self-contained HTML page")
    verify.add_argument("--certificates", metavar="DIR", help="write one certificate per theorem")
    verify.add_argument("--pictures", metavar="DIR", help="write the pictures of claims about encoders, as PNG and SVG")
    verify.add_argument("--only", action="append", default=[], metavar="NAME", help="claims of this name (glob pattern, may be repeated)")
    verify.add_argument("--engine", choices=("auto", "native", "z3", "both"), default="auto")
    verify.add_argument("--rlimit", type=int, metavar="N", help="resource limit of the solver, in its own units")
    verify.add_argument("--jobs", type=int, default=1, metavar="N", help="processes, over files")
    verify.add_argument("--allow-code", action="store_true", help="run the networks that encoders name: local Python code with safetensors weights")
    verify.add_argument("--resume", action="store_true", help="go on from where an interrupted run in this folder has stopped")
    verify.add_argument("--no-progress", action="store_true")
    verify.add_argument("-v", "--verbose", action="store_true", help="explain every verdict, not only unexpected ones")
    check = commands.add_parser("check", help="re-check certificates with the kernel alone")
    check.add_argument("certificates", nargs="+", metavar="CERT")
    counter = commands.add_parser("counterexample", help="the counterexample or witness of a claim")
    counter.add_argument("file", metavar="FILE")
    counter.add_argument("name", metavar="NAME")
    counter.add_argument("-o", dest="output", metavar="OUT.psh")
    counter.add_argument("--near", action="store_true", help="also what would save a refuted claim: a hypothesis more, a structure one step smaller")
    show = commands.add_parser("show", help="what a file declares; one structure or claim in full")
    show.add_argument("file", metavar="FILE")
    show.add_argument("name", nargs="?", metavar="NAME")
    show.add_argument("--problem", action="store_true", help="the lowered problem of a claim, as JSON")
    show.add_argument(
        "--as",
        dest="form",
        choices=("text", "quiver", "acset", "gap", "smtlib", "tptp"),
        default="text",
        help="write a structure in an interchange format (quiver, acset, gap) or a claim for other provers (smtlib, tptp)",
    )
    fmt = commands.add_parser("fmt", help="format spec files in place")
    fmt.add_argument("files", nargs="+", metavar="FILE", help="files and folders")
    fmt.add_argument("--check", action="store_true", help="change nothing; exit 1 if a file is not formatted")
    explain = commands.add_parser("explain", help="explain an error code, predicate, verdict or exit code")
    explain.add_argument("code", metavar="CODE")
    commands.add_parser("kinds", help="the predicates that claims may use")
    return top


def run(arguments: Sequence[str]) -> int:
    """The exit code of a command line."""
    args = parser().parse_args(list(arguments))
    if args.command is None:
        parser().print_help(sys.stderr)
        return USAGE
    if args.command == "check":
        from presheaf.kernel.__main__ import main as kernel

        return kernel(args.certificates)
    if args.command == "verify":
        from presheaf.cli.verify import verify

        return verify(args)
    place = {"explain": "explain", "kinds": "explain", "counterexample": "counterexample"}.get(args.command, "inspect")
    module = importlib.import_module(f"presheaf.cli.{place}")
    command: Callable[[argparse.Namespace], int] = getattr(module, args.command)
    return command(args)


def entry() -> int:
    """The console script: no traceback reaches the user unless PRESHEAF_DEBUG is set."""
    try:
        return run(sys.argv[1:])
    except UsageError as bad:
        print(f"presheaf: {bad}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("presheaf: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as bug:  # the last resort: a bug of ours, reported as one line
        if os.environ.get("PRESHEAF_DEBUG"):
            raise
        print(f"presheaf: internal error: {type(bug).__name__}: {bug}\n(please report this; PRESHEAF_DEBUG=1 shows the traceback)", file=sys.stderr)
        return INTERNAL
