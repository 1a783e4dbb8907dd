"""`presheaf verify`: decide claims, print verdicts as they come, write the outputs also when interrupted."""

from __future__ import annotations

import argparse
import difflib
import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

from presheaf import pipeline, resume
from presheaf.cli.main import INTERRUPTED, UsageError
from presheaf.report import documents
from presheaf.report.progress import Progress
from presheaf.report.result import ClaimResult, canonical
from presheaf.report.text import Style, claim_line, explanation, summary
from presheaf.source.render import render

LEAST, MOST = 28, 60  # columns for the names of claims


class Outputs:
    """The files that the results go to, opened before the work starts so that an unwritable one is known at once."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.targets: list[tuple[str | None, Callable[[pipeline.Run], str]]] = [
            (args.json, lambda run: documents.json_document(run.results, run.diagnostics, run.sources)),
            (args.junit, lambda run: documents.junit_document(run.results, run.diagnostics, run.sources)),
            (args.sarif, lambda run: documents.sarif_document(run.results, run.diagnostics, run.sources)),
            (args.html, _page),
        ]
        for path, _ in self.targets:
            if path and path != "-":
                self._writable(Path(path))
        self.folder = self._folder(args.certificates)
        self.pictures = self._pictures(args.pictures)
        self.used: set[str] = set()
        self.drawn = 0
        self.text_to_stderr = any(path == "-" for path, _ in self.targets)

    def _writable(self, path: Path) -> None:
        try:
            with path.open("a", encoding="utf-8"):
                pass
        except OSError as bad:
            raise UsageError(f"cannot write {path}: {(bad.strerror or '').lower()}") from None

    def _folder(self, name: str | None) -> Path | None:
        """A folder that exists and can be written to."""
        if not name:
            return None
        folder = Path(name)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as bad:
            raise UsageError(f"cannot write to {folder}: {(bad.strerror or '').lower()}") from None
        if not os.access(folder, os.W_OK):
            raise UsageError(f"cannot write to {folder}")
        return folder

    def _pictures(self, name: str | None) -> Path | None:
        if not name:
            return None
        from presheaf.report import figures

        if why := figures.missing():
            raise UsageError(f"--pictures: {why}")
        return self._folder(name)

    def files(self, r: ClaimResult) -> None:
        """Write the certificate of a claim, and its pictures; equal inputs give equal bytes."""
        if self.folder is not None and r.certificate is not None:
            (self.folder / f"{self._stem(r, '')}.json").write_bytes(canonical(r.certificate) + b"\n")
        for picture in r.pictures if self.pictures is not None else ():
            from presheaf.report import figures

            assert self.pictures is not None
            figures.save(picture, self.pictures, self._stem(r, f".{picture.name}"))
            self.drawn += 1

    def _stem(self, r: ClaimResult, what: str) -> str:
        """A file name that no other claim has."""
        stem = re.sub(r"[^\w.-]", "_", f"{Path(r.claim.file).stem}.{r.claim.name}")[:120] + what
        name, n = stem, 1
        while name in self.used:
            n += 1
            name = f"{stem}.{n}"
        self.used.add(name)
        return name

    def write(self, run: pipeline.Run) -> None:
        """All documents, for what has been found so far."""
        for path, document in self.targets:
            if path == "-":
                sys.stdout.write(document(run))
            elif path:
                Path(path).write_text(document(run), encoding="utf-8")


def _page(run: pipeline.Run) -> str:
    from presheaf.report.page import html_document

    cut = ["interrupted: claims that were not reached are missing"] if run.interrupted else []
    bugs = [f"internal error: {text} (please report this)" for text in (*run.internal, *run.rejected)]
    return html_document(run.results, run.diagnostics, run.sources, [*cut, *bugs])


class Screen:
    """Prints results as they arrive."""

    def __init__(self, stream: object, verbose: bool) -> None:
        self.stream = stream
        tty = bool(getattr(stream, "isatty", lambda: False)())
        self.style = Style(tty and "NO_COLOR" not in os.environ)
        self.verbose = verbose
        self.file = ""
        self.width = LEAST
        self.told = False  # how composites are written, said once

    def line(self, text: str) -> None:
        """One line of text."""
        print(text, file=self.stream)  # type: ignore[call-overload]

    def show(self, part: pipeline.Run, run: pipeline.Run) -> None:
        """A piece of the run."""
        for d in part.diagnostics:
            self.line(render(d, run.sources, self.style.colour))
        self.width = max(LEAST, min(part.width, MOST)) if part.width else self.width
        for r in part.results:
            if r.claim.file != self.file:
                self.file = r.claim.file
                self.line(self.style.paint(self.file, "1"))
            self.line(claim_line(r, self.style, self.width))
            if self.verbose or r.failed:
                text = explanation(r, run.sources)
                self.line(_indented(text))
                if " ; " in text and not self.told:
                    self.told = True
                    self.line("      = note: f ; g is first f, then g; others write it g ∘ f")
            elif r.claim.word == "find" and r.found:
                self.line(_indented(r.found.text))
        for message in (*part.internal, *part.rejected):
            self.line(f"internal error: {message} (please report this)")


def _indented(text: str) -> str:
    return "\n".join("      " + x for x in text.splitlines())


def _leave(run: pipeline.Run, earlier: resume.Resume) -> None:
    """The file that a later run resumes from: written where this one was interrupted, removed where it has come to its end with it."""
    try:
        if run.interrupted and run.made:
            resume.save({**earlier, **run.made})
            print(f"presheaf: {resume.PLACE} holds what was found; `presheaf verify --resume` goes on from there", file=sys.stderr)
        elif earlier and not run.interrupted:
            resume.forget()
    except OSError as bad:
        print(f"presheaf: cannot write {resume.PLACE}: {(bad.strerror or '').lower()}", file=sys.stderr)


def verify(args: argparse.Namespace) -> int:
    """The exit code as in the contract; 130 when interrupted, with all outputs written."""
    paths = [Path(p) for p in args.paths] or pipeline.default_paths()
    if args.jobs < 1 or (args.rlimit is not None and args.rlimit < 1):
        raise UsageError("--jobs and --rlimit take positive numbers")
    outputs = Outputs(args)
    progress = Progress(0, not args.no_progress and not os.environ.get("CI"))
    options = pipeline.Options(
        tuple(args.only), args.engine, args.rlimit, args.jobs, args.allow_code, progress.live, bool(args.pictures or args.html)
    )
    files = pipeline.spec_files(paths)
    if not files:
        raise UsageError(f"no .psh files below {', '.join(map(str, paths))}")
    screen = Screen(sys.stderr if outputs.text_to_stderr else sys.stdout, args.verbose)
    progress.total = len(files)
    run, began = pipeline.Run(), time.perf_counter()
    earlier = resume.load() if args.resume else {}
    listener = pipeline.Listener(progress.step, progress.advance, lambda watch: progress.instances(watch.checked, watch.total))
    try:
        for part in pipeline.verify(paths, options, listener, earlier):
            run.add(part)
            progress.clear()
            screen.show(part, run)
            for r in part.results:
                outputs.files(r)
    except KeyboardInterrupt:
        run.interrupted = True
    progress.clear()
    _leave(run, earlier)
    if options.only and not run.results and not run.interrupted and not run.diagnostics:
        near = difflib.get_close_matches(options.only[0], pipeline.claim_names(paths), 1, 0.5)
        raise UsageError(f"no claim is called {', '.join(options.only)}" + (f"; did you mean {near[0]}?" if near else ""))
    errors = sum(1 for d in run.diagnostics if d.severity == "error")
    screen.line(("interrupted: " if run.interrupted else "") + summary(run.results, errors, time.perf_counter() - began))
    outputs.write(run)
    if outputs.pictures is not None and not outputs.drawn:
        print("presheaf: there are no pictures: no claim is about an encoder whose table was read", file=sys.stderr)
    return INTERRUPTED if run.interrupted else run.exit_code
