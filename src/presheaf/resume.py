"""What an interrupted run leaves behind, so that `presheaf verify --resume` need not begin again.

The file is `.presheaf/resume.json.gz` in the working directory: gzipped JSON
    {"format": "presheaf-resume/1", "version": ..., "claims": {KEY: [certificate, ...]}}
with the certificates of the instances of claims in a scope in the order in which they were made. KEY is a hash of the claim with its scope, the
declarations it mentions, the engine and its limit, and the version. A later run that comes to the same place takes a certificate from here if it
states just what is asked there and the kernel accepts it; otherwise it decides anew. So the file saves work and cannot change a verdict.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from presheaf import __version__
from presheaf.model.proposition import Claim

FORMAT = "presheaf-resume/1"
PLACE = Path(".presheaf") / "resume.json.gz"

Resume = Mapping[str, list[dict[str, Any]]]


def key(claim: Claim, structures: Mapping[str, object], engine: str, rlimit: int | None) -> str:
    """A name for all that the certificates of a claim depend on."""
    from presheaf.model.build import TooLarge
    from presheaf.model.declaring import declaration
    from presheaf.model.elaborate.scope import Definition
    from presheaf.model.structure import Structure
    from presheaf.syntax import show

    texts = [__version__, claim.word, claim.text, engine, str(rlimit)]
    for name, _ in claim.places:
        value = structures.get(name)
        try:
            texts.append(declaration(value) if isinstance(value, Structure) else show(value.declaration) if isinstance(value, Definition) else name)
        except (TooLarge, TypeError):
            texts.append(name)
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def save(made: Resume, path: Path = PLACE) -> None:
    """Write the file, at once or not at all. OSError if it cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body = {"format": FORMAT, "version": __version__, "claims": dict(made)}
    new = path.with_name(f"{path.name}.{os.getpid()}")
    new.write_bytes(gzip.compress(json.dumps(body, separators=(",", ":")).encode(), 1, mtime=0))
    new.replace(path)


def load(path: Path = PLACE) -> dict[str, list[dict[str, Any]]]:
    """What is in the file; nothing if it is not there, damaged, or of another version."""
    try:
        body = json.loads(gzip.decompress(path.read_bytes()))
    except (OSError, EOFError, ValueError, RecursionError):
        return {}
    if not isinstance(body, dict) or body.get("format") != FORMAT or body.get("version") != __version__:
        return {}
    claims = body.get("claims")
    if not isinstance(claims, dict):
        return {}
    return {k: found for k, found in claims.items() if isinstance(found, list) and all(isinstance(d, dict) for d in found)}


def forget(path: Path = PLACE) -> None:
    """Remove the file if it is there."""
    path.unlink(missing_ok=True)
