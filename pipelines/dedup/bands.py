"""Rows that agree in a band of their MinHash: band files, keys in order, edges, components.

What belongs here: keys and edges as arrays and files. What does not: the loops (`band_kernel.py`), keys that outlive
the night (`runs.py`), and whether two rows are alike (`estimates.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.dedup.arrow import matrix, numbers

BANDS, ROWS = 14, 8
"""14 bands of 8 minima: a pair of Jaccard 0.8 shares a band with a chance of 1 - (1 - 0.8^8)^14 = 0.92, one of 0.9 of
0.9996, one of 0.5 of 0.05. The defaults of datatrove and FineWeb (Penedo et al. 2024)."""

PART = 24_000
"""Keys of a part: with their rows and room to sort them half a mebibyte, half of the second-level cache of a core of
today."""

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


def mixed_range(keys: np.ndarray, bits: int, which: int) -> KeysOfRows:
    """The mixed keys whose top `bits` are `which` (0 bits: all) and the place of each; silent ones left out."""
    from pipelines.dedup.band_kernel import mix_range

    mixed, places = np.empty(len(keys), np.uint64), np.empty(len(keys), np.uint32)
    count = mix_range(keys, bits, which, mixed, places)
    return mixed[:count].copy(), places[:count].copy()


def in_order(chunks: Sequence[KeysOfRows]) -> KeysOfRows:
    """All mixed keys ascending, with their rows; of equal keys the order stays. At least one chunk."""
    from pipelines.dedup.band_kernel import count_parts, scatter_parts, sort_parts

    total = sum(len(keys) for keys, _ in chunks)
    bits = _bits_of_parts(total)
    counts = np.zeros(1 << bits, np.int64)
    for keys, _ in chunks:
        count_parts(keys, bits, counts)
    ends = np.cumsum(counts) - counts
    sorted_keys, sorted_rows = np.empty(total, np.uint64), np.empty(total, chunks[0][1].dtype)
    for keys, rows in chunks:
        scatter_parts(keys, rows, 0, bits, ends, sorted_keys, sorted_rows)
    sort_parts(sorted_keys, sorted_rows, bits, ends)
    return sorted_keys, sorted_rows


def equal_keys(bands: Iterable[np.ndarray]) -> Iterator[Edges]:
    """For each band an edge from the first place of each key to every later one; silent keys have none.

    For one sitting, where all keys are at hand: the stage sorts its runs instead (`runs.py`), since they must last.
    Bands are arrays of one length. An array of edges holds until the next one is asked for: fresh memory for every
    band would take a sixth of the time.
    """
    from pipelines.dedup.band_kernel import match_parts, part_mixed

    mixed, places, left, right = np.empty(0, np.uint64), *(np.empty(0, np.uint32) for _ in range(3))
    for keys in bands:
        if len(mixed) < len(keys):
            mixed, places, left, right = (np.empty(len(keys), one.dtype) for one in (mixed, places, left, right))
        bits = _bits_of_parts(len(keys))
        ends = np.zeros(1 << bits, np.int64)
        part_mixed(keys, bits, ends, mixed, places)
        found = match_parts(mixed, places, bits, ends, left, right)
        yield left[:found], right[:found]


def _bits_of_parts(keys: int) -> int:
    return max(1, (keys // PART).bit_length())


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
