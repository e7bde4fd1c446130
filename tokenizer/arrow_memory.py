"""Arrow's memory as NumPy arrays, for kernels.

What belongs here: the way from texts and their buffers to arrays. What does not: any kernel.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa


def memory(buffer: pa.Buffer | None, dtype: npt.DTypeLike) -> np.ndarray:
    """A buffer as an array that nobody may write to; an empty one where there is none.

    Whether Arrow itself would let one write depends on where a column came from: from Python, a file, a computation.
    To numba the two are different types, and each kernel would be compiled for both.
    """
    held = np.frombuffer(buffer if buffer is not None else b"", dtype)
    held.flags.writeable = False
    return held


def buffers(texts: pa.LargeStringArray) -> tuple[np.ndarray, np.ndarray]:
    """The bytes of texts, and int64[texts + 1] where each begins."""
    if not len(texts):
        return memory(None, np.uint8), np.frombuffer(bytes(8), np.int64)
    _, offsets, data = texts.buffers()
    return memory(data, np.uint8), memory(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
