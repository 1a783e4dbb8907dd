"""From files to verdicts: loading, deciding claim by claim, collecting what the reports need."""

from __future__ import annotations

import fnmatch
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, Literal

from presheaf import resume
from presheaf.claims.watch import Watch
from presheaf.encoders.pictures import Picture
from presheaf.model.elaborate import Loaded, Loader, Signature
from presheaf.model.encoder import Networks
from presheaf.model.proposition import Claim
from presheaf.report.result import ClaimResult
from presheaf.resources import folder
from presheaf.resume import Resume
from presheaf.source import Diagnostic, Source, Span

Engine = Literal["auto", "native", "z3", "both"]
PATIENCE = 5  # seconds that an interrupted run waits for what its processes have found


@dataclass(frozen=True)
class Options:
    """What is asked for: names (glob patterns) of claims, the engine, the solver's resource limit, processes."""

    only: tuple[str, ...] = ()
    engine: Engine = "auto"
    rlimit: int | None = None
    jobs: int = 1
    allow_code: bool = False  # whether the networks that specs name are run
    live: bool = False  # whether somebody watches: then totals are estimated
    pictures: bool = False  # whether the pictures of claims are computed


@dataclass
class Run:
    """Everything found so far. `internal` are messages about our own bugs, `rejected` about certificates that the kernel refused."""

    results: list[ClaimResult] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    internal: list[str] = field(default_factory=list)
    interrupted: bool = False
    made: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # certificates of claims in a scope, by `resume.key`
    width: int = 0  # of the longest claim name of a file, announced before its claims are decided
    rejected: list[str] = field(default_factory=list)

    def add(self, other: Run) -> None:
        """Take over what another run found."""
        self.results += other.results
        self.diagnostics += [d for d in other.diagnostics if d not in self.diagnostics]
        self.sources.update(other.sources)
        self.internal += other.internal
        self.width = max(self.width, other.width)
        self.rejected += other.rejected
        self.interrupted |= other.interrupted
        self.made.update(other.made)

    @property
    def exit_code(self) -> int:
        """70 internal, 5 rejected certificate, 3 spec error, 1 unmet, 4 undecided, 0; the first that applies. Skipped claims do not count."""
        if self.internal:
            return 70
        if self.rejected:
            return 5
        if any(d.severity == "error" for d in self.diagnostics):
            return 3
        unmet = [r for r in self.results if r.failed]
        if any(r.verdict != "unknown" for r in unmet):
            return 1
        return 4 if unmet else 0


def signatures() -> dict[str, Signature]:
    """The predicates and numbers that claims may use."""
    from presheaf.claims import KINDS, MEASURES

    predicates = {name: Signature(kind.alternatives, kind.modes, kind.fits) for name, kind in KINDS.items()}
    return predicates | {name: Signature(measure.alternatives, fits=measure.fits, number=True) for name, measure in MEASURES.items()}


def default_paths() -> list[Path]:
    """`specs/` of the working directory, else the library that was installed."""
    local = Path("specs")
    return [local if local.is_dir() else folder("specs")]


def spec_files(paths: list[Path]) -> list[tuple[Path, Path]]:
    """(file, root) of every spec below the paths, sorted within each; a path that is no folder stands for itself."""
    out: list[tuple[Path, Path]] = []
    for path in paths:
        if path.is_dir():
            root = root_of(path)
            out += [(f, root) for f in sorted(path.rglob("*.psh"))]
        else:
            out.append((path, root_of(path)))
    seen: set[Path] = set()
    return [pair for pair in out if not (pair[0].resolve() in seen or seen.add(pair[0].resolve()))]  # type: ignore[func-returns-value]


def root_of(path: Path) -> Path:
    """The spec root of a file or folder: the nearest folder upwards, itself included, that is called specs; else its own folder."""
    real = path.resolve()
    folders = [real, *real.parents] if real.is_dir() else list(real.parents)
    return next((p for p in folders if p.name == "specs"), folders[0] if folders else real)


