"""About how many instances a claim in a scope has: from published numbers of categories, and by counting functors on some of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, product
from math import isinf

from presheaf.model.build import TooLarge
from presheaf.model.elaborate.environment import Environment
from presheaf.model.elaborate.instances import Scoped, Size, bound
from presheaf.model.elaborate.scopes import sort_of
from presheaf.model.small import numbers
from presheaf.source import SpecError
from presheaf.syntax import ast

SAMPLES = 3  # structures that stand for all of one size
COUNTED = 200  # structures of one size that are counted; more are not told from so many


def estimate(claim: Scoped) -> int | None:
    """About how many instances the first quantifier over structures has, smaller than the truth if anything; None where nothing is known.

    At most SAMPLES^variables structures of every size are looked at.
    """
    node: ast.Prop = claim.node
    env = claim.environment()
    while isinstance(node, ast.Not):
        node = node.body
    if claim.counted:
        binders: Sequence[ast.Binder] = claim.counted
    elif isinstance(node, ast.Quantified):
        binders, _ = claim.block(node, env)
    else:
        return None
    options = [claim.extents[b.name, sort].sizes() if (sort := sort_of(b, env.scope)) else [(0, 0, 0)] for b in binders]
    try:
        total = sum(_number(claim, binders, sizes, env) for sizes in product(*options)) if binders else 0
    except (TooLarge, SpecError):
        return None
    return None if isinf(total) or not total else round(total)


def _number(claim: Scoped, binders: Sequence[ast.Binder], sizes: Sequence[Size], env: Environment) -> float:
    if not binders:
        return 1
    category = sort_of(binders[0], env.scope) == "category"
    some = list(islice(claim.structures(binders[0], sizes[0], env), COUNTED if not category else SAMPLES))
    count = numbers.categories(sizes[0][0], sizes[0][1]).number if category else len(some)
    if not some or len(binders) == 1:
        return count
    chosen = some[:: max(1, len(some) // SAMPLES)][:SAMPLES]
    rest = [_number(claim, binders[1:], sizes[1:], bound(env, binders[0].name, value)) for value in chosen]
    return count * sum(rest) / len(rest)
