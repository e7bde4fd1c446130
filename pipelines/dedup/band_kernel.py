"""Numba kernels over band keys: making them, bringing equal ones together, the stars that equal keys make.

What belongs here: loops over keys. What does not: files and ranges (`bands.py`, `runs.py`), joining
(`cluster_kernel.py`), likeness (`estimate_kernel.py`). Import it inside functions only, numba is heavy.

Keys are sorted in two strides: to parts by their top bits, so that a part stays in a core's cache, then inside each
part to slots of a few keys, and those by insertion. Where no order is asked for, a part goes through a table in the
cache instead, which takes half the time. What is brought together are mixed keys, a multiple of the real ones by an odd
number: equal where these are equal, and spread evenly whatever they were.
"""

from __future__ import annotations

import numpy as np
from numba import njit

STEP, HALF = np.uint64(0xBF58476D1CE4E5B9), np.uint64(32)
"""First multiplier of splitmix64 (Steele, Lea, Flood 2014), and half a word."""

SILENT_KEY = np.uint64(0)
"""Key of a row that is in no bucket: a text without words. A real key is this one with a chance of 2^-64."""

BITS = np.uint64(64)

ROOM = 8
"""Places for each key where keys that recur are told from others: an eighth of the others is taken for one."""

SLOT, LONG = 4, 64
"""Keys of a slot on average, and those from which on it is one key that recurs, and no place for insertion."""


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
def mix_range(keys, bits, which, mixed, places):
    """Write the mixed keys whose top `bits` are `which` to `mixed`, and the place of each; returns how many.

    Silent keys are left out. Every key is written and stays only if it is wanted: a branch that is taken at random
    costs more than a store.
    """
    shift, top, at = BITS - np.uint64(max(bits, 1)), np.uint64(which), 0
    for i in range(len(keys)):
        key = keys[i] * STEP
        mixed[at], places[at] = key, i
        at += keys[i] != SILENT_KEY and (bits == 0 or key >> shift == top)
    return at


@njit(cache=True, nogil=True)
def count_parts(keys, bits, counts):
    """Add to `counts` how many keys go to each of 2^bits parts, `bits` >= 1."""
    shift = BITS - np.uint64(bits)
    for i in range(len(keys)):
        counts[keys[i] >> shift] += 1


@njit(cache=True, nogil=True)
def scatter_parts(keys, rows, skipped, bits, ends, parted_keys, parted_rows):
    """Put keys and rows where their parts go on, and move `ends`; inside a part the order stays.

    A part is told by the `bits` that follow the `skipped` top ones, which all keys share.
    """
    up, shift = np.uint64(skipped), BITS - np.uint64(bits)
    for i in range(len(keys)):
        part = (keys[i] << up) >> shift
        at = ends[part]
        parted_keys[at], parted_rows[at] = keys[i], rows[i]
        ends[part] = at + 1


@njit(cache=True, nogil=True)
def insert_slot(keys, rows, from_keys, from_rows):
    """Copy a few keys with their rows in the order of the keys; of equals the order stays."""
    for i in range(len(from_keys)):
        key, row, j = from_keys[i], from_rows[i], i
        while j > 0 and keys[j - 1] > key:
            keys[j], rows[j] = keys[j - 1], rows[j - 1]
            j -= 1
        keys[j], rows[j] = key, row


@njit(cache=True, nogil=True)
def sort_part(keys, rows, skipped, scratch_keys, scratch_rows):
    """Sort the keys of a part, which share their top `skipped` bits, and their rows with them; stable."""
    bits = 1
    while SLOT << bits < len(keys):
        bits += 1
    ends, up, shift = np.zeros(1 << bits, np.int64), np.uint64(skipped), BITS - np.uint64(bits)
    for i in range(len(keys)):
        ends[(keys[i] << up) >> shift] += 1
    ends = np.cumsum(ends) - ends
    scatter_parts(keys, rows, skipped, bits, ends, scratch_keys, scratch_rows)
    begin = 0
    for end in ends:
        if end - begin > LONG:
            order = np.argsort(scratch_keys[begin:end], kind="mergesort")
            keys[begin:end], rows[begin:end] = scratch_keys[begin:end][order], scratch_rows[begin:end][order]
        else:
            insert_slot(keys[begin:end], rows[begin:end], scratch_keys[begin:end], scratch_rows[begin:end])
        begin = end


