"""Single rows of shards: little more is read than the pages that hold one, of the columns that are asked for.

What belongs here: reading one row, and the rows of one column that equal a value. What does not: which shard it lies in
(`trace_index.py`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.store import DamagedShard, Ref, Store, evidence_name, is_local
from pipelines.store_tables import opened


def row_of(ref: Ref, row: int, store: Store, without: Collection[str] = ()) -> dict[str, Any]:
    """A row of a shard by its number, columns that are not wanted left out. Raises DamagedShard.

    Of a local file Polars decodes only the pages that hold the row; of one from elsewhere its row group is fetched.
    """
    path = store.path(ref.asset, ref.scope, ref.shard.file)
    found = _local(path, row, without) if is_local(store.root) else _fetched(path, row, without, store)
    if not found:
        raise DamagedShard(f"{path} has no row {row}: remove it, and run again.")
    return found[0]


def _local(path: str, row: int, without: Collection[str]) -> list[dict[str, Any]]:
    try:
        rows = pl.scan_parquet(path, hive_partitioning=False, glob=False).slice(row, 1)
        return rows.drop(without, strict=False).collect().to_dicts()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _damaged(path, error) from error


def _fetched(path: str, row: int, without: Collection[str], store: Store) -> list[dict[str, Any]]:
    with opened(store, path) as file:
        group, before = _group_of(file, row)
        columns = [name for name in file.schema_arrow.names if name not in without]
        return file.read_row_group(group, columns, use_threads=False).slice(row - before, 1).to_pylist()


def rows_where(ref: Ref, column: str, value: str, store: Store) -> list[int]:
    """Numbers of the rows whose text or list of texts holds a value. Raises DamagedShard."""
    values = store.read_table(ref, [column])[column].combine_chunks()
    if not pa.types.is_list(values.type):
        return pc.indices_nonzero(pc.equal(values, value)).to_pylist()
    held = pc.equal(values.flatten(), value)
    return pc.unique(pc.list_parent_indices(values).filter(held)).to_pylist()


def pieces_of(ref: Ref, name: str, store: Store) -> list[dict[str, int]]:
    """The pieces of a document (`id@version`) in a file of packed rows: row, first token, tokens, first code point."""
    asked = ["doc_ids", "doc_lengths", "doc_offsets"]
    table = store.read_table(ref, asked).combine_chunks()
    names, lengths, offsets = (table[each].chunk(0) for each in asked)
    held = pc.indices_nonzero(pc.equal(names.flatten(), name)).to_numpy()
    rows = pc.list_parent_indices(names).to_numpy()[held]
    ends = np.cumsum(lengths.flatten().to_numpy(), dtype=np.int64)
    tokens = lengths.flatten().to_numpy()[held]
    begins = ends[held] - tokens
    before = np.append(0, ends)[names.offsets.to_numpy()[rows]]
    told = zip(rows, begins - before, tokens, offsets.flatten().to_numpy()[held], strict=True)
    return [dict(zip(("row", "token", "tokens", "start"), map(int, each), strict=True)) for each in told]


def evidence_of(ref: Ref, row: int, columns: Collection[str], store: Store) -> list[dict[str, Any]] | None:
    """What the evidence beside a shard tells of one of its rows; None when it does not say.

    Evidence is sorted by row, so of its row groups only those are read whose least and greatest row let it in.
    """
    if not ref.shard.evidence:
        return None
    with opened(store, store.path(ref.asset, ref.scope, evidence_name(ref.shard.evidence))) as file:
        at = file.schema_arrow.names.index("row")
        groups = [number for number in range(file.num_row_groups) if _may_hold(file, number, at, row)]
        told = file.read_row_groups(groups, ["row", *columns], use_threads=False)
    return told.filter(pc.equal(told["row"], row)).drop_columns("row").to_pylist()


def _may_hold(file: pq.ParquetFile, number: int, column: int, value: int) -> bool:
    chunks = file.metadata.row_group(number)
    told = next(
        chunks.column(each).statistics
        for each in range(chunks.num_columns)
        if chunks.column(each).path_in_schema == file.schema_arrow.names[column]
    )
    return told is None or not told.has_min_max or told.min <= value <= told.max


def _group_of(file: pq.ParquetFile, row: int) -> tuple[int, int]:
    """The row group that holds a row, and how many rows stand before it; the last one where none does."""
    before = 0
    for number in range(file.num_row_groups - 1):
        rows = file.metadata.row_group(number).num_rows
        if row < before + rows:
            return number, before
        before += rows
    return file.num_row_groups - 1, before


def _damaged(path: str, error: Exception) -> DamagedShard:
    return DamagedShard(f"{path} is gone or damaged ({error}): remove it, and run again.")
