"""Compiled: each different piece counted, in one table.

What belongs here: hashing, looking up, counting. What does not: where pieces end (`piece_kernel.py`), and tables that
grow (`piece_counts.py`).
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from tokenizer.piece_kernel import piece_end
from tokenizer.piece_tag_kernel import Tags, next_tag

_U1, _U2, _U3, _U4, _U8, _U16, _U24, _U32 = (np.uint64(n) for n in (1, 2, 3, 4, 8, 16, 24, 32))
_BASIS, _PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0xD6E8FEB86659FD93)

_AT_ONCE = 512
"""Pieces cut before they are counted."""


class Table(NamedTuple):
    """Different pieces and how often each was met, in a table open to all slots."""

    slots: np.ndarray
    """uint64[power of two, 4]: hash, count, begin in the arena, size; a count of 0 where there is no piece. A piece
    that is met again costs one line of the processor's cache here, and one there"""
    arena: np.ndarray
    """uint8: the bytes of all pieces, one after another"""
    filled: np.ndarray
    """int64[2]: pieces, and bytes of the arena, so far"""


class Rules(NamedTuple):
    """How texts are cut."""

    kinds: np.ndarray
    """uint8[0x110000]: of characters"""
    tags: Tags
    """left out"""
    words: int
    """that may be in one piece"""


@numba.njit(cache=True, nogil=True)
def four_bytes(data: np.ndarray, at: np.uint64) -> np.uint64:
    """Four bytes as a number; written so that the compiler makes one load of it."""
    low = np.uint64(data[at]) | np.uint64(data[at + _U1]) << _U8
    return low | np.uint64(data[at + _U2]) << _U16 | np.uint64(data[at + _U3]) << _U24


@numba.njit(cache=True, nogil=True)
def hash_of(data: np.ndarray, at: np.uint64, end: np.uint64) -> np.uint64:
    """A hash over bytes (FNV-1a, four at a time, with a wider multiplier, its halves folded)."""
    value = _BASIS
    while at + _U4 <= end:
        value = (value ^ four_bytes(data, at)) * _PRIME
        at += _U4
    while at < end:
        value = (value ^ np.uint64(data[at])) * _PRIME
        at += _U1
    return value ^ (value >> _U32)


@numba.njit(cache=True, nogil=True)
def same_bytes(data: np.ndarray, at: np.uint64, arena: np.ndarray, place: np.uint64, size: np.uint64) -> bool:
    """Whether a stretch of the data and one of the arena are equal."""
    end = at + size
    while at + _U4 <= end:
        if four_bytes(data, at) != four_bytes(arena, place):
            return False
        at, place = at + _U4, place + _U4
    while at < end:
        if data[at] != arena[place]:
            return False
        at, place = at + _U1, place + _U1
    return True


@numba.njit(cache=True, nogil=True)
def cut(
    data: np.ndarray, at: np.uint64, end: np.uint64, kinds: np.ndarray, words: int, pieces: np.ndarray
) -> tuple[int, np.uint64]:
    """Cut pieces from a stretch of text that holds no tag: how many, and where the last one ends.

    Args:
        data: uint8, the text.
        at: byte where to begin.
        end: where the stretch ends.
        kinds: of characters.
        words: that may be in one piece.
        pieces: uint64[n, 3], filled with (hash, begin, size); n pieces at most.
    """
    found = 0
    while at < end and found < len(pieces):
        after = piece_end(data, at, end, kinds, words)
        pieces[found, 0], pieces[found, 1], pieces[found, 2] = hash_of(data, at, after), at, after - at
        found += 1
        at = after
    return found, at


@numba.njit(cache=True, nogil=True)
def tally(data: np.ndarray, pieces: np.ndarray, table: Table) -> int:
    """Count pieces, which `cut` gave; how many, fewer than all when there is no room for a new one.

    A loop of its own: one look-up need not end before the next begins, so waits for memory overlap.
    """
    slots, arena, filled = table
    mask = np.uint64(len(slots) - 1)
    for which in range(len(pieces)):
        value, at, size = pieces[which]
        slot = value & mask
        while slots[slot, 1] and not (
            slots[slot, 0] == value and slots[slot, 3] == size and same_bytes(data, at, arena, slots[slot, 2], size)
        ):
            slot = (slot + _U1) & mask
        if not slots[slot, 1]:
            begin, after = filled[1], filled[1] + np.int64(size)
            if 2 * filled[0] >= len(slots) or after > len(arena):
                return which
            slots[slot, 0], slots[slot, 2], slots[slot, 3] = value, begin, size
            arena[begin:after] = data[at : at + size]
            filled[0], filled[1] = filled[0] + 1, after
        slots[slot, 1] += _U1
    return len(pieces)


@numba.njit(cache=True, nogil=True)
def count_stretch(
    data: np.ndarray, at: np.uint64, end: np.uint64, rules: Rules, pieces: np.ndarray, table: Table
) -> np.uint64:
    """Count the pieces of a stretch of text that holds no tag; where the table had no more room, or the end."""
    while at < end:
        found, after = cut(data, at, end, rules.kinds, rules.words, pieces)
        counted = tally(data, pieces[:found], table)
        if counted < found:
            return pieces[counted, 1]
        at = after
    return end


@numba.njit(cache=True, nogil=True)
def count_texts(
    data: np.ndarray, offsets: np.ndarray, begun: tuple[int, int], rules: Rules, table: Table
) -> tuple[int, int]:
    """Count the pieces of texts until the table has no more room.

    Args:
        data: uint8, the bytes of all texts.
        offsets: int64[texts + 1], where each begins and the last ends.
        begun: (text, byte) where to go on.
        rules: how texts are cut.
        table: counted into.

    Returns:
        (text, byte) where to go on when there is more room; the text is len(offsets) - 1 at the end.
    """
    first, at = begun
    pieces = np.empty((_AT_ONCE, 3), np.uint64)
    for which in range(first, len(offsets) - 1):
        text = offsets[which], offsets[which + 1]
        at = max(at, text[0])
        while at < text[1]:
            begin, after = next_tag(data, at, text, rules.tags, rules.kinds)
            stop = int(count_stretch(data, np.uint64(at), np.uint64(begin), rules, pieces, table))
            if stop < begin:
                return which, stop
            at = after
    return len(offsets) - 1, at


@numba.njit(cache=True, nogil=True)
def move(slots: np.ndarray, wider: np.ndarray) -> None:
    """Put the pieces of some slots into others, which are empty and more."""
    mask = np.uint64(len(wider) - 1)
    for row in slots:
        if row[1]:
            slot = row[0] & mask
            while wider[slot, 1]:
                slot = (slot + _U1) & mask
            wider[slot] = row
