"""The bytes behind an Arrow column of texts, for kernels.

What belongs here: the one door from Arrow to numba. What does not: any kernel.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa


def text_buffers(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """(bytes as uint8, offsets as int64 of length n + 1) of a large_string array without nulls; nothing is copied."""
    _, offsets, data = texts.buffers()
    if offsets is None or len(texts) == 0:
        return np.empty(0, np.uint8), np.zeros(1, np.int64)
    bounds = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return np.frombuffer(data or b"", np.uint8), bounds
