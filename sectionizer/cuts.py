"""Where a text may be cut, from the dearest unit to keep whole down to the paragraphs of prose.

Belongs here: which sections are units, and how dear each is. What belongs in a chunk is told by `packing`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from sectionizer.tree import TEXT, Section

ARTICLE = "article"

_NOT_UNITS = frozenset({TEXT, "amendment_note", "article_excluded"})
"""What goes with the unit before it: plain text, and the editor's notes, also on articles that are no more."""

_BLANKS = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Outline:
    """The places where units begin, rising, and the rank of each: 0 is the dearest, and a unit's parts rank higher.

    In an act the dearest units are its living articles, and a chapter heading between two of them is no place to cut:
    it goes with the article before it, and the heading path tells the chapter. Elsewhere they are the parts of the top
    of the tree.
    """

    places: list[int]
    ranks: list[int]

    @classmethod
    def of(cls, sections: Sequence[Section]) -> Self:
        """The outline of the sections of a text."""
        return cls.from_columns(
            [section.kind for section in sections],
            [section.start for section in sections],
            [section.parent for section in sections],
        )

    @classmethod
    def from_columns(cls, kinds: Sequence[str], starts: Sequence[int], parents: Sequence[int]) -> Self:
        """The same from columns, of which tables are made; parents come before their children."""
        depths: list[int] = []
        for parent in parents:
            depths.append(depths[parent] + 1 if parent >= 0 else 0)
        divisions = _above_articles(kinds, parents)
        above = bool(divisions) or ARTICLE in kinds
        found: dict[int, int] = {}
        for place, (kind, start) in enumerate(zip(kinds, starts, strict=True)):
            if kind not in _NOT_UNITS and place not in divisions:
                found.setdefault(start, 0 if kind == ARTICLE else depths[place] + above)
        return cls(list(found), list(found.values()))


def _above_articles(kinds: Sequence[str], parents: Sequence[int]) -> set[int]:
    """Sections in which articles lie: books, chapters."""
    above: set[int] = set()
    for place, kind in enumerate(kinds):
        if kind == ARTICLE:
            parent = parents[place]
            while parent >= 0 and parent not in above:
                above.add(parent)
                parent = parents[parent]
    return above


def last_paragraph(text: str, start: int, end: int) -> int | None:
    """The last place in ``(start, end]`` where a paragraph begins; None when there is none.

    Blank lines go with the paragraph before them, unless there are so many that they reach beyond ``end``.
    """
    line = text.rfind("\n", start, end)
    if line < 0:
        return None
    blanks = _BLANKS.match(text, line, end + 1)
    return blanks.end() if blanks and blanks.end() <= end else line + 1
