"""Source text, places in it, and what is said about them. Standard library only."""

from presheaf.source.diagnostic import Diagnostic, Label, Severity, SpecError, in_order
from presheaf.source.span import NOWHERE, Source, Span

__all__ = ["NOWHERE", "Diagnostic", "Label", "Severity", "Source", "Span", "SpecError", "in_order"]
