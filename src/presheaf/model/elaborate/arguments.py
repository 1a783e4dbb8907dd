"""The arguments of built-in predicates: which of the accepted forms a call has, and what its names mean there."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from presheaf.model import proposition as p
from presheaf.model.category import Category
from presheaf.model.codebook import Codebook
from presheaf.model.elaborate import kernels
from presheaf.model.elaborate.environment import Environment
from presheaf.model.elaborate.scope import Signature, error, forms, key, misfit
from presheaf.model.elaborate.terms import Terms
from presheaf.model.encoder import Encoder
from presheaf.model.kernels import Kernel
from presheaf.model.samples import Samples
from presheaf.model.setfunctor import Functor, SetFunctor, Transformation
from presheaf.model.weighted import Weighted, WeightedFunctor, WeightedTask
from presheaf.syntax import ast

STRUCTURAL: dict[str, type] = {
    "category": Category,
    "functor": Functor,
    "task": SetFunctor,
    "transformation": Transformation,
    "samples": Samples,
    "weighted": Weighted,
    "weighted_functor": WeightedFunctor,
    "weighted_task": WeightedTask,
    "kernel": Kernel,
    "encoder": Encoder,
    "codebook": Codebook,
}
WITHIN = "within"  # a parameter that is a tolerance: `ideal(f) within 1/1000`, or inside a larger proposition `ideal(f, 1/1000)`
NATURAL = "nat"  # the reading that predicates with modes have without one

_LATER = """
    linear_head
