"""Compiled: texts to token ids, with a memory of pre-tokens that never outgrows its room.

What belongs here: the way through a text, pre-token by pre-token, and the memory of them. What does not: where
pre-tokens begin (`piece_kernel`), added tokens (`encoding_tag_kernel`), and what a pre-token becomes that is met for
the first time (`encoding_merge_kernel`).

A pre-token that is met again costs a hash and a comparison of its bytes, so no hash decides what it becomes. When the
memory is full it forgets everything, which changes no id.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from tokenizer.encoding_merge_kernel import Place, Rules, merge, scratch_for
from tokenizer.encoding_tag_kernel import Tags, next_opening, next_tag
from tokenizer.foreign_kernel import foreign_end
from tokenizer.piece_kernel import piece_end

LONGEST_REMEMBERED = 96
"""Bytes of a pre-token that is remembered; longer ones are ruled lines and noise, which do not come again."""

_BASIS, _PRIME, _MIX = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3), np.uint64(0xD6E8FEB86659FD93)
"""Of the FNV-1a hash (Fowler, Noll, Vo), and an odd number that spreads it over the high bits."""

_SHIFT, _LOW, _ONE = np.uint64(32), np.uint64(0xFFFFFFFF), np.uint64(1)

_HEAD, _ID = 2, 4
"""Bytes of an entry's head, which tells how many bytes and ids follow, and of an id."""


class Memory(NamedTuple):
    """Pre-tokens and their ids."""

    slots: np.ndarray
    """uint64[slots]: place of an entry and half its hash, 0 when free; slots are a power of two"""
    entries: np.ndarray
    """uint8[room]: head, bytes and ids of each; the first place is not used"""
    used: np.ndarray
    """int64[2]: how many entries there are, and where the next one goes"""


class Tables(NamedTuple):
    """All that encoding needs to know of a tokenizer."""

    kinds: np.ndarray
    """uint8[0x110000]: `characters.kinds`, or `foreign.foreign_kinds`"""
    cut: int | None
    """how another maker cuts texts (`foreign.py`); None for this project's pattern"""
    words: int
    """that may be in one pre-token, where this project's pattern cuts"""
    rules: Rules
    tags: Tags


@numba.njit(cache=True, nogil=True)
def encode_texts(data: np.ndarray, starts: np.ndarray, ends: np.ndarray, tables: Tables, memory: Memory,
                 ids: np.ndarray, reached: np.ndarray) -> None:  # fmt: skip
    """Encode texts one after the other.

    Args:
        data: uint8[bytes], texts in UTF-8, which must be valid.
        starts: int[texts], where they begin.
        ends: int[texts], where they end.
        tables: of the tokenizer.
        memory: of pre-tokens.
        ids: uint32, at least as many as bytes, filled with the ids.
        reached: int64[texts], filled with the end of each text's ids.

    Helpers of every pre-token are handed arrays, not the tuples they are in: numba counts references for each member.
    """
    kinds, _, words, rules, tags = tables
    slots, entries = memory.slots, memory.entries
    scratch, at = scratch_for(LONGEST_REMEMBERED), 0
    for text in range(len(starts)):
        place, end = np.int64(starts[text]), np.int64(ends[text])
        while place < end:
            begin, beyond, node = next_opening(data, place, end, tags.opens), end, 0
            if begin < end:
                begin, beyond, node = next_tag(data, begin, (np.int64(starts[text]), end), tags)
            while place < begin:
                after = np.int64(piece_end(data, np.uint64(place), np.uint64(begin), kinds, words))
                value = hash_of(data, place, after)
                slot, entry = _look_up(data, place, after, value, slots, entries)
                if entry:
                    at = _recall(entries, entry, ids, at)
                else:
                    first, at = at, merge(data, place, after, rules, scratch, ids, at)
                    if after - place <= LONGEST_REMEMBERED:
                        _remember(data[place:after], ids[first:at], value, slot, memory)
                place = after
            if node:
                ids[at] = tags.ids[node]
                at += 1
            place = beyond
        reached[text] = at


