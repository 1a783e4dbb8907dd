"""From syntax trees to models and claims: name resolution, typing, laws, imports."""

from presheaf.model.elaborate.loader import Loaded, Loader
from presheaf.model.elaborate.scope import Signature

__all__ = ["Loaded", "Loader", "Signature"]
