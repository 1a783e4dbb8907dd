"""Structures found by a solver as declarations of the specification language."""

from __future__ import annotations

import json
import re

import numpy as np

from presheaf.claims.arrays import arrow_name, reach
from presheaf.model.setfunctor import Functor, SetFunctor

_PLAIN = re.compile(r"[^\W\d][\w']*\Z")


def quoted(name: str) -> str:
    """An element's name as it may be written."""
    return name if _PLAIN.match(name) else json.dumps(name, ensure_ascii=False)


def declaration(structure: SetFunctor | Functor) -> str:
    """The declaration of a fully known structure over categories that are declared already."""
    return _functor(structure) if isinstance(structure, Functor) else _set_functor(structure)


def _set_functor(t: SetFunctor) -> str:
    c = t.category
    contravariant = t.variance == "contravariant"
    elements = [quoted(name) for name in t.element_names]
    parts = [f"{name} = {{{', '.join(elements[t.start[i] : t.start[i + 1]])}}}" for i, name in enumerate(c.names.objects)]
    for name, f in zip(c.names.listed, c.names.listed_arrows, strict=True):
        a = int(c.cod[f] if contravariant else c.dom[f])
        over = range(int(t.start[a]), int(t.start[a + 1]))
        images = [int(reach(t, x, np.array([f], dtype=np.int32))[0]) for x in over]
        parts.append(f"{name} = {{{', '.join(f'{elements[x]} |-> {elements[y]}' for x, y in zip(over, images, strict=True))}}}")
    return f"{'task' if contravariant else 'copresheaf'} {t.name} on {c.name} {{ {', '.join(parts)} }}"


def _functor(f: Functor) -> str:
    c, d = f.dom, f.cod
    parts = [f"{name} |-> {d.names.objects[int(y)]}" for name, y in zip(c.names.objects, f.on_objects, strict=True)]
    images = f.on_arrows
    parts += [f"{name} |-> {arrow_name(d, int(images[g]))}" for name, g in zip(c.names.listed, c.names.listed_arrows, strict=True)]
    return f"functor {f.name} : {c.name} -> {d.name} {{ {', '.join(parts)} }}"
