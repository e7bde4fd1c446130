"""Runs of words that recur in a document: Gopher's top 2- to 4-grams and duplicate 5- to 10-grams, in code points.

What belongs here: numba kernels that cut a text at its blanks, as datatrove does when it is given nothing better (a
word there is a token here), and that look for runs. What does not: words of letters (word_kernels).

A run of n words can recur only where its first n - 1 words and its last n - 1 words do. So each length looks at the
places the length before has left, and a run is named by two numbers: the places where its two shorter runs stand for
the first time. No string is made, and after three words little is left to look at (the join of the a-priori
algorithm; Agrawal, Srikant 1994). Numbers are those of datatrove 0.10.1, `gopher_repetition_filter`, which joins the
words of a duplicate without blanks: two runs of other words that join alike («№ 5», «№5») are one to datatrove and two
here, which one real document in 235 shows, by 0.003.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pipelines.annotate.quality_kernels import (
    CONTROL,
    CYRILLIC,
    LATIN,
    OTHER_LETTER,
    PUNCTUATION,
    RUSSIAN,
    SPACE,
    UKRAINIAN,
)

TOP = (2, 3, 4)
DUPLICATE = (5, 6, 7, 8, 9, 10)
"""Lengths of runs, in words, in the order of the columns of `repetition`."""

LETTERS = 1 << LATIN | 1 << CYRILLIC | 1 << UKRAINIAN | 1 << RUSSIAN | 1 << OTHER_LETTER
SIGNS = 1 << PUNCTUATION | 1 << CONTROL
"""Sets of kinds, a bit each."""

TOKEN = np.dtype([("hash", np.uint64), ("chars", np.int32)])
"""A word between blanks: hash of its code points as they are, and their number."""

COUNTS = np.dtype([
    (name, np.int64) for name in ("tokens", "lettered", "worded", "worded_chars", "number_signs", "ellipses")
])  # fmt: skip
"""Counts of a document: tokens, those with a letter, those with more than signs, code points of these, # and …."""

SEED, STEP = np.uint64(14695981039346656037), np.uint64(1099511628211)
"""FNV-1a, 64 bit (Fowler, Noll, Vo), over code points instead of bytes."""
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
"""Fibonacci hashing (Knuth 6.4): the upper bits of a product with it choose the slot of a table."""

NUMBER_SIGN, DOT, DOTS = 0x23, 0x2E, 0x2026

NOWHERE = np.uint64(0xFFFFFFFFFFFFFFFF)
"""Name of no run."""

ENTRY = np.dtype([("name", np.uint64), ("first", np.int32), ("times", np.int32)])
"""A run in the table: its name, its first place, how often it stands in the text; 0 times is an empty entry."""


@njit(cache=True, nogil=True)
def read_tokens(points, kinds, tokens, found):
    """Fill `tokens` (TOKEN) with the words between blanks, and what is counted of them in `found` (COUNTS)."""
    total, at, count = 0, 0, len(points)
    while at < count:
        if kinds[at] == SPACE:
            at += 1
            continue
        start, value, seen = at, SEED, 0
        while at < count and kinds[at] != SPACE:
            value = (value ^ np.uint64(points[at])) * STEP
            seen |= 1 << kinds[at]
            at += 1
        tokens[total].hash, tokens[total].chars = value, at - start
        total += 1
        found.lettered += seen & LETTERS != 0
        if seen & ~SIGNS:
            found.worded += 1
            found.worded_chars += at - start
        if seen & SIGNS:
            count_signs(points, start, at, found)
    found.tokens = total


@njit(cache=True, nogil=True)
def count_signs(points, start, end, found):
    """Count # and ellipses, «…» or three dots, as str.count does."""
    at = start
    while at < end:
        found.number_signs += points[at] == NUMBER_SIGN
        dots = at + 3 <= end and points[at] == points[at + 1] == points[at + 2] == DOT
        found.ellipses += dots or points[at] == DOTS
        at += 3 if dots else 1


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
def read(points, kinds, first_point, first_token, tokens, counts):
    """Fill `tokens` (TOKEN, not all rows are used) and count them in `counts` (COUNTS, n, zeroed).

    points: uint32 and kinds: uint8, code points of all documents; first_point, first_token: int64, n + 1.
    """
    for document in range(len(counts)):
        start, end = first_point[document], first_point[document + 1]
        rows = tokens[first_token[document] : first_token[document + 1]]
        read_tokens(points[start:end], kinds[start:end], rows, counts[document])


@njit(cache=True, nogil=True)
def repetition(tokens, first_token, totals, out):
    """Code points in recurring runs of words: `out`, int64 (n, 9), the lengths in the order of TOP and DUPLICATE.

    tokens: TOKEN; those of a document begin at first_token[document] and are totals[document] many.
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
