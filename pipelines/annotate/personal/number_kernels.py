"""Numbers in which personal data may stand: how far one goes, and which capitals it is tied to.

What belongs here: numba kernels over UTF-8 bytes; they may take too much for a number of somebody's, never too little.
What does not: the pass over the texts (anchor_kernels), and what a number means (the recognizers). The module compiles
on first use, so it is imported inside functions only.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pipelines.annotate.personal.identifier_kernels import SHORTEST, identifiers

SHORT_NUMBER, NUMBER, LONG_NUMBER, PLATE, HYPHENED, POSTCODE = (1 << bit for bit in range(4, 10))
"""Bits of the kinds of anchors that a number may be, behind those of identifier_kernels, as in anchors.SHAPES."""

PARTY_DATE = 1 << 14
"""The bit of what may be a date of birth by its place alone, behind those of anchor_kernels."""

LOCAL_DIGITS, GROUPED_DIGITS, LONG_DIGITS = 5, 6, 9
"""Fewest digits of an identifier, groups joined: a local telephone has five, a passport six, an identity card nine."""


@njit(cache=True, nogil=True)
def capital_width(data: np.ndarray, at: int, end: int) -> int:
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
def misread_width(data: np.ndarray, at: int, end: int) -> int:
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
def _joiners_end(data: np.ndarray, at: int, end: int) -> int:
    """End of at most three joiners."""
    for _ in range(3):
        at += _joiner_width(data, at, end)
    return at


@njit(cache=True, nogil=True)
def _misread_end(data: np.ndarray, at: int, end: int, most: int) -> tuple[int, int]:
    """End of at most so many letters that stand for digits, and how many they are."""
    for letters in range(most):
        width = misread_width(data, at, end)
        if width == 0:
            return at, letters
        at += width
    return at, most


@njit(cache=True, nogil=True)
def _group_start(data: np.ndarray, at: int, end: int) -> tuple[int, int]:
    """Next digit of a number behind its digits that end at `at`, or -1, and the letters between that are digits too.

    Between are at most three joiners, letters that stand for digits before them, and one behind them.
    """
    to, letters = _misread_end(data, at, end, 3)
    joined = _joiners_end(data, to, end)
    if joined > to:
        to, first = _misread_end(data, joined, end, 1)
        letters += first
    return (to, letters) if to > at and to < end and 48 <= data[to] <= 57 else (-1, 0)


@njit(cache=True, nogil=True)
def number_end(data: np.ndarray, at: int, begin: int, end: int) -> tuple[int, int]:
    """End of the number whose first digit is at `at`, and its digits, letters that stand for one counted."""
    digits = int(at > begin and misread_width(data, at - 1, end) == 1)
    digits |= int(at - 1 > begin and misread_width(data, at - 2, end) == 2)
    while True:
        while at < end and 48 <= data[at] <= 57:
            digits += 1
            at += 1
        following, letters = _group_start(data, at, end)
        if following < 0:
            return at, digits + int(misread_width(data, at, end) > 0)
        at = following
        digits += letters


@njit(cache=True, nogil=True)
def _is_date(data: np.ndarray, start: int, end: int) -> bool:
    """Exactly dd.mm.yyyy or dd.mm.yy: the most frequent number, which its own recognizer finds by its words."""
    return (end - start == 10 or end - start == 8) and data[start + 2] == 46 and data[start + 5] == 46


@njit(cache=True, nogil=True)
def _dash_width(data: np.ndarray, at: int, stop: int) -> int:
    """Bytes of a hyphen or what is read as one, 0 if none."""
    if at < stop and data[at] == 45:
        return 1
    if at + 2 >= stop or data[at] != 0xE2:
        return 0
    minus = data[at + 1] == 0x88 and data[at + 2] == 0x92
    return 3 if minus or (data[at + 1] == 0x80 and 0x90 <= data[at + 2] <= 0x93) else 0


@njit(cache=True, nogil=True)
def ties_end(data: np.ndarray, at: int, stop: int) -> int:
    """End of at most two spaces, hyphens or line breaks, which may tie a number to letters."""
    for _ in range(2):
        if at < stop and data[at] != 46 and data[at] != 40 and data[at] != 41:
            at += _joiner_width(data, at, stop)
    return at


@njit(cache=True, nogil=True)
def _ties_start(data: np.ndarray, at: int, begin: int) -> int:
    """Start of at most two spaces, hyphens or line breaks that end at `at`."""
    for _ in range(2):
        for width in range(1, 4):
            before = at - width
            if before >= begin and _joiner_width(data, before, at) == width and ties_end(data, before, at) == at:
                at = before
                break
    return at


@njit(cache=True, nogil=True)
def _behind_capital(data: np.ndarray, at: int, begin: int, stop: int) -> bool:
    """Whether a capital letter ends right before `at`."""
    if at <= begin:
        return False
    return 65 <= data[at - 1] <= 90 or (at - 2 >= begin and capital_width(data, at - 2, stop) == 2)


@njit(cache=True, nogil=True)
def _behind_misread(data: np.ndarray, at: int, begin: int) -> bool:
    """Whether a letter that stands for a digit ends right before `at`."""
    return (at - 1 >= begin and misread_width(data, at - 1, at) == 1) or (
        at - 2 >= begin and misread_width(data, at - 2, at) == 2
    )


@njit(cache=True, nogil=True)
def _capitals(data: np.ndarray, at: int, stop: int) -> int:
    """How many capital letters stand at `at` as a word of their own, at most three; 0 where the word goes on."""
    for count in range(4):
        width = capital_width(data, at, stop)
        if width == 0:
            goes_on = at < stop and (
                48 <= data[at] <= 57 or 97 <= data[at] <= 122 or data[at] == 95 or 0xD0 <= data[at] <= 0xD2
            )
            return 0 if goes_on or _dash_width(data, at, stop) > 0 else count
        at += width
    return 0


@njit(cache=True, nogil=True)
def _tail(data: np.ndarray, start: int, end: int) -> int:
    """Digits at the end of a number between which stand no signs but hyphens, its misread letters counted."""
    digits, at = 0, end - 1
    while at >= start and data[at] != 32 and data[at] != 10 and data[at] != 9 and data[at] != 46 and data[at] != 41:
        digits += 48 <= data[at] <= 122 or 0xD0 <= data[at] <= 0xD2
        at -= 1
    return digits


@njit(cache=True, nogil=True)
def _is_plate(data: np.ndarray, start: int, end: int, begin: int, stop: int) -> bool:
    """Whether a number ends in the letters of a Ukrainian plate: two, or three where one is a misread digit.

    Without letters before it five digits stand before two letters and four before three, as in the older plates.
    """
    if end - start < 3:
        return False
    misread = misread_width(data, end, stop)
    letters = _capitals(data, ties_end(data, end, stop), stop)
    further = _capitals(data, ties_end(data, end + misread, stop), stop) if misread else 0
    if letters < 2 and further < 2:
        return False
    if _behind_capital(data, _ties_start(data, start, begin), begin, stop) or _behind_misread(data, start, begin):
        return True
    digits = _tail(data, start, end)
    return (letters >= 2 and digits + letters >= 7) or (further >= 2 and digits + 1 + further >= 7)


@njit(cache=True, nogil=True)
def _is_hyphened(data: np.ndarray, start: int, end: int, begin: int, stop: int) -> bool:
    """Whether a hyphen ties a number to capitals on either side, as in every Dutch plate."""
    width = _dash_width(data, end, stop)
    if width and capital_width(data, end + width, stop) > 0:
        return True
    before = start - 1 if start > begin and data[start - 1] == 45 else start - 3
    return before > begin and _dash_width(data, before, start) > 0 and _behind_capital(data, before, begin, stop)


@njit(cache=True, nogil=True)
def _is_postcode(data: np.ndarray, start: int, end: int, stop: int) -> bool:
    """Whether two capitals and no third letter follow a last group of four digits, with a space or without."""
    group = end
    while group > start and 48 <= data[group - 1] <= 57:
        group -= 1
    if end - group != 4 or data[group] == 48:
        return False
    at = ties_end(data, end, stop)
    for _ in range(2):
        width = capital_width(data, at, stop)
        if width == 0:
            return False
        at += width
    return not (at < stop and (65 <= data[at] <= 90 or 97 <= data[at] <= 122))


@njit(cache=True, nogil=True)
def _is_of_party(data: np.ndarray, at: int, begin: int) -> bool:
    """Whether a placeholder and a comma end before the number at `at`, whose first digit may be misread."""
    for width in range(1, 3):
        if at - width >= begin and misread_width(data, at - width, at) == width:
            at -= width
            break
    at = _ties_start(data, at, begin)
    if at <= begin or data[at - 1] != 44:
        return False
    at = _ties_start(data, at - 1, begin)
    for _ in range(6):
        if at <= begin or data[at - 1] == 95:
            break
        if not 48 <= data[at - 1] <= 57 and data[at - 1] < 0x80 and misread_width(data, at - 1, at) == 0:
            return False
        at -= 1
    return at > begin and data[at - 1] == 95


@njit(cache=True, nogil=True)
def number_kind(
    data: np.ndarray, start: int, end: int, counted: int, begin: int, stop: int, digits: np.ndarray, borders: np.ndarray
) -> int:
    """Bits of a number of `counted` digits: how long it is, what it may hold, and whether it is tied to capitals."""
    kind = HYPHENED if _is_hyphened(data, start, end, begin, stop) else 0
    if capital_width(data, ties_end(data, end, stop), stop) or misread_width(data, end, stop):
        kind |= PLATE if _is_plate(data, start, end, begin, stop) else 0
        kind |= POSTCODE if _is_postcode(data, start, end, stop) else 0
    if counted >= GROUPED_DIGITS and _is_of_party(data, start, begin):
        kind |= PARTY_DATE
    if counted < LOCAL_DIGITS or _is_date(data, start, end):
        return kind
    kind |= SHORT_NUMBER | NUMBER * (counted >= GROUPED_DIGITS) | LONG_NUMBER * (counted >= LONG_DIGITS)
    return kind | identifiers(data, start, end, counted, digits, borders) if counted >= SHORTEST else kind
