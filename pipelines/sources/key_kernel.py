"""Numba kernels of an index of 128-bit keys: an open hash table of the numbers of the keys, 4 bytes a slot.

What belongs here: loops over keys. What does not: what is hashed into keys (`marks.py`), and the index (`keys.py`).
Import it inside functions only, numba is heavy.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def slot_of(ones, twos, slots, one, two):
    """The slot that holds the number of a key, or the empty one where it would lie."""
    at = np.int64(one) & (len(slots) - 1)
    while slots[at] >= 0 and (ones[slots[at]] != one or twos[slots[at]] != two):
        at = (at + 1) & (len(slots) - 1)
    return at


@njit(cache=True, nogil=True)
def place_keys(ones, twos, slots):
    """Put the number of each key into `slots`, all -1 before and a power of two; of equal keys the last stays."""
    for number in range(len(ones)):
        slots[slot_of(ones, twos, slots, ones[number], twos[number])] = number


@njit(cache=True, nogil=True)
def find_keys(ones, twos, slots, wanted_ones, wanted_twos, found):
    """The number of each wanted key, -1 where there is none."""
    for place in range(len(found)):
        found[place] = slots[slot_of(ones, twos, slots, wanted_ones[place], wanted_twos[place])]
