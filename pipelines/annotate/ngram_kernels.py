"""Runs of words that recur in a document: Gopher's top 2- to 4-grams and duplicate 5- to 10-grams, in code points.

What belongs here: numba kernels over hashed words. What does not: reading the words (quality_kernels). The module
compiles on first use, so it is imported inside functions only.

A run of n words can recur only where its first n - 1 words and its last n - 1 words do. So each length looks at the
places the length before has left, and a run is named by two numbers: the places where its two shorter runs stand for
the first time. No string is made, and after three words little is left to look at (the join of the a-priori
algorithm; Agrawal, Srikant 1994). Numbers are those of datatrove 0.10.1, `gopher_repetition_filter`, which joins the
words of a duplicate without blanks; two runs of other words that join alike are one to datatrove and two here.
"""

from __future__ import annotations

import numpy as np
from numba import njit

TOP = (2, 3, 4)
DUPLICATE = (5, 6, 7, 8, 9, 10)
"""Lengths of runs, in words, in the order of the columns of `repetition`."""

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
"""Fibonacci hashing (Knuth 6.4): the upper bits of a product with it choose the slot of a table."""

NOWHERE = np.uint64(0xFFFFFFFFFFFFFFFF)
"""Name of no run."""

ENTRY = np.dtype([("name", np.uint64), ("first", np.int32), ("times", np.int32)])
"""A run in the table: its name, its first place, how often it stands in the text; 0 times is an empty entry."""


@njit(cache=True, nogil=True)
def emptied(table, total):
    """Empty as many entries as so many runs need; returns what shifts a hash down to a slot."""
    bits = 1
    while 1 << bits < 2 * total:
        bits += 1
    for slot in range(1 << bits):
        table[slot].times = 0
    return np.uint64(64 - bits)


@njit(cache=True, nogil=True)
def slot_of(name, table, shift):
    """Where a run is in the table, or belongs."""
    mask = (np.uint64(1) << np.uint64(64) - shift) - np.uint64(1)
    slot = name * GOLDEN >> shift
    while table[slot].times and table[slot].name != name:
        slot = slot + np.uint64(1) & mask
    return slot


@njit(cache=True, nogil=True)
def keep_recurring(names, places, total, table, slots, firsts):
    """Find the runs that recur among `total` of them, by their names and their places in order.

    Leaves in `places` those of recurring runs, and in `firsts` the first place of each. Returns (how many places are
    left, how often the most frequent run stands, its first place); of several equally frequent runs, the earliest.
    """
    shift = emptied(table, total)
    for i in range(total):
        slot = slot_of(names[i], table, shift)
        if not table[slot].times:
            table[slot].name, table[slot].first = names[i], places[i]
        table[slot].times += 1
        slots[i] = slot
    left = most = top = 0
    for i in range(total):
        entry = table[slots[i]]
        if entry.times > most:
            most, top = entry.times, entry.first
        if entry.times > 1:
            places[left] = places[i]
            firsts[places[i]] = entry.first
            left += 1
    return left, most, top


@njit(cache=True, nogil=True)
def lengthen(names, places, left, firsts):
    """Name the runs of one word more that may recur: at their place a shorter one recurs, and at the next.

    Leaves their places in `places` and empties `firsts`; returns how many there are.
    """
    for i in range(left):
        here, after = firsts[places[i]], firsts[places[i] + 1]
        names[i] = np.uint64(here) << np.uint64(32) | np.uint64(after) if after >= 0 else NOWHERE
    total = 0
    for i in range(left):
        firsts[places[i]] = -1
        if names[i] != NOWHERE:
            names[total], places[total] = names[i], places[i]
            total += 1
    return total


@njit(cache=True, nogil=True)
def duplicate_chars(places, left, firsts, length, ends, seen):
    """Code points of the runs that repeat an earlier one, read from left to right, a repeated one passed over whole.

    ends[i] are the code points of the first i words; seen[place] tells at which length a run was met there.
    """
    chars = onward = 0
    for i in range(left):
        place = places[i]
        if place < onward:
            continue
        if seen[firsts[place]] == length:
            chars += ends[place + length] - ends[place]
            onward = place + length
        else:
            seen[firsts[place]] = length
    return chars


@njit(cache=True, nogil=True)
def repetition(tokens, first_token, totals, out):
    """Code points in recurring runs of words: `out`, int64 (n, 9), the lengths in the order of TOP and DUPLICATE.

    tokens: quality_kernels.TOKEN; those of a document begin at first_token[document] and are totals[document] many.
    As datatrove counts it, the top run of a text where none recurs is its first one.
    """
    longest = 1
    for document in range(len(totals)):
        longest = max(longest, totals[document])
    names, slots = np.empty(longest, np.uint64), np.empty(longest, np.uint64)
    places, firsts = np.empty(longest + 1, np.int32), np.empty(longest + 1, np.int32)
    seen = np.empty(longest + 1, np.int32)
    ends, table = np.empty(longest + 1, np.int64), np.empty(4 * longest + 2, ENTRY)
    for document in range(len(totals)):
        total = totals[document]
        words = tokens[first_token[document] : first_token[document] + total]
        ends[0], firsts[: total + 1], seen[: total + 1] = 0, -1, 0
        for i in range(total):
            names[i], places[i], ends[i + 1] = words[i].hash, i, ends[i] + words[i].chars
        left, _, _ = keep_recurring(names, places, total, table, slots, firsts)
        for length in range(TOP[0], min(DUPLICATE[-1], total) + 1):
            running = lengthen(names, places, left, firsts)
            left, most, top = keep_recurring(names, places, running, table, slots, firsts)
            most, top = (most, top) if most > 1 else (1, 0)
            if length > TOP[-1]:
                chars = duplicate_chars(places, left, firsts, length, ends, seen)
            else:
                chars = most * (ends[top + length] - ends[top] + length - 1)
            out[document, length - TOP[0]] = chars
