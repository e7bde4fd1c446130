"""Numba kernels over 8-bit sketches: which rows of a bucket resemble each other.

What belongs here: loops over buckets and sketches. What does not: files and thresholds (`index_edges.py`,
`estimates.py`). Import it inside functions only, numba is heavy.

A bucket is a run of equal numbers in `buckets`; its members lie in the order of the source, each with its row, its
sketch and whether it is `asked` for. Only edges whose later row is asked for are given: (earlier row, later row, equal
bytes). An edge hangs on the members before its later one and on nothing after it.
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
def keep_closest(member, equal, found, others, equals):
    """Put a member among the ones found, in place of the least close if there is no room; returns how many they are."""
    if found < len(others):
        others[found], equals[found] = member, equal
        return found + 1
    least = np.argmin(equals)
    if equal > equals[least]:
        others[least], equals[least] = member, equal
    return found


@njit(cache=True, nogil=True)
def held_against(i, begin, chosen, sketches, least, likely, window, others, equals):
    """Write the members that member i may be near to, or at place 0, if there is none, the one it is closest to.

    Looked at are the `chosen` ones, of which the closest are written, and if it is likely near to none of them, the
    `window` before it but for the first at `begin`, the nearest first, until it is likely near to one; of the window it
    is the closest that counts. Returns how many were written, and how many bytes agree at most with a chosen one.
    """
    found, closest, most = 0, begin, -1
    for member in chosen:
        equal = equal_bytes(sketches, member, i)
        if equal >= least:
            found = keep_closest(member, equal, found, others, equals)
        if equal > most:
            closest, most = member, equal
    of_chosen = most
    if of_chosen < likely:
        for member in range(i - 1, max(begin, i - window - 1), -1):
            equal = equal_bytes(sketches, member, i)
            if equal > most:
                closest, most = member, equal
            if most >= likely:
                break
    if most > of_chosen and most >= least:
        found = keep_closest(closest, most, found, others, equals)
    if not found:
        others[0], equals[0] = closest, most
    return found, of_chosen


@njit(cache=True, nogil=True)
def resembling(
    buckets,
    rows,
    stands,
    asked,
    sketches,
    sizes,
    least,
    likely,
    head,
    representatives,
    window,
    most,
    containment,
    doubt,
):
    """Edges between rows of a bucket that may be near, or one of which may hold the other.

    A row is held against the representatives of its bucket: the first row, and such rows that may stand for others as
    were likely near to no representative before them, `representatives` among the `head` first of the bucket and as
    many again behind. May be near are sketches that agree in at least `least` bytes, and are likely from `likely` on. A
    row that is likely near to no representative is held against the `window` before it, and one that may be near to
    none of all these gets an edge to the one it is closest to, where their `sizes` leave it possible that one holds the
    other. It has `most` edges in a bucket. So a row costs as much in a bucket of a million as in one of a thousand.
    """
    left, right = np.empty(len(rows), rows.dtype), np.empty(len(rows), rows.dtype)
    agree, at, begin = np.empty(len(rows), np.uint16), 0, 0
    chosen = np.empty(2 * representatives, np.int64)
    others, equals = np.empty(most, np.int64), np.empty(most, np.int64)
    while begin < len(rows):
        end, known, chosen[0] = bucket_end(buckets, begin), 1, begin
        for i in range(begin + 1, end):
            may_stand = stands[i] and known < (representatives if i - begin < head else 2 * representatives)
            if not (asked[i] or may_stand):
                continue
            found, equal = held_against(i, begin, chosen[:known], sketches, least, likely, window, others, equals)
            if not found:
                size, other_size = sizes[i], sizes[others[0]]
                found = int(may_hold(equals[0], sketches.shape[1], size, other_size, containment, doubt))
            if may_stand and equal < likely:
                chosen[known] = i
                known += 1
            if at + found > len(left):
                left, right, agree = doubled(left), doubled(right), doubled(agree)
            for k in range(found if asked[i] else 0):
                left[at], right[at], agree[at] = rows[others[k]], rows[i], equals[k]
                at += 1
        begin = end
    return left[:at].copy(), right[:at].copy(), agree[:at].copy()


@njit(cache=True, nogil=True)
def nearest_earlier(buckets, rows, asked, sketches, window):
    """An edge from each row but the first of a bucket to the earlier one whose sketch agrees most.

    A bucket is looked through from its first row and the `window` just before; of equals the earliest is taken.
    """
    left, right = np.empty(len(rows), rows.dtype), np.empty(len(rows), rows.dtype)
    agree, at, first = np.empty(len(rows), np.uint16), 0, 0
    for i in range(1, len(rows)):
        if buckets[i] != buckets[i - 1]:
            first = i
            continue
        if not asked[i]:
            continue
        nearest, most = first, equal_bytes(sketches, first, i)
        for j in range(max(first + 1, i - window), i):
            equal = equal_bytes(sketches, j, i)
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
        at += asked[i]
    return left[:at].copy(), right[:at].copy()