"""
LATER_PREDICATES = frozenset(_LATER.split())


def predicate_arguments(name: str, signature: Signature, call: ast.Call, env: Environment, bound: ast.Expr | None = None) -> tuple[p.Argument, ...]:
    """The arguments of a call in the convention of `presheaf.claims.base.Kind`; `bound` is the number of a `within`, an argument like the others."""
    args, rest = list(call.args), call.rest
    if rest and len(args) == len(rest) == 1:  # full(F ; G) reads like full(C; A): as a predicate it speaks of a composite
        args, rest = [ast.Compose(args[0], rest[0], span=args[0].span.to(rest[0].span))], None
    mode: tuple[p.Argument, ...] = ()
    modes = signature.modes
    if modes and len(args) > 1 and key(args[-1]) == NATURAL:
        args.pop()
    elif modes and args and key(args[-1]) in modes:
        mode = (key(args.pop()),)
    if bound is not None:
        if not any(WITHIN in a for a in signature.alternatives):
            raise error("E402", f"{name} holds or not: it has no `within`", bound, f"the forms are {forms(name, signature)}")
        args.append(bound)
    options = [tuple(x for x in a if x != "mode") for a in signature.alternatives]
    options = list(dict.fromkeys(o for o in options if len(o) == len(args)))
    if modes and len(args) > 1 and not options and isinstance(args[-1], ast.Ref):
        if key(args[-1]) in (NATURAL, *modes):
            raise error("E402", f"{name} is read in one mode, not in two", args[-1], "keep one of them")
        hint = env.scope.suggest(key(args[-1]), modes, f"its modes are {', '.join((NATURAL, *modes))}")
        raise error("E402", f"{key(args[-1])} is not a mode of {name}", args[-1], hint)
    if not options or rest is not None:
        raise error("E402", f"{name} is applied to {len(args)} argument{'s' * (len(args) != 1)}", call, f"the forms are {forms(name, signature)}")
    structures = _structures(options, args, env)
    option = _option(name, signature, options, args, structures, call, env)
    fitted = (*_fitted(name, option, args, structures, call, env), *mode)
    wrong = misfit(signature, fitted)
    if wrong is not None:
        raise error("E402", wrong, call, f"`presheaf explain {name}` says what {name} speaks of")
    return fitted


def _structures(options: list[tuple[str, ...]], args: list[ast.Expr], env: Environment) -> dict[int, p.Argument]:
    """The arguments that denote structures, where some form has a structure."""
    found: dict[int, p.Argument] = {}
    for i, arg in enumerate(args):
        if options and all(o[i] == "kernel" for o in options):
            found[i] = kernels.argument(env.structures, arg)
        elif key(arg) not in env.variables and env.structures.is_structure(arg) and any(o[i] in STRUCTURAL for o in options):
            found[i] = env.structures.argument(arg)
    return found


def _option(
    name: str,
    signature: Signature,
    options: list[tuple[str, ...]],
    args: list[ast.Expr],
    structures: dict[int, p.Argument],
    call: ast.Call,
    env: Environment,
) -> tuple[str, ...]:
    """The form that the arguments have."""

    def fits(option: tuple[str, ...]) -> bool:
        wanted = [STRUCTURAL.get(word) for word in option]
        return all((i in structures) == (kind is not None) and (kind is None or isinstance(structures[i], kind)) for i, kind in enumerate(wanted))

    for option in options:
        if fits(option):
            return option
    for i, arg in enumerate(args):
        if i not in structures and all(o[i] in STRUCTURAL for o in options):
            env.structures.argument(arg)  # says what is wrong with it
    raise error("E402", f"{name} does not apply to these arguments", call, f"the forms are {forms(name, signature)}")


def _fitted(
    name: str, option: tuple[str, ...], args: list[ast.Expr], structures: dict[int, p.Argument], call: ast.Call, env: Environment
) -> list[p.Argument]:
    """The arguments as the form reads them: objects and arrows of its category, elements of its task."""
    home = next((_home(v) for v in structures.values() if isinstance(v, Homed)), None)
    functors = [v for v in structures.values() if isinstance(v, SetFunctor | WeightedTask)]
    task = next((v for v in functors if isinstance(v, SetFunctor)), None)
    if len({(id(v.category), v.variance) for v in functors}) > 1:
        hint = f"{name} compares functors on one category, both contravariant or both covariant"
        raise error("E402", f"{' and '.join(v.name for v in functors)} are not of one variance on one category", call, hint)
    out: list[p.Argument] = []
    over: p.Term | None = None
    for i, (want, arg) in enumerate(zip(option, args, strict=True)):
        if i in structures:
            out.append(structures[i])
            continue
        if want in ("number", WITHIN):
            out.append(_count(arg) if want == "number" else _tolerance(arg))
            continue
        typed = Terms(replace(env.at(task, home), over=over)).typed(arg, want)  # type: ignore[arg-type]
        over = typed.term if want == "object" else over
        owner = typed.home.category if isinstance(typed.home, SetFunctor) else typed.home
        if home is None:
            home = owner
            out.append(home)  # type: ignore[arg-type]
        if owner is not home or (want == "element" and typed.home is not task):
            belongs = f"this {want} belongs to {typed.home.name if typed.home else 'nothing'}"
            raise error("E402", belongs, arg, f"{name} speaks of {home.name if home else ''}")
        out.append(typed.term)
    return out


Homed = Category | SetFunctor | Functor | Weighted | WeightedFunctor | WeightedTask | Encoder | Codebook


def _home(structure: Homed) -> Category | Weighted:
    """The category of the objects and arrows that go with a structure: those of a diagram D : J -> C are of C, those of an encoder of its source."""
    if isinstance(structure, Category | Weighted):
        return structure
    if isinstance(structure, Encoder | Codebook):
        return structure.source
    return structure.category if isinstance(structure, SetFunctor | WeightedTask) else structure.cod


def _tolerance(node: ast.Expr) -> Fraction:
    if not isinstance(node, ast.Number) or node.numerator < 0:
        raise error("E402", "`within` is followed by a number from 0 on", node, "within 1/1000")
    return Fraction(node.numerator, node.denominator)


def _count(node: ast.Expr) -> int:
    if not isinstance(node, ast.Number) or node.denominator != 1 or node.numerator < 0:
        raise error("E402", "a whole number is needed here", node)
    return node.numerator
