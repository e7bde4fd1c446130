"""Passing over the bytes of a text in which nothing can begin: they are marked beforehand, and asked eight at a time.

What belongs here: room for marks, and the search for the next one. What does not: what is marked (anchor_kernels,
name_word_kernels), by comparisons without branches, which the compiler makes of many bytes at once. The module compiles
on first use, so it is imported inside functions only.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def marking_room(offsets: np.ndarray) -> np.ndarray:
    """Room for the marks of any document, eight to a number (uint64); offsets: int64, n + 1."""
    longest = 0
    for document in range(len(offsets) - 1):
        longest = max(longest, int(offsets[document + 1] - offsets[document]))
    return np.empty(longest // 8 + 1, np.uint64)


@njit(cache=True, nogil=True, inline="always")
def following_mark(words: np.ndarray, marks: np.ndarray, at: int) -> int:
    """The first place from `at` that is marked; `words` are the marks, eight to a number."""
    while at % 8 and marks[at] == 0:
        at += 1
    if at % 8 == 0:
        while words[at // 8] == 0:
            at += 8
    while marks[at] == 0:
        at += 1
    return at
