"""Numba kernels over band keys: making them, finding equal ones without sorting, joining what they bring together.

What belongs here: loops over keys and edges. What does not: files, ranges and engines (`bands.py`), likeness
(`estimate_kernel.py`). Import it inside functions only, numba is heavy. Kernels and helpers share this file because
numba's cache watches a kernel's own file and no other; rows are uint32, or int64 where a source has more of them.

Equal keys are found in parts: keys go to parts by the top bits of a multiple of them, so that a part and its table stay
in a core's cache, and each part gets an open-addressing table made for its own number of keys (one huge part would
otherwise make every table huge). A hit compares the whole key of both rows.
"""

from __future__ import annotations

import numpy as np
from numba import njit

STEP, HALF = np.uint64(0xBF58476D1CE4E5B9), np.uint64(32)
"""First multiplier of splitmix64 (Steele, Lea, Flood 2014), and half a word."""

SILENT_KEY = np.uint64(0)
"""Key of a row that is in no bucket: a text without words. A real key is this one with a chance of 2^-64."""

U0, U1, BITS = np.uint64(0), np.uint64(1), np.uint64(64)


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
def keys_in_range(keys, first_row, bits, which, found, rows):
    """Copy the keys whose top `bits` are `which` to `found`, and the row of each to `rows`; returns how many.

    The first key is that of `first_row`. Silent keys are left out. Every key is written and stays only if it is wanted:
    a branch that is taken at random costs more than a store.
    """
    shift, top, at = BITS - np.uint64(max(bits, 1)), np.uint64(which), 0
    for i in range(len(keys)):
        key = keys[i]
        found[at], rows[at] = key, first_row + i
        at += key != SILENT_KEY and (bits == 0 or key >> shift == top)
    return at


@njit(cache=True, nogil=True)
def count_parts(keys, bits, counts):
    """Add to `counts` how many keys go to each of 2^bits parts, `bits` >= 1."""
    shift = BITS - np.uint64(bits)
    for i in range(len(keys)):
        counts[(keys[i] * STEP) >> shift] += 1


@njit(cache=True, nogil=True)
def scatter_parts(keys, rows, bits, ends, parted_keys, parted_rows):
    """Put keys and rows where their parts go on, and move `ends`; inside a part the order stays."""
    shift = BITS - np.uint64(bits)
    for i in range(len(keys)):
        part = (keys[i] * STEP) >> shift
        at = ends[part]
        parted_keys[at], parted_rows[at] = keys[i], rows[i]
        ends[part] = at + 1


@njit(cache=True, nogil=True)
def table_bits(count):
    """Size of a table for so many keys as a power of two, at most half full."""
    bits = 1
    while (1 << bits) < 2 * count:
        bits += 1
    return bits


@njit(cache=True, nogil=True)
def find_repeats(keys, part_bits, table, bits, holders, repeats):
    """Write to `repeats` the places whose key has been before, holders[i] being where first; returns how many.

    `table` has 2^bits places, all 0; it keeps place + 1 and is probed one by one, from the bits on that follow those
    which all keys of the part share. As in `keys_in_range`, every place is written to `repeats`.
    """
    last, shift, skipped, count = (U1 << np.uint64(bits)) - U1, BITS - np.uint64(bits), np.uint64(part_bits), U0
    for place in range(len(keys)):
        i = np.uint64(place)
        key = keys[i]
        slot = ((key * STEP) << skipped) >> shift
        held = np.uint64(table[slot])
        while held and keys[held - U1] != key:
            slot = (slot + U1) & last
            held = np.uint64(table[slot])
        first = held - U1 if held else i
        table[slot], holders[i], repeats[count] = first + U1, first, i
        count += np.uint64(held != 0)
    return count


@njit(cache=True, nogil=True)
def write_edges(rows, holders, repeats, places, left, right, at):
    """Write (first row, later row) bucket by bucket from `at` on; returns where the next edge goes.

    Buckets come in the order in which they get their second row, and rows in order inside a bucket. `places` is
    scratch, all 0: minus the size of a bucket at first, then where its next edge goes.
    """
    for i in repeats:
        places[holders[i]] -= 1
    for i in repeats:
        holder = holders[i]
        if places[holder] < 0:
            size = -places[holder]
            places[holder] = at
            at += size
        left[places[holder]], right[places[holder]] = rows[holder], rows[i]
        places[holder] += 1
    return at


@njit(cache=True, nogil=True)
def edges_in_parts(keys, rows, bits, ends, left, right):
    """Write an edge from the first row with a key to every later one, part by part; returns how many.

    There are 2^bits parts; part p is [ends[p - 1], ends[p]) of keys and rows. `left` and `right` have room for
    len(keys).
    """
    largest, begin = 0, 0
    for end in ends:
        largest, begin = max(largest, end - begin), end
    table = np.empty(1 << table_bits(largest), np.uint32)
    holders, repeats, places = (np.empty(largest, np.uint32), np.empty(largest, np.uint32), np.empty(largest, np.int64))
    begin, at = 0, 0
    for end in ends:
        count = end - begin
        size = table_bits(count)
        table[: 1 << size] = 0
        found = find_repeats(keys[begin:end], bits, table, size, holders, repeats)
        if found:
            places[:count] = 0
            at = write_edges(rows[begin:end], holders, repeats[:found], places, left, right, at)
        begin = end
    return at


@njit(cache=True, nogil=True)
def root_of(parent, row):
    """Root of a row, halving the path on the way (Tarjan, van Leeuwen 1984)."""
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = parent[row]
    return row


@njit(cache=True, nogil=True)
def unite(parent, left, right):
    """Join the components of left[i] and right[i], in order; the smaller root becomes the root of both."""
    for i in range(len(left)):
        a, b = root_of(parent, left[i]), root_of(parent, right[i])
        if a < b:
            parent[b] = a
        elif b < a:
            parent[a] = b


@njit(cache=True, nogil=True)
def flatten(parent):
    """Point every row straight at its root; one pass is enough, for a parent is never a later row."""
    for row in range(len(parent)):
        parent[row] = parent[parent[row]]
