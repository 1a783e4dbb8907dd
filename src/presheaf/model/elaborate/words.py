"""The words that make structures, `yoneda(A)` and the like: one table, filled family by family."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from presheaf.model.elaborate import words_categories, words_functors, words_kan, words_presheaves, words_tasks
from presheaf.model.elaborate.scope import Structure
from presheaf.model.setfunctor import Variance
from presheaf.syntax import ast

if TYPE_CHECKING:
    from presheaf.model.elaborate.structures import Structures

Maker = Callable[["Structures", ast.Call, str, Variance | None], Structure]
"""Makes the structure of a call: the elaborator, the call, what messages call the structure, the wanted variance."""

WORDS: dict[str, Maker] = {**words_tasks.WORDS, **words_functors.WORDS, **words_kan.WORDS, **words_categories.WORDS, **words_presheaves.WORDS}
