"""What decides a claim: structures, and values of its variables over objects, arrows and elements."""

from __future__ import annotations

from dataclasses import dataclass

from presheaf.model import proposition as p
from presheaf.model.build import TooLarge
from presheaf.model.category import Category
from presheaf.model.diagrams import PresentedSets
from presheaf.model.structure import Structure
from presheaf.model.weighted import Weighted

Value = p.ObjectAt | p.ArrowAt | p.ElementAt


@dataclass(frozen=True)
class Witness:
    """The structures that decide a claim, each after those it is over, and the values of other variables. False if there is neither."""

    structures: tuple[Structure | PresentedSets, ...] = ()
    values: tuple[tuple[str, Value], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.structures or self.values)

    @property
    def assignment(self) -> str:
        """`X = A, f = e ; e`."""
        from presheaf.claims.wording import term_name

        return ", ".join(f"{variable} = {term_name(value, value.index)}" for variable, value in self.values)

    @property
    def text(self) -> str:
        """Declarations that parse again, with the assignment as a comment below; structures that are too large to write are left out."""
        if not self.structures:
            return self.assignment
        return "\n".join([*self.declarations(), *([f"# at {self.assignment}"] if self.values else [])])

    def declarations(self) -> list[str]:
        """One declaration for each structure."""
        from presheaf.model.declaring import declaration  # loads the printer of the language

        out = []
        for structure in self.structures:
            try:
                out.append(declaration(structure))
            except TooLarge:
                continue
        return out


NOTHING = Witness()


def prompt(category: Category | Weighted, obj: int) -> Witness:
    """The object that an existence proof names."""
    return Witness(values=(("P", p.ObjectAt(category, obj)),))


def known(sort: p.Sort, x: int) -> Value:
    """The value of a variable as a term."""
    match sort:
        case p.ObjectSort(category):
            return p.ObjectAt(category, x)
        case p.ArrowSort(category):
            return p.ArrowAt(category, x)
        case p.ElementSort(functor):
            return p.ElementAt(functor, x)
