"""Text to syntax trees and back."""

from presheaf.syntax.parser import parse
from presheaf.syntax.printer import show

__all__ = ["parse", "show"]
