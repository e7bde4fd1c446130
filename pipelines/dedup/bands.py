"""Rows that agree in a band of their MinHash: band files, keys in order, edges, components.

What belongs here: keys and edges as arrays and files. What does not: the loops (`band_kernel.py`), keys that outlive
the night (`runs.py`), and whether two rows are alike (`estimates.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.dedup.arrow import matrix, numbers

BANDS, ROWS = 14, 8
"""14 bands of 8 minima: a pair of Jaccard 0.8 shares a band with a chance of 1 - (1 - 0.8^8)^14 = 0.92, one of 0.9 of
0.9996, one of 0.5 of 0.05. The defaults of datatrove and FineWeb (Penedo et al. 2024)."""

PART = 24_000
"""Keys of a part at most, half as many at least: with their rows, room to sort them and their slots 0.7 mebibytes at
most, which the second-level cache of a core of today holds."""

KeysOfRows = tuple[np.ndarray, np.ndarray]
"""uint64 keys and the row of each."""

Edges = tuple[np.ndarray, np.ndarray]
"""(earlier row, later row), uint32 or int64."""


def write_bands(signatures: pa.Table, file: Path, *, bands: int = BANDS, rows: int = ROWS) -> None:
    """Write the band keys of one shard: a Parquet file with a plain uint64 column a band, row beside row.

    Takes words and minhash of `schema.SIGNATURES`; band b is the minima [b * rows, (b + 1) * rows). Hashes do not
    compress, and a column alone is read without the others: 8 bytes a row, no ids. A text without words has a key
    that equals no other's.
    """
    from pipelines.dedup.band_kernel import SILENT_KEY, band_keys

    minima, silent = matrix(signatures["minhash"]), numbers(signatures["words"]) == 0
    every = np.arange(len(minima))
    columns = {}
    for band in range(bands):
        keys = band_keys(minima, every, band * rows, rows)
        keys[silent] = SILENT_KEY
        columns[band_column(band)] = keys
    write_plain(pa.table(columns), file)


def band_column(band: int) -> str:
    """Name of the column with the keys of a band."""
    return f"band_{band:02d}"


def write_plain(table: pa.Table, file: Path) -> None:
    """Write columns as they are in memory: no compression, dictionary or statistics, in one row group."""
    pq.write_table(
        table, file, row_group_size=max(1, len(table)), compression="none", use_dictionary=False, write_statistics=False
    )


def in_range(keys: np.ndarray, rows: np.ndarray, bits: int, which: int) -> KeysOfRows:
    """The keys whose top `bits` are `which` (0 bits: all) and their rows."""
    from pipelines.dedup.band_kernel import copy_range

    if not bits:
        return keys, rows
    kept_keys, kept_rows = np.empty_like(keys), np.empty_like(rows)
    count = copy_range(keys, rows, bits, which, kept_keys, kept_rows)
    return kept_keys[:count].copy(), kept_rows[:count].copy()


def in_order(chunks: Sequence[KeysOfRows]) -> KeysOfRows:
    """Keys ascending, with their rows, but no silent ones; of equal keys the order stays.

    At least one chunk, fewer than 2^32 keys.
    """
    from pipelines.dedup.band_kernel import SILENT_KEY, begins_of, bits_of, count_parts, scatter_parts, sort_parts

    total = sum(len(keys) for keys, _ in chunks)
    bits = bits_of(total // PART)
    ends = np.zeros(1 << bits, np.uint32)
    for keys, _ in chunks:
        count_parts(keys, 0, bits, ends)
    begins_of(ends)
    sorted_keys, sorted_rows = np.empty(total, np.uint64), np.empty(total, chunks[0][1].dtype)
    for keys, rows in chunks:
        scatter_parts(keys, rows, 0, bits, ends, sorted_keys, sorted_rows)
    sort_parts(sorted_keys, sorted_rows, bits, ends)
    silent = np.searchsorted(sorted_keys, SILENT_KEY, "right")
    return sorted_keys[silent:], sorted_rows[silent:]


def equal_keys(keys: np.ndarray, rows: np.ndarray) -> Edges:
    """An edge from the first row of each key to every later one; keys ascend."""
    from pipelines.dedup.band_kernel import stars

    return stars(keys, rows)


def write_edges(edges: Edges, file: Path) -> Path:
    """Write edges to a file of two plain columns."""
    write_plain(pa.table({"left": edges[0], "right": edges[1]}), file)
    return file


def read_edges(file: Path) -> Edges:
    """What `write_edges` wrote."""
    table = pq.ParquetFile(file).read()
    return numbers(table["left"]), numbers(table["right"])


def components(edge_files: Iterable[Path], rows: int) -> np.ndarray:
    """For each row the first row of its component, uint32 or int64; files are joined in the order given."""
    from pipelines.dedup.components import Components

    found = Components.of(rows)
    for file in edge_files:
        found.join(*read_edges(file))
    return found.roots()


def row_type(rows: int) -> type[np.uint32] | type[np.int64]:
    """The narrower of the two types that can number so many rows."""
    return np.uint32 if rows <= 1 << 32 else np.int64
