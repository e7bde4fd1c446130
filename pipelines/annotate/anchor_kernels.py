"""Where personal data may stand: byte shapes found over Arrow buffers, and the windows around them.

What belongs here: numba kernels over UTF-8 bytes; they may find too much, never too little. What does not:
deciding what a shape is (the recognizers do that) and any list of words. The module compiles on first use,
so it is imported inside functions only.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

GROUPED_DIGITS = 6
"""Fewest digits of an identifier, groups joined: a passport has six."""


@njit(cache=True, nogil=True)
def _is_digit(byte: Any) -> bool:
    """Whether the byte is an ASCII digit."""
    return bool(48 <= byte <= 57)


@njit(cache=True, nogil=True)
def _capital_width(data: np.ndarray, at: int, end: int) -> int:
    """Bytes of the capital letter at `at`, 0 if none: A-Z, Cyrillic U+0400-042F, Ґ."""
    if at >= end:
        return 0
    if 65 <= data[at] <= 90:
        return 1
    if at + 1 >= end:
        return 0
    cyrillic = data[at] == 0xD0 and 0x80 <= data[at + 1] <= 0xAF
    return 2 if cyrillic or (data[at] == 0xD2 and data[at + 1] == 0x90) else 0


@njit(cache=True, nogil=True)
def _after_letter(data: np.ndarray, at: int, begin: int) -> bool:
    """Whether a Latin or Cyrillic letter ends right before `at`."""
    if at <= begin:
        return False
    last = data[at - 1]
    if last < 0x80:
        return 65 <= last <= 90 or 97 <= last <= 122
    return at - 2 >= begin and 0xC3 <= data[at - 2] <= 0xD2


@njit(cache=True, nogil=True)
def _is_initial(data: np.ndarray, at: int, begin: int, end: int) -> bool:
    """A capital letter that stands alone before a full stop: «І.», `J.`."""
    width = _capital_width(data, at, end)
    return width > 0 and at + width < end and data[at + width] == 46 and not _after_letter(data, at, begin)


@njit(cache=True, nogil=True)
def _joiner_width(data: np.ndarray, at: int, end: int) -> int:
    """Bytes of a character that may join groups of one number: space, hyphen, full stop, bracket, no-break space."""
    if at >= end:
        return 0
    byte = data[at]
    if byte == 32 or byte == 45 or byte == 46 or byte == 40 or byte == 41:
        return 1
    if byte == 0xC2 and at + 1 < end and data[at + 1] == 0xA0:
        return 2
    return 0


@njit(cache=True, nogil=True)
def _number_end(data: np.ndarray, at: int, end: int) -> tuple[int, int]:
    """End of the number whose first digit is at `at`, groups joined by at most two joiners, and its digits."""
    digits = 0
    last = at
    while at < end:
        if _is_digit(data[at]):
            digits += 1
            at += 1
            last = at
            continue
        width = _joiner_width(data, at, end)
        second = _joiner_width(data, at + width, end) if width else 0
        third = _joiner_width(data, at + width + second, end) if second else 0
        after = at + width + second + third
        if width == 0 or after >= end or not _is_digit(data[after]):
            break
        at = after
    return last, digits


@njit(cache=True, nogil=True)
def _is_date(data: np.ndarray, start: int, end: int) -> bool:
    """Exactly dd.mm.yyyy: the most frequent number of all, and its own recognizer finds it by its words."""
    return end - start == 10 and data[start + 2] == 46 and data[start + 5] == 46


@njit(cache=True, nogil=True)
def _beside_capital(data: np.ndarray, start: int, end: int, begin: int, stop: int) -> bool:
    """A short number tied to capital letters: a number plate or a postcode."""
    before = start - 1
    if before >= begin and (data[before] == 45 or data[before] == 32):
        before -= 1
    tied_before = before >= begin and (
        65 <= data[before] <= 90 or (before - 1 >= begin and _capital_width(data, before - 1, stop) == 2)
    )
    after = end
    if after < stop and (data[after] == 45 or data[after] == 32):
        after += 1
    width = _capital_width(data, after, stop)
    hyphened = (end < stop and data[end] == 45) or (start > begin and data[start - 1] == 45)
    if end - start >= 4:
        return tied_before or (width > 0 and _capital_width(data, after + width, stop) > 0)
    return hyphened and (tied_before or width > 0)


@njit(cache=True, nogil=True)
def _is_identifier(data: np.ndarray, start: int, end: int, digits: int, begin: int, stop: int) -> bool:
    """Whether a number may be somebody's: long enough, numbered by the register (ОСОБА_1), or tied to capitals."""
    if start > begin and data[start - 1] == 95:
        return True
    if digits >= GROUPED_DIGITS:
        return not _is_date(data, start, end)
    return _beside_capital(data, start, end, begin, stop)


