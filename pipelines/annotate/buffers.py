"""The bytes behind an Arrow column of texts, for kernels.

What belongs here: what a column must be like for a kernel. What does not: any kernel, and how its memory is had
(`arrow_memory.py`).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from pipelines.arrow_memory import buffers


def text_buffers(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """(bytes as uint8, offsets as int64 of length n + 1) of an array of texts; of a large_string nothing is copied.

    Raises ValueError for nulls.
    """
    if texts.null_count:
        raise ValueError("A text is null: fill it with the empty string, which is how a missing text is written.")
    return buffers(texts.cast(pa.large_string()))
