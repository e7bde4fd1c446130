"""Numba kernels of the token budget: when a document's turn comes, and how far each pool of documents may reach.

What belongs here: loops over candidates and over pools. What does not: what a pool is (`budget_quotas.py`), files
(`budget_counts.py`). Import it inside functions only, numba is heavy. All but the drawing of a turn is whole numbers,
and drawing uses exact operations only: every machine chooses the same documents.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
"""Increment of splitmix64 (Steele, Lea, Flood 2014), whose finaliser `mixed` is."""

NEVER = np.uint64(0xFFFFFFFFFFFFFFFF)
"""Turn of a document that is no candidate; a real turn is at most that of the greatest finite float32."""

FIRST, BINS, SHIFT = 97 << 4, 50 << 4, np.uint64(51)
"""Turns are counted in 16 bins an octave, from 2^-30 to 2^20: exponent and four bits of a float32, from bit 51 on."""

FINE = 30
"""A reach is a place on the axis of bins, in steps of 2^-30 of a bin: less than a token of any pool."""

TOP = BINS << FINE
"""The reach that takes everything."""


@njit(cache=True, nogil=True)
def mixed(z):
    """64 bits that look random, another value for every value."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(cache=True, nogil=True)
def fraction(bits):
    """An odd multiple of 2^-53 between 0 and 1, neither of them."""
    return float((bits >> np.uint64(11)) | np.uint64(1)) / 9007199254740992.0


@njit(cache=True, nogil=True)
def waiting(u):
    """-ln(u) to nine digits, 0 < u < 1: the series of artanh, for the last digit of a library's log is its own."""
    mantissa, exponent = math.frexp(u)
    s = (mantissa - 1.0) / (mantissa + 1.0)
    z, series = s * s, 0.0
    for k in range(17, -1, -2):
        series = series * z + 2.0 / k
    return -(exponent * 0.6931471805599453 + s * series)


@njit(cache=True, nogil=True)
def draw_turns(hashes, weights, shares, seed, turns):
    """Write the turn of each document, NEVER where it has no weight or its share is not drawn.

    A turn is the waiting time -ln(u) / weight as float32, read as a whole number, above 32 bits that part equals. Low
    turns come first: the greatest u^(1/weight) of Efraimidis and Spirakis 2006.
    """
    time = np.empty(1, np.float32)
    bits = time.view(np.uint32)
    for i in range(len(hashes)):
        one = mixed(hashes[i] + seed * GOLDEN)
        two = mixed(one + GOLDEN)
        turns[i] = NEVER
        if weights[i] > 0 and fraction(two) < shares[i]:
            time[0] = waiting(fraction(one)) / weights[i]
            turns[i] = np.uint64(bits[0]) << np.uint64(32) | two >> np.uint64(32)


@njit(cache=True, nogil=True)
def bin_of(turn):
    """The bin that a turn falls into; the ends take what lies beyond them."""
    return min(max(np.int64(turn >> SHIFT) - FIRST, 0), BINS - 1)


@njit(cache=True, nogil=True)
def count_turns(strata, turns, tokens, counts):
    """Add documents and tokens of all candidates to `counts` (strata, bins, 2)."""
    for i in range(len(turns)):
        if turns[i] != NEVER:
            at = bin_of(turns[i])
            counts[strata[i], at, 0] += 1
            counts[strata[i], at, 1] += tokens[i]


@njit(cache=True, nogil=True)
def in_bins(strata, turns, first, last, rows):
    """Write the rows whose turn falls into the bins [first, last] of their stratum; returns how many."""
    at = 0
    for i in range(len(turns)):
        if turns[i] != NEVER:
            b = bin_of(turns[i])
            rows[at] = i
            at += first[strata[i]] <= b <= last[strata[i]]
    return at


@njit(cache=True, nogil=True)
def tokens_at(curve, reach):
    """Tokens of a pool up to a reach: between the edges of a bin they are taken to lie evenly."""
    reach = min(max(reach, 0), TOP)
    k, part = reach >> FINE, reach & ((1 << FINE) - 1)
    if part == 0:
        return curve[k]
    step = curve[k + 1] - curve[k]
    return curve[k] + (step >> FINE) * part + (((step & ((1 << FINE) - 1)) * part) >> FINE)


@njit(cache=True, nogil=True)
def tokens_of(curves, floors, reaches, members, shift):
    """Tokens of some pools when their reach is shifted; no pool has fewer than its floor."""
    total = 0
    for p in members:
        total += max(floors[p], tokens_at(curves[p], reaches[p] + shift))
    return total


