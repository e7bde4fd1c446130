"""Where personal data may stand: shapes of bytes found over Arrow buffers.

What belongs here: numba kernels over UTF-8 bytes; they may find too much, never too little. What does not: how far a
number goes (number_kernels), deciding what a shape is (the recognizers do that), pieces of words (stem_kernels), and
the windows around what is found (window_kernels). The module compiles on first use, so it is imported inside functions
only.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pipelines.annotate.personal.identifier_kernels import DIGITS
from pipelines.annotate.personal.mark_kernels import following_mark, marking_room
from pipelines.annotate.personal.number_kernels import (
    LOCAL_DIGITS,
    capital_width,
    misread_width,
    number_end,
    number_kind,
    ties_end,
)

CODE, BODY, AT, PLACEHOLDER = (1 << bit for bit in range(10, 14))
"""Bits of the kinds of anchors that are found here, behind those of number_kernels, as in anchors.SHAPES."""

CODE_LENGTH, BODY_LENGTH = 9, 17
"""Characters of a code in which capitals and digits alternate: a Dutch passport, with its last one misread or not, and
the identification number of a vehicle."""

BRACKET = 120
"""Bytes within which a square bracket closes when it may hold a role."""

TAG = 120
"""Bytes within which the word of a tag begins: further back nobody looks, or «a_0a_0…» would cost its square."""

AT_SIGN, BRACKET_OPENS, SPACE_BYTE = 64, 91, 32

APART = np.array([chr(byte).isascii() and not chr(byte).isalnum() and chr(byte) not in "-_|" for byte in range(256)])
"""Bytes of signs that part a number from a letter; a hyphen and an underscore tie them, and | is a misread 1."""


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
def _tag_start(data: np.ndarray, at: int, begin: int) -> int:
    """Start of the word before an underscore; a scanner may have put 0 or 6 for letters of it."""
    begin = max(begin, at - TAG)
    start = _word_start(data, at, begin)
    while start > begin and (data[start - 1] == 48 or data[start - 1] == 54):
        start = _word_start(data, start - 1, begin)
    return start


@njit(cache=True, nogil=True)
def _letter_width(data: np.ndarray, at: int, end: int) -> int:
    """Bytes of a letter that may stand in a code at `at`, a capital or one that stands for a digit, 0 if none."""
    return max(capital_width(data, at, end), misread_width(data, at, end))


@njit(cache=True, nogil=True)
def _letter_behind(data: np.ndarray, at: int, begin: int) -> int:
    """Bytes of such a letter that ends right before `at`, 0 if none."""
    for width in range(1, 3):
        if at - width >= begin and _letter_width(data, at - width, at) == width:
            return width
    return 0


@njit(cache=True, nogil=True)
def _code(data: np.ndarray, at: int, begin: int, end: int) -> tuple[int, int, int]:
    """Start, end and bits of the digits and letters around `at`, if they are as many as those of a code.

    Nobody walks further than the longest code: else a text of nothing but codes would cost its square.
    """
    start, last, length = at, at, 0
    while start > begin and length <= BODY_LENGTH:
        width = 1 if 48 <= data[start - 1] <= 57 else _letter_behind(data, start, begin)
        if width == 0:
            break
        start, length = start - width, length + 1
    while last < end and length <= BODY_LENGTH:
        width = 1 if 48 <= data[last] <= 57 else _letter_width(data, last, end)
        if width == 0:
            break
        last, length = last + width, length + 1
    if length == BODY_LENGTH:
        return start, last, BODY
    return start, last, CODE if CODE_LENGTH - 1 <= length <= CODE_LENGTH else 0


@njit(cache=True, nogil=True)
def _widened(data: np.ndarray, at: int, start: int, last: int, begin: int, end: int) -> tuple[int, int, int]:
    """Start, end and bits of what stands from `start` to `last`, with the code around `at` if there is one."""
    first, behind, kind = _code(data, at, begin, end)
    return (min(start, first), max(last, behind), kind) if kind else (start, last, 0)


@njit(cache=True, nogil=True)
def _stands_apart(data: np.ndarray, start: int, end: int, begin: int, limit: int) -> bool:
    """Whether nothing ties a number to letters: neither the signs beside it nor a capital further on."""
    before = data[start - 1] if start > begin else SPACE_BYTE
    behind = data[end] if end < limit else SPACE_BYTE
    return APART[before] and APART[behind] and capital_width(data, ties_end(data, end, limit), limit) == 0


@njit(cache=True, nogil=True)
def _around_number(
    data: np.ndarray, at: int, begin: int, end: int, digits: np.ndarray, borders: np.ndarray
) -> tuple[int, int, int, int]:
    """Start, end and bits of what the number whose first digit is at `at` belongs to, and where the number ends."""
    stop, counted = number_end(data, at, begin, end)
    if counted < LOCAL_DIGITS and _stands_apart(data, at, stop, begin, end):
        return at, stop, 0, stop
    start, last = at, stop
    kind = number_kind(data, at, stop, counted, begin, end, digits, borders)
    if at > begin and data[at - 1] == 95:
        start, kind = _tag_start(data, at, begin), kind | PLACEHOLDER
    code = 0
    if at > begin and data[at - 1] > 57 and _letter_behind(data, at, begin):
        start, last, code = _widened(data, at, start, last, begin, end)
    if _letter_width(data, stop, end):
        start, last, more = _widened(data, stop, start, last, begin, end)
        code |= more
    return start, last, kind | code, stop


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
    """Start, end and bits of an at-sign or of a bracket that closes; the last byte of a text may be neither."""
    if data[at] == AT_SIGN:
        return at, at + 1, AT
    last = _bracket_end(data, at, end) if data[at] == BRACKET_OPENS else at
    return at, last, PLACEHOLDER if last > at else 0


@njit(cache=True, nogil=True)
def _mark_signs(text: np.ndarray, marks: np.ndarray) -> None:
    """Mark (uint8) every digit, at-sign and square bracket of a text, and the last byte, so that a search ends there.

    Letters that betray something are too many to be asked.
    """
    for at in range(len(text)):
        byte = text[at]
        marks[at] = ((byte >= 48) & (byte <= 57)) | (byte == AT_SIGN) | (byte == BRACKET_OPENS)
    if len(text):
        marks[len(text) - 1] = 1


@njit(cache=True, nogil=True)
def find_shapes(data: np.ndarray, offsets: np.ndarray, found: np.ndarray) -> int:
    """Every number, code, at-sign and square bracket that may matter; returns how many.

    data: uint8 bytes of all texts; offsets: int64, n + 1; found: int64, m x 3, filled with start, end and kinds
    as far as it is long.
    """
    digits, borders = np.empty(DIGITS, np.int64), np.empty(DIGITS, np.uint8)
    words = marking_room(offsets)
    marks = words.view(np.uint8)
    count = 0
    for document in range(len(offsets) - 1):
        begin, end = int(offsets[document]), int(offsets[document + 1])
        _mark_signs(data[begin:end], marks)
        at = begin
        while at < end:
            at = begin + following_mark(words, marks, at - begin)
            if 48 <= data[at] <= 57:
                start, last, kind, at = _around_number(data, at, begin, end, digits, borders)
            else:
                start, last, kind = _around_sign(data, at, end)
                at += 1
            if kind:
                if count < len(found):
                    found[count, 0], found[count, 1], found[count, 2] = start, last, kind
                count += 1
    return count
