"""Hashes of rows: 128 bits over any Arrow columns, the same on every machine and in whatever pieces they come.

What belongs here: the doors from Arrow to the kernels of `mark_kernel.py`, and hashes as bytes and hex digits. What
does not: which columns make a record or a version (`source.py` and the sources).
No shield against people who forge collisions: it tells other content from the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from pipelines.arrow_memory import buffers


def row_hashes(columns: Mapping[str, pa.Array | pa.ChunkedArray]) -> np.ndarray:
    """A hash of every row: uint64[rows, 2].

    A value counts with the name of its column, so the order of columns does not matter; what is null, and an empty
    list, adds nothing, so that a column nobody fills changes no hash. Columns hold text, bytes, lists of text, days
    or whole numbers, or are dictionaries of text or bytes, which count as what they stand for.
    """
    rows = len(next(iter(columns.values())))
    lanes = np.zeros((rows, 2), np.uint64)
    for name, column in columns.items():
        tag = np.uint64(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little"))
        at = 0
        for piece in column.chunks if isinstance(column, pa.ChunkedArray) else [column]:
            if piece.null_count < len(piece):
                _add(lanes[at : at + len(piece)], tag, piece)
            at += len(piece)
    return lanes


def as_marks(hashes: np.ndarray) -> pa.Array:
    """Hashes as 16 bytes a row, in the type of `schema.OFFER`."""
    body = pa.py_buffer(hashes.astype("<u8"))
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(16), len(hashes), [None, body])


def as_digits(hashes: np.ndarray, words: int = 1) -> pa.Array:
    """The first `words` 64-bit words of each hash, 16 hex digits a word."""
    from pipelines.sources.mark_kernel import write_digits

    digits = np.empty(len(hashes) * words * 2, "<u8")
    write_digits(hashes, words, digits)
    offsets = np.arange(len(hashes) + 1, dtype=np.int32) * np.int32(16 * words)
    return pa.StringArray.from_buffers(len(hashes), pa.py_buffer(offsets), pa.py_buffer(digits))


def strings_of(values: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Bytes of all values of text or bytes end to end (uint8), and where each begins (int64[n + 1])."""
    kinds = (pa.binary(), pa.large_binary(), pa.binary_view())
    return buffers(values.cast(pa.large_binary() if values.type in kinds else pa.large_string()))


def _add(lanes: np.ndarray, tag: np.uint64, values: pa.Array) -> None:
    """Add one column in one piece."""
    from pipelines.sources.mark_kernel import add_coded, add_lists, add_numbers, add_values

    if isinstance(values, pa.DictionaryArray):
        hashes = np.zeros((len(values.dictionary), 2), np.uint64)
        _add(hashes, tag, values.dictionary)
        codes = values.indices.fill_null(-1) if values.null_count else values.indices
        add_coded(lanes, hashes, codes.to_numpy())
    elif pa.types.is_list(values.type) or pa.types.is_large_list(values.type):
        lists = values.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
        add_lists(lanes, tag, np.concatenate(([0], np.cumsum(lists, dtype=np.int64))), *strings_of(values.flatten()))
    elif pa.types.is_integer(values.type) or pa.types.is_date(values.type):
        whole = values.view(pa.int32()) if pa.types.is_date32(values.type) else values
        numbers = whole.fill_null(0).to_numpy(zero_copy_only=False)
        add_numbers(lanes, tag, numbers.astype(np.int64).view(np.uint64), _there(values))
    else:
        add_values(lanes, tag, *strings_of(values), _there(values))


def _there(values: pa.Array) -> np.ndarray:
    """Which values are not null."""
    return values.is_valid().to_numpy(zero_copy_only=False)
