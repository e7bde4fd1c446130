"""Compiled: each different piece counted, in one table.

What belongs here: keys, looking up, counting. What does not: where pieces begin (`piece_begin_kernel.py`), and tables
that grow (`piece_counts.py`).

A piece of up to `SHORT` bytes, as nine of ten are, is its own key: its bytes and its size are three numbers, and to
compare them with those of a slot needs no loop. All that is known of such a piece is one line of the processor's cache.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from tokenizer.piece_begin_kernel import ROOM, cut
from tokenizer.piece_tag_kernel import Tags, next_tag

_U0, _U1, _U2, _U3, _U4, _U5, _U6, _U7, _U8 = (np.uint64(n) for n in range(9))
_U16, _U24, _U32 = (np.uint64(n) for n in (16, 24, 32))
_BASIS, _PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0xD6E8FEB86659FD93)
_SECOND, _THIRD = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
"""Odd numbers without a pattern."""

SHORT = 23
"""Bytes of a piece that is its own key; the 24th is its size."""

_KEPT = np.array([[(1 << 8 * min(8, max(0, size - 8 * n))) - 1 for n in range(3)] for size in range(24)], np.uint64)
"""uint64[24, 3]: by its size, the bits of a short piece in the 24 bytes from its first one on."""

_LONG = np.uint64(0xFF << 56)
"""Where a key has the size of a short piece: this is a long one."""

_SIZE_AT = np.uint64(56)


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
    steps: np.ndarray
    """uint64[256]: `piece_states.steps`"""
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
    """A hash over eight bytes and more (FNV-1a, eight at a time, with a wider multiplier, its halves folded)."""
    value, last = _BASIS, end - _U8
    while at < last:
        value = (value ^ eight_bytes(data, at)) * _PRIME
        value ^= value >> _U32
        at += _U8
    value = (value ^ eight_bytes(data, last)) * _PRIME
    return value ^ (value >> _U32)


@numba.njit(cache=True, nogil=True)
def same_bytes(data: np.ndarray, at: np.uint64, arena: np.ndarray, place: np.uint64, size: np.uint64) -> bool:
    """Whether a stretch of the data and one of the arena are equal, of eight bytes and more."""
    last, beyond = at + size - _U8, place + size - _U8
    while at < last:
        if eight_bytes(data, at) != eight_bytes(arena, place):
            return False
        at, place = at + _U8, place + _U8
    return eight_bytes(data, last) == eight_bytes(arena, beyond)


@numba.njit(cache=True, nogil=True)
def key_of(data: np.ndarray, at: np.uint64, size: np.uint64) -> tuple[np.uint64, np.uint64, np.uint64]:
    """The key of a piece; of a long one's, where it is in the arena is left out."""
    if size > SHORT:
        return hash_of(data, at, at + size), _U0, _LONG | size
    if at + _U24 > np.uint64(len(data)):
        return last_key(data, at, size)
    return (
        eight_bytes(data, at) & _KEPT[size, 0],
        eight_bytes(data, at + _U8) & _KEPT[size, 1],
        eight_bytes(data, at + _U16) & _KEPT[size, 2] | size << _SIZE_AT,
    )


@numba.njit(cache=True, nogil=True)
def last_key(data: np.ndarray, at: np.uint64, size: np.uint64) -> tuple[np.uint64, np.uint64, np.uint64]:
    """The key of a short piece where the data end, and 24 bytes cannot be read."""
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
    """The slot where a key of `key_of` is looked for first."""
    value = first ^ second * _SECOND ^ third * _THIRD
    value = (value ^ (value >> _U32)) * _PRIME
    return (value ^ (value >> _U32)) & mask


@numba.njit(cache=True, nogil=True)
def write_keys(data: np.ndarray, begins: np.ndarray, mask: np.uint64, keys: np.ndarray) -> None:
    """Write the keys of pieces.

    Args:
        data: uint8, the text.
        begins: uint64[pieces + 1], where pieces begin, one behind the other, and the last ends.
        mask: slots of the table, less one.
        keys: uint64[pieces, 4], filled with (slot, key).
    """
    for which in range(np.uint64(len(begins) - 1)):
        at = begins[which]
        first, second, third = key_of(data, at, begins[which + _U1] - at)
        keys[which, 0] = slot_for(first, second, third, mask)
        keys[which, 1], keys[which, 2], keys[which, 3] = first, second, third


@numba.njit(cache=True, nogil=True)
def tally(data: np.ndarray, begins: np.ndarray, keys: np.ndarray, table: Table) -> np.uint64:
    """Count pieces, which `write_keys` gave; how many, fewer than all when there is no room for a new one.

    A loop of its own: one look-up need not end before the next begins, so waits for memory overlap.
    """
    slots, arena = table.slots, table.arena
    mask = np.uint64(len(slots) - 1)
    for which in range(np.uint64(len(begins) - 1)):
        slot, first, second, third = keys[which]
        while slots[slot, 0]:
            if slots[slot, 1] == first and slots[slot, 3] == third:
                if third < _LONG:
                    if slots[slot, 2] == second:
                        break
                elif same_bytes(data, begins[which], arena, slots[slot, 2], third ^ _LONG):
                    break
            slot = (slot + _U1) & mask
        if not slots[slot, 0] and not put(data, begins[which], slot, keys[which], table):
            return np.uint64(which)
        slots[slot, 0] += _U1
    return np.uint64(len(begins) - 1)


@numba.njit(cache=True, nogil=True)
def put(data: np.ndarray, at: np.uint64, slot: np.uint64, key: np.ndarray, table: Table) -> bool:
    """Put a piece that is met for the first time into a free slot; whether there was room."""
    slots, arena, filled = table
    size = np.int64(key[3] ^ _LONG) if key[3] >= _LONG else 0
    begin = filled[1]
    if 2 * filled[0] >= len(slots) or begin + size > len(arena):
        return False
    slots[slot, 1], slots[slot, 2], slots[slot, 3] = key[1], np.uint64(begin) if size else key[2], key[3]
    for number in range(size):
        arena[begin + number] = data[at + np.uint64(number)]
    filled[0], filled[1] = filled[0] + 1, begin + size
    return True


@numba.njit(cache=True, nogil=True)
def count_stretch(
    data: np.ndarray, at: np.uint64, end: np.uint64, rules: Rules, begins: np.ndarray, keys: np.ndarray, table: Table
) -> np.uint64:
    """Count the pieces of a stretch of text that holds no tag; where the table had no more room, or the end."""
    kinds, steps, _, words = rules
    while at < end:
        found = cut(data, at, end, kinds, steps, words, begins)
        cuts = begins[: found + _U1]
        write_keys(data, cuts, np.uint64(len(table.slots) - 1), keys)
        counted = tally(data, cuts, keys, table)
        at = begins[counted]
        if counted < found:
            return at
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
    begins, keys = np.empty(ROOM + 1, np.uint64), np.empty((ROOM, 4), np.uint64)
    for which in range(first, len(offsets) - 1):
        text = offsets[which], offsets[which + 1]
        at = max(at, text[0])
        while at < text[1]:
            begin, after = next_tag(data, at, text, rules.tags, rules.kinds)
            stop = int(count_stretch(data, np.uint64(at), np.uint64(begin), rules, begins, keys, table))
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
