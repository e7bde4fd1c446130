"""Edges of a night: the rows of each bucket held against each other by their sketches.

What belongs here: fetching the sketches that are needed, and the map over buckets. What does not: the rules of a bucket
(`estimate_kernel.py`) and pairs, in which the edges of all families meet (`index_pairs.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipelines.dedup.estimates import DOUBT, fewest_equal
from pipelines.dedup.index_buckets import HEAD, WINDOW
from pipelines.dedup.index_night import ASKED, Night
from pipelines.dedup.index_state import sketches_file, words_file
from pipelines.dedup.pieces import TEXT
from pipelines.dedup.runs_files import make_room, map_array, map_columns, write_columns
from pipelines.dedup.signatures import SHINGLE
from pipelines.engine import Engine

REPRESENTATIVES = 8
"""Rows of a bucket that stand for what they resemble: the first, and such of its first `HEAD` as resembled none."""

BLOCK = 1_000_000
"""Rows whose sketches a worker fetches at a time."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Places [begin, end) among the rows that are held."""

    night: Night
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class _Range:
    night: Night
    family: int
    which: int


def hold_sketches(night: Night, engine: Engine) -> None:
    """Lay the sketches and sizes of all rows that are in a bucket beside each other, where workers share them.

    128 bytes a row that shares a bucket, mapped, and 4 a row of the index for the place of each.
    """
    wanted = np.zeros(night.rows, np.bool_)
    for family, which in night.ranges:
        if night.way(family) != TEXT:
            wanted[map_columns(night.file("buckets", family, which))[1]] = True
    held = np.flatnonzero(wanted).astype(np.uint32)
    held.tofile(night.work / "held.bin")
    for name, size in (("places", 4 * night.rows), ("sketches", night.settings.permutations * len(held))):
        make_room(night.work / f"{name}.bin", size)
    make_room(night.work / "sizes.bin", 4 * len(held))
    bounds = pairwise([*range(0, len(held), BLOCK), len(held)])
    list(engine.map(_hold_block, [_Block(night, begin, end) for begin, end in bounds]))


def find_edges(night: Night, engine: Engine) -> None:
    """Write the edges of each range: columns later (ascending), earlier and equal, rows of the index."""
    list(engine.map(_write_edges, [_Range(night, family, which) for family, which in night.ranges]))


def _hold_block(block: _Block) -> None:
    night, width, inside = block.night, block.night.settings.permutations, slice(block.begin, block.end)
    rows = map_array(night.work / "held.bin", np.uint32)[inside]
    map_array(night.work / "places.bin", np.uint32, write=True)[rows] = np.arange(block.begin, block.end)
    sketches = map_array(sketches_file(night.folder), np.uint8).reshape(-1, width)
    map_array(night.work / "sketches.bin", np.uint8, write=True).reshape(-1, width)[inside] = sketches[rows]
    words = map_array(words_file(night.folder), np.int32)[rows]
    map_array(night.work / "sizes.bin", np.int32, write=True)[inside] = np.maximum(words - SHINGLE + 1, 1)


def _write_edges(task: _Range) -> None:
    earlier, later, equal = _edges(task.night, task.family, task.which)
    order = np.argsort(later, kind="stable")
    file = task.night.file("edges", task.family, task.which)
    write_columns(file, later=later[order], earlier=earlier[order], equal=equal[order])


def _edges(night: Night, family: int, which: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(earlier row, later row, equal bytes) by the rule of the family."""
    from pipelines.dedup.estimate_kernel import first_of_bucket, nearest_earlier, resembling

    told, asked = night.settings, night.flags(ASKED)
    buckets, rows = map_columns(night.file("buckets", family, which))
    if night.way(family) == TEXT:
        earlier, later = first_of_bucket(buckets, rows, asked)
        return earlier, later, np.full(len(later), told.permutations, np.uint16)
    sketches = map_array(night.work / "sketches.bin", np.uint8).reshape(-1, told.permutations)
    places = map_array(night.work / "places.bin", np.uint32)
    if night.way(family) is not None:
        return nearest_earlier(buckets, rows, places, asked, sketches, WINDOW)
    sizes = map_array(night.work / "sizes.bin", np.int32)
    least = fewest_equal(told.jaccard, told.permutations)
    return resembling(
        buckets, rows, places, asked, sketches, sizes, least, HEAD, REPRESENTATIVES, WINDOW, told.containment, DOUBT
    )
