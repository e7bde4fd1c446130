"""Compiled: each different piece counted, in one table.

What belongs here: keys, looking up, counting. What does not: where pieces end (`piece_kernel.py`), and tables that grow
(`piece_counts.py`).

A piece of up to `SHORT` bytes, as nine of ten are, is its own key: its bytes and its size are three numbers, and to
compare them with those of a slot needs no loop. All that is known of such a piece is one line of the processor's cache.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from tokenizer.piece_kernel import piece_end
from tokenizer.piece_tag_kernel import Tags, next_tag

_U0, _U1, _U2, _U3, _U4, _U5, _U6, _U7, _U8 = (np.uint64(n) for n in range(9))
_U16, _U24, _U32 = (np.uint64(n) for n in (16, 24, 32))
_BASIS, _PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0xD6E8FEB86659FD93)

SHORT = 23
"""Bytes of a piece that is its own key; the 24th is its size."""

_LONG = np.uint64(0xFF << 56)
"""Where a key has the size of a short piece: this is a long one."""

_SIZE_AT = np.uint64(56)

_AT_ONCE = 256
"""Pieces cut before they are counted."""


class Table(NamedTuple):
    """Different pieces and how often each was met, in a table open to all slots."""

    slots: np.ndarray
    """uint64[power of two, 4]: count, 0 where there is no piece, and its key. The key of a long piece is a hash, where
    it begins in the arena, and its size below `_LONG`"""
    arena: np.ndarray
    """uint8: the bytes of long pieces, one after another"""
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
def eight_bytes(data: np.ndarray, at: np.uint64) -> np.uint64:
    """Eight bytes as a number, the first one lowest; written so that the compiler makes one load of it."""
    low = np.uint64(data[at]) | np.uint64(data[at + _U1]) << _U8
    low |= np.uint64(data[at + _U2]) << _U16 | np.uint64(data[at + _U3]) << _U24
    high = np.uint64(data[at + _U4]) | np.uint64(data[at + _U5]) << _U8
    high |= np.uint64(data[at + _U6]) << _U16 | np.uint64(data[at + _U7]) << _U24
    return low | high << _U32


@numba.njit(cache=True, nogil=True)
def hash_of(data: np.ndarray, at: np.uint64, end: np.uint64) -> np.uint64:
    """A hash over bytes (FNV-1a, eight at a time, with a wider multiplier, its halves folded)."""
    value = _BASIS
    while at + _U8 <= end:
        value = (value ^ eight_bytes(data, at)) * _PRIME
        value ^= value >> _U32
        at += _U8
    while at < end:
        value = (value ^ np.uint64(data[at])) * _PRIME
        at += _U1
    return value ^ (value >> _U32)


@numba.njit(cache=True, nogil=True)
def same_bytes(data: np.ndarray, at: np.uint64, arena: np.ndarray, place: np.uint64, size: np.uint64) -> bool:
    """Whether a stretch of the data and one of the arena are equal."""
    end = at + size
    while at + _U8 <= end:
        if eight_bytes(data, at) != eight_bytes(arena, place):
            return False
        at, place = at + _U8, place + _U8
    while at < end:
        if data[at] != arena[place]:
            return False
        at, place = at + _U1, place + _U1
    return True


@numba.njit(cache=True, nogil=True)
def low_bytes(word: np.uint64, count: np.uint64) -> np.uint64:
    """The first bytes of eight, 0 to 8 of them; shifted twice, for a shift by 64 is none."""
    half = count * _U4
    return word & ((_U1 << half << half) - _U1)


@numba.njit(cache=True, nogil=True)
def short_key(data: np.ndarray, at: np.uint64, size: np.uint64) -> tuple[np.uint64, np.uint64, np.uint64]:
    """The key of a piece of up to `SHORT` bytes."""
    if at + _U24 > np.uint64(len(data)):
        return last_key(data, at, size)
    second = min(max(size, _U8), _U16) - _U8
    third = max(size, _U16) - _U16
    return (
        low_bytes(eight_bytes(data, at), min(size, _U8)),
        low_bytes(eight_bytes(data, at + _U8), second),
        low_bytes(eight_bytes(data, at + _U16), third) | size << _SIZE_AT,
    )


@numba.njit(cache=True, nogil=True)
def last_key(data: np.ndarray, at: np.uint64, size: np.uint64) -> tuple[np.uint64, np.uint64, np.uint64]:
    """The same where the data end, and 24 bytes cannot be read."""
    first = second = _U0
    third = size << _SIZE_AT
    for number in range(size):
        byte, shift = np.uint64(data[at + np.uint64(number)]), np.uint64(8 * (number % 8))
        if number < 8:
            first |= byte << shift
        elif number < 16:
            second |= byte << shift
        else:
            third |= byte << shift
    return first, second, third


@numba.njit(cache=True, nogil=True)
def slot_for(first: np.uint64, second: np.uint64, third: np.uint64, mask: np.uint64) -> np.uint64:
    """The slot where a key is looked for first; of a long piece's, `second` is left out."""
    value = (first ^ _BASIS) * _PRIME
    value = (value ^ (value >> _U32) ^ second) * _PRIME
    value = (value ^ (value >> _U32) ^ third) * _PRIME
    return (value ^ (value >> _U32)) & mask


