"""Rows that agree in a band of their MinHash, for sources of any size: band files, edges, components.

What belongs here: keys in files, the edges that equal keys make, joining them. What does not: the loops
(`band_kernel.py`) and whether two rows are alike (`estimates.py`).

Two maps with files between, so that one process, several or a cluster do the same: signatures to band files, one each;
band files to edges, one item for each band and range of keys. Union-find joins the edges in the order of the items.
Memory is that of `ROWS_AT_ONCE` keys a worker, and 4 bytes a document for the components.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.dedup.arrow import matrix, numbers
from pipelines.engine import Engine

BANDS, ROWS = 14, 8
"""14 bands of 8 minima: a pair of Jaccard 0.8 shares a band with a chance of 1 - (1 - 0.8^8)^14 = 0.92, one of 0.9 of
0.9996, one of 0.5 of 0.05. The defaults of datatrove and FineWeb (Penedo et al. 2024)."""

ROWS_AT_ONCE = 50_000_000
"""Rows of a band whose keys a worker holds, 24 bytes each. Above it a band is read once for every range of keys: on one
core to read a key and skip it took 5 ns, to put it into a bucket file and read it there 24 ns, and its edges 8 ns. So
up to six ranges, 300 million rows, reading again is the cheaper way; beyond them it is still a right one."""

PART = 24_000
"""Keys of a part: with their rows and table half a mebibyte, half of the second-level cache of a core of today."""

KeysOfRows = tuple[np.ndarray, np.ndarray]
"""uint64 keys and the row of each."""

Edges = tuple[np.ndarray, np.ndarray]
"""(earlier row, later row), uint32 or int64, bucket by bucket: the earlier row is the first of its bucket."""


@dataclass(frozen=True, slots=True)
class BandFiles:
    """The band files of a source in the order of its rows, and the row that each begins with."""

    files: tuple[str, ...]
    first_rows: tuple[int, ...]
    rows: int
    bands: int

    @classmethod
    def of(cls, files: Sequence[Path]) -> BandFiles:
        """From their footers; at least one file. Raises ValueError when they differ in their number of bands."""
        footers = [pq.read_metadata(file) for file in files]
        if len({footer.num_columns for footer in footers}) != 1:
            raise ValueError("Band files of one source must have the same bands: write all of them anew.")
        *first_rows, rows = accumulate((footer.num_rows for footer in footers), initial=0)
        return cls(tuple(map(str, files)), tuple(first_rows), rows, footers[0].num_columns)


@dataclass(frozen=True, slots=True)
class KeyRange:
    """Those keys of a band whose top `bits` are `which`."""

    band: int
    bits: int
    which: int


@dataclass(frozen=True, slots=True)
class _EdgeTask:
    files: BandFiles
    wanted: KeyRange
    output: Path


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
        columns[_column(band)] = keys
    write_plain(pa.table(columns), file)


def write_plain(table: pa.Table, file: Path) -> None:
    """Write columns as they are in memory: no compression, dictionary or statistics, in one row group."""
    pq.write_table(
        table, file, row_group_size=max(1, len(table)), compression="none", use_dictionary=False, write_statistics=False
    )


def key_ranges(files: BandFiles, at_once: int = ROWS_AT_ONCE) -> list[KeyRange]:
    """The items of the second map: every band in as many ranges, a power of two, as keep each below `at_once` rows."""
    bits = max(0, -(-files.rows // at_once) - 1).bit_length()
    return [KeyRange(band, bits, which) for band in range(files.bands) for which in range(1 << bits)]


def edges_of(files: BandFiles, wanted: KeyRange) -> Edges:
    """An edge from the first row with a key of the range to every later row with it."""
    return _edges([_read_keys(file, first, files.rows, wanted) for file, first in _places(files)])


def equal_keys(keys: np.ndarray) -> Edges:
    """An edge from the first place of each key in an array to every later one."""
    return _edges([(keys, np.arange(len(keys), dtype=row_type(len(keys))))])


def buckets_of(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(bucket, place) of every place whose key is not alone: buckets lie together, places ascend in them.

    A bucket is named by its first place, uint64.
    """
    left, right = equal_keys(keys)
    begins = np.flatnonzero(np.r_[True, left[1:] != left[:-1]][: len(left)])
    firsts = left[begins]
    return np.insert(left, begins, firsts).astype(np.uint64), np.insert(right, begins, firsts)


def find_edges(files: BandFiles, folder: Path, engine: Engine, at_once: int = ROWS_AT_ONCE) -> list[Path]:
    """Write the edges of every band and range to a file each; the files in the order of the items."""
    tasks = [
        _EdgeTask(files, wanted, folder / f"edges_{wanted.band:02d}_{wanted.which:03d}.parquet")
        for wanted in key_ranges(files, at_once)
    ]
    return list(engine.map(_write_edges_of, tasks))


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
    from pipelines.dedup.band_kernel import flatten, unite

    parent = np.arange(rows, dtype=row_type(rows))
    for file in edge_files:
        unite(parent, *read_edges(file))
    flatten(parent)
    return parent


def row_type(rows: int) -> type[np.uint32] | type[np.int64]:
    """The narrower of the two types that can number so many rows."""
    return np.uint32 if rows <= 1 << 32 else np.int64


def _column(band: int) -> str:
    return f"band_{band:02d}"


def _places(files: BandFiles) -> Iterable[tuple[str, int]]:
    return zip(files.files, files.first_rows, strict=True)


def _read_keys(file: str, first_row: int, rows: int, wanted: KeyRange) -> KeysOfRows:
    """The keys of one file that are wanted, with their rows."""
    from pipelines.dedup.band_kernel import keys_in_range

    column = _column(wanted.band)
    keys = numbers(pq.ParquetFile(file).read([column])[column])
    found = np.empty(len(keys), np.uint64), np.empty(len(keys), row_type(rows))
    count = keys_in_range(keys, first_row, wanted.bits, wanted.which, *found)
    return found[0][:count].copy(), found[1][:count].copy()


def _edges(chunks: Sequence[KeysOfRows]) -> Edges:
    """An edge from the first row with a key to every later one; chunks and their rows ascend, at least one chunk."""
    from pipelines.dedup.band_kernel import edges_in_parts

    bits = max(1, (sum(len(keys) for keys, _ in chunks) // PART).bit_length())
    keys, rows, ends = _parted(chunks, bits)
    left, right = np.empty_like(rows), np.empty_like(rows)
    found = edges_in_parts(keys, rows, bits, ends, left, right)
    return left[:found].copy(), right[:found].copy()


def _parted(chunks: Sequence[KeysOfRows], bits: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Keys and rows part by part, and where each of the 2^bits parts ends."""
    from pipelines.dedup.band_kernel import count_parts, scatter_parts

    counts = np.zeros(1 << bits, np.int64)
    for keys, _ in chunks:
        count_parts(keys, bits, counts)
    ends = np.cumsum(counts) - counts
    parted_keys, parted_rows = np.empty(counts.sum(), np.uint64), np.empty(counts.sum(), chunks[0][1].dtype)
    for keys, rows in chunks:
        scatter_parts(keys, rows, bits, ends, parted_keys, parted_rows)
    return parted_keys, parted_rows, ends


def _write_edges_of(task: _EdgeTask) -> Path:
    return write_edges(edges_of(task.files, task.wanted), task.output)
