"""Lines of texts over Arrow buffers.

What belongs here: where lines begin, in rows and in code points. What does not: what stands in them
(quality_kernels). The module compiles on first use, so it is imported inside functions only.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def count_lines(data: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """First paragraph row of each document (int64, n + 1): a text of k line ends has k + 1 lines."""
    lines = np.zeros(len(offsets), np.int64)
    for document in range(len(offsets) - 1):
        total = 1
        for at in range(offsets[document], offsets[document + 1]):
            total += data[at] == 10
        lines[document + 1] = lines[document] + total
    return lines


@njit(cache=True, nogil=True)
def line_starts(data: np.ndarray, offsets: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """Code point at which each line begins in its document (int64, one a line)."""
    starts = np.zeros(lines[-1], np.int64)
    for document in range(len(offsets) - 1):
        line, points = lines[document], 0
        for at in range(offsets[document], offsets[document + 1]):
            points += data[at] & 0xC0 != 0x80
            if data[at] == 10:
                line += 1
                starts[line] = points
    return starts
