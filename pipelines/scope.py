"""Which part of the corpus something speaks of: a cell, a source, or all of it.

What belongs here: names and folders of scopes. What does not: which scopes exist (the store and the sources know).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipelines.registers import REGISTERS

Level = Literal["cell", "source", "once"]
"""How often an asset is made: per source and year, per source, or once."""

SOURCES = tuple(register.name for register in REGISTERS)
"""The registers, in the order in which everything lists them."""

FIRST_YEAR = 1990
"""First year with a cell of its own: `edrsr|1990` is the home of 1990 and of everything older."""


class UsageError(ValueError):
    """Something a person wrote cannot be understood; the message is one sentence that says how to mend it."""


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """A cell (`edrsr|2019`), a whole source (`edrsr`) or the whole corpus (`all`)."""

    source: str = ""
    year: str = ""

    @property
    def level(self) -> Level:
        """What kind of scope it is."""
        if self.year:
            return "cell"
        return "source" if self.source else "once"

    @property
    def folder(self) -> str:
        """Hive-style path below an asset's folder, so that other engines read the layout as it is."""
        parts = [f"source={self.source}"] if self.source else []
        return "/".join([*parts, f"year={self.year}"] if self.year else parts)

    def widened(self, level: Level) -> Scope:
        """The scope of that level in which this one lies."""
        if level == "cell":
            return self
        return Scope(self.source) if level == "source" else Scope()

    def __str__(self) -> str:
        return "|".join(part for part in (self.source, self.year) if part) or "all"


EVERYTHING = Scope()


def _is_cell_year(year: str) -> bool:
    return year.isascii() and year.isdecimal() and len(year) == 4 and int(year) >= FIRST_YEAR


def parse_scope(text: str) -> Scope:
    """Read `edrsr|2019`, `edrsr` or `all`; UsageError when it is none of these."""
    source, _, year = text.partition("|")
    known = source in SOURCES and (not year or _is_cell_year(year))
    if text != "all" and not known:
        raise UsageError(f"{text!r} is no cell: write a source and a year from {FIRST_YEAR} on, as in edrsr|2019.")
    return EVERYTHING if text == "all" else Scope(source, year)
