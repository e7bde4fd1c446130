"""What an amending act quotes: whole articles and points of another act, which are not its own.

Belongs here: where a quotation begins and ends, in lines. Only the first quoted unit carries the quotation mark, so
quotations are followed across lines; quotation marks inside are often left unclosed, so their number alone cannot
tell where the quotation ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sectionizer.numbering import Key

_CLOSED = re.compile(r"\"[\s.;,)]*\Z")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an act: where it lies, the unit its first words announce (or ""), and the rest after those words."""

    start: int
    end: int
    unit: str
    number: str
    key: Key
    quoted: bool
    rest: int


def quotations(text: str, lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Ranges ``[first, after)`` of lines that are quoted, in order."""
    found = []
    position = 0
    while position < len(lines):
        after = _quotation(text, lines, position) if _opens(text, lines, position) else position
        if after > position:
            found.append((position, after))
        position = max(after, position + 1)
    return found


def _opens(text: str, lines: Sequence[Line], position: int) -> bool:
    """A quotation mark begins a line, before a unit or after «… такого змісту:»."""
    line = lines[position]
    leads = position > 0 and text[lines[position - 1].start : lines[position - 1].end].endswith(":")
    return line.quoted and (line.unit != "" or leads)


def _quotation(text: str, lines: Sequence[Line], first: int) -> int:
    """Index of the line after the quotation; ``first`` if it is none."""
    marks, possible = 0, 0
    for position in range(first, len(lines)):
        content = text[lines[position].start : lines[position].end]
        marks += content.count('"')
        if _CLOSED.search(content):
            if marks % 2 == 0 or _resumes(lines, first, position + 1):
                return position + 1
            possible = possible or position + 1
    if lines[first].unit == "article":
        return possible or len(lines)
    return possible or first + (lines[first].unit != "")


def _resumes(lines: Sequence[Line], first: int, position: int) -> bool:
    """Whether the line at ``position`` goes on with the numbers that stood before the quotation."""
    if position == len(lines):
        return True
    line = lines[position]
    if line.unit in ("", "article") or line.quoted:
        return False
    before = next((lines[i] for i in range(first - 1, -1, -1) if lines[i].unit == line.unit), None)
    return before is not None and before.key < line.key <= (before.key[0] + 2,)
