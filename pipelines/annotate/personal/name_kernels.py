"""Runs of capitalised words and initials, over which the grammars of names go.

What belongs here: one numba pass over UTF-8 bytes that finds too much, never too little. What does not: which runs may
be names (names_uk, names_nl say it of each different run once). The module compiles on first use, so it is imported
inside functions only.
"""

from __future__ import annotations

import numpy as np
from numba import njit

GAP = 13
"""Bytes of white space between two units of a run: three spaces, a line break, three spaces, of two bytes each."""

FURTHER = 12
"""Bytes of punctuation and white space between a run and the word before or behind it."""

WORD = 80
"""Bytes of the longest word that is read whole."""

_FOLLOWING = "van de den der des het 's 't te ten ter op in uit onder bij aan la le el al bin von di da du dos del d'"
_PARTICLES = "огли оглы кизи кызы"
_NUMBERS = {int.from_bytes(word.encode(), "big") for word in f"{_FOLLOWING} {_PARTICLES}".split()}
LINKS = np.array(sorted(_NUMBERS), np.uint64)
"""Words in small letters that a run goes on with: Dutch prefixes and Turkic particles, as numbers of their bytes."""

_FIRST, _SECOND = np.zeros(256, np.uint8), np.full(256, 1, np.uint8)
_FIRST[65:91] = 1
_FIRST[[0xC4, 0xC5]] = 1
_FIRST[[48, 49, 51]] = 2
_SECOND[65:91] |= 2
_SECOND[97:123] |= 2
_SECOND[0xC3:0xD3] |= 2
_FIRST[0xC3] = 4
_SECOND[0x80:0x9F] |= 4
_FIRST[0xD0] = 8
_SECOND[0x80:0xB0] |= 8
_FIRST[0xD2] = 16
_SECOND[0x90] |= 16
"""Two bytes begin a unit where their bits meet: a Latin capital and anything, a digit that a scanner put for a capital
and a letter, the two bytes of À-Þ, of a Cyrillic capital, of Ґ. Nearly every pair fails this one question."""


@njit(cache=True, nogil=True)
def _letter(data: np.ndarray, at: int, end: int) -> int:
    """Bytes of the Latin or Cyrillic letter at `at`, 0 if none."""
    byte = data[at]
    if byte < 0x80:
        return int(65 <= byte <= 90 or 97 <= byte <= 122)
    return 2 if 0xC3 <= byte <= 0xD2 and at + 1 < end else 0


@njit(cache=True, nogil=True)
def _mark(data: np.ndarray, at: int, end: int) -> int:
    """Bytes of an apostrophe or of a digit that looks like a letter (0, 1, 3), 0 if none."""
    byte = data[at]
    if byte < 0x80:
        return int(byte == 39 or byte == 96 or byte == 48 or byte == 49 or byte == 51)
    if byte == 0xCA and at + 1 < end:
        return 2 if data[at + 1] == 0xBC else 0
    return 3 if byte == 0xE2 and at + 2 < end and data[at + 1] == 0x80 and data[at + 2] == 0x99 else 0


@njit(cache=True, nogil=True)
def _word_end(data: np.ndarray, at: int, end: int) -> int:
    """End of the letters and marks from `at`."""
    while at < end:
        width = _letter(data, at, end)
        if width == 0:
            width = _mark(data, at, end)
        if width == 0:
            break
        at += width
    return at


@njit(cache=True, nogil=True)
def _capital(data: np.ndarray, at: int, end: int) -> bool:
    """Whether a unit may begin at `at`: a capital, or a digit that a scanner put for one before a letter."""
    if at >= end:
        return False
    byte = data[at]
    if byte < 0x80:
        digit = byte == 48 or byte == 49 or byte == 51
        return 65 <= byte <= 90 or (digit and at + 1 < end and _letter(data, at + 1, end) > 0)
    if at + 1 >= end:
        return False
    following = data[at + 1]
    latin = (byte == 0xC3 and following <= 0x9E) or byte == 0xC4 or byte == 0xC5
    return latin or (byte == 0xD0 and following <= 0xAF) or (byte == 0xD2 and following == 0x90)


@njit(cache=True, nogil=True)
def _inside_word(data: np.ndarray, at: int, begin: int) -> bool:
    """Whether a letter ends right before `at`."""
    if at <= begin:
        return False
    if data[at - 1] < 0x80:
        return _letter(data, at - 1, at) > 0
    return at - 2 >= begin and 0xC3 <= data[at - 2] <= 0xD2


@njit(cache=True, nogil=True)
def _space(data: np.ndarray, at: int, end: int) -> int:
    """Bytes of white space at `at`, 0 if none."""
    byte = data[at]
    if byte == 32 or byte == 9 or byte == 10:
        return 1
    return 2 if byte == 0xC2 and at + 1 < end and data[at + 1] == 0xA0 else 0


