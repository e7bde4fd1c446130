"""The bytes behind an Arrow column of texts, for kernels.

What belongs here: the one door from Arrow to numba. What does not: any kernel.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa


def text_buffers(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """(bytes as uint8, offsets as int64 of length n + 1) of an array of texts; of a large_string nothing is copied.

    Raises ValueError for nulls.
    """
    if texts.null_count:
        raise ValueError("A text is null: fill it with the empty string, which is how a missing text is written.")
    texts = texts.cast(pa.large_string())
    _, offsets, data = texts.buffers()
    if offsets is None or len(texts) == 0:
        return np.empty(0, np.uint8), np.zeros(1, np.int64)
    bounds = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return np.frombuffer(data or b"", np.uint8), bounds
