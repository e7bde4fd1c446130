"""Sketches of a night: those of the rows that share a bucket, laid beside each other, and read by the bucket.

What belongs here: fetching sketches and sizes of texts. What does not: what is done with them (`index_edges.py`).

A sketch is never read where it lies for a single comparison: a place in memory that is not near costs more than the
comparison. Rows are fetched in the order of the file and laid in the order in which they are looked at, and pages of
the file are let go on the way, so that a worker holds `MEMBERS` sketches and `WINDOW_BYTES` of the file, however large
that is.
"""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipelines.dedup.index_night import Night
from pipelines.dedup.index_state import sketches_file, words_file
from pipelines.dedup.pieces import TEXT
from pipelines.dedup.runs_files import make_room, map_array, map_columns, put, read_rows
from pipelines.dedup.signatures import SHINGLE
from pipelines.engine import Engine

HELD_AT_ONCE = 1 << 14
"""Rows whose sketches a worker lays out at a time, 2 MiB: memory that is used again, not asked for anew."""

WINDOW_BYTES = 1 << 28
"""Bytes of the file of sketches that stay mapped."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Places [begin, end) among the rows that are held."""

    night: Night
    begin: int
    end: int


def hold_sketches(night: Night, engine: Engine) -> None:
    """Lay the sketches and sizes of all rows that are in a bucket beside each other, where workers share them.

    A byte a permutation and 8 more for each such row, and 3 bits for each row of the index, which tell the place.
    """
    wanted = np.zeros(-(-night.rows // 64) * 64, np.bool_)
    for family, which in night.ranges:
        if night.way(family) != TEXT:
            wanted[map_columns(night.file("buckets", family, which))[1]] = True
    held = np.flatnonzero(wanted).astype(np.uint32)
    words = np.packbits(wanted, bitorder="little").view(np.uint64)
    counts = np.cumsum(np.bitwise_count(words), dtype=np.uint32)
    for name, array in (("held", held), ("words", words), ("counts", counts)):
        array.tofile(night.work / f"{name}.bin")
    make_room(night.work / "sketches.bin", night.settings.permutations * len(held))
    make_room(night.work / "sizes.bin", 4 * len(held))
    bounds = pairwise([*range(0, len(held), HELD_AT_ONCE), len(held)])
    list(engine.map(_hold_block, [_Block(night, begin, end) for begin, end in bounds]))


def held_of(night: Night, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of rows that are held, in the order given: sketches, uint8[rows, permutations], and shingles, int32."""
    places = _places(night, rows)
    return _sketches_at(night, places), map_array(night.work / "sizes.bin", np.int32)[places]


def _sketches_at(night: Night, places: np.ndarray) -> np.ndarray:
    from pipelines.dedup.index_kernel import copy_rows

    width = night.settings.permutations
    sketches = np.empty((len(places), width), np.uint8)
    if not len(places):
        return sketches
    order, at_once = in_order_of(places), WINDOW_BYTES // width
    with (night.work / "sketches.bin").open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
    held = np.frombuffer(mapped, np.uint8).reshape(-1, width)
    firsts = np.searchsorted(places, np.arange(0, len(held) + at_once, at_once), sorter=order)
    for begin, end in pairwise(firsts):
        copy_rows(held, places, order[begin:end], sketches)
        mapped.madvise(mmap.MADV_DONTNEED)
    return sketches


def in_order_of(values: np.ndarray) -> np.ndarray:
    """int64: the places of uint32 values, ascending, equal ones as they were.

    A value and its place are sorted as one number, which takes a tenth of the time of an argsort.
    """
    packed = values.astype(np.uint64) << np.uint64(32) | np.arange(len(values), dtype=np.uint64)
    return (np.sort(packed) & np.uint64(0xFFFFFFFF)).astype(np.int64)


def _places(night: Night, rows: np.ndarray) -> np.ndarray:
    """uint32: how many held rows come before each, by bits of rows and counts of words (Jacobson 1989)."""
    words = map_array(night.work / "words.bin", np.uint64)
    counts = map_array(night.work / "counts.bin", np.uint32)
    word = rows >> np.uint32(6)
    behind = words[word] >> (rows & np.uint32(63)).astype(np.uint64)
    return counts[word] - np.bitwise_count(behind)


def _hold_block(block: _Block) -> None:
    night, width, begin, end = block.night, block.night.settings.permutations, block.begin, block.end
    rows = map_array(night.work / "held.bin", np.uint32)[begin:end]
    put(night.work / "sketches.bin", read_rows(sketches_file(night.folder), rows, width), width * begin)
    words = map_array(words_file(night.folder), np.int32)[rows]
    put(night.work / "sizes.bin", np.maximum(words - SHINGLE + 1, 1), 4 * begin)
