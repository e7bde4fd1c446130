"""Numba kernels over sets and components: intersections, union-find.

What belongs here: loops over members of sets and over edges. What does not: reading text (`signature_kernel.py`),
band keys (`band_kernel.py`), what a pair means in law (`labels.py`). Import it inside functions only, numba is heavy.
Kernels and helpers share this file because numba's cache watches a kernel's own file and no other.
"""

from __future__ import annotations

import numpy as np
from numba import njit


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
def unite(parent, left, right):
    """Join the components of left[i] and right[i], in order; the smaller root becomes the root of both."""
    for i in range(len(left)):
        a, b = root_of(parent, left[i]), root_of(parent, right[i])
        if a < b:
            parent[b] = a
        elif b < a:
            parent[a] = b


@njit(cache=True, nogil=True)
def unite_up_to(parent, size, left, right, limit):
    """As `unite`, but for pairs whose components would together have more than `limit` rows.

    `size` has the rows of a component at its root, and is kept so.
    """
    for i in range(len(left)):
        a, b = root_of(parent, left[i]), root_of(parent, right[i])
        together = np.int64(size[a]) + np.int64(size[b])
        if a == b or together > limit:
            continue
        a, b = min(a, b), max(a, b)
        parent[b], size[a] = a, together


@njit(cache=True, nogil=True)
def flatten(parent):
    """Point every row straight at its root; one pass is enough, for a parent is never a later row."""
    for row in range(len(parent)):
        parent[row] = parent[parent[row]]


@njit(cache=True, nogil=True)
def count_members(roots, size):
    """Add to size[root] the rows of each root."""
    for row in range(len(roots)):
        size[roots[row]] += 1