@njit(cache=True, nogil=True)
def find_shapes(data: np.ndarray, offsets: np.ndarray, found: np.ndarray) -> int:
    """Byte positions of numbers, at-signs, square brackets and initials, in order; returns how many.

    data: uint8 bytes of all texts; offsets: int64, n + 1; found: int64, filled as far as it is long, so a call
    with an empty array counts.
    """
    count = 0
    for document in range(len(offsets) - 1):
        begin, end = offsets[document], offsets[document + 1]
        at = begin
        while at < end:
            byte = data[at]
            step = 1
            if _is_digit(byte):
                last, digits = _number_end(data, at, end)
                hit = _is_identifier(data, at, last, digits, begin, end)
                step = last - at
            elif 65 <= byte <= 90 or byte == 0xD0 or byte == 0xD2:
                hit = _is_initial(data, at, begin, end)
            else:
                hit = byte == 64 or byte == 91
            if hit:
                if count < len(found):
                    found[count] = at
                count += 1
            at += step
    return count


@njit(cache=True, nogil=True)
def _border(data: np.ndarray, at: int, limit: int, step: int) -> int:
    """From `at` towards `limit` to the next white space, or back from the limit to the border of a character."""
    while at != limit and data[at] != 32 and data[at] != 10:
        at += step
    while at < len(data) and data[at] & 0xC0 == 0x80:
        at -= 1
    return at


@njit(cache=True, nogil=True)
def merge_windows(
    data: np.ndarray,
    offsets: np.ndarray,
    documents: np.ndarray,
    anchors: np.ndarray,
    reach: int,
    slack: int,
    starts: np.ndarray,
    ends: np.ndarray,
    owners: np.ndarray,
) -> int:
    """Windows of `reach` bytes around sorted anchors, grown to white space (at most `slack` bytes more) and merged.

    A window never crosses a document and never cuts a character. documents, anchors: int64, one per anchor;
    starts, ends, owners: int64 outputs, as long as anchors. Returns the number of windows.
    """
    count = 0
    for i in range(len(anchors)):
        begin, end = offsets[documents[i]], offsets[documents[i] + 1]
        start = _border(data, max(begin, anchors[i] - reach), max(begin, anchors[i] - reach - slack), -1)
        stop = _border(data, min(end, anchors[i] + reach), min(end, anchors[i] + reach + slack), 1)
        if count > 0 and owners[count - 1] == documents[i] and start <= ends[count - 1]:
            ends[count - 1] = max(ends[count - 1], stop)
        else:
            starts[count], ends[count], owners[count] = start, stop, documents[i]
            count += 1
    return count


@njit(cache=True, nogil=True)
def count_code_points(
    data: np.ndarray, offsets: np.ndarray, positions: np.ndarray, documents: np.ndarray
) -> np.ndarray:
    """Code points between a document's first byte and each of the sorted byte positions in it (int64)."""
    counts = np.empty(len(positions), np.int64)
    document, at, points = -1, 0, 0
    for i in range(len(positions)):
        if documents[i] != document:
            document, at, points = documents[i], offsets[documents[i]], 0
        while at < positions[i]:
            points += data[at] & 0xC0 != 0x80
            at += 1
        counts[i] = points
    return counts
