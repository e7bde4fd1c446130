"""Sections, and how marks become a tree that covers the text.

A grammar finds marks: places where a unit of a document begins. This module, which knows no language and no kind
of document, closes units at the right places and gives the rest of the text to leaves of kind ``text``. What a unit
looks like belongs in the grammars. The tree grows as columns, one list a field: a corpus has more sections than
documents a thousand times over, and most of them are never looked at one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

TEXT = "text"
"""Kind of a leaf that no unit claims: the words of an article before its first part, or after a note."""

INNERMOST = 99
"""Rank of a mark that closes nothing: it stands inside whatever is open."""


@dataclass(frozen=True, slots=True)
class Section:
    """A unit of a document: code points ``[start, end)`` of the text, and the index of its parent or -1."""

    kind: str
    number: str | None
    title: str | None
    start: int
    end: int
    parent: int


class Mark(NamedTuple):
    """A unit begins at ``start``. It ends at the next mark of its rank or a smaller one, or at ``end`` if given."""

    start: int
    rank: int
    kind: str
    number: str | None = None
    title: str | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """What the publisher's own markup says about a place in the text: a kind in the publisher's words."""

    start: int
    kind: str
    number: str | None = None
    title: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Grammar:
    """A kind of document in one language: its name and the function that finds the marks in a text."""

    name: str
    marks: Callable[[str, Sequence[Hint]], list[Mark]]


@dataclass(frozen=True, slots=True)
class Columns:
    """Sections field by field, of one document or of many; `parents` count from the document's first section."""

    kinds: list[str] = field(default_factory=list)
    numbers: list[str | None] = field(default_factory=list)
    titles: list[str | None] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        """How many sections there are."""
        return len(self.kinds)

    def extend(self, rows: Sequence[tuple[str, str | None, str | None, int, int]], ends: Sequence[int]) -> None:
        """More sections, as rows of kind, number, title, start and parent, and their ends."""
        if rows:
            kinds, numbers, titles, starts, parents = zip(*rows, strict=True)
            self.kinds.extend(kinds)
            self.numbers.extend(numbers)
            self.titles.extend(titles)
            self.starts.extend(starts)
            self.parents.extend(parents)
            self.ends.extend(ends)

    def sections(self) -> list[Section]:
        """The same, section by section."""
        fields = (self.kinds, self.numbers, self.titles, self.starts, self.ends, self.parents)
        return [Section(*values) for values in zip(*fields, strict=True)]


def build(marks: Iterable[Mark], length: int) -> list[Section]:
    """The tree over ``length`` code points; leaves cover each of them exactly once, parents come before children.

    Marks come in order of ``start``, outer before inner where starts are equal; a mark with an ``end`` holds no
    other mark.
    """
    columns = Columns()
    grow(marks, length, columns)
    return columns.sections()


def grow(marks: Iterable[Mark], length: int, into: Columns) -> None:
    """Append the tree of one document, as `build` makes it, to the columns.

    Of the sections that are open it keeps, outermost first, the index, the rank, and how far the children reach: to
    the end, once a child is closed there.
    """
    rows: list[tuple[str, str | None, str | None, int, int]] = []
    ends: list[int] = []
    opened, ranks, covered = [-1], [-1], [0]
    for start, rank, kind, number, title, end in chain(marks, (Mark(length, 0, ""),)):
        if ranks[-1] >= rank:
            index, reach = opened.pop(), covered.pop()
            ranks.pop()
            if reach < start and len(rows) > index + 1:
                rows.append((TEXT, None, None, reach, index))
                ends.append(start)
            ends[index] = start
            while ranks[-1] >= rank:
                ends[opened.pop()] = start
                ranks.pop()
                covered.pop()
            covered[-1] = start
        elif covered[-1] < start:
            rows.append((TEXT, None, None, covered[-1], opened[-1]))
            ends.append(start)
            covered[-1] = start
        if not kind:
            break
        rows.append((kind, number, title, start, opened[-1]))
        ends.append(length if end is None else end)
        if end is not None:
            covered[-1] = end
            continue
        opened.append(len(rows) - 1)
        ranks.append(rank)
        covered.append(start)
    into.extend(rows, ends)
