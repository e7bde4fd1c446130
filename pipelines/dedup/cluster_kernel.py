"""Numba kernels over documents and pairs: nearest earlier sketch, intersections, union-find.

What belongs here: loops over rows, pairs and members of sets. What does not: reading text (`signature_kernel.py`),
band keys (`band_kernel.py`), what a pair means in law (`labels.py`). Import it inside functions only, numba is heavy.
Kernels and helpers share this file because numba's cache watches a kernel's own file and no other.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def agreement(sketches, left, right):
    """How many of the minima of two rows are equal."""
    a, b = sketches[left], sketches[right]
    equal = 0
    for k in range(len(a)):
        equal += a[k] == b[k]
    return equal


@njit(cache=True, nogil=True)
def nearest_earlier(keys, rows, sketches, window):
    """For each member of a bucket the earlier member whose sketch agrees most, and in how many minima.

    Equal `keys` lie together, `rows` ascend inside one key. A bucket is looked through from its first member and the
    `window` just before, so that a bucket of a million costs no more per document than a small one; of equals the
    earliest is taken. Returns (row or -1, equal minima) per position.
    """
    nearest, equal = np.full(len(keys), -1, np.int64), np.zeros(len(keys), np.int32)
    first = 0
    for i in range(len(keys)):
        if keys[i] != keys[first]:
            first = i
        if i == first:
            continue
        nearest[i], equal[i] = rows[first], agreement(sketches, rows[first], rows[i])
        for j in range(max(first + 1, i - window), i):
            found = agreement(sketches, rows[j], rows[i])
            if found > equal[i]:
                nearest[i], equal[i] = rows[j], found
    return nearest, equal


@njit(cache=True, nogil=True)
def shared_members(values, bounds, left, other_values, other_bounds, right):
    """int64 per pair: members that set left[i] shares with the other family's right[i], by merging sorted lists."""
    shared = np.zeros(len(left), np.int64)
    for pair in range(len(left)):
        i, i_end = bounds[left[pair]], bounds[left[pair] + 1]
        j, j_end = other_bounds[right[pair]], other_bounds[right[pair] + 1]
        while i < i_end and j < j_end:
            a, b = values[i], other_values[j]
            shared[pair] += a == b
            i += a <= b
            j += b <= a
    return shared


@njit(cache=True, nogil=True)
def root_of(parent, row):
    """Root of a row, halving the path on the way (Tarjan, van Leeuwen 1984)."""
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = parent[row]
    return row


@njit(cache=True, nogil=True)
def join(parent, size, left, right, limit):
    """Union the components of each pair, in order, unless together they would have more than `limit` rows.

    The smaller row becomes the root, so a root is always the first row of its component.
    """
    for i in range(len(left)):
        a, b = root_of(parent, left[i]), root_of(parent, right[i])
        if a == b or size[a] + size[b] > limit:
            continue
        a, b = min(a, b), max(a, b)
        parent[b] = a
        size[a] += size[b]


@njit(cache=True, nogil=True)
def flatten(parent):
    """Point every row straight at its root; one pass is enough, for a parent is never a later row."""
    for row in range(len(parent)):
        parent[row] = parent[parent[row]]
