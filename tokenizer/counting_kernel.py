"""Compiled: the pieces of a text that a tokenizer never joins, and what it is known to cost.

What belongs here: loops over code points and a table of hashes. What does not: why these pieces (`counting.py`), and
what a piece becomes (`encoding_kernel.py`).
"""

from __future__ import annotations

import numba
import numpy as np

from tokenizer.characters import FEED, SPACE
from tokenizer.encoding_kernel import Memory, Tables, encode_texts

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
def cost_pieces(data: np.ndarray, places: np.ndarray, hashes: np.ndarray, tables: Tables, memory: Memory,
                keys: np.ndarray, known: np.ndarray, costs: np.ndarray) -> int:  # fmt: skip
    """The costs of pieces, of which those met for the first time are encoded and remembered.

    Args:
        data: uint8[bytes], the text in UTF-8.
        places: int32[pieces + 1], where pieces begin in it, and its end.
        hashes: uint64[pieces], 0 for parts of a long one, which cost their bytes.
        tables: of the tokenizer.
        memory: of its pre-tokens.
        keys: uint64[slots], the table of hashes, more than half free when all pieces are in it.
        known: int32[slots], what they cost.
        costs: int64[pieces + 1], filled with the costs of the pieces before each.

    Returns:
        How many were met for the first time.
    """
    size, new = len(hashes), 0
    starts, ends, slots = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int64)
    for piece in range(size):
        if hashes[piece] == 0:
            costs[piece + 1] = places[piece + 1] - places[piece]
            continue
        slot = slot_of(hashes[piece], keys)
        if keys[slot] == 0:
            starts[new], ends[new], slots[new] = places[piece], places[piece + 1], slot
            new += 1
            keys[slot], known[slot] = hashes[piece], -new
        costs[piece + 1] = known[slot]
    tokens = _encoded(data, starts[:new], ends[:new], tables, memory)
    for number in range(new):
        known[slots[number]] = tokens[number]
    costs[0] = 0
    for piece in range(1, size + 1):
        cost = costs[piece]
        costs[piece] = costs[piece - 1] + (cost if cost >= 0 else tokens[-cost - 1])
    return new


@numba.njit(cache=True, nogil=True)
def _encoded(data: np.ndarray, starts: np.ndarray, ends: np.ndarray, tables: Tables, memory: Memory) -> np.ndarray:
    """int64[stretches]: tokens of stretches of a text."""
    reached, size = np.empty(len(starts), np.int64), 0
    for stretch in range(len(starts)):
        size += ends[stretch] - starts[stretch]
    encode_texts(data, starts, ends, tables, memory, np.empty(size, np.uint32), reached)
    for stretch in range(len(starts) - 1, 0, -1):
        reached[stretch] -= reached[stretch - 1]
    return reached


@numba.njit(cache=True, nogil=True)
def move(keys: np.ndarray, known: np.ndarray, new_keys: np.ndarray, new_known: np.ndarray) -> None:
    """Put all that a table holds into a larger one."""
    for old in range(len(keys)):
        if keys[old]:
            slot = slot_of(keys[old], new_keys)
            new_keys[slot], new_known[slot] = keys[old], known[old]
