"""The rows of numbers that are open while the units of a Ukrainian act are read: ranks and kinds of what is enumerated.

Belongs here: which rank and kind a number has, given the numbers that are open around it. What is done with a line is
in `act_enumeration`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sectionizer.act_lines import Line
from sectionizer.numbering import Place, level

SECTION, ARTICLE, PART, DOTTED, PAREN, LETTER, NESTED, DEEPEST = 31, 80, 110, 112, 120, 130, 140, 990
"""Ranks of what is enumerated. A dotted number goes two deeper with each point after the first; NESTED are items
«1)» below «а)»; DEEPEST closes nothing. A paragraph has the rank behind that of its unit."""
ENUMERATED = {"point": PART, "dotted": DOTTED, "paren": PAREN, "letter": LETTER}
MOST_DOTS = 3
"""Points in a number, after the second of which ranks go no deeper."""


@dataclass(slots=True)
class Rows:
    """The open units, outermost first: their ranks, numbers and kinds, and how many paragraphs each has so far.

    ``article`` is the number of the article they stand in, () outside articles.
    """

    article: Place = ()
    ranks: list[int] = field(default_factory=list)
    keys: list[Place] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    units: list[str] = field(default_factory=list)

    def follow(self, line: Line) -> bool:
        """Open the next sibling of the innermost unit, the most frequent of all cases; False if the line is none."""
        if not self.units or self.units[-1] != line.unit or line.key <= self.keys[-1]:
            return False
        self.keys[-1], self.counts[-1] = line.key, 1
        return True

    def open(self, rank: int, key: Place, kind: str, unit: str) -> None:
        """Open a unit; it closes those of its rank and below.

        ``unit``: what the lines of its siblings announce, if that alone tells their rank and kind; else "".
        """
        if self.ranks and self.ranks[-1] == rank:
            self.keys[-1], self.counts[-1], self.units[-1] = key, 1, unit
            return
        self.close(rank)
        self.units.append(unit)
        self.ranks.append(rank)
        self.keys.append(key)
        self.kinds.append(kind)
        self.counts.append(1)

    def close(self, rank: int) -> None:
        """Close the units of ``rank`` and below."""
        while self.ranks and self.ranks[-1] >= rank:
            self.ranks.pop()
            self.keys.pop()
            self.kinds.pop()
            self.units.pop()
            self.counts.pop()

    def key(self, rank: int) -> Place | None:
        """The number that is open at a rank."""
        if self.ranks and self.ranks[-1] == rank:
            return self.keys[-1]
        return self.keys[self.ranks.index(rank)] if rank in self.ranks else None

    def _part(self) -> float | None:
        """The figure of the part that is open."""
        key = self.key(PART)
        return level(key) if key else None

    def above(self, rank: int) -> int:
        """The open rank right above ``rank``, or that of parts."""
        return max((opened for opened in self.ranks if opened < rank), default=PART)

    def rank(self, line: Line) -> int:
        """The rank of an enumerated line."""
        unit = line.unit
        if unit == "dotted":
            return DOTTED + 2 * min(len(line.key) - 2, MOST_DOTS)
        if unit == "paren" and self.ranks and self.ranks[-1] >= LETTER and PAREN not in self.ranks:
            return NESTED
        return ENUMERATED[unit]

    def goes_on(self, line: Line, rank: int) -> bool:
        """Whether a number goes on in its row, or begins a new one: «1)» or «а)» anew.

        «2.3.1» follows «2.2.5» or stands under an open «2.3»; «1.5.99» in a table does neither. In an article a dotted
        number begins with that of the article, or is the first under a part: «1.5 відсотка» is neither.
        """
        last, key = self.key(rank), line.key
        if last is not None and key <= last and not (key == (1,) and rank >= PAREN):
            return False
        if self.article and rank == DOTTED and last is None:
            return key[0] == level(self.article) or (key[-1] == 1 and key[0] == self._part())
        if line.unit != "dotted" or rank == DOTTED or key[-1] <= 1:
            return True
        return (last is not None and last[:-1] == key[:-1]) or self.key(rank - 2) == key[:-1]

    def kind(self, rank: int, key: Place) -> str:
        """Part, item or sub-item, by what is open around it."""
        if self.ranks and self.ranks[-1] == rank:
            return self.kinds[-1]
        if rank == PART:
            return "part" if self.article else "item"
        if rank == DOTTED:
            return "sub_item" if not self.article and self._part() == key[0] else "item"
        if rank < PAREN or rank == NESTED:
            return "sub_item"
        if self.article:
            return "sub_item" if any(PART < opened < rank for opened in self.ranks) else "item"
        return "sub_item" if rank == LETTER or any(opened < rank for opened in self.ranks) else "item"
