"""Flat files that are mapped, not read: columns of numbers as uncompressed Arrow IPC, and arrays as their bare bytes.

What belongs here: writing and mapping them, and reading few rows of many. What does not: what the numbers mean
(`runs.py`, `index_*.py`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

PAGE = 4_096
"""Bytes of a page of most systems."""


def write_columns(file: Path, **columns: np.ndarray) -> None:
    """Write arrays of one length as the columns of an Arrow IPC file."""
    table = pa.table(columns)
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def map_columns(file: Path) -> list[np.ndarray]:
    """The columns of such a file; their pages are read when touched, and shared by all that map them."""
    reader = pa.ipc.open_file(pa.memory_map(str(file)))
    if not reader.num_record_batches:
        return [np.empty(0, field.type.to_pandas_dtype()) for field in reader.schema]
    return [column.to_numpy() for column in reader.get_batch(0).columns]


def map_array(file: Path, dtype: npt.DTypeLike, *, write: bool = False) -> np.ndarray:
    """A file of bare numbers as an array."""
    if not file.stat().st_size:
        return np.empty(0, dtype)
    return np.asarray(np.memmap(file, dtype, "r+" if write else "r"))


def make_room(file: Path, size: int) -> None:
    """Make a file so many bytes long; what is new is zero, and takes no disk before it is written."""
    with file.open("ab"):
        os.truncate(file, size)


def put(file: Path, array: np.ndarray, at: int) -> None:
    """Write an array into a file from a byte on; a mapped page costs twice as much to write."""
    with file.open("r+b") as target:
        target.seek(at)
        target.write(np.ascontiguousarray(array).data)


def read_rows(file: Path, rows: np.ndarray, width: int) -> np.ndarray:
    """uint8[rows, width]: rows of a file that is a matrix of bytes; `rows` ascend, and there is at least one.

    What lies between two rows is read along if it is less than a page: few rows of many are read by themselves.
    """
    numbers = rows.astype(np.int64)
    begins = np.flatnonzero(np.diff(numbers, prepend=-PAGE) * width >= PAGE)
    ends = np.r_[begins[1:], len(rows)]
    firsts, lengths = numbers[begins], numbers[ends - 1] - numbers[begins] + 1
    with file.open("rb", buffering=0) as source:
        handle = source.fileno()
        stretches = zip((lengths * width).tolist(), (firsts * width).tolist(), strict=True)
        body = b"".join([os.pread(handle, length, at) for length, at in stretches])
    shifts = firsts - np.cumsum(lengths) + lengths
    return np.frombuffer(body, np.uint8).reshape(-1, width)[numbers - np.repeat(shifts, ends - begins)]


def settle(files: Iterable[Path]) -> None:
    """Bring files and folders to the disk for good, as they are now."""
    for file in files:
        handle = os.open(file, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
