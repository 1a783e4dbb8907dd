"""pytest plugin: every `*.psh` file is collected, one test per claim. Nothing of presheaf is imported until such a file is met."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from presheaf.model.elaborate import Loaded
    from presheaf.model.proposition import Claim
    from presheaf.pipeline import Verifier


class Unmet(Exception):
    """A claim whose verdict is not the expected one; the text is its explanation."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--presheaf-engine auto|native|z3|both`, `--presheaf-allow-code`."""
    group = parser.getgroup("presheaf", "claims in .psh files")
    group.addoption(
        "--presheaf-engine", default="auto", choices=("auto", "native", "z3", "both"), help="the engine that decides claims (default: auto)"
    )
    group.addoption("--presheaf-allow-code", action="store_true", help="run the networks that encoders name")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> SpecFile | None:
    """Collect spec files."""
    if file_path.suffix != ".psh":
        return None
    return SpecFile.from_parent(parent, path=file_path)


def _verifier(config: pytest.Config) -> Verifier:
    """One verifier per session: files that several specs import are elaborated once."""
    from presheaf.pipeline import Options, Verifier

    found: Verifier | None = getattr(config, "_presheaf", None)
    if found is None:
        found = Verifier(Options(engine=config.getoption("--presheaf-engine"), allow_code=config.getoption("--presheaf-allow-code")))
        config._presheaf = found  # type: ignore[attr-defined]
    return found


class SpecFile(pytest.File):
    """A spec file; one that has errors is a collection error that shows them."""

    def collect(self) -> Iterator[ClaimItem]:
        """One item per claim."""
        from presheaf.pipeline import root_of
        from presheaf.source.render import render

        loaded = _verifier(self.config).load(self.path, root_of(self.path))
        if loaded.failed:
            raise self.CollectError("\n\n".join(render(d, loaded.sources) for d in loaded.diagnostics))
        for claim in loaded.claims:
            yield ClaimItem.from_parent(self, name=claim.name, claim=claim, loaded=loaded)


class ClaimItem(pytest.Item):
    """One claim: it passes if its verdict, checked by the kernel, is the expected one; it is skipped if something is missing that it needs."""

    def __init__(self, *, claim: Claim, loaded: Loaded, **more: Any) -> None:
        super().__init__(**more)
        self.claim, self.loaded = claim, loaded

    def runtest(self) -> None:
        """Decide the claim."""
        from presheaf.report.text import explanation
        from presheaf.source.render import render

        run = _verifier(self.config).claim(self.claim, self.loaded)
        if run.interrupted:
            raise KeyboardInterrupt
        if run.internal or run.rejected:
            raise RuntimeError("; ".join([*run.internal, *run.rejected]))
        if run.diagnostics:
            raise Unmet("\n\n".join(render(d, self.loaded.sources) for d in run.diagnostics))
        result = run.results[0]
        self.user_properties += [("verdict", result.verdict), ("engine", result.engine), ("certificate", result.digest or "")]
        if result.skipped:
            pytest.skip(result.reason)
        if not result.met:
            raise Unmet(explanation(result, self.loaded.sources))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The explanation itself, without a traceback, for unmet claims."""
        return str(excinfo.value) if isinstance(excinfo.value, Unmet) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The file, the line (from 0) and the name."""
        return self.path, self.claim.line - 1, f"claim {self.name}"