@njit(cache=True, nogil=True)
def _spaces_end(data: np.ndarray, at: int, end: int) -> int:
    """End of at most GAP bytes of white space from `at`."""
    last = min(end, at + GAP)
    while at < last:
        width = _space(data, at, end)
        if width == 0:
            break
        at += width
    return at


@njit(cache=True, nogil=True)
def _is_link(data: np.ndarray, at: int, end: int, links: np.ndarray) -> bool:
    """Whether these bytes are a word that a run goes on with."""
    if end - at > 8 or end == at:
        return False
    number = np.uint64(0)
    for place in range(at, end):
        number = (number << np.uint64(8)) | np.uint64(data[place])
    place = np.searchsorted(links, number)
    return bool(place < len(links) and links[place] == number)


@njit(cache=True, nogil=True)
def _unit_end(data: np.ndarray, at: int, end: int, links: np.ndarray) -> int:
    """End of the unit at `at`, with a full stop and hyphens that belong to it; `at` where none begins."""
    last = _word_end(data, at, end)
    if not _capital(data, at, end) and not _is_link(data, at, last, links):
        return at
    stop = last + 1 if last < end and data[last] == 32 else last
    return stop + 1 if stop < end and data[stop] == 46 else last


@njit(cache=True, nogil=True)
def _run_end(data: np.ndarray, at: int, end: int, links: np.ndarray) -> int:
    """End of the run whose first unit begins at `at`."""
    last = _unit_end(data, at, end, links)
    while last < end:
        to = _spaces_end(data, last, end)
        if to < end and data[to] == 45:
            to = _spaces_end(data, to + 1, end)
        following = _unit_end(data, to, end, links) if to < end else to
        if following == to:
            break
        last = following
    return last


@njit(cache=True, nogil=True)
def _back(data: np.ndarray, at: int, first: int, words: bool) -> int:
    """Start of the characters before `at` that all belong to words, or none of which does; not before `first`."""
    while at > first:
        start = at - 1
        while start > first and data[start] & 0xC0 == 0x80:
            start -= 1
        belongs = _letter(data, start, at) > 0 or _mark(data, start, at) > 0 or (words and data[start] == 45)
        if belongs != words or data[start] & 0xC0 == 0x80:
            break
        at = start
    return at


@njit(cache=True, nogil=True)
def _before(data: np.ndarray, at: int, begin: int, links: np.ndarray) -> int:
    """Start of the word before `at`, and before the links that lead up to it («lid, van de »)."""
    for _ in range(4):
        end = _back(data, at, max(begin, at - FURTHER), False)
        start = _back(data, end, max(begin, end - WORD), True)
        at = start
        if not _is_link(data, start, end, links):
            break
    return at


@njit(cache=True, nogil=True)
def _behind(data: np.ndarray, at: int, end: int) -> int:
    """End of the word behind `at`, with what stands between."""
    last = min(end, at + FURTHER)
    while at < last and data[at] < 0x80 and _letter(data, at, end) == 0:
        at += 1
    last = min(end, at + WORD)
    while at < last and (data[at] >= 0x80 or _letter(data, at, end) > 0 or data[at] == 45):
        at += 1
    while at < end and data[at] & 0xC0 == 0x80:
        at += 1
    return at


@njit(cache=True, nogil=True)
def find_runs(data: np.ndarray, offsets: np.ndarray, links: np.ndarray, found: np.ndarray) -> int:
    """Every run of capitalised words and initials; returns how many.

    data: uint8 bytes of all texts; offsets: int64, n + 1; links: see LINKS; found: int64, m x 4, filled with the start
    of the document, start and end of the run, and the end of the document, as far as it is long.
    """
    count = 0
    for document in range(len(offsets) - 1):
        begin, end = int(offsets[document]), int(offsets[document + 1])
        at = begin
        while at < end:
            if at + 1 < end and _FIRST[data[at]] & _SECOND[data[at + 1]] == 0:
                at += 1
                continue
            if not _capital(data, at, end) or _inside_word(data, at, begin):
                at += 1
                continue
            last = _run_end(data, at, end, links)
            if count < len(found):
                found[count, 0], found[count, 1], found[count, 2], found[count, 3] = begin, at, last, end
            count += 1
            at = max(last, at + 1)
    return count


@njit(cache=True, nogil=True)
def surrounded(data: np.ndarray, runs: np.ndarray, links: np.ndarray) -> np.ndarray:
    """The runs (int64, n x 4) with the start of the word before and the end of the word behind, not of the document."""
    wider = runs.copy()
    for i in range(len(runs)):
        wider[i, 0] = _before(data, runs[i, 1], runs[i, 0], links)
        wider[i, 3] = _behind(data, runs[i, 2], runs[i, 3])
    return wider
