"""Numbered considerations: 3, 3.1, 3.1.2 at the beginnings of lines, a tree as far as the numbers go on in order.

Belongs here: which numbers of a decision follow one another; dates, amounts and footnotes do not. What a part of a
decision is belongs in the grammars.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from sectionizer.numbering import Key
from sectionizer.shadow import LinePattern
from sectionizer.tree import Mark

GAP = 3
"""How far a number may run ahead; farther, and it is a date or an amount."""
RANK = 2
"""Rank of what stands above considerations inside a part; theirs is one more for each level."""

Number = tuple[int, Key, bool]
"""Place, number, and whether it is firm: a bare «4» without its point has to be the very next."""

_LINE = LinePattern(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})(?P<point> ?\.)?(?=[ \n]|[^\W\d_])")


def numbers(text: str, start: int = 0, end: int | None = None) -> list[Number]:
    """Numbers at line starts between ``start`` and ``end``, in order."""
    found = []
    for match in _LINE.finditer(text, start, end):
        printed, point = match.groups()
        firm = point is not None or "." in printed
        following = text[match.end() : match.end() + 1]
        if following in " \n" or (firm and following.isupper()):
            found.append((match.start(1), _levels(printed), firm))
    return found


@cache
def _levels(printed: str) -> Key:
    """The levels of a number of digits and points: there are few, and each comes often."""
    return tuple(map(int, printed.split(".")))


@cache
def _printed(number: Key) -> str:
    return ".".join(map(str, number))


def key(number: str | None) -> Key:
    """The levels of a number."""
    return tuple(map(int, re.findall(r"\d+", number))) if number else ()


def considerations(found: Iterable[Number], last: Key) -> Iterator[Mark]:
    """Marks of the numbers that follow one another after ``last``; a part may begin again at 1."""
    fresh = True
    for start, number, firm in found:
        follows = _follows(last, number) if firm else _is_next(last, number)
        if follows or (fresh and firm and number[:1] == (1,) and _follows((), number)):
            yield Mark(start, RANK + len(number), "consideration", _printed(number))
            last, fresh = number, False


def below(found: Sequence[Number], heading: Key, following: Key) -> Sequence[Number]:
    """The numbers that may stand below a heading: 4.1, 4.2 below heading 4, and not the list 1, 2, 5 that 4.1 quotes.

    Headings that nobody recognised may stand between a heading and the ``following`` one, so that 5 is let pass if 6 is
    next. Where no number goes on with that of the heading, only a bare one is known to belong to a list: of footnotes.
    """
    if len(heading) != 1:
        return found
    if not any(number[:2] == (*heading, 1) for _, number, _ in found):
        return [each for each in found if each[2]]
    first, end = heading[0], following[0] if following > heading else None
    return [each for each in found if each[1][0] == first or (each[1][0] > first and (end is None or each[1][0] < end))]


def last_of(marks: Sequence[Mark], last: Key) -> Key:
    """The number after which a row goes on."""
    return key(marks[-1].number) if marks else last


def _is_next(last: Key, number: Key) -> bool:
    """5 is next after 4, 4.3 and 4.3.1."""
    return bool(last) and number == (last[0] + 1,)


def _follows(last: Key, number: Key) -> bool:
    """4.2 follows 4.1, 4.1.7 and 4; 4.2.1 follows 4.2; 12.05 (an hour) follows nothing."""
    stem, value = number[:-1], number[-1]
    if stem and last[: len(stem)] != stem:
        return value <= GAP and _follows(last, stem)
    before = last[len(stem)] if len(last) > len(stem) else 0
    return before < value <= before + GAP
