"""What an amending act quotes: whole articles and points of another act, which are not its own.

Belongs here: where a quotation begins and ends, in lines. Only the first quoted unit carries the quotation mark, so
quotations are followed across lines; quotation marks inside are often left unclosed, so their number alone cannot
tell where the quotation ends.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sectionizer.act_lines import Line
from sectionizer.numbering import Place

_MARK = re.compile('"')
_CLOSED = re.compile(r"\"[ .;,)]*(?:\n|\Z)")
_HOLDERS = ("article", "book", "section", "subsection", "chapter", "paragraph", "transitional")
"""Units that hold articles when they are quoted; a quoted point or paragraph ends before the next heading."""
MOST_CLOSED, FURTHEST_BACK, FURTHEST_INSIDE = 40, 200, 40
"""Closing marks looked at for the end of a quotation, and lines before it and in it for the numbers that go on behind
it: marks that are never paired must not cost the square of their number."""


def take_out(text: str, lines: Sequence[Line]) -> None:
    """Take what is quoted out of the act: its lines become ``quoted_article`` and ``quoted``.

    A quotation begins with a mark at the head of a line, before a unit or after «… такого змісту:». A quoted article
    ends where the next one of its quotation begins, or with the quotation.
    """
    openings = [index for index, line in enumerate(lines) if line.quoted]
    if not openings:
        return
    marks, after = _Marks.of(text, lines), 0
    for index in openings:
        leads = index > 0 and text[lines[index - 1].end - 1] == ":"
        if index >= after and (leads or lines[index].unit != ""):
            after = _quotation(lines, marks, index, leads)
            _rename(lines, index, after)


@dataclass(frozen=True, slots=True)
class _Marks:
    """Quotation marks of an act by place, and the lines that end with one or are unquoted headings, by index."""

    places: Sequence[int]
    closing: Sequence[int]
    headings: Sequence[int]
    lines: Sequence[Line]

    @classmethod
    def of(cls, text: str, lines: Sequence[Line]) -> _Marks:
        starts = [line.start for line in lines]
        closing = sorted({bisect_right(starts, match.start()) - 1 for match in _CLOSED.finditer(text)})
        headings = [index for index, line in enumerate(lines) if line.unit in _HOLDERS and not line.quoted]
        return cls([match.start() for match in _MARK.finditer(text)], closing, headings, lines)

    def paired(self, first: int, last: int) -> bool:
        """Whether the marks of the lines ``[first, last]`` are even in number."""
        begin, end = self.lines[first].start, self.lines[last].end
        return (bisect_left(self.places, end) - bisect_left(self.places, begin)) % 2 == 0


def _quotation(lines: Sequence[Line], marks: _Marks, first: int, leads: bool) -> int:
    """Index of the line after the quotation; ``first`` if it is never closed, so that it is none.

    An article that was announced, «… такого змісту:», is quoted even so, up to an article that goes on in the act.
    """
    place = bisect_left(marks.closing, first)
    closing = marks.closing[place : place + MOST_CLOSED]
    heading = bisect_left(marks.headings, first)
    if lines[first].unit not in _HOLDERS and heading < len(marks.headings):
        closing = [index for index in closing if index < marks.headings[heading]]
    before = _numbers_before(lines, first)
    if not closing:
        announced = lines[first].unit == "article" and leads
        rest = (index for index in range(first + 1, len(lines)) if _resumes(lines, before, first, index))
        return next(rest, len(lines)) if announced else first
    ends = (index + 1 for index in closing if marks.paired(first, index) or _resumes(lines, before, first, index + 1))
    return next(ends, closing[0] + 1)


def _numbers_before(lines: Sequence[Line], first: int) -> dict[str, Place]:
    """The last number of each unit before a quotation."""
    return {line.unit: line.key for line in lines[max(0, first - FURTHEST_BACK) : first]}


def _resumes(lines: Sequence[Line], before: Mapping[str, Place], first: int, position: int) -> bool:
    """Whether the line at ``position`` goes on with the numbers that stood before the quotation.

    A number that goes on with what is quoted as well does not tell.
    """
    if position == len(lines):
        return True
    line = lines[position]
    last = before.get(line.unit, ())
    if line.quoted or not line.key or not last:
        return False
    if line.unit == "article":
        return line.key == (last[0] + 1,)
    back = range(position - 1, max(first, position - FURTHEST_INSIDE) - 1, -1)
    inside = next((lines[i].key for i in back if lines[i].unit == line.unit), ())
    return last < line.key <= (last[0] + 2,) and inside[:1] != (line.key[0] - 1,)


def _rename(lines: Sequence[Line], first: int, after: int) -> None:
    """Name the lines of one quotation, its articles told from the rest."""
    articles = [index for index in range(first, after) if lines[index].unit == "article"]
    for index in range(first, after):
        lines[index].unit = "quoted"
    for index, following in zip(articles, [*articles[1:], after], strict=bool(articles)):
        lines[index].unit, lines[index].end = "quoted_article", lines[following - 1].end
