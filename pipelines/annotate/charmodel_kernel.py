"""Counting and looking up runs of five symbols.

What belongs here: plain numba kernels over folded texts, and the layout of a model's table. What does not: turning
counts into costs (charmodel), words (wording_kernel). The module compiles on first use, so it is imported inside
functions only.

A gram is the last one to five symbols of a text in one uint64, 12 bits each, the newest lowest; a symbol is never 0,
so grams of all lengths lie in one table and none is taken for another. The table must stay near a core, so a slot has
16 bits: eight of them a check of the gram, eight its cost.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pipelines.annotate.folding_kernel import LETTER, RARE, SPACE, SYMBOL_BITS, SYMBOLS

ORDER = 5
WAYS = 4
"""Slots in which a gram may lie, beside each other and so in one line of the cache."""

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
"""Fibonacci hashing (Knuth 6.4): the upper bits of a product with it choose the slot of a table."""

MASKS = np.array([(1 << SYMBOL_BITS * order) - 1 for order in range(ORDER + 1)], np.uint64)
"""The last symbols of a gram, by how many."""

RUNS = np.dtype([(name, np.int64) for name in ("chars", "steps", "left_out", "novel", "unknown", "strange")])
"""Sums over a text. chars: symbols read; steps: cost of those known; left_out: symbols that back-off left out; novel:
those known by one or two symbols only, or not at all; unknown: not at all; strange: foreign to the language and the
sample, or of a wrong code page."""


@njit(cache=True, nogil=True)
def shift_of(size):
    """How far a product is shifted down to be a slot of a table that is a power of two long."""
    bits = 0
    while 1 << bits < size:
        bits += 1
    return np.uint64(64 - bits)


@njit(cache=True, nogil=True)
def count_grams(symbols, starts, grams, counts, room):
    """Count the runs of five symbols of all texts, until `room` different ones are found.

    grams: uint64, counts: uint32, both a power of two long and zeroed: open addressing, a zero gram is an empty slot.
    Returns how many texts were read.
    """
    mask, shift, found = np.uint64(len(grams) - 1), shift_of(len(grams)), 0
    for document in range(len(starts) - 1):
        if found > room:
            return document
        gram = np.uint64(SPACE)
        for i in range(starts[document], starts[document + 1]):
            gram = (gram << np.uint64(SYMBOL_BITS) | np.uint64(symbols[i])) & MASKS[ORDER]
            if i < starts[document] + ORDER - 1:
                continue
            slot = gram * GOLDEN >> shift
            while grams[slot] != gram and grams[slot] != 0:
                slot = slot + np.uint64(1) & mask
            found += grams[slot] == 0
            grams[slot] = gram
            counts[slot] += np.uint32(1)
    return len(starts) - 1


@njit(cache=True, nogil=True, inline="always")
def mix(gram):
    """A gram well stirred: its upper bits choose the slot, eight of the middle are the check."""
    return (gram ^ gram >> np.uint64(29)) * GOLDEN


@njit(cache=True, nogil=True)
def place(grams, costs, table):
    """Put grams (uint64) with their costs (1 to 255) into `table` (uint16, zeroed), the earlier ones first.

    One that finds its four slots taken is left out. Returns how many are in.
    """
    shift, placed = shift_of(len(table)), 0
    for i in range(len(grams)):
        mixed = mix(grams[i])
        slot = mixed >> shift & ~np.uint64(WAYS - 1)
        for way in range(WAYS):
            if table[slot + np.uint64(way)] == 0:
                table[slot + np.uint64(way)] = np.uint16(mixed >> np.uint64(24) & np.uint64(0xFF00)) | costs[i]
                placed += 1
                break
    return placed


@njit(cache=True, nogil=True, inline="always")
def cost_of(gram, table, shift):
    """Cost of a gram, 0 when the table lacks it. Of those it lacks, one in sixty is taken for another (4 / 256).

    All four ways are looked at, for a branch that is guessed wrong costs more than the three others.
    """
    mixed = mix(gram)
    slot = mixed >> shift & ~np.uint64(WAYS - 1)
    check, cost = np.uint64(mixed >> np.uint64(32) & np.uint64(0xFF)), np.uint64(0)
    for way in range(WAYS):
        entry = np.uint64(table[slot + np.uint64(way)])
        cost |= (entry & np.uint64(0xFF)) * np.uint64(entry >> np.uint64(8) == check) * np.uint64(cost == 0)
    return cost


@njit(cache=True, nogil=True)
def shorter(gram, table, shift):
    """(length of the longest known run of less than five symbols that ends a gram, its cost); 0, 0 without one."""
    for left_out in range(1, ORDER):
        cost = cost_of(gram & MASKS[ORDER - left_out], table, shift)
        if cost:
            return ORDER - left_out, cost
    return 0, np.uint64(0)


@njit(cache=True, nogil=True)
def is_misread(before, symbol, trait):
    """UTF-8 read as a Western page: ã, â, ð or ñ with a sign of U+0080-00BF or of dashes and quotes close behind."""
    if trait & LETTER or not (0xE2 <= before <= 0xE3 or 0xF0 <= before <= 0xF1):
        return False
    return symbol < 0xC0 or symbol > RARE


@njit(cache=True, nogil=True)
def read_runs(symbols, traits, starts, table, usual, runs):
    """Add up what the symbols of each text cost, in `runs` (RUNS, zeroed). table: uint16; usual: bool[SYMBOLS]."""
    shift = shift_of(len(table))
    for document in range(len(runs)):
        gram, steps = np.uint64(SPACE), np.uint64(0)
        left_out = novel = unknown = strange = 0
        for i in range(starts[document], starts[document + 1]):
            symbol = symbols[i]
            strange += not usual[symbol] or (symbol > 0x7F and is_misread(gram & MASKS[1], symbol, traits[i]))
            gram = (gram << np.uint64(SYMBOL_BITS) | np.uint64(symbol)) & MASKS[ORDER]
            cost = cost_of(gram, table, shift)
            if not cost:
                order, cost = shorter(gram, table, shift)
                left_out += ORDER - order if order else 0
                novel += order < 3
                unknown += order == 0
            steps += cost
        found = runs[document]
        found.chars, found.steps = starts[document + 1] - starts[document], steps
        found.left_out, found.novel, found.unknown, found.strange = left_out, novel, unknown, strange


@njit(cache=True, nogil=True)
def mark_seen(table, seen):
    """Mark the symbols that stand in the texts of a model in `seen` (bool[SYMBOLS])."""
    shift = shift_of(len(table))
    for symbol in range(1, SYMBOLS):
        seen[symbol] |= cost_of(np.uint64(symbol), table, shift) > 0