@njit(cache=True, nogil=True)
def widest(curves, floors, reaches, members, most):
    """The greatest shift that keeps some pools within `most`, of those between all empty and all full."""
    low, high = -np.max(reaches[members]), TOP - np.min(reaches[members])
    while low < high:
        middle = (low + high + 1) >> 1
        if tokens_of(curves, floors, reaches, members, middle) <= most:
            low = middle
        else:
            high = middle - 1
    return low


@njit(cache=True, nogil=True)
def fitted(curves, floors, reaches, members, least, most):
    """The shift nearest to none that brings some pools between `least`, which is there to be had, and `most`."""
    now = tokens_of(curves, floors, reaches, members, 0)
    if now > most:
        return widest(curves, floors, reaches, members, most)
    if now < least:
        return widest(curves, floors, reaches, members, least - 1) + 1
    return 0


@njit(cache=True, nogil=True)
def balance(curves, floors, begins, members, least, most, shifts, reaches, sweeps):
    """Give each quota in turn the shift it needs while the others keep theirs, until none moves.

    Iterative proportional fitting (Deming and Stephan 1940) with inequalities, on curves instead of weights. Quota q
    speaks of the pools members[begins[q] : begins[q + 1]]; shifts and reaches are changed. Returns by how many tokens
    a quota is missed where they do not come to rest.
    """
    for _ in range(sweeps):
        moved = 0
        for q in range(len(least)):
            its = members[begins[q] : begins[q + 1]]
            reaches[its] -= shifts[q]
            shift = fitted(curves, floors, reaches, its, least[q], most[q])
            reaches[its] += shift
            moved, shifts[q] = max(moved, abs(shift - shifts[q])), shift
        if moved <= 1:
            return 0
    missed = 0
    for q in range(len(least)):
        had = tokens_of(curves, floors, reaches, members[begins[q] : begins[q + 1]], 0)
        missed = max(missed, least[q] - had, had - most[q])
    return missed


@njit(cache=True, nogil=True)
def settle(curves, floors, begins, members, least, most, budget, negligible, sweeps):
    """Shifts of all quotas, and reaches of all pools: as far as the budget lets them when the quotas are balanced.

    In the end no maximum is passed, nor the budget; a minimum may be missed where they conflict, which is so where
    balancing misses one by more than is `negligible`.
    """
    shifts, everyone = np.zeros(len(least), np.int64), np.arange(len(curves))
    line, low, high = TOP, 0, TOP
    reaches = np.full(len(curves), line, np.int64)
    while low < high:
        middle = (low + high + 1) >> 1
        reaches += middle - line
        line = middle
        if balance(curves, floors, begins, members, least, most, shifts, reaches, sweeps) > negligible:
            break
        if tokens_of(curves, floors, reaches, everyone, 0) <= budget:
            low = middle
        else:
            high = middle - 1
    reaches += low - line
    balance(curves, floors, begins, members, least, most, shifts, reaches, sweeps)
    for q in range(len(least)):  # lowering one raises no other
        its = members[begins[q] : begins[q + 1]]
        shift = fitted(curves, floors, reaches, its, 0, most[q])
        reaches[its] += shift
        shifts[q] += shift
    reaches += fitted(curves, floors, reaches, everyone, 0, budget)
    return shifts, reaches


@njit(cache=True, nogil=True)
def helped(belongs, short, room, pool, size):
    """How many quotas lack a document of so many tokens of a pool and more; none where it does not fit."""
    number = 0
    for q in range(len(short)):
        if belongs[q, pool]:
            if room[q] < size:
                return 0
            number += short[q] >= size
    return number


@njit(cache=True, nogil=True)
def top_up(belongs, short, room, sizes, begins, taken):
    """Take documents for quotas that are short, each time the next of the pool that helps most of them.

    Args:
        belongs: bool (quotas, pools).
        short: tokens that each quota lacks of its minimum; lowered here.
        room: tokens that each quota may still take; lowered here.
        sizes: tokens of the documents next in turn, at least 1 each.
        begins: pool p has sizes[begins[p] : begins[p + 1]].
        taken: how many of them each pool has; raised here.
    """
    while True:
        best, most = -1, 0
        for pool in range(len(taken)):
            at = begins[pool] + taken[pool]
            number = helped(belongs, short, room, pool, sizes[at]) if at < begins[pool + 1] else 0
            if number > most:
                best, most = pool, number
        if best < 0:
            return
        size = sizes[begins[best] + taken[best]]
        taken[best] += 1
        for q in np.flatnonzero(belongs[:, best]):
            short[q] -= size
            room[q] -= size
