"""Numba kernels of packing: best fit, names, and moving tokens.

What belongs here: loops over pieces and tokens. What does not: which pieces there are (`tokens.py`) and what becomes of
the rows (`packing.py`). Import it inside functions only, numba is heavy.
"""

from __future__ import annotations

import numpy as np
from numba import njit

STEP, HALF = np.uint64(0xBF58476D1CE4E5B9), np.uint64(32)
"""First multiplier of splitmix64 (Steele, Lea, Flood 2014), and half a word."""

GOLDEN = 0.6180339887498949
"""Steps of this share of a circle leave no two neighbours beside each other."""

BLOCK = 8
"""Rooms are looked for by blocks of 2^8, so that a search takes some hundred steps in the longest row too."""


@njit(cache=True, nogil=True)
def by_falling_length(lengths, length):
    """int32[pieces], the pieces, longest first; and int64[length + 1]: how many are as long as the row less the place.

    Those of one length are in a scattered order: neighbours in the corpus are often of one template and of one length,
    and are not to fill a row together.
    """
    number = len(lengths)
    ends = np.zeros(length + 1, np.int64)
    for i in range(number):
        ends[length - lengths[i] + 1] += 1
    for place in range(length):
        ends[place + 1] += ends[place]
    order, step, at = np.empty(number, np.int32), prime_step(number), 0
    for _ in range(number):
        place = length - lengths[at]
        order[ends[place]] = at
        ends[place] += 1
        at += step
        at -= number * (at >= number)
    return order, ends


@njit(cache=True, nogil=True)
def prime_step(number):
    """A golden share of a number, prime to it: steps of it meet every place once."""
    step = max(1, int(number * GOLDEN))
    while True:
        rest, other = step, number
        while other:
            rest, other = other, rest % other
        if rest == 1 or number < 2:
            return step
        step += 1


@njit(cache=True, nogil=True)
def best_fit_rows(order, ends, length):
    """int32[pieces], the row of each piece of `by_falling_length`; and how many rows there are.

    Rows with the same room are a chain, the last one first. The tightest row takes pieces of a length as long as they
    fit, since what is left of it is tighter still; the next row is sought from its room on.
    """
    row_of, below = np.empty(len(order), np.int32), np.empty(len(order), np.int32)
    chains, held = np.full(length + 1, -1, np.int32), np.zeros((length >> BLOCK) + 1, np.int64)
    rows, i = 0, 0
    for size in range(length, 0, -1):
        room = size
        while i < ends[length - size]:
            room = tightest(chains, held, room)
            if room == length:
                row, rows = rows, rows + 1
            else:
                row = chains[room]
                chains[room] = below[row]
                held[room >> BLOCK] -= chains[room] < 0
            left = room
            while left >= size and i < ends[length - size]:
                row_of[order[i]] = row
                left, i = left - size, i + 1
            below[row] = chains[left]
            held[left >> BLOCK] += chains[left] < 0
            chains[left] = row
    return row_of, rows


@njit(cache=True, nogil=True)
def tightest(chains, held, lowest):
    """The smallest room from `lowest` on that a row has; that of a new row when none has."""
    near, longest = lowest >> BLOCK, len(chains) - 1
    for room in range(lowest, min((near + 1) << BLOCK, longest)):
        if chains[room] >= 0:
            return room
    for block in range(near + 1, len(held)):
        if held[block]:
            for room in range(block << BLOCK, min((block + 1) << BLOCK, longest)):
                if chains[room] >= 0:
                    return room
    return longest


@njit(cache=True, nogil=True)
def digests_of(tokens, begins, lengths, seeds):
    """uint64[pieces]: a name for each run of tokens, other for another seed."""
    found = np.empty(len(begins), np.uint64)
    for i in range(len(begins)):
        digest = mixed(seeds[i] + np.uint64(lengths[i]))
        for place in range(begins[i], begins[i] + lengths[i]):
            digest = (digest ^ np.uint64(tokens[place])) * STEP
            digest ^= digest >> HALF
        found[i] = digest
    return found


@njit(cache=True, nogil=True)
def row_names(names, row_of, digests):
    """Add to the name of each row what its pieces are, in whatever order."""
    for i in range(len(row_of)):
        names[row_of[i]] += mixed(digests[i])


@njit(cache=True, nogil=True)
def mixed(value):
    """A number of which every bit depends on every bit of another."""
    value = (value ^ (value >> np.uint64(30))) * STEP
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


@njit(cache=True, nogil=True)
def gather(tokens, begins, lengths, out):
    """Write runs of tokens one after the other."""
    at = 0
    for i in range(len(begins)):
        for place in range(begins[i], begins[i] + lengths[i]):
            out[at] = tokens[place]
            at += 1