class Verifier:
    """Verifies files one by one; loaders are kept per root, so that imports are elaborated once."""

    def __init__(self, options: Options, on_instances: Callable[[Watch], None] | None = None, earlier: Resume | None = None) -> None:
        self.options, self.on_instances, self.earlier = options, on_instances, earlier or {}
        self.signatures = signatures()
        self.loaders: dict[Path, Loader] = {}

    def load(self, path: Path, root: Path) -> Loaded:
        """The elaborated file."""
        if root.resolve() not in self.loaders:
            self.loaders[root.resolve()] = Loader(root, self.signatures, self._networks())
        return self.loaders[root.resolve()].load(path, str(path))

    def _networks(self) -> Networks | None:
        if not self.options.allow_code:
            return None
        from presheaf.encoders import networks

        return networks.Local()

    def selected(self, claim: Claim) -> bool:
        """Whether the claim is asked for."""
        return not self.options.only or any(fnmatch.fnmatchcase(claim.name, pattern) for pattern in self.options.only)

    def file(self, path: Path, root: Path, on_claim: Callable[[str], None] | None = None) -> Iterator[Run]:
        """First a run with the file's diagnostics, then one for each claim that is decided; a file with errors decides nothing."""
        loaded = self.load(path, root)
        chosen = [claim for claim in loaded.claims if self.selected(claim)]
        width = max((len(claim.name) for claim in chosen), default=0)
        yield Run(diagnostics=list(loaded.diagnostics), sources=dict(loaded.sources), width=width)
        if loaded.failed:
            return
        for claim in chosen:
            if on_claim:
                on_claim(f"{claim.file} {claim.name}")
            run = self.claim(claim, loaded)
            yield run
            if run.interrupted:
                return

    def claim(self, claim: Claim, loaded: Loaded) -> Run:
        """One claim, decided; bugs of ours are recorded, not raised. A witness that is none is a mistake in the spec, and there is no verdict."""
        from presheaf.claims.decision import CertificateRejected, Decision, Disagreement
        from presheaf.claims.engines import decide

        began = time.perf_counter()
        run = Run()
        watch = Watch(live=self.options.live, told=self.on_instances or (lambda _watch: None))
        key = resume.key(claim, loaded.structures, self.options.engine, self.options.rlimit) if claim.scoped else ""
        watch.before = self.earlier.get(key, [])
        try:
            d = decide(claim, self.options.engine, self.options.rlimit, watch)
        except KeyboardInterrupt:
            if claim.scoped is None:
                raise
            about = f" of about {watch.total:,}" if watch.total else ""
            reason = f"resource: interrupted after {watch.checked:,}{about} structures"
            d = Decision("unknown", self.options.engine, reason, coverage=watch.checked)
            run.interrupted = True
        except CertificateRejected as bad:
            run.rejected.append(str(bad))
            return run
        except Disagreement as bad:
            run.internal.append(f"{claim.file}: engines disagree: {bad}")
            return run
        except (RecursionError, MemoryError) as bad:
            d = Decision("unknown", self.options.engine, f"resource: {type(bad).__name__}")
        except Exception as bug:  # a bug of ours in one claim must not lose the verdicts on the others
            if os.environ.get("PRESHEAF_DEBUG"):
                raise
            run.internal.append(f"{claim.file}: claim {claim.name}: {type(bug).__name__}: {bug}")
            return run
        if claim.with_witness is not None and d.status == "refuted" and claim.expected == "holds":
            run.diagnostics.append(_no_witness(claim.with_witness, [note.text for note in d.why]))
            run.sources.update(loaded.sources)
            return run
        if claim.scoped is not None and d.status == "holds_in_scope" and d.coverage is not None:
            run.diagnostics += _unneeded(claim, d.coverage)
            run.sources.update(loaded.sources)
        if watch.found:
            run.made[key] = watch.found
        seconds = time.perf_counter() - began
        places = tuple((name, loaded.places[name]) for name, _ in claim.places if name in loaded.places)
        light = replace(claim, proposition=None, scoped=None)
        found = (d.why, d.found, d.count, d.certificate, d.assumed, places, d.coverage, d.exhausted, d.cases, d.plan)
        run.results.append(ClaimResult(light, d.status, d.engine, seconds, d.reason or "", *found, self._pictures(claim, run)))
        return run

    def _pictures(self, claim: Claim, run: Run) -> tuple[Picture, ...]:
        """What there is to see of a claim, if somebody asks; a bug there loses no verdict."""
        if not self.options.pictures:
            return ()
        from presheaf.claims.pictures import pictures

        try:
            return pictures(claim.proposition)
        except Exception as bug:
            if os.environ.get("PRESHEAF_DEBUG"):
                raise
            run.internal.append(f"{claim.file}: pictures of {claim.name}: {type(bug).__name__}: {bug}")
            return ()