@numba.njit(cache=True, nogil=True)
def encode_foreign(data: np.ndarray, starts: np.ndarray, ends: np.ndarray, tables: Tables, memory: Memory,
                   ids: np.ndarray, reached: np.ndarray) -> None:  # fmt: skip
    """`encode_texts` where another maker cuts: line for line the same but for who does.

    To choose at each pre-token cost the other one a fifth of its speed, in whatever form numba was asked for it.
    """
    kinds, cut, _, rules, tags = tables
    slots, entries = memory.slots, memory.entries
    scratch, at = scratch_for(LONGEST_REMEMBERED), 0
    for text in range(len(starts)):
        place, end = np.int64(starts[text]), np.int64(ends[text])
        while place < end:
            begin, beyond, node = next_opening(data, place, end, tags.opens), end, 0
            if begin < end:
                begin, beyond, node = next_tag(data, begin, (np.int64(starts[text]), end), tags)
            while place < begin:
                after = np.int64(foreign_end(data, np.uint64(place), np.uint64(begin), kinds, cut))
                value = hash_of(data, place, after)
                slot, entry = _look_up(data, place, after, value, slots, entries)
                if entry:
                    at = _recall(entries, entry, ids, at)
                else:
                    first, at = at, merge(data, place, after, rules, scratch, ids, at)
                    if after - place <= LONGEST_REMEMBERED:
                        _remember(data[place:after], ids[first:at], value, slot, memory)
                place = after
            if node:
                ids[at] = tags.ids[node]
                at += 1
            place = beyond
        reached[text] = at


@numba.njit(cache=True, nogil=True)
def hash_of(data: np.ndarray, begin: Place, end: Place) -> np.uint64:
    """A hash over bytes whose halves are as good as the whole."""
    value = _BASIS
    for place in range(np.uint64(begin), np.uint64(end)):
        value = (value ^ np.uint64(data[place])) * _PRIME
    return (value ^ (value >> _SHIFT)) * _MIX


@numba.njit(cache=True, nogil=True)
def _look_up(
    data: np.ndarray, begin: Place, end: Place, value: np.uint64, slots: np.ndarray, entries: np.ndarray
) -> tuple[np.uint64, Place]:
    """The slot of a pre-token and the place of its entry, 0 when it has none."""
    mask = np.uint64(len(slots) - 1)
    slot = (value >> _SHIFT) & mask
    while slots[slot]:
        if (slots[slot] ^ value) & _LOW == 0:
            place = np.int64(slots[slot] >> _SHIFT)
            if _same(data, begin, end, entries, place):
                return slot, place
        slot = (slot + _ONE) & mask
    return slot, 0


@numba.njit(cache=True, nogil=True)
def _same(data: np.ndarray, begin: Place, end: Place, entries: np.ndarray, place: Place) -> bool:
    if entries[place] != end - begin:
        return False
    offset = np.uint64(place + _HEAD - begin)
    for each in range(np.uint64(begin), np.uint64(end)):
        if entries[each + offset] != data[each]:
            return False
    return True


@numba.njit(cache=True, nogil=True)
def _recall(entries: np.ndarray, place: Place, ids: np.ndarray, at: Place) -> Place:
    """Write the ids of an entry from ``ids[at]`` on; returns where they end."""
    first = place + _HEAD + np.int64(entries[place])
    for number in range(first, first + _ID * np.int64(entries[place + 1]), _ID):
        low = np.uint32(entries[number]) | np.uint32(entries[number + 1]) << np.uint32(8)
        high = np.uint32(entries[number + 2]) | np.uint32(entries[number + 3]) << np.uint32(8)
        ids[at] = low | high << np.uint32(16)
        at += 1
    return at


@numba.njit(cache=True, nogil=True)
def _remember(piece: np.ndarray, ids: np.ndarray, value: np.uint64, slot: np.uint64, memory: Memory) -> None:
    """Keep an entry; when there is no room for one more, forget all others instead."""
    entries, used = memory.entries, memory.used
    if used[1] + _HEAD + len(piece) + _ID * len(ids) > len(entries) or 4 * used[0] > 3 * len(memory.slots):
        memory.slots[:] = 0
        used[0], used[1] = 0, 1
        return
    memory.slots[slot] = np.uint64(used[1]) << _SHIFT | (value & _LOW)
    entries[used[1]], entries[used[1] + 1] = len(piece), len(ids)
    entries[used[1] + _HEAD : used[1] + _HEAD + len(piece)] = piece
    place = used[1] + _HEAD + len(piece)
    for each in ids:
        for shift in range(0, 8 * _ID, 8):
            entries[place] = (each >> np.uint32(shift)) & np.uint32(0xFF)
            place += 1
    used[0], used[1] = used[0] + 1, place
