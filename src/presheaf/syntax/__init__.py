"""Text to syntax trees and back."""

from presheaf.syntax.parser import parse

__all__ = ["parse"]
