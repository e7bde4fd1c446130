"""Where pieces of words stand in texts: every letter goes through an automaton, and is written down in UTF-16.

What belongs here: the pass of numba kernels over UTF-8 bytes. What does not: the tables (anchor_automaton), and the
words (anchors). The module compiles on first use, so it is imported inside functions only.

Where a letter begins and what state it leads to is known only when the one before has been read. A processor waits for
that most of the time, so two texts are read side by side. Letters of one byte and of two go through the same steps, for
which of them comes next is what it guesses wrong at every word. Indices are unsigned: numba asks of every signed one
whether it is negative, and the next letter waits for that too.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pipelines.annotate.personal.anchor_automaton import ANYWHERE, ENDS
from pipelines.annotate.personal.number_kernels import capital_width

U0, U1, U2, U3, U4, U6, U7, U12 = (np.uint64(n) for n in (0, 1, 2, 3, 4, 6, 7, 12))
TAIL, FIVE_BITS, FOUR_BITS = np.uint64(0x3F), np.uint64(0x1F), np.uint64(0x0F)
THREE_BYTES, FOUR_BYTES = np.uint64(0xE0), np.uint64(0xF0)
"""First bytes from which on letters have so many bytes (RFC 3629)."""

ENDED = np.uint64(ENDS)


@njit(cache=True, nogil=True)
def _digit_within(data: np.ndarray, at: int, end: int, reach: int) -> bool:
    """Whether a digit stands among the next `reach` bytes."""
    last = min(end, at + reach)
    while at < last and not 48 <= data[at] <= 57:
        at += 1
    return at < last


@njit(cache=True, nogil=True)
def _told(
    data: np.ndarray,
    behind: np.uint64,
    limit: np.uint64,
    row: np.uint64,
    facts: np.ndarray,
    length: int,
    found: np.ndarray,
    count: int,
) -> int:
    """Write down the stems that end at `behind`, if what they ask for is there; returns how many places there are now.

    length: of all rows together.
    """
    at, end, state = int(np.int64(behind)), int(np.int64(limit)), int(np.int64(row)) * len(facts) // length
    start = at - 1
    while data[start] & 0xC0 == 0x80:
        start -= 1
    if facts[state, 1] < ANYWHERE and not _digit_within(data, at, end, facts[state, 1]):
        return count
    if facts[state, 2] and capital_width(data, start, end) == 0:
        return count
    if count < len(found):
        found[count, 0], found[count, 1], found[count, 2] = start, at, facts[state, 0]
    return count + 1


@njit(cache=True, nogil=True, inline="always")
def _point(data: np.ndarray, at: np.uint64) -> tuple[np.uint64, np.uint64]:
    """The code point of at most three bytes at `at`, and where the next begins."""
    byte = np.uint64(data[at])
    if byte >= THREE_BYTES:
        pair = (np.uint64(data[at + U1]) & TAIL) << U6 | (np.uint64(data[at + U2]) & TAIL)
        return (byte & FOUR_BITS) << U12 | pair, at + U3
    more = byte >> U7
    pair = (byte & FIVE_BITS) << U6 | (np.uint64(data[at + more]) & TAIL)
    return byte ^ ((byte ^ pair) & (U0 - more)), at + U1 + more


@njit(cache=True, nogil=True)
def _surrogates(data: np.ndarray, at: int) -> tuple[int, int]:
    """The two numbers that stand for the code point of four bytes at `at`."""
    high = (int(data[at]) & 0x07) << 8 | (int(data[at + 1]) & 0x3F) << 2 | (int(data[at + 2]) & 0x3F) >> 4
    return 0xD7C0 + high, 0xDC00 | (int(data[at + 2]) & 0x0F) << 6 | (int(data[at + 3]) & 0x3F)


@njit(cache=True, nogil=True, inline="always")
def _read(
    data: np.ndarray,
    at: np.uint64,
    row: np.uint64,
    unit: np.uint64,
    moves: np.ndarray,
    classes: np.ndarray,
    units: np.ndarray,
) -> tuple[np.uint64, np.uint64, np.uint64]:
    """Read one letter: where the next begins, the row it leads to, and where the next goes in `units`."""
    if data[at] >= FOUR_BYTES:
        high, low = _surrogates(data, int(np.int64(at)))
        units[unit], point = high, np.uint64(low)
        at, unit = at + U4, unit + U1
    else:
        point, at = _point(data, at)
    units[unit] = point
    return at, np.uint64(moves[row + np.uint64(classes[point])]), unit + U1


@njit(cache=True, nogil=True)
def find_stems(
    data: np.ndarray,
    offsets: np.ndarray,
    moves: np.ndarray,
    classes: np.ndarray,
    facts: np.ndarray,
    units: np.ndarray,
    ends: np.ndarray,
    found: np.ndarray,
) -> int:
    """Every place where a stem of an automaton ends, in any order; returns how many.

    data: uint8 bytes of all texts; offsets: int64, n + 1; moves, classes, facts: see Automaton; found: int64, m x 3,
    filled with start and end of the stem's last letter and its kinds as far as it is long. Since every code point is
    read here, units: uint16, as many as bytes, is filled with the texts in UTF-16, each from where its bytes begin, and
    ends: int64, n + 1, with where each of n ends there.
    """
    count, last = 0, len(offsets) - 1
    for first in range(0, last, 2):
        at, end = np.uint64(offsets[first]), np.uint64(offsets[first + 1])
        stop = np.uint64(offsets[min(first + 2, last)])
        row, unit, to, further, place = U0, at, end, U0, end
        while at < end and to < stop:
            for _ in range((min(end - at, stop - to) + U3) // U4):
                at, row, unit = _read(data, at, row, unit, moves, classes, units)
                to, further, place = _read(data, to, further, place, moves, classes, units)
                if row >= ENDED:
                    row -= ENDED
                    count = _told(data, at, end, row, facts, len(moves), found, count)
                if further >= ENDED:
                    further -= ENDED
                    count = _told(data, to, stop, further, facts, len(moves), found, count)
        while at < end:
            at, row, unit = _read(data, at, row, unit, moves, classes, units)
            if row >= ENDED:
                row -= ENDED
                count = _told(data, at, end, row, facts, len(moves), found, count)
        while to < stop:
            to, further, place = _read(data, to, further, place, moves, classes, units)
            if further >= ENDED:
                further -= ENDED
                count = _told(data, to, stop, further, facts, len(moves), found, count)
        ends[first], ends[first + 1] = unit, place
    return count
