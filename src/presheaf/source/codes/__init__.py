"""Every code that a diagnostic can carry, with its explanation: `presheaf explain CODE` prints from here, and the tests run the examples."""

from presheaf.source.code import Code
from presheaf.source.codes.claims import CLAIMS
from presheaf.source.codes.declarations import DECLARATIONS
from presheaf.source.codes.interchange import INTERCHANGE
from presheaf.source.codes.names import NAMES
from presheaf.source.codes.syntax import SYNTAX

CODES: dict[str, Code] = {code.code: code for code in (*SYNTAX, *NAMES, *DECLARATIONS, *INTERCHANGE, *CLAIMS)}

__all__ = ["CODES", "Code"]