def _no_witness(place: Span, why: list[str]) -> Diagnostic:
    """The mistake of giving values that do not show a claim; why they do not is what was found in place of a proof."""
    more = "; ".join(line for text in why[1:3] for line in text.splitlines())
    hint = f"{more}; " if more else ""
    message = f"this is no witness: {why[0] if why else 'the claim is false for it'}"
    return Diagnostic("E425", message, place, hint=f"{hint}without a witness the tool looks for one")


def _unneeded(claim: Claim, coverage: int) -> list[Diagnostic]:
    """A warning for every hypothesis without which a claim holds in its scope as well."""
    from presheaf.claims.engines import native_instances
    from presheaf.claims.weakening import unneeded
    from presheaf.syntax import show

    assert claim.scoped is not None
    hint = "leave it out, or enlarge the scope until it is needed"
    found = unneeded(claim.scoped, coverage, native_instances(claim))
    return [
        Diagnostic("W202", f"{claim.name} holds in this scope without the hypothesis {show(h)}", h.span, hint=hint, severity="warning") for h in found
    ]


class _Worker:
    """The state of one of several processes: interrupts are for the parent, which then asks it by another signal (SIGTERM) for what it has found."""

    earlier: ClassVar[Resume] = {}
    busy = False
    stopped = False

    @classmethod
    def begin(cls, earlier: Resume) -> None:
        """Before the first file."""
        cls.earlier = earlier
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, cls.stop)

    @classmethod
    def stop(cls, *_signal: object) -> None:
        """The file in hand is given up as by an interrupt; no other one is begun."""
        cls.stopped = True
        if cls.busy:
            cls.busy = False  # only once: what is being put together then is let be
            raise KeyboardInterrupt

    @classmethod
    def file(cls, task: tuple[Path, Path, Options]) -> Run:
        """All of one file, or what there is of it."""
        path, root, options = task
        total = Run()
        try:
            cls.busy = True
            if cls.stopped:
                raise KeyboardInterrupt
            for part in Verifier(options, earlier=cls.earlier).file(path, root):
                total.add(part)
            cls.busy = False
        except KeyboardInterrupt:
            total.interrupted = True
        return total


@dataclass(frozen=True)
class Listener:
    """Who is told about the work as it goes on: the claim begun, a file done, instances of the claim in progress."""

    on_claim: Callable[[str], None] | None = None
    on_file: Callable[[], None] | None = None
    on_instances: Callable[[Watch], None] | None = None


def verify(paths: list[Path], options: Options, listener: Listener = Listener(), earlier: Resume | None = None) -> Iterator[Run]:
    """Runs piece by piece, in the order of files and claims whatever the number of jobs. `earlier` is what an interrupted run has left.

    An interrupt (SIGINT) ends a claim in a scope with what it has covered, in the last run that is given, or in the last runs where there are
    several jobs; then, and elsewhere, it is raised.
    """
    files = spec_files(paths)
    if options.jobs > 1 and len(files) > 1:
        yield from _in_processes(files, options, listener, earlier or {})
        return
    verifier = Verifier(options, listener.on_instances, earlier)
    for path, root in files:
        for run in verifier.file(path, root, listener.on_claim):
            yield run
            if run.interrupted:
                return
        if listener.on_file:
            listener.on_file()


def _in_processes(files: list[tuple[Path, Path]], options: Options, listener: Listener, earlier: Resume) -> Iterator[Run]:
    """The same in several processes. When it is interrupted, what each has found of the file in hand is given still, if it comes within PATIENCE."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor, wait

    pool = ProcessPoolExecutor(options.jobs, initializer=_Worker.begin, initargs=(earlier,))
    futures = [pool.submit(_Worker.file, (f, r, options)) for f, r in files]
    given = 0
    try:
        for future in futures:
            yield future.result()
            given += 1
            if listener.on_file:
                listener.on_file()
    except KeyboardInterrupt:
        for future in futures:
            future.cancel()
        for process in multiprocessing.active_children():
            process.terminate()
        left = [future for future in futures[given:] if not future.cancelled()]
        wait(left, PATIENCE)
        found = [future.result() for future in left if future.done() and future.exception() is None]
        pool.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.kill()
        yield from found
        raise
    pool.shutdown()


def claim_names(paths: list[Path]) -> list[str]:
    """The names of all claims, for suggestions."""
    verifier = Verifier(Options())
    return [c.name for f, r in spec_files(paths) for c in verifier.load(f, r).claims]
