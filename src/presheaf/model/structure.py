"""What a name of a spec can denote besides a predicate, with a word for each kind."""

from __future__ import annotations

from presheaf.model.category import Category
from presheaf.model.codebook import Codebook
from presheaf.model.encoder import Encoder
from presheaf.model.kernels import Kernel
from presheaf.model.samples import FunctorSamples, PointSamples, Samples
from presheaf.model.setfunctor import Functor, SetFunctor, Transformation
from presheaf.model.weighted import Weighted, WeightedFunctor, WeightedTask

Structure = Category | Functor | SetFunctor | Transformation | Samples | Weighted | WeightedFunctor | WeightedTask | Kernel | Encoder | Codebook
WORDS: dict[type, str] = {
    Category: "category",
    Functor: "functor",
    SetFunctor: "task",
    Transformation: "transformation",
    FunctorSamples: "samples",
    PointSamples: "samples",
    Weighted: "weighted",
    WeightedFunctor: "weighted_functor",
    WeightedTask: "weighted_task",
    Kernel: "kernel",
    Encoder: "encoder",
    Codebook: "codebook",
}


def word_of(structure: object) -> str:
    """What kind of structure this is, in one word."""
    return next(word for kind, word in WORDS.items() if isinstance(structure, kind))


def described(structure: object) -> str:
    """What kind of structure this is, for people, with its article."""
    word, _, rest = word_of(structure).partition("_")
    phrase = f"{rest} of weights" if rest else "weighted category" if word == "weighted" else word
    return f"{'an' if phrase[0] in 'aeiou' else 'a'} {phrase}"
