"""Numba kernels over 8-bit sketches: which rows of a bucket resemble each other.

What belongs here: loops over buckets and sketches. What does not: files and thresholds (`index_edges.py`,
`estimates.py`). Import it inside functions only, numba is heavy.

A bucket is a run of equal numbers in `buckets`; its rows lie in the order of the source, `places` says where a row's
sketch is, and only edges whose later row is `asked` for are given: (earlier row, later row, equal bytes). An edge hangs
on the rows before its later one and on nothing after it.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def equal_bytes(sketches, a, b):
    """How many bytes of two sketches are equal."""
    one, other, equal = sketches[a], sketches[b], 0
    for k in range(len(one)):
        equal += one[k] == other[k]
    return equal


@njit(cache=True, nogil=True)
def may_hold(equal, permutations, size, other_size, containment, doubt):
    """Whether it is possible that the smaller of two sets is held by the larger to a share of `containment`.

    With sets of a <= b members a containment c of the smaller means a Jaccard of c / (1 + b/a - c). Possible is what
    lies at most `doubt` standard deviations below, of the number of equal bytes at that Jaccard.
    """
    ratio = max(size, other_size) / min(size, other_size)
    jaccard = containment / (1.0 + ratio - containment)
    agree = jaccard + (1.0 - jaccard) / 256.0
    return equal >= permutations * agree - doubt * math.sqrt(permutations * agree * (1.0 - agree))


@njit(cache=True, nogil=True)
def doubled(array):
    """The array with as much room again."""
    longer = np.empty(2 * len(array) + 64, array.dtype)
    longer[: len(array)] = array
    return longer


@njit(cache=True, nogil=True)
def bucket_end(buckets, begin):
    """Where the bucket ends that begins there."""
    end = begin + 1
    while end < len(buckets) and buckets[end] == buckets[begin]:
        end += 1
    return end


@njit(cache=True, nogil=True)
def held_against(i, begin, chosen, rows, places, sketches, least, window, others, equals):
    """Write the members that member i is near, or if there is none, the one that its sketch is closest to.

    Looked at are the `chosen` ones, and if it is near none of them, the `window` before it but for the first at
    `begin`, the nearest first, until it is near one. Returns how many were written, and whether it is near them.
    """
    place, found, closest, most = places[rows[i]], 0, begin, -1
    for member in chosen:
        equal = equal_bytes(sketches, places[rows[member]], place)
        if equal >= least:
            others[found], equals[found] = member, equal
            found += 1
        elif equal > most:
            closest, most = member, equal
    if found:
        return found, True
    for member in range(i - 1, max(begin, i - window - 1), -1):
        equal = equal_bytes(sketches, places[rows[member]], place)
        if equal > most:
            closest, most = member, equal
        if most >= least:
            break
    others[0], equals[0] = closest, most
    return 1, most >= least


@njit(cache=True, nogil=True)
def resembling(buckets, rows, places, asked, sketches, sizes, least, head, representatives, window, containment, doubt):
    """Edges between rows of a bucket that may be near, or one of which may hold the other.

    A row is held against the representatives of its bucket: the first row, and up to `representatives` in all, among
    the `head` first, that were near none before them. Near are sketches that agree in at least `least` bytes. A row
    near no representative is held against the `window` before it, and one that is near none of these either gets an
    edge to the one it is closest to, where their `sizes` leave it possible that one holds the other. So a row costs as
    much in a bucket of a million as in a small one.
    """
    left, right = np.empty(len(rows), rows.dtype), np.empty(len(rows), rows.dtype)
    agree, at, begin = np.empty(len(rows), np.uint16), 0, 0
    chosen, others = np.empty(representatives, np.int64), np.empty(representatives, np.int64)
    equals = np.empty(representatives, np.int64)
    while begin < len(rows):
        end, known, chosen[0] = bucket_end(buckets, begin), 1, begin
        for i in range(begin + 1, end):
            may_stand = known < representatives and i - begin < head
            if not (asked[rows[i]] or may_stand):
                continue
            found, near = held_against(i, begin, chosen[:known], rows, places, sketches, least, window, others, equals)
            if not near:
                size, other_size = sizes[places[rows[i]]], sizes[places[rows[others[0]]]]
                found = int(may_hold(equals[0], sketches.shape[1], size, other_size, containment, doubt))
            if may_stand and not near:
                chosen[known] = i
                known += 1
            if at + found > len(left):
                left, right, agree = doubled(left), doubled(right), doubled(agree)
            for k in range(found if asked[rows[i]] else 0):
                left[at], right[at], agree[at] = rows[others[k]], rows[i], equals[k]
                at += 1
        begin = end
    return left[:at].copy(), right[:at].copy(), agree[:at].copy()


@njit(cache=True, nogil=True)
def nearest_earlier(buckets, rows, places, asked, sketches, window):
    """An edge from each row but the first of a bucket to the earlier one whose sketch agrees most.

    A bucket is looked through from its first row and the `window` just before; of equals the earliest is taken.
    """
    left, right = np.empty(len(rows), rows.dtype), np.empty(len(rows), rows.dtype)
    agree, at, first = np.empty(len(rows), np.uint16), 0, 0
    for i in range(1, len(rows)):
        if buckets[i] != buckets[i - 1]:
            first = i
            continue
        if not asked[rows[i]]:
            continue
        place = places[rows[i]]
        nearest, most = first, equal_bytes(sketches, places[rows[first]], place)
        for j in range(max(first + 1, i - window), i):
            equal = equal_bytes(sketches, places[rows[j]], place)
            if equal > most:
                nearest, most = j, equal
        left[at], right[at], agree[at] = rows[nearest], rows[i], most
        at += 1
    return left[:at].copy(), right[:at].copy(), agree[:at].copy()


@njit(cache=True, nogil=True)
def first_of_bucket(buckets, rows, asked):
    """An edge from the first row of a bucket to each later one: (earlier row, later row)."""
    left, right, at, first = np.empty_like(rows), np.empty_like(rows), 0, 0
    for i in range(1, len(rows)):
        if buckets[i] != buckets[i - 1]:
            first = i
            continue
        left[at], right[at] = rows[first], rows[i]
        at += asked[rows[i]]
    return left[:at].copy(), right[:at].copy()
