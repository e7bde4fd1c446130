"""Numba kernels over band keys: making them, bringing them in order, the stars that equal keys make.

What belongs here: loops over keys. What does not: files and ranges (`bands.py`, `runs.py`), joining
(`cluster_kernel.py`), likeness (`estimate_kernel.py`). Import it inside functions only, numba is heavy.

Keys are hashes, spread evenly, so their top bits tell where they go. They are sorted in two strides: to parts that stay
in a core's cache, then inside each part to as many slots as it has keys, or more, after which few are out of order, and
those are inserted where they belong.
"""

from __future__ import annotations

import numpy as np
from numba import njit

STEP, HALF = np.uint64(0xBF58476D1CE4E5B9), np.uint64(32)
"""First multiplier of splitmix64 (Steele, Lea, Flood 2014), and half a word."""

SILENT_KEY = np.uint64(0)
"""Key of a row that is in no bucket: a text without words. A real key is this one with a chance of 2^-64."""

BITS = np.uint64(64)

SLOTS = 1
"""Slots for each key: fewer leave more to insertion, which has to guess; more are as dear to go through."""

LONG = 64
"""Keys of a slot from which on it is one key that recurs, and no place for insertion."""


@njit(cache=True, nogil=True)
def band_keys(sketches, rows, first, width):
    """uint64 hash of the minima [first, first + width) of each row: the full key, nothing is cut off."""
    keys = np.empty(len(rows), np.uint64)
    for i in range(len(rows)):
        h = np.uint64(first + 1) * STEP
        for k in range(first, first + width):
            h = (h ^ np.uint64(sketches[rows[i], k])) * STEP
            h ^= h >> HALF
        keys[i] = h
    return keys


@njit(cache=True, nogil=True)
def copy_range(keys, rows, bits, which, kept_keys, kept_rows):
    """Copy the keys whose top `bits` are `which` and their rows; returns how many.

    Every key is written and stays only if it is wanted: a branch that is taken at random costs more than a store.
    """
    shift, top, at = BITS - np.uint64(bits), np.uint64(which), 0
    for i in range(len(keys)):
        kept_keys[at], kept_rows[at] = keys[i], rows[i]
        at += keys[i] >> shift == top
    return at


@njit(cache=True, nogil=True)
def count_parts(keys, skipped, bits, counts):
    """Add to `counts` how many keys go to each of 2^bits parts, `bits` >= 1.

    A part is told by the `bits` that follow the `skipped` top ones, which all keys share.
    """
    up, shift = np.uint64(skipped), BITS - np.uint64(bits)
    for key in keys:
        counts[(key << up) >> shift] += np.uint32(1)


@njit(cache=True, nogil=True)
def scatter_parts(keys, rows, skipped, bits, ends, parted_keys, parted_rows):
    """Put keys and rows where their parts go on, and move `ends`; inside a part the order stays."""
    up, shift = np.uint64(skipped), BITS - np.uint64(bits)
    for i in range(len(keys)):
        part = (keys[i] << up) >> shift
        at = ends[part]
        parted_keys[at], parted_rows[at] = keys[i], rows[i]
        ends[part] = at + np.uint32(1)


@njit(cache=True, nogil=True)
def begins_of(counts):
    """Put in place of each count the sum of those before it; returns the largest count."""
    at, largest = np.uint32(0), np.uint32(0)
    for i in range(len(counts)):
        count = counts[i]
        counts[i] = at
        at += count
        largest = max(largest, count)
    return largest


@njit(cache=True, nogil=True)
def sort_long_slots(keys, rows, ends):
    """Sort each slot of more than `LONG` keys, slot s being [ends[s - 1], ends[s]); stable."""
    begin = np.uint32(0)
    for end in ends:
        if end - begin > LONG:
            order = np.argsort(keys[begin:end], kind="mergesort")
            keys[begin:end], rows[begin:end] = keys[begin:end][order], rows[begin:end][order]
        begin = end


@njit(cache=True, nogil=True)
def copy_in_order(from_keys, from_rows, keys, rows):
    """Copy keys that are nearly in order, with their rows, each to where it belongs; of equals the order stays."""
    for i in range(len(from_keys)):
        key, row, j = from_keys[i], from_rows[i], i
        while j > 0 and keys[j - 1] > key:
            keys[j], rows[j] = keys[j - 1], rows[j - 1]
            j -= 1
        keys[j], rows[j] = key, row


@njit(cache=True, nogil=True)
def sort_part(keys, rows, skipped, scratch_keys, scratch_rows, ends):
    """Sort the keys of a part, which share their top `skipped` bits, and their rows with them; stable."""
    bits = bits_of(SLOTS * len(keys))
    ends = ends[: 1 << bits]
    ends[:] = 0
    count_parts(keys, skipped, bits, ends)
    longest = begins_of(ends)
    scatter_parts(keys, rows, skipped, bits, ends, scratch_keys, scratch_rows)
    if longest > LONG:
        sort_long_slots(scratch_keys, scratch_rows, ends)
    copy_in_order(scratch_keys[: len(keys)], scratch_rows[: len(keys)], keys, rows)


@njit(cache=True, nogil=True)
def sort_parts(keys, rows, bits, ends):
    """Sort each of 2^bits parts, part p being [ends[p - 1], ends[p]) of keys and rows: then all of them are sorted."""
    largest, begin = 0, 0
    for end in ends:
        largest, begin = max(largest, np.int64(end) - begin), np.int64(end)
    scratch_keys, scratch_rows = np.empty(largest, np.uint64), np.empty(largest, rows.dtype)
    slots, begin = np.empty(1 << bits_of(SLOTS * largest), np.uint32), 0
    for end in ends:
        sort_part(keys[begin:end], rows[begin:end], bits, scratch_keys, scratch_rows, slots)
        begin = end


@njit(cache=True, nogil=True)
def stars(keys, rows):
    """(left, right): an edge from the first row with a key to every later one, keys being sorted.

    They are counted first: a second look at keys is cheaper than memory that nobody used before.
    """
    count = 0
    for i in range(1, len(keys)):
        count += keys[i] == keys[i - 1]
    left, right = np.empty(count + 1, rows.dtype), np.empty(count + 1, rows.dtype)  # one is written in vain
    first, at = 0, 0
    for i in range(1, len(keys)):
        again = keys[i] == keys[i - 1]
        first = first if again else i
        left[at], right[at] = rows[first], rows[i]
        at += again
    return left[:count], right[:count]


@njit(cache=True, nogil=True)
def bits_of(places):
    """Bits that number so many places, one at least."""
    bits = 1
    while 1 << bits < places:
        bits += 1
    return bits
