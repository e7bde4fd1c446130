"""One walk over the code points of a text: what carries no meaning gets its one spelling, the rest is told.

What belongs here: the walk over line ends, blanks, marks and apostrophes, and the search for words in which two
scripts meet. Not here: which code point is what (tidy_classes), what becomes of such a word (lookalikes).
Import it inside functions only: it brings numba.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pipelines.text.tidy_classes import (
    APOSTROPHE,
    BLANK,
    BULLET,
    CONSONANT,
    DROPPED,
    HARD_HYPHEN,
    IOTATED,
    LATIN,
    LETTER,
    LINE_END,
    MARK,
    NUMERAL,
    OTHER,
    RETURN,
    SOFT_HYPHEN,
    STAR,
    SURROGATE,
    TAB,
)

MIXED = 1
"""The text holds a word in which scripts meet, or a Roman numeral typed in Cyrillic."""
COMPOSABLE = 2
"""The text holds code points that Unicode NFC may change."""

COLUMN_GAP = 8
"""From this many blanks on, a gap is the alignment of a column (letter-spaced headings use at most 3)."""

_TAB, _LINE_FEED, _RETURN, _SPACE, _QUOTE, _HYPHEN = 0x09, 0x0A, 0x0D, 0x20, 0x27, 0x2D
_BULLET_SIGN, _DAMAGE, _PLANE = 0x2022, 0xFFFD, 0x10000


@njit(cache=True, nogil=True)
def tidy(units: np.ndarray, classes: np.ndarray, out: np.ndarray) -> tuple[int, int]:
    """Write the tidied text to ``out``, as long as ``units``; returns (length, flags MIXED and COMPOSABLE).

    Both are code points, uint32. A gap is held back until ink follows, so that blanks before a line end and around
    the text are never written; so is a soft hyphen, which is written between digits only, as it parts two numbers.
    Letters come first, as nearly all code points are letters.
    """
    n = lines = tabs = blanks = flags = 0
    earlier, before, soft = BLANK, BLANK, False
    for at in range(units.size):
        unit = units[at]
        kind = class_of(unit, classes)
        if kind == DROPPED or (unit == _LINE_FEED and at and units[at - 1] == _RETURN):
            continue
        if kind == SOFT_HYPHEN:
            soft = True
            continue
        if kind == BLANK:
            blanks += 1
        elif kind == TAB:
            tabs += 1
        elif kind == LINE_END or kind == RETURN:
            lines, tabs, blanks = lines + 1, 0, 0
        else:
            if before <= TAB:
                n = write_gap(out, n, lines, tabs, blanks)
                lines = tabs = blanks = 0
            if soft:
                n, soft = write_hyphen(out, n, unit), False
            if kind >= LETTER or kind == OTHER:
                out[n] = unit
                flags |= MIXED if meet(before, kind) else 0
            else:
                out[n] = spelled(units, at, earlier, before, kind, classes)
                flags |= COMPOSABLE if kind == MARK else 0
            flags |= COMPOSABLE if unit >= _PLANE else 0
            n += 1
        earlier, before = before, kind
    return n, flags


@njit(cache=True, nogil=True)
def mixed_words(units: np.ndarray, classes: np.ndarray, spans: np.ndarray) -> int:
    """Write [start, end) of every run of letters in which two ``meet``; returns how many.

    ``spans`` (int64, two columns) has a row for every two code points, which is as many words as there can be.
    """
    count = start = 0
    before, found = OTHER, False
    for at in range(units.size + 1):
        kind = class_of(units[at], classes) if at < units.size else OTHER
        if before < LATIN:
            start, found = at, False
        found = found or meet(before, kind)
        if kind < LATIN and found:
            spans[count, 0], spans[count, 1] = start, at
            count, found = count + 1, False
        before = kind
    return count


@njit(cache=True, nogil=True)
def class_of(unit: int, classes: np.ndarray) -> int:
    """Class of a code point; beyond the plane none has a meaning here."""
    return classes[unit] if unit < _PLANE else OTHER


@njit(cache=True, nogil=True)
def meet(before: int, kind: int) -> bool:
    """Whether neighbours are letters of two scripts, or both signs of a Roman numeral in Cyrillic capitals."""
    return min(before, kind) >= LATIN and ((before == LATIN) != (kind == LATIN) or before == kind == NUMERAL)


@njit(cache=True, nogil=True)
def write_gap(out: np.ndarray, n: int, lines: int, tabs: int, blanks: int) -> int:
    """Write what parts two marks of ink: at most two line ends, then tabs, or a tab for a column, or the blanks."""
    for _ in range(min(lines, 2) if n else 0):
        out[n] = _LINE_FEED
        n += 1
    if tabs == 0 and blanks >= COLUMN_GAP:
        tabs = 1
    for _ in range(tabs):
        out[n] = _TAB
        n += 1
    for _ in range(blanks if tabs == 0 and n else 0):
        out[n] = _SPACE
        n += 1
    return n


@njit(cache=True, nogil=True)
def write_hyphen(out: np.ndarray, n: int, unit: int) -> int:
    """Write a soft hyphen as a hyphen where a digit stands on both sides, with no gap."""
    if n and is_digit(out[n - 1]) and is_digit(unit):
        out[n] = _HYPHEN
        return n + 1
    return n


@njit(cache=True, nogil=True)
def is_digit(unit: int) -> bool:
    """0 to 9."""
    return 0x30 <= unit <= 0x39


@njit(cache=True, nogil=True)
def spelled(units: np.ndarray, at: int, earlier: int, before: int, kind: int, classes: np.ndarray) -> int:
    """The one spelling of a code point: bullets, hyphens, damage, and the signs that are apostrophes where they stand.

    A star is one inside a word of three letters or more: «а*б*я» multiplies.
    """
    if kind == APOSTROPHE and before >= LETTER and class_of_next(units, at, 1, classes) >= LETTER:
        return _QUOTE
    if kind == STAR and before == CONSONANT and class_of_next(units, at, 1, classes) == IOTATED:
        inside = earlier >= LETTER or class_of_next(units, at, 2, classes) >= LETTER
        return _QUOTE if inside else units[at]
    if kind == BULLET:
        return _BULLET_SIGN
    if kind == HARD_HYPHEN:
        return _HYPHEN
    return _DAMAGE if kind == SURROGATE else units[at]


@njit(cache=True, nogil=True)
def class_of_next(units: np.ndarray, at: int, nth: int, classes: np.ndarray) -> int:
    """Class of the nth code point behind a position, not counting what may be dropped; OTHER beyond the end."""
    for after in range(at + 1, units.size):
        kind = class_of(units[after], classes)
        if kind != DROPPED and kind != SOFT_HYPHEN:
            nth -= 1
            if nth == 0:
                return kind
    return OTHER
