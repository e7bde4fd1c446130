"""Numbers in which personal data may stand: how far one goes, and which capitals it is tied to.

What belongs here: numba kernels over UTF-8 bytes; they may take too much for a number of somebody's, never too little.
What does not: the pass over the texts (anchor_kernels), and what a number means (the recognizers). The module compiles
on first use, so it is imported inside functions only.
"""

from __future__ import annotations

import numpy as np
from numba import njit

NUMBER, LONG_NUMBER, PLATE, HYPHENED, POSTCODE = (1 << bit for bit in range(5))
"""Bits of the kinds of anchors that a number may be, the first of windows.SHAPES."""

GROUPED_DIGITS, LONG_DIGITS = 6, 9
"""Fewest digits of an identifier, groups joined: a passport has six, an identity card nine."""


@njit(cache=True, nogil=True)
def _capital_width(data: np.ndarray, at: int, end: int) -> int:
    """Bytes of the capital letter at `at`, 0 if none: A-Z, À-Þ, Cyrillic U+0400-042F, Ґ."""
    if at >= end:
        return 0
    if 65 <= data[at] <= 90:
        return 1
    if at + 1 >= end:
        return 0
    latin = data[at] == 0xC3 and 0x80 <= data[at + 1] <= 0x9E
    cyrillic = data[at] == 0xD0 and 0x80 <= data[at + 1] <= 0xAF
    return 2 if latin or cyrillic or (data[at] == 0xD2 and data[at + 1] == 0x90) else 0


@njit(cache=True, nogil=True)
def _joiner_width(data: np.ndarray, at: int, end: int) -> int:
    """Bytes of a character that may join groups of one number: white space, hyphen, full stop, bracket; 0 if none."""
    if at >= end:
        return 0
    byte = data[at]
    if byte == 32 or byte == 45 or byte == 46 or byte == 40 or byte == 41 or byte == 10 or byte == 9:
        return 1
    if byte == 0xC2 and at + 1 < end and data[at + 1] == 0xA0:
        return 2
    if byte != 0xE2 or at + 2 >= end:
        return 0
    last = data[at + 2]
    if data[at + 1] == 0x88:
        return 3 if last == 0x92 else 0
    joins = last == 0x87 or last == 0x89 or last == 0xAF or 0x90 <= last <= 0x93
    return 3 if data[at + 1] == 0x80 and joins else 0


@njit(cache=True, nogil=True)
def _misread_width(data: np.ndarray, at: int, end: int) -> int:
    """Bytes of a letter that a scanner puts for a digit: O o I l | B S and О о І і З з В б (reading.MISREAD)."""
    if at >= end:
        return 0
    byte = data[at]
    if byte < 0x80:
        return int(byte == 79 or byte == 111 or byte == 73 or byte == 108 or byte == 124 or byte == 66 or byte == 83)
    if at + 1 >= end:
        return 0
    last = data[at + 1]
    upper = byte == 0xD0 and (last == 0x9E or last == 0x86 or last == 0x97 or last == 0x92)
    lower = byte == 0xD0 and (last == 0xBE or last == 0xB7 or last == 0xB1)
    return 2 if upper or lower or (byte == 0xD1 and last == 0x96) else 0


@njit(cache=True, nogil=True)
def _group_start(data: np.ndarray, at: int, end: int) -> tuple[int, int]:
    """Next digit of a number behind its digits that end at `at`, or -1, and the letters between that are digits too.

    Between are at most three joiners, or at most three letters that stand for digits.
    """
    to = at
    for _ in range(3):
        width = _joiner_width(data, to, end)
        to += width
        if width == 0:
            break
    if to > at:
        return (to, 0) if to < end and 48 <= data[to] <= 57 else (-1, 0)
    letters = 0
    for _ in range(3):
        width = _misread_width(data, to, end)
        to += width
        letters += width > 0
        if width == 0:
            break
    return (to, letters) if letters and to < end and 48 <= data[to] <= 57 else (-1, 0)


