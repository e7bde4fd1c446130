"""Sections, and how marks become a tree that covers the text.

A grammar finds marks: places where a unit of a document begins. This module, which knows no language and no kind
of document, closes units at the right places and gives the rest of the text to leaves of kind ``text``. What a unit
looks like belongs in the grammars.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Mark:
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
    """A kind of document in one language: its name and the function that finds the marks in a shadow text."""

    name: str
    marks: Callable[[str, Sequence[Hint]], list[Mark]]


@dataclass(slots=True)
class _Open:
    """A section that is still being read; ``covered`` is how far its children reach."""

    index: int
    mark: Mark
    covered: int


def build(marks: Iterable[Mark], length: int) -> list[Section]:
    """The tree over ``length`` code points; leaves cover each of them exactly once, parents come before children.

    Marks come in order of ``start``, outer before inner where starts are equal; a mark with an ``end`` holds no
    other mark.
    """
    growth = _Growth(length)
    for mark in marks:
        growth.add(mark)
    return growth.finish()


class _Growth:
    """The tree while it grows: the path of open sections, and the finished list."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.sections: list[Section] = []
        self.path = [_Open(-1, Mark(0, -1, TEXT), 0)]

    def add(self, mark: Mark) -> None:
        """Close what the mark ends, give the text before it to a leaf, and open it."""
        while self.path[-1].mark.rank >= mark.rank:
            self._close(mark.start)
        parent = self.path[-1]
        self._leaf(parent, mark.start)
        index = len(self.sections)
        end = self.length if mark.end is None else mark.end
        self.sections.append(Section(mark.kind, mark.number, mark.title, mark.start, end, parent.index))
        parent.covered = end
        if mark.end is None:
            self.path.append(_Open(index, mark, mark.start))

    def finish(self) -> list[Section]:
        """Close everything at the end of the text."""
        while len(self.path) > 1:
            self._close(self.length)
        self._leaf(self.path[0], self.length)
        return self.sections

    def _close(self, end: int) -> None:
        """End the innermost open section; the text after its last child, if it has any, becomes a leaf."""
        node = self.path.pop()
        section = self.sections[node.index]
        if len(self.sections) > node.index + 1:
            self._leaf(node, end)
        self.sections[node.index] = Section(
            section.kind, section.number, section.title, section.start, end, section.parent
        )
        self.path[-1].covered = end

    def _leaf(self, parent: _Open, end: int) -> None:
        """Text of the parent from where its children stop."""
        if parent.covered < end:
            self.sections.append(Section(TEXT, None, None, parent.covered, end, parent.index))
            parent.covered = end
