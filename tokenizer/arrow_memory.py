"""Arrow's memory as NumPy arrays, for kernels.

What belongs here: the one way from a column of texts or bytes to arrays. What does not: any kernel.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa


def buffers(values: pa.LargeStringArray | pa.LargeBinaryArray) -> tuple[np.ndarray, np.ndarray]:
    """Bytes of all values end to end (uint8), and where each begins and the last one ends (int64[n + 1]), not copied.

    Nobody may write to them. Whether Arrow would let one depends on where a column came from: from Python, a file, a
    computation; to numba these are two types, and each kernel would be compiled for both.
    """
    if not len(values):  # Arrow may have no memory for none
        return np.frombuffer(b"", np.uint8), np.frombuffer(bytes(8), np.int64)
    _, offsets, data = values.buffers()
    held, bounds = (np.frombuffer(memoryview(each or b"").toreadonly(), np.uint8) for each in (data, offsets))
    return held, bounds.view(np.int64)[values.offset : values.offset + len(values) + 1]
