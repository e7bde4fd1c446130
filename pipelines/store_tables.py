"""Reading the tables of a store: all of one, some of its columns, or some of its rows.

What belongs here: how Arrow gets at a Parquet file that lies near or far. What does not: where it lies (`store.py`),
and how a table becomes such a file (`tables.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.store_manifest import DamagedShard
from pipelines.store_places import is_local

if TYPE_CHECKING:
    from pipelines.store import Store

AHEAD = 1 << 20
"""Bytes read beyond what is asked for of a far file: small columns that lie side by side come with one request."""


def read_columns(store: Store, path: str, columns: Sequence[str] | None) -> pa.Table:
    """A table, or some of its columns. Raises DamagedShard."""
    with opened(store, path, whole=not columns) as file:
        return file.read(columns=list(columns) if columns else None, use_threads=is_local(store.root))


def read_some(store: Store, path: str, rows: np.ndarray, column: str) -> pa.Array:
    """Some rows (ascending) of one column: only the row groups that hold them are read. Raises DamagedShard."""
    with opened(store, path) as file:
        groups = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
        ends = np.cumsum(groups)
        holding, place = np.unique(np.searchsorted(ends, rows, side="right"), return_inverse=True)
        if not len(holding):
            return pa.array([], file.schema_arrow.field(column).type)
        before = np.concatenate([[0], np.cumsum(np.asarray(groups)[holding])])
        within = rows - (ends - groups)[holding][place] + before[place]
        read = file.read_row_groups(holding.tolist(), columns=[column], use_threads=is_local(store.root))[column]
        return read.combine_chunks().take(pa.array(within))


@contextmanager
def opened(store: Store, path: str, *, whole: bool = False) -> Iterator[pq.ParquetFile]:
    """A Parquet file of the store, all of which may be wanted. Raises DamagedShard.

    Arrow opens a local file itself. Of a file from elsewhere it holds bytes that belong to Python, and a thread of
    Arrow's that lets go of them after Python has ended aborts the process (apache/arrow#34314): those are read without
    threads, so nothing is fetched ahead, which is done by threads, and callers give `use_threads` only where
    `is_local(store.root)`.
    """
    try:
        with _source(store, path, whole) as file:
            yield pq.ParquetFile(file, pre_buffer=is_local(store.root))
    except (pa.ArrowInvalid, OSError, UnicodeDecodeError) as error:
        raise DamagedShard(f"{path} is gone or damaged ({error}): remove it, and run again.") from error


def _source(store: Store, path: str, whole: bool) -> Any:
    """What Arrow reads a file from: of one from elsewhere all at once, or the ranges it asks for."""
    if is_local(store.root):
        return pa.OSFile(path)
    if whole:
        return pa.BufferReader(store.get(path))
    return store.filesystem().open(path, "rb", block_size=AHEAD, cache_type="readahead")
