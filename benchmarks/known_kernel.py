"""Numba kernel that draws MinHash minima with a known structure (`known.py`).

What belongs here: the loop over rows. What does not: which row belongs to which cluster. Import it inside functions.
"""

from __future__ import annotations

import numpy as np
from numba import njit

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
"""Increment of splitmix64 (Steele, Lea, Flood 2014), whose finaliser `drawn` is."""


@njit(cache=True, nogil=True)
def drawn(one, other):
    """64 random bits for a pair of numbers, the same every time."""
    z = (np.uint64(one) + np.uint64(1)) * GOLDEN + np.uint64(other) * np.uint64(0xD6E8FEB86659FD93)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(cache=True, nogil=True)
def draw_minima(first_row, roots, linked, bands, width, changes, minima):
    """Fill `minima` (rows, permutations): those of the root, some changed; one band of the row's chance link.

    A row that is not its own root has up to `changes` minima of its own, but one band, drawn for it, is left whole.
    linked[i] is a row with which row i shares one band by chance, or -1.
    """
    permutations = minima.shape[1]
    for i in range(len(roots)):
        row, root = first_row + i, roots[i]
        for k in range(permutations):
            minima[i, k] = np.uint32(drawn(root, k) >> np.uint64(32))
        if row != root:
            whole = drawn(row, 1_000) % np.uint64(bands)
            for change in range(changes):
                k = drawn(row, 1_001 + change) % np.uint64(permutations)
                if k // np.uint64(width) != whole:
                    minima[i, k] = np.uint32(drawn(row, k) >> np.uint64(32))
        if linked[i] >= 0:
            begin = np.int64(drawn(row, 1_000) % np.uint64(bands)) * width
            for k in range(begin, begin + width):
                minima[i, k] = np.uint32(drawn(linked[i], k) >> np.uint64(32))
