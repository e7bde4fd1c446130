"""Where personal data may stand: stems and byte shapes found over Arrow buffers.

What belongs here: numba kernels over UTF-8 bytes; they may find too much, never too little. What does not: how far a
number goes (number_kernels), deciding what a shape is (the recognizers do that), any list of words (anchor_words.txt),
and the windows around what is found (window_kernels). The module compiles on first use, so it is imported
inside functions only.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pipelines.annotate.personal.anchor_automaton import ANYWHERE
from pipelines.annotate.personal.number_kernels import number_end, number_kind

CODE, AT, PLACEHOLDER = (1 << bit for bit in range(5, 8))
"""Bits of the kinds of anchors that are found here, behind those of number_kernels, as in windows.SHAPES."""

CODE_LENGTH = 8
"""Fewest characters of a code in which Latin capitals and digits alternate: a Dutch passport has nine."""

BRACKET = 120
"""Bytes within which a square bracket closes when it may hold a role."""

OTHER, DIGIT, SIGN = range(3)
_CLASSES = np.zeros(256, np.uint8)
_CLASSES[48:58] = DIGIT
_CLASSES[[64, 91]] = SIGN
"""Bytes that betray something: a digit, an at-sign, a square bracket. Letters are too many to be asked."""


@njit(cache=True, nogil=True)
def _letter_before(data: np.ndarray, at: int, begin: int) -> int:
    """Bytes of the Latin or Cyrillic letter that ends right before `at`, 0 if none."""
    if at <= begin:
        return 0
    last = data[at - 1]
    if last < 0x80:
        return int(65 <= last <= 90 or 97 <= last <= 122)
    return 2 if at - 2 >= begin and 0xC3 <= data[at - 2] <= 0xD2 and last & 0xC0 == 0x80 else 0


@njit(cache=True, nogil=True)
def _word_start(data: np.ndarray, at: int, begin: int) -> int:
    """Start of the word that ends at `at`: letters, apostrophes, hyphens and underscores."""
    while True:
        width = _letter_before(data, at, begin)
        if width == 0:
            last = data[at - 1] if at > begin else 0
            typographic = at - 3 >= begin and data[at - 3] == 0xE2 and data[at - 2] == 0x80 and last == 0x99
            width = 3 if typographic else int(last == 39 or last == 45 or last == 95 or last == 96)
        if width == 0:
            return at
        at -= width


@njit(cache=True, nogil=True)
def _digit_within(data: np.ndarray, at: int, end: int, reach: int) -> bool:
    """Whether a digit stands among the next `reach` bytes."""
    last = min(end, at + reach)
    while at < last and not 48 <= data[at] <= 57:
        at += 1
    return at < last


@njit(cache=True, nogil=True)
def find_stems(
    data: np.ndarray, offsets: np.ndarray, moves: np.ndarray, classes: np.ndarray, facts: np.ndarray, found: np.ndarray
) -> int:
    """Every place where a stem of an automaton ends; returns how many.

    data: uint8 bytes of all texts; offsets: int64, n + 1; moves, classes, facts: see Automaton; found: int64, m x 3,
    filled with start, end and kinds as far as it is long.
    """
    count = 0
    for document in range(len(offsets) - 1):
        end = offsets[document + 1]
        state = 0
        for at in range(offsets[document], end):
            state = moves[state, classes[data[at]]]
            kind = facts[state, 0]
            if kind == 0:
                continue
            reach = facts[state, 2]
            if reach < ANYWHERE and not _digit_within(data, at + 1, end, reach):
                continue
            if count < len(found):
                found[count, 0], found[count, 1], found[count, 2] = at + 1 - facts[state, 1], at + 1, kind
            count += 1
    return count


@njit(cache=True, nogil=True)
def _tag_start(data: np.ndarray, at: int, begin: int) -> int:
    """Start of the word before an underscore; a scanner may have put 0 or 6 for letters of it."""
    start = _word_start(data, at, begin)
    while start > begin and (data[start - 1] == 48 or data[start - 1] == 54):
        start = _word_start(data, start - 1, begin)
    return start


@njit(cache=True, nogil=True)
def _code(data: np.ndarray, at: int, begin: int, end: int) -> tuple[int, int, bool]:
    """Start and end of the Latin capitals and digits around `at`, and whether they are long and mixed."""
    start, last, letters = at, at, 0
    while start > begin and (65 <= data[start - 1] <= 90 or 48 <= data[start - 1] <= 57):
        start -= 1
        letters += data[start] > 57
    while last < end and (65 <= data[last] <= 90 or 48 <= data[last] <= 57):
        letters += data[last] > 57
        last += 1
    return start, last, letters > 0 and last - start >= CODE_LENGTH


@njit(cache=True, nogil=True)
def _around_digit(data: np.ndarray, at: int, begin: int, end: int) -> tuple[int, int, int]:
    """Start, end and bits of what the first digit of a number at `at` belongs to."""
    start = at
    last, digits = number_end(data, at, begin, end)
    kind = number_kind(data, at, last, digits, begin, end)
    if at > begin and data[at - 1] == 95:
        start, kind = _tag_start(data, at, begin), kind | PLACEHOLDER
    first, behind, mixed = _code(data, at, begin, end)
    if mixed:
        start, last, kind = min(start, first), max(last, behind), kind | CODE
    return start, last, kind


@njit(cache=True, nogil=True)
def _bracket_end(data: np.ndarray, at: int, end: int) -> int:
    """End of the bracket that opens at `at`, or `at` when it does not close on its line."""
    for close in range(at + 1, min(end, at + BRACKET)):
        if data[close] == 93:
            return close + 1
        if data[close] == 91:
            break
    return at


@njit(cache=True, nogil=True)
def _around_sign(data: np.ndarray, at: int, end: int) -> tuple[int, int, int]:
    """Start, end and bits of an at-sign or of a bracket that closes."""
    if data[at] == 64:
        return at, at + 1, AT
    last = _bracket_end(data, at, end)
    return at, last, PLACEHOLDER if last > at else 0


@njit(cache=True, nogil=True)
def find_shapes(data: np.ndarray, offsets: np.ndarray, found: np.ndarray) -> int:
    """Every number, code, at-sign and square bracket that may matter; returns how many.

    data: uint8 bytes of all texts; offsets: int64, n + 1; found: int64, m x 3, filled with start, end and kinds
    as far as it is long.
    """
    count = 0
    for document in range(len(offsets) - 1):
        begin, end = offsets[document], offsets[document + 1]
        at = begin
        while at < end:
            what = _CLASSES[data[at]]
            if what == OTHER:
                at += 1
                continue
            if what == DIGIT:
                start, last, kind = _around_digit(data, at, begin, end)
                at = number_end(data, at, begin, end)[0]
            else:
                start, last, kind = _around_sign(data, at, end)
                at += 1
            if kind:
                if count < len(found):
                    found[count, 0], found[count, 1], found[count, 2] = start, last, kind
                count += 1
    return count
