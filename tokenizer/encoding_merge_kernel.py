"""Compiled: byte-level BPE of one pre-token, by the rules of a vocabulary.

What belongs here: the merges of one pre-token, and the table in which pairs are looked up. What does not: where
pre-tokens begin (`piece_kernel`) and remembering what they became (`encoding_kernel`).

The rule of lowest rank goes first, and of its places the leftmost, as in Sennrich et al. 2016; a heap of (rank, place)
makes it n log n, so that a ruled line of a megabyte is no trap. An entry whose pair has been merged away since it was
pushed is passed over when it comes up.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

Place = int | np.int64
"""A signed integer, of which compiled code knows one kind."""

NONE = np.uint32(0xFFFFFFFF)
"""No id, no rank, no neighbour."""

_GOLDEN, _SHIFT, _ONE = np.uint64(0x9E3779B97F4A7C15), np.uint64(32), np.uint64(1)
"""2^64 divided by the golden ratio (Knuth, The Art of Computer Programming 3, 6.4)."""


class Rules(NamedTuple):
    """The merges of a vocabulary."""

    alphabet: np.ndarray
    """uint32[256]: id of each byte"""
    pairs: np.ndarray
    """uint64[slots, 2]: a pair (see `key_of`) and its rank; slots are a power of two, and at least half are free"""
    merges: np.ndarray
    """uint32[merges, 3]: by rank, the ids of left, right, and what they become"""


class Scratch(NamedTuple):
    """Room for the merges of one pre-token of so many bytes."""

    symbols: np.ndarray
    """uint32[bytes]"""
    before: np.ndarray
    """uint32[bytes]: the neighbour on the left"""
    after: np.ndarray
    """uint32[bytes]: the neighbour on the right"""
    heap: np.ndarray
    """uint64[3 * bytes]: rank << 32 | place; a merge takes one symbol away and makes at most two new pairs"""


@numba.njit(cache=True, nogil=True)
def scratch_for(size: Place) -> Scratch:
    """Room for a pre-token of ``size`` bytes."""
    return Scratch(
        np.empty(size, np.uint32), np.empty(size, np.uint32), np.empty(size, np.uint32), np.empty(3 * size, np.uint64)
    )


@numba.njit(cache=True, nogil=True)
def key_of(left: np.uint32, right: np.uint32) -> np.uint64:
    """A pair as the table holds it; never 0, which is a free slot."""
    return ((np.uint64(left) << _SHIFT) | np.uint64(right)) + _ONE


@numba.njit(cache=True, nogil=True)
def slot_of(pairs: np.ndarray, key: np.uint64) -> np.uint64:
    """The slot of a pair, or the free one where it belongs."""
    mask = np.uint64(len(pairs) - 1)
    slot = ((key * _GOLDEN) >> _SHIFT) & mask
    while pairs[slot, 0] != key and pairs[slot, 0] != 0:
        slot = (slot + _ONE) & mask
    return slot


@numba.njit(cache=True, nogil=True)
def fill(pairs: np.ndarray, lefts: np.ndarray, rights: np.ndarray, values: np.ndarray) -> None:
    """Put pairs and their values into a table of zeros; of the same pair twice the later holds."""
    for place in range(len(lefts)):
        key = key_of(lefts[place], rights[place])
        slot = slot_of(pairs, key)
        pairs[slot, 0] = key
        pairs[slot, 1] = values[place]


@numba.njit(cache=True, nogil=True)
def found(pairs: np.ndarray, left: np.uint32, right: np.uint32) -> np.uint32:
    """What a table has for a pair, `NONE` when it has nothing."""
    key = key_of(left, right)
    slot = slot_of(pairs, key)
    return np.uint32(pairs[slot, 1]) if pairs[slot, 0] == key else NONE


@numba.njit(cache=True, nogil=True)
def merge(
    data: np.ndarray, begin: Place, end: Place, rules: Rules, scratch: Scratch, ids: np.ndarray, at: Place
) -> Place:
    """Write the ids of the pre-token ``data[begin:end]`` from ``ids[at]`` on; returns where they end.

    The scratch is replaced by a larger one where it is too small.
    """
    size, waiting = end - begin, 0
    if size > len(scratch.symbols):
        scratch = scratch_for(size)
    symbols, before, after, heap = scratch
    alphabet, pairs, merges = rules
    for place in range(size):
        symbols[place] = alphabet[data[begin + place]]
        before[place] = place - 1 if place else NONE
        after[place] = place + 1 if place + 1 < size else NONE
        if place:
            waiting = _push(heap, waiting, found(pairs, symbols[place - 1], symbols[place]), np.uint32(place - 1))
    while waiting:
        top = heap[0]
        waiting = _drop_top(heap, waiting)
        rank, left = top >> _SHIFT, np.uint32(top)
        right = after[left]
        if right == NONE or symbols[left] != merges[rank, 0] or symbols[right] != merges[rank, 1]:
            continue
        symbols[left], symbols[right] = merges[rank, 2], NONE
        beyond = np.uint32(after[right])
        after[left] = beyond
        if beyond != NONE:
            before[beyond] = left
            waiting = _push(heap, waiting, found(pairs, symbols[left], symbols[beyond]), left)
        nearer = np.uint32(before[left])
        if nearer != NONE:
            waiting = _push(heap, waiting, found(pairs, symbols[nearer], symbols[left]), nearer)
    left = np.uint32(0)
    while left != NONE:
        ids[at] = symbols[left]
        at, left = at + 1, after[left]
    return at


@numba.njit(cache=True, nogil=True)
def _push(heap: np.ndarray, waiting: int, rank: np.uint32, place: np.uint32) -> int:
    """Queue a pair of neighbours, if there is a rule for it; returns how many are waiting."""
    if rank == NONE:
        return waiting
    entry, child = np.uint64(rank) << _SHIFT | np.uint64(place), waiting
    while child and heap[(child - 1) >> 1] > entry:
        heap[child] = heap[(child - 1) >> 1]
        child = (child - 1) >> 1
    heap[child] = entry
    return waiting + 1


@numba.njit(cache=True, nogil=True)
def _drop_top(heap: np.ndarray, waiting: int) -> int:
    """Take the least entry off the heap; returns how many are left."""
    waiting -= 1
    entry, parent, child = heap[waiting], 0, 1
    while child < waiting:
        if child + 1 < waiting and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= entry:
            break
        heap[parent] = heap[child]
        parent, child = child, 2 * child + 1
    heap[parent] = entry
    return waiting
