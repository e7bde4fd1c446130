"""Runs: the keys of a source in order, written once and sought through every night.

What belongs here: the files of a run, writing them, and finding the rows of keys in several. What does not: what is
made of the rows (`index_buckets.py`) and which runs there are (`index_state.py`).

An index is a log-structured merge tree (O'Neil et al. 1996): a night's keys are a run of their own, and runs that are
small beside it are written anew together with it. A family is what keys may be compared within: a band, or a kind of
name. In a run each family lies sorted by its keys (`band_kernel.py`), with the row of each, in a file or, where
there are many, in a power of two of them by their top bits. Rows are counted in the order in which they arrived at the
index: 32 bits, whatever became of the pieces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from pipelines.dedup.arrow import numbers
from pipelines.dedup.bands import KeysOfRows, band_column, in_order, in_range
from pipelines.dedup.pieces import CASE, DAY, ID, TEXT, Piece
from pipelines.dedup.runs_files import map_columns, write_columns

KEYS_AT_ONCE = 50_000_000
"""Keys that a worker sorts at a time, 24 bytes each. Above it the columns of the pieces are read once for each range of
keys: reading a key and skipping it took 5 ns, putting it into a bucket file and reading it there 24 ns."""

NAMES = (TEXT, ID, CASE, DAY)
"""Families of names; their numbers follow those of the bands."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece, and the row of the index with which it begins."""

    piece: Piece
    begin: int


@dataclass(frozen=True, slots=True)
class Run:
    """The keys of the rows [begin, end) of the index, each family in 2^bits files."""

    folder: Path
    begin: int
    end: int
    bits: int

    def file(self, family: int, which: int) -> Path:
        """Columns key and row: the keys whose top bits are `which`, in order."""
        return self.folder / f"{family:02d}-{which:03d}.arrow"

    def range(self, family: int, bits: int, which: int) -> KeysOfRows:
        """Mapped keys whose top `bits` are `which`, and their rows; not fewer bits than the run's own."""
        keys, rows = map_columns(self.file(family, which >> (bits - self.bits)))
        if bits == self.bits:
            return keys, rows
        ends = (np.uint64(which + end) << np.uint64(64 - bits) for end in (0, 1) if which + end < 1 << bits)
        begin, *end = (int(np.searchsorted(keys, key)) for key in ends)
        inside = slice(begin, end[0] if end else len(keys))
        return keys[inside], rows[inside]


@dataclass(frozen=True, slots=True)
class RunPart:
    """One file of a run to write: from the files of older runs, less the rows that have left, and from new pieces."""

    run: Run
    family: int
    which: int
    bands: int
    older: tuple[Run, ...]
    left: tuple[tuple[int, int], ...]
    """[begin, end) of rows that are not taken along"""
    pieces: tuple[Placed, ...]


def bits_for(rows: int) -> int:
    """Bits of the ranges in which so many keys are each at most `KEYS_AT_ONCE`."""
    return max(0, -(-rows // KEYS_AT_ONCE) - 1).bit_length()


def write_part(part: RunPart) -> None:
    """Write one file of a run; rows of one key stay in the order in which they arrived."""
    chunks = [_without(*older.range(part.family, part.run.bits, part.which), part.left) for older in part.older]
    for placed in part.pieces:
        keys, rows = piece_keys(placed.piece, part.family, part.bands)
        chunks.append(in_range(keys, rows + np.uint32(placed.begin), part.run.bits, part.which))
    keys, rows = in_order(chunks)
    write_columns(part.run.file(part.family, part.which), key=keys, row=rows)


def piece_keys(piece: Piece, family: int, bands: int) -> KeysOfRows:
    """The keys of a piece in a family, and their rows in the piece."""
    if family < bands:
        keys = numbers(pq.ParquetFile(piece.bands).read([band_column(family)]).column(0))
        return keys, np.arange(len(keys), dtype=np.uint32)
    names = pq.ParquetFile(piece.names).read(["family", "key", "row"])
    families, keys, rows = map(numbers, names.columns)
    begin, end = np.searchsorted(families, [NAMES[family - bands], NAMES[family - bands] + 1])
    return keys[begin:end], rows[begin:end]


def rows_of_keys(asked: np.ndarray, ranges: Sequence[KeysOfRows], *, shared: bool) -> KeysOfRows:
    """Every row of every key that is asked for, from all runs: by key, then run; `asked` ascends, each key once.

    If they are to be `shared`, a key of one row is left out.
    """
    from pipelines.dedup.index_kernel import copy_spans, find_spans

    spans = [find_spans(asked, keys) for keys, _ in ranges]
    counts = sum((ends - begins for begins, ends in spans), np.zeros(len(asked), np.int64))
    if shared:
        kept = counts > 1
        asked, counts, spans = asked[kept], counts[kept], [(begins[kept], ends[kept]) for begins, ends in spans]
    at = np.cumsum(counts) - counts
    rows = np.empty(int(counts.sum()), np.uint32)
    for (begins, ends), (_, its_rows) in zip(spans, ranges, strict=True):
        copy_spans(begins, ends, its_rows, at, rows)
    return np.repeat(asked, counts), rows


def _without(keys: np.ndarray, rows: np.ndarray, left: Sequence[tuple[int, int]]) -> KeysOfRows:
    """Keys and rows less those of the pieces that have left."""
    if not left:
        return keys, rows
    begins, ends = np.array(left).T
    inside = np.searchsorted(begins, rows, "right") - 1
    kept = (inside < 0) | (rows >= ends[inside])
    return keys[kept], rows[kept]
