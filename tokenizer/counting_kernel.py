"""Compiled: the pieces of a text that a tokenizer never joins, and what it is known to cost.

What belongs here: loops over code points and a table of hashes. What does not: why these pieces (`counting.py`).
"""

from __future__ import annotations

import numba
import numpy as np

from tokenizer.characters import FEED, SPACE

_BASIS, _PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)
"""Of the FNV-1a hash (Fowler, Noll, Vo), here over code points."""

_GOLDEN, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(32)


@numba.njit(cache=True, nogil=True)
def piece_end(codes: np.ndarray, place: int, kinds: np.ndarray) -> int:
    """Where the piece ends that begins at ``place``: blanks, a word, and the line ends after it."""
    size = len(codes)
    while place < size and SPACE <= kinds[codes[place]] < FEED:
        place += 1
    while place < size and kinds[codes[place]] < SPACE:
        place += 1
    ahead = place
    while ahead < size and kinds[codes[ahead]] >= SPACE:
        ahead += 1
        if kinds[codes[ahead - 1]] == FEED:
            place = ahead
    return place


@numba.njit(cache=True, nogil=True)
def pieces(codes: np.ndarray, longest: int, kinds: np.ndarray, ends: np.ndarray, places: np.ndarray, hashes: np.ndarray
           ) -> int:  # fmt: skip
    """The pieces of a text, and how many they are.

    Args:
        codes: uint32[n], the code points.
        longest: Code points of a piece; a longer one is given out in parts.
        kinds: `characters.kinds`.
        ends: int32[n], filled with the end of each piece.
        places: int32[n], filled with the same in bytes of UTF-8.
        hashes: uint64[n], filled with the hash of each; 0 for parts of a long one.
    """
    count, start, place = 0, 0, 0
    while start < len(codes):
        whole = piece_end(codes, start, kinds)
        is_long = whole - start > longest
        while start < whole:
            end = min(whole, start + longest)
            place += utf8_length(codes, start, end)
            ends[count], places[count] = end, place
            hashes[count] = np.uint64(0) if is_long else hash_of(codes, start, end)
            count, start = count + 1, end
    return count


@numba.njit(cache=True, nogil=True)
def hash_of(codes: np.ndarray, start: int, end: int) -> np.uint64:
    """A hash over code points, never 0."""
    value = _BASIS
    for place in range(np.uint64(start), np.uint64(end)):
        value = (value ^ np.uint64(codes[place])) * _PRIME
    return max((value ^ (value >> _SHIFT)) * _GOLDEN, np.uint64(1))


@numba.njit(cache=True, nogil=True)
def utf8_length(codes: np.ndarray, start: int, end: int) -> int:
    """Bytes of code points in UTF-8."""
    size = 0
    for place in range(np.uint64(start), np.uint64(end)):
        code = codes[place]
        size += 1 + (code >= 0x80) + (code >= 0x800) + (code >= 0x10000)
    return size


@numba.njit(cache=True, nogil=True)
def slot_of(value: np.uint64, keys: np.ndarray) -> int:
    """The slot that holds a hash, or the free one where it belongs; there is always a free one."""
    mask = np.uint64(len(keys) - 1)
    slot = (value >> _SHIFT) & mask
    while keys[slot] != 0 and keys[slot] != value:
        slot = (slot + np.uint64(1)) & mask
    return int(slot)


@numba.njit(cache=True, nogil=True)
def look_up(hashes: np.ndarray, keys: np.ndarray, known: np.ndarray, costs: np.ndarray) -> int:
    """Fill the costs of pieces that are known, -1 for the others, and count those. A hash of 0 is passed over."""
    missing = 0
    for place in range(len(hashes)):
        if hashes[place] == 0:
            continue
        slot = slot_of(hashes[place], keys)
        found = keys[slot] != 0
        costs[place] = known[slot] if found else -1
        missing += not found
    return missing


@numba.njit(cache=True, nogil=True)
def remember(hashes: np.ndarray, costs: np.ndarray, keys: np.ndarray, known: np.ndarray) -> int:
    """Put costs into the table, which has room for them; returns how many it did not have."""
    new = 0
    for place in range(len(hashes)):
        slot = slot_of(hashes[place], keys)
        new += keys[slot] == 0
        keys[slot] = hashes[place]
        known[slot] = costs[place]
    return new
