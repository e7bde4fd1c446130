"""Compiled: texts cut into pieces by the pattern.

What belongs here: an automaton over bytes that cuts as `pretokenizer.PATTERN` does, piece by piece. What does not: tags
(`piece_tag_kernel.py`) and counting (`piece_table_kernel.py`).

Texts are valid UTF-8. Indices are unsigned where it pays: numba would test signed ones for wrapping.
"""

from __future__ import annotations

import numba
import numpy as np

from tokenizer.characters import APOSTROPHE, FEED, MARK, NUMBER, OTHER, SIGN, SPACE

_U1, _U2, _U3, _U4, _U6, _U12, _U18 = (np.uint64(n) for n in (1, 2, 3, 4, 6, 12, 18))
_LOW6, _LOW5, _LOW4, _LOW3 = (np.uint64(n) for n in (0x3F, 0x1F, 0x0F, 0x07))

_BLANK = ord(" ")


@numba.njit(cache=True, nogil=True)
def kind_at(data: np.ndarray, at: np.uint64, kinds: np.ndarray) -> tuple[np.uint8, np.uint64]:
    """Kind of the code point that begins at a byte, and where the next one begins."""
    lead = np.uint64(data[at])
    if lead < 0x80:
        return kinds[lead], at + _U1
    second = np.uint64(data[at + _U1]) & _LOW6
    if lead < 0xE0:
        return kinds[(lead & _LOW5) << _U6 | second], at + _U2
    third = np.uint64(data[at + _U2]) & _LOW6
    if lead < 0xF0:
        return kinds[(lead & _LOW4) << _U12 | second << _U6 | third], at + _U3
    fourth = np.uint64(data[at + _U3]) & _LOW6
    return kinds[(lead & _LOW3) << _U18 | second << _U12 | third << _U6 | fourth], at + _U4


@numba.njit(cache=True, nogil=True)
def word_end(data: np.ndarray, at: np.uint64, end: np.uint64, kinds: np.ndarray) -> np.uint64:
    """Where a run of letters and marks ends, apostrophes between them included; `at` itself when there is none."""
    place = at
    while place < end:
        kind, after = kind_at(data, place, kinds)
        if kind > MARK:
            if kind != APOSTROPHE or place == at or after == end:
                return place
            kind, after = kind_at(data, after, kinds)
            if kind > MARK:
                return place
        place = after
    return place


@numba.njit(cache=True, nogil=True)
def run_end(data: np.ndarray, at: np.uint64, end: np.uint64, kinds: np.ndarray, low: int, high: int) -> np.uint64:
    """Where a run of code points of the kinds from `low` to `high` ends."""
    while at < end:
        kind, after = kind_at(data, at, kinds)
        if kind < low or kind > high:
            return at
        at = after
    return at


@numba.njit(cache=True, nogil=True)
def signs_end(data: np.ndarray, at: np.uint64, end: np.uint64, kinds: np.ndarray) -> np.uint64:
    """Where a run of punctuation ends, and the line ends after it; marks and apostrophes count where no word is."""
    place = run_end(data, at, end, kinds, MARK, OTHER)
    return run_end(data, place, end, kinds, FEED, FEED) if place > at else at


@numba.njit(cache=True, nogil=True)
def number_end(data: np.ndarray, at: np.uint64, end: np.uint64, kinds: np.ndarray) -> np.uint64:
    """Where a run of at most three digits ends."""
    for _ in range(3):
        if at == end:
            return at
        kind, after = kind_at(data, at, kinds)
        if kind != NUMBER:
            return at
        at = after
    return at


@numba.njit(cache=True, nogil=True)
def blanks_end(data: np.ndarray, at: np.uint64, end: np.uint64, kinds: np.ndarray) -> np.uint64:
    """Where blanks end that nothing was joined to: with the line ends after them, else before the last of several."""
    place = last = at
    while place < end:
        kind, after = kind_at(data, place, kinds)
        if kind == FEED:
            return run_end(data, place, end, kinds, FEED, FEED)
        if kind < SPACE:
            return last if last > at else place
        last, place = place, after
    return place


@numba.njit(cache=True, nogil=True)
def clause_end(data: np.ndarray, at: np.uint64, end: np.uint64, kinds: np.ndarray, more: int) -> np.uint64:
    """Where at most so many more words end after the one that ends at a byte, each behind a single space."""
    for _ in range(more):
        if at == end or data[at] != _BLANK:
            return at
        after = word_end(data, at + _U1, end, kinds)
        if after == at + _U1:
            return at
        at = after
    return at


@numba.njit(cache=True, nogil=True)
def piece_end(data: np.ndarray, at: np.uint64, end: np.uint64, kinds: np.ndarray, words: int) -> np.uint64:
    """Where the piece ends that begins at byte `at` of a text that ends at `end`, as the pattern has it.

    `words` may be in one piece: one by `PATTERN`, several by `SUPER_PATTERN`.
    """
    kind, after = kind_at(data, at, kinds)
    if kind != NUMBER and kind != SIGN and kind != FEED:
        begin = at if kind <= MARK else after
        place = word_end(data, begin, end, kinds)
        if place > begin:
            return place if words == 1 else clause_end(data, place, end, kinds, words - 1)
    begin = after if kind == SPACE else at
    place = number_end(data, begin, end, kinds)
    if place == begin:
        place = run_end(data, begin, end, kinds, SIGN, SIGN)
    if place == begin:
        place = signs_end(data, begin, end, kinds)
    return place if place > begin else blanks_end(data, at, end, kinds)
