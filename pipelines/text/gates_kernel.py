"""One count over the code points of a text: how often each class stands beside each.

What belongs here: the count. Not here: the classes and what is concluded from them (gates).
Import it inside functions only: it brings numba.
"""

from __future__ import annotations

import numpy as np
from numba import njit

_PLANE = 0x10000


@njit(cache=True, nogil=True)
def count_pairs(units: np.ndarray, classes: np.ndarray, pairs: np.ndarray) -> None:
    """Add to ``pairs[before, kind]`` for every code point of uint32 ``units``; class 0 stands before the first."""
    before = np.uint8(0)
    for unit in units:
        kind = classes[unit] if unit < _PLANE else np.uint8(0)
        pairs[before, kind] += 1
        before = kind
