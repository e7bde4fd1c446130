"""Counting the bytes of a body by class, plain numba, imported only when a body is read.

What belongs here: the loop. Not here: which classes there are and what they tell (encoding).
"""

from __future__ import annotations

import numpy as np
from numba import njit

CLASSES = 6
LANE = 10
"""Bits of a counter; six of them are packed into one word, and emptied before one can run over."""
MASK = np.uint64((1 << LANE) - 1)


BLOCK = 1_000
"""Bytes that no counter can run over with."""


@njit(cache=True, nogil=True)
def count(body, classes, counts):
    """Add to counts, int64[CLASSES], the bytes of body, uint8[n], by their packed classes, uint64[256]."""
    for start in range(0, body.size, BLOCK):
        end = min(body.size, start + BLOCK)
        half = (end - start) // 2
        # Two sums, since each addition waits for the one before it.
        left, right = np.uint64(0), classes[body[end - 1]] if (end - start) % 2 else np.uint64(0)
        for place in range(start, start + half):
            left += classes[body[np.uint64(place)]]
            right += classes[body[np.uint64(place + half)]]
        for lane in range(CLASSES):
            counts[lane] += np.int64(((left + right) >> np.uint64(lane * LANE)) & MASK)
