"""The bytes behind an Arrow column of texts, for kernels.

What belongs here: the one door from Arrow to numba. What does not: any kernel.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from pipelines.arrow_memory import memory, no_bounds


def text_buffers(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """(bytes as uint8, offsets as int64 of length n + 1) of an array of texts; of a large_string nothing is copied.

    Raises ValueError for nulls.
    """
    if texts.null_count:
        raise ValueError("A text is null: fill it with the empty string, which is how a missing text is written.")
    texts = texts.cast(pa.large_string())
    _, offsets, data = texts.buffers()
    if offsets is None or len(texts) == 0:
        return memory(None, np.uint8), no_bounds(np.int64)
    return memory(data, np.uint8), memory(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
