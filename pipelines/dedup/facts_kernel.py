"""Numba kernel that turns strings into keys.

What belongs here: the loop over bytes. What does not: which strings (`facts.py`). Import it inside functions only,
numba is heavy.
"""

from __future__ import annotations

import numpy as np
from numba import njit

SEED = np.uint64(0x9E3779B97F4A7C15)
"""Golden ratio, as in splitmix64 (Steele, Lea, Flood 2014)."""
STEP = np.uint64(0xBF58476D1CE4E5B9)
"""First multiplier of splitmix64."""
HALF = np.uint64(32)


@njit(cache=True, nogil=True)
def string_keys(data, offsets):
    """uint64 per string `data[offsets[i]:offsets[i + 1]]`: 0 for an empty one, else a hash of its bytes, in order."""
    keys = np.zeros(len(offsets) - 1, np.uint64)
    for i in range(len(keys)):
        if offsets[i] == offsets[i + 1]:
            continue
        key = SEED
        for at in range(offsets[i], offsets[i + 1]):
            key = (key ^ np.uint64(data[at])) * STEP
            key ^= key >> HALF
        keys[i] = key
    return keys
