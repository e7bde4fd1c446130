"""Arrow columns as the plain arrays that kernels read: no copy, no Python strings.

What belongs here: the doors from Arrow to NumPy of this room. What does not: anything that knows what a column means.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from pipelines.arrow_memory import buffers


def text_bytes(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """UTF-8 bytes (uint8) of all texts and where each begins (uint64[n + 1]).

    Raises ValueError for nulls. Whether the bytes are UTF-8 was settled when `documents` were written.
    """
    if texts.null_count:
        raise ValueError("A text is null: fill it with the empty string, which is how a missing text is written.")
    data, bounds = buffers(texts.cast(pa.large_string()))
    return data, bounds.view(np.uint64)


def one_array(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """A column in one piece; one that is in one piece already is not copied."""
    if isinstance(column, pa.ChunkedArray):
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return column


def numbers(column: pa.ChunkedArray | pa.Array) -> np.ndarray:
    """A column of numbers without nulls as an array."""
    return one_array(column).to_numpy(zero_copy_only=False)


def matrix(column: pa.ChunkedArray | pa.Array) -> np.ndarray:
    """A column of fixed-size lists without nulls as an array of (rows, list size)."""
    lists = one_array(column)
    return lists.flatten().to_numpy(zero_copy_only=False).reshape(-1, lists.type.list_size)