@numba.njit(cache=True, nogil=True)
def cut(
    data: np.ndarray, at: np.uint64, end: np.uint64, kinds: np.ndarray, words: int, mask: np.uint64, pieces: np.ndarray
) -> tuple[int, np.uint64]:
    """Cut pieces from a stretch of text that holds no tag: how many, and where the last one ends.

    Args:
        data: uint8, the text.
        at: byte where to begin.
        end: where the stretch ends.
        kinds: of characters.
        words: that may be in one piece.
        mask: slots of the table, less one.
        pieces: uint64[n, 5], filled with (begin, slot, key); n pieces at most.
    """
    found = 0
    while at < end and found < len(pieces):
        after = piece_end(data, at, end, kinds, words)
        size = after - at
        if size <= SHORT:
            first, second, third = short_key(data, at, size)
        else:
            first, second, third = hash_of(data, at, after), _U0, _LONG | size
        pieces[found, 0], pieces[found, 1] = at, slot_for(first, second, third, mask)
        pieces[found, 2], pieces[found, 3], pieces[found, 4] = first, second, third
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
        at, slot, first, second, third = pieces[which]
        while slots[slot, 0]:
            if slots[slot, 1] == first and slots[slot, 3] == third:
                if third < _LONG:
                    if slots[slot, 2] == second:
                        break
                elif same_bytes(data, at, arena, slots[slot, 2], third ^ _LONG):
                    break
            slot = (slot + _U1) & mask
        if not slots[slot, 0]:
            size = np.int64(third ^ _LONG) if third >= _LONG else 0
            begin, after = filled[1], filled[1] + size
            if 2 * filled[0] >= len(slots) or after > len(arena):
                return which
            slots[slot, 1], slots[slot, 2], slots[slot, 3] = first, np.uint64(begin) if size else second, third
            arena[begin:after] = data[at : at + np.uint64(size)]
            filled[0], filled[1] = filled[0] + 1, after
        slots[slot, 0] += _U1
    return len(pieces)


@numba.njit(cache=True, nogil=True)
def count_stretch(
    data: np.ndarray, at: np.uint64, end: np.uint64, rules: Rules, pieces: np.ndarray, table: Table
) -> np.uint64:
    """Count the pieces of a stretch of text that holds no tag; where the table had no more room, or the end."""
    while at < end:
        found, after = cut(data, at, end, rules.kinds, rules.words, np.uint64(len(table.slots) - 1), pieces)
        counted = tally(data, pieces[:found], table)
        if counted < found:
            return pieces[counted, 0]
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
    pieces = np.empty((_AT_ONCE, 5), np.uint64)
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
        if row[0]:
            slot = slot_for(row[1], row[2] if row[3] < _LONG else _U0, row[3], mask)
            while wider[slot, 0]:
                slot = (slot + _U1) & mask
            wider[slot] = row
