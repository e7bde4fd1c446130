"""Arrow's memory as NumPy arrays, for kernels.

What belongs here: the one way from a buffer to an array. What does not: which buffers a column has, and what they mean
(`annotate/buffers.py`, `dedup/arrow.py`, `sources/marks.py`).
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


def no_bounds(dtype: npt.DTypeLike) -> np.ndarray:
    """Where no values begin and end: a zero, likewise."""
    return np.frombuffer(bytes(np.dtype(dtype).itemsize), dtype)
