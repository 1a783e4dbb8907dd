"""Structures of which nothing is known but what they are: they stand for all of their sort while a claim is written down for a solver.

Whatever asks for their tables gets `Inexpressible`, so a definition that looks at the data of an instance is never used for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from presheaf.model.category import Category
from presheaf.model.setfunctor import Functor, SetFunctor, Transformation, Variance


class Inexpressible(Exception):
    """What is asked cannot be written down for a structure of which nothing is known; the message says what."""


class _Unnamed:
    """The names in a structure of which none is known: there is nothing to be found, and nothing to be counted."""

    object_index: Mapping[str, int] = {}
    arrow_index: Mapping[str, int] = {}

    def __getattr__(self, attribute: str) -> object:
        raise Inexpressible("it depends on names in an unknown structure")


class _Unknown:
    name: str

    def __getattr__(self, attribute: str) -> object:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        raise Inexpressible(f"it depends on the data of {self.name}")

    def __repr__(self) -> str:
        return f"<unknown {self.name}>"


class UnknownCategory(_Unknown, Category):
    """Some category."""

    def __init__(self, name: str) -> None:
        self.__dict__.update(name=name, names=_Unnamed(), laws=(), origin=None)


class UnknownSetFunctor(_Unknown, SetFunctor):
    """Some set-valued functor on a category."""

    partial = False

    def __init__(self, name: str, category: Category, variance: Variance) -> None:
        self.__dict__.update(name=name, category=category, variance=variance, element_names=(), origin=None)


class UnknownFunctor(_Unknown, Functor):
    """Some functor between two categories."""

    partial = False

    def __init__(self, name: str, dom: Category, cod: Category) -> None:
        self.__dict__.update(name=name, dom=dom, cod=cod, origin=None)


class UnknownTransformation(_Unknown, Transformation):
    """Some natural transformation between two functors."""

    def __init__(self, name: str, dom: SetFunctor, cod: SetFunctor) -> None:
        self.__dict__.update(name=name, dom=dom, cod=cod)


class UnknownOpposite(UnknownCategory):
    """The opposite of an unknown category."""

    base: UnknownCategory

    def __init__(self, name: str, base: UnknownCategory) -> None:
        super().__init__(name)
        self.__dict__.update(base=base)


class UnknownComposite(UnknownFunctor):
    """First one functor, then another; one of them is unknown."""

    first: Functor
    second: Functor

    def __init__(self, name: str, first: Functor, second: Functor) -> None:
        super().__init__(name, first.dom, second.cod)
        self.__dict__.update(first=first, second=second)


class UnknownTerminal(UnknownSetFunctor):
    """One element over each object of an unknown category."""
