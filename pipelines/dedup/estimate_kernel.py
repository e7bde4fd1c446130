"""Numba kernels over 8-bit sketches: which rows of a bucket resemble each other.

What belongs here: loops over edges and sketches. What does not: files and thresholds (`estimates.py`). Import it inside
functions only, numba is heavy.
"""

from __future__ import annotations

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
def doubled(array):
    """The array with as much room again."""
    longer = np.empty(2 * len(array) + 64, array.dtype)
    longer[: len(array)] = array
    return longer


@njit(cache=True, nogil=True)
def resembling(left, right, places, sketches, least, representatives, window):
    """Edges between rows of one bucket whose sketches agree in at least `least` bytes: (left, right, equal bytes).

    `left` and `right` are the star edges of the buckets, each bucket's together; `places` says where a row's sketch is.
    A row is held against the representatives of its bucket: the first row, and up to `representatives` in all that
    resembled none before them. If it resembles none either, it is held against the `window` rows before it, the nearest
    first, and only then is it alone. So a bucket of a million rows costs no more per row than a small one.
    """
    kept_left, kept_right = np.empty(len(left), left.dtype), np.empty(len(left), left.dtype)
    kept_equal = np.empty(len(left), np.uint8)
    chosen, known, begin, at = np.empty(representatives, left.dtype), 0, 0, 0
    for i in range(len(left)):
        if i == 0 or left[i] != left[i - 1]:
            chosen[0], known, begin = left[i], 1, i
        if at + known > len(kept_left):
            kept_left, kept_right, kept_equal = doubled(kept_left), doubled(kept_right), doubled(kept_equal)
        before, row, place = at, right[i], places[right[i]]
        for c in range(known):
            equal = equal_bytes(sketches, places[chosen[c]], place)
            if equal >= least:
                kept_left[at], kept_right[at], kept_equal[at] = chosen[c], row, equal
                at += 1
        j = i - 1
        while at == before and j >= max(begin, i - window):
            equal = equal_bytes(sketches, places[right[j]], place)
            if equal >= least:
                kept_left[at], kept_right[at], kept_equal[at] = right[j], row, equal
                at += 1
            j -= 1
        if at == before and known < representatives:
            chosen[known] = row
            known += 1
    return kept_left[:at].copy(), kept_right[:at].copy(), kept_equal[:at].copy()
