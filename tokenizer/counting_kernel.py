"""Compiled: the pieces of a text that a tokenizer never joins, and what it is known to cost.

What belongs here: loops over code points and a table of hashes. What does not: why these pieces (`counting.py`).
"""

from __future__ import annotations

import numba
import numpy as np

_BASIS, _PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)
"""Of the FNV-1a hash (Fowler, Noll, Vo), here over code points."""

_GOLDEN, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(32)


@numba.njit(cache=True, nogil=True)
def is_blank(code: int) -> bool:
    """Whether a code point is a blank for the pattern: White_Space of the Unicode character database."""
    if code < 0x1680:  # before all rare ones: most letters end here
        return code == 0x20 or 0x09 <= code <= 0x0D or code == 0x85 or code == 0xA0
    return (
        code == 0x1680 or 0x2000 <= code <= 0x200A or code == 0x2028 or code == 0x2029
        or code == 0x202F or code == 0x205F or code == 0x3000
    )  # fmt: skip


@numba.njit(cache=True, nogil=True)
def is_feed(code: int) -> bool:
    """Whether a code point ends a line for the pattern."""
    return code == 0x0A or code == 0x0D


@numba.njit(cache=True, nogil=True)
def piece_end(codes: np.ndarray, start: int) -> int:
    """Where the piece ends that begins at ``start``: blanks, a word, and the line feeds after it."""
    place, size = start, len(codes)
    while place < size and is_blank(codes[place]) and not is_feed(codes[place]):
        place += 1
    while place < size:
        while place < size and not is_blank(codes[place]):
            place += 1
        ahead, feed = place, place
        while ahead < size and is_blank(codes[ahead]):
            ahead += 1
            if is_feed(codes[ahead - 1]):
                feed = ahead
        place = feed
        if feed == ahead and place < size and codes[place] == 0x2F:  # "./\n/" is one piece: the pattern takes strokes
            continue
        return place
    return place


@numba.njit(cache=True, nogil=True)
def pieces(codes: np.ndarray, longest: int, ends: np.ndarray, hashes: np.ndarray, costs: np.ndarray) -> int:
    """The pieces of a text, and how many they are.

    Args:
        codes: uint32[n], the code points.
        longest: Code points of a piece; a longer one is given out in parts.
        ends: int32[n], filled with the end of each piece.
        hashes: uint64[n], filled with the hash of each; 0 for parts of a long one.
        costs: int32[n], filled with 0; for parts of a long one with their length in UTF-8.
    """
    count, start = 0, 0
    while start < len(codes):
        whole = piece_end(codes, start)
        if whole - start <= longest:
            ends[count], hashes[count], costs[count] = whole, hash_of(codes[start:whole]), 0
            count, start = count + 1, whole
        while start < whole:
            end = min(whole, start + longest)
            ends[count], hashes[count], costs[count] = end, np.uint64(0), utf8_length(codes[start:end])
            count, start = count + 1, end
    return count


@numba.njit(cache=True, nogil=True)
def hash_of(codes: np.ndarray) -> np.uint64:
    """A hash over code points, never 0."""
    value = _BASIS
    for code in codes:
        value = (value ^ np.uint64(code)) * _PRIME
    return max((value ^ (value >> _SHIFT)) * _GOLDEN, np.uint64(1))


@numba.njit(cache=True, nogil=True)
def utf8_length(codes: np.ndarray) -> int:
    """Bytes of code points in UTF-8."""
    size = 0
    for code in codes:
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
def remember(hashes: np.ndarray, costs: np.ndarray, keys: np.ndarray, known: np.ndarray) -> None:
    """Put costs into the table, which has room for them."""
    for place in range(len(hashes)):
        slot = slot_of(hashes[place], keys)
        keys[slot] = hashes[place]
        known[slot] = costs[place]
