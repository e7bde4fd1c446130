"""What a kind of hostile file is, and the table of all kinds.

What belongs here: the terms in which kinds are written down. What does not: how any file is made (one module a format)
and what is done with it (`reading.py`, `run.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random

REFUSED, QUARANTINED, PASSED = "refused", "quarantined", "passed"
"""A file as a whole is not used, with its reason; a record of it is set aside, with its reason; all of it was read."""

Make = Callable[[Random, int], bytes]
"""A file's bytes by chance, of about so many bytes at most."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Files of a sources folder by their paths, and the ids of documents that must come out all the same."""

    files: Mapping[str, bytes]
    good: frozenset[str] = frozenset()
    texted: bool = True
    """whether the good ones have texts here"""


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the table: what it is, how its file is made, where it is put, and what may become of it."""

    name: str
    make: Make
    place: Callable[[bytes, Random], Offer]
    fates: tuple[str, ...]


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind, family by family."""
    from tests.hostile import archives, cards, html, names, parquet, rtf, tables, xml

    return tuple(kind for family in (archives, xml, rtf, html, tables, cards, names, parquet) for kind in family.KINDS)