@njit(cache=True, nogil=True)
def number_end(data: np.ndarray, at: int, begin: int, end: int) -> tuple[int, int]:
    """End of the number whose first digit is at `at`, and its digits, letters that stand for one counted."""
    digits = int(at > begin and _misread_width(data, at - 1, end) == 1)
    digits |= int(at - 1 > begin and _misread_width(data, at - 2, end) == 2)
    while True:
        while at < end and 48 <= data[at] <= 57:
            digits += 1
            at += 1
        following, letters = _group_start(data, at, end)
        if following < 0:
            return at, digits + int(_misread_width(data, at, end) > 0)
        at = following
        digits += letters


@njit(cache=True, nogil=True)
def _is_date(data: np.ndarray, start: int, end: int) -> bool:
    """Exactly dd.mm.yyyy or dd.mm.yy: the most frequent number, which its own recognizer finds by its words."""
    return (end - start == 10 or end - start == 8) and data[start + 2] == 46 and data[start + 5] == 46


@njit(cache=True, nogil=True)
def _ties(byte: int) -> bool:
    """Whether a byte may tie a number to letters: space, hyphen, line break."""
    return byte == 32 or byte == 45 or byte == 10


@njit(cache=True, nogil=True)
def _behind_capital(data: np.ndarray, at: int, begin: int, stop: int) -> bool:
    """Whether a capital letter ends right before `at`."""
    if at <= begin:
        return False
    return 65 <= data[at - 1] <= 90 or (at - 2 >= begin and _capital_width(data, at - 2, stop) == 2)


@njit(cache=True, nogil=True)
def _is_plate(data: np.ndarray, start: int, end: int, begin: int, stop: int) -> bool:
    """Whether capitals follow a number as in a Ukrainian plate: behind at most two ties, or behind a misread digit.

    A single capital, or a number of less than four digits with a hyphen, will do where more of a plate was misread.
    """
    before, after = start, end
    for _ in range(2):
        before -= int(before > begin and _ties(data[before - 1]))
        after += int(after < stop and _ties(data[after]))
    width = _capital_width(data, after, stop)
    if width == 0 and _misread_width(data, end, stop) == 0:
        return False
    if end - start >= 4:
        return _behind_capital(data, before, begin, stop) or _capital_width(data, after + width, stop) > 0
    return (end < stop and data[end] == 45) or (start > begin and data[start - 1] == 45)


@njit(cache=True, nogil=True)
def _is_hyphened(data: np.ndarray, start: int, end: int, begin: int, stop: int) -> bool:
    """Whether a hyphen ties a number to capitals on either side, as in every Dutch plate."""
    if end < stop and data[end] == 45 and _capital_width(data, end + 1, stop) > 0:
        return True
    return start > begin and data[start - 1] == 45 and _behind_capital(data, start - 1, begin, stop)


@njit(cache=True, nogil=True)
def _is_postcode(data: np.ndarray, start: int, end: int, stop: int) -> bool:
    """Whether two capitals and no third letter follow four digits or more, with a space or without."""
    at = end + int(end < stop and data[end] == 32)
    for _ in range(2):
        width = _capital_width(data, at, stop)
        if width == 0:
            return False
        at += width
    return end - start >= 4 and not (at < stop and (65 <= data[at] <= 90 or 97 <= data[at] <= 122))


@njit(cache=True, nogil=True)
def number_kind(data: np.ndarray, start: int, end: int, digits: int, begin: int, stop: int) -> int:
    """Bits of a number: long enough to be somebody's, or tied to capitals."""
    kind = PLATE if _is_plate(data, start, end, begin, stop) else 0
    kind |= HYPHENED if _is_hyphened(data, start, end, begin, stop) else 0
    kind |= POSTCODE if _is_postcode(data, start, end, stop) else 0
    if digits >= GROUPED_DIGITS and not _is_date(data, start, end):
        kind |= NUMBER | LONG_NUMBER if digits >= LONG_DIGITS else NUMBER
    return kind