@njit(cache=True, nogil=True)
def sort_parts(keys, rows, bits, ends):
    """Sort each of 2^bits parts, part p being [ends[p - 1], ends[p]) of keys and rows: then all of them are sorted."""
    largest, begin = 0, 0
    for end in ends:
        largest, begin = max(largest, end - begin), end
    scratch_keys, scratch_rows, begin = np.empty(largest, np.uint64), np.empty(largest, rows.dtype), 0
    for end in ends:
        sort_part(keys[begin:end], rows[begin:end], bits, scratch_keys, scratch_rows)
        begin = end


@njit(cache=True, nogil=True)
def stars(keys, rows, left, right):
    """Write an edge from the first row with a key to every later one, keys being sorted; returns how many."""
    first, at = 0, 0
    for i in range(1, len(keys)):
        again = keys[i] == keys[i - 1]
        first = first if again else i
        left[at], right[at] = rows[first], rows[i]
        at += again
    return at


@njit(cache=True, nogil=True)
def part_mixed(keys, bits, ends, mixed, rows):
    """Put the mixed keys and their places into 2^bits parts; `ends` comes in zeroed, and tells where each ends."""
    shift, begin = BITS - np.uint64(bits), 0
    for i in range(len(keys)):
        ends[(keys[i] * STEP) >> shift] += 1
    for part in range(len(ends)):
        begin, ends[part] = begin + ends[part], begin
    for i in range(len(keys)):
        key = keys[i] * STEP
        at = ends[key >> shift]
        mixed[at], rows[at] = key, i
        ends[key >> shift] = at + 1


@njit(cache=True, nogil=True)
def match_parts(keys, rows, bits, ends, left, right):
    """Write an edge from the first row with a key to every later one, part by part; returns how many.

    Part p of 2^bits is [ends[p - 1], ends[p]) of keys and rows. A mixed key of 0 is silent.
    """
    largest, begin, found = 0, 0, 0
    for end in ends:
        largest, begin = max(largest, end - begin), end
    counts = np.empty(2 * ROOM * largest + 2, np.uint8)
    seen, first_rows = np.empty(4 * largest + 2, np.uint64), np.empty(4 * largest + 2, rows.dtype)
    few_keys, few_rows, begin = np.empty(largest + 1, np.uint64), np.empty(largest + 1, rows.dtype), 0
    for end in ends:
        few = keep_recurring(keys[begin:end], rows[begin:end], bits, counts, few_keys, few_rows)
        found = match_few(few_keys[:few], few_rows[:few], bits, seen, first_rows, left, right, found)
        begin = end
    return found


@njit(cache=True, nogil=True)
def keep_recurring(keys, rows, skipped, counts, kept_keys, kept_rows):
    """Copy the keys that share a place of `counts` with another, and their rows; returns how many.

    Most keys are in one document only. To learn that, a byte for each of many places is enough, and no branch: what
    is left goes through the table of `match_few`, which has to guess at every key.
    """
    own, kept = bits_of(ROOM * len(keys)), 0
    up, shift = np.uint64(skipped), BITS - np.uint64(own)
    counts[: 1 << own] = 0
    for key in keys:
        place = (key << up) >> shift
        counts[place] += counts[place] < 2
    for i in range(len(keys)):
        kept_keys[kept], kept_rows[kept] = keys[i], rows[i]
        kept += counts[(keys[i] << up) >> shift] > 1
    return kept


@njit(cache=True, nogil=True)
def match_few(keys, rows, skipped, seen, first_rows, left, right, found):
    """Write the edges of the keys of a part after the `found` ones; returns how many there are then."""
    own = bits_of(2 * len(keys))
    up, shift, mask = np.uint64(skipped), BITS - np.uint64(own), np.uint64((1 << own) - 1)
    seen[: 1 << own] = 0
    for i in range(len(keys)):
        key = keys[i]
        slot = (key << up) >> shift
        while seen[slot] != 0 and seen[slot] != key:
            slot = slot + np.uint64(1) & mask
        left[found], right[found] = first_rows[slot], rows[i]
        if seen[slot]:
            found += 1
        elif key:
            seen[slot], first_rows[slot] = key, rows[i]
    return found


@njit(cache=True, nogil=True)
def bits_of(places):
    """Bits that number so many places, one at least."""
    bits = 1
    while 1 << bits < places:
        bits += 1
    return bits
