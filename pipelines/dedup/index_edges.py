"""Edges of a night: the rows of each bucket held against each other by their sketches.

What belongs here: the map over buckets. What does not: the rules of a bucket (`estimate_kernel.py`), where sketches
come from (`index_sketches.py`) and pairs, in which the edges of all families meet (`index_pairs.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipelines.dedup.estimates import DOUBT, fewest_equal, likely_equal
from pipelines.dedup.index_buckets import HEAD, WINDOW
from pipelines.dedup.index_night import ASKED, Night
from pipelines.dedup.index_sketches import held_of, in_order_of
from pipelines.dedup.pieces import TEXT
from pipelines.dedup.runs_files import map_columns, write_columns
from pipelines.engine import Engine

REPRESENTATIVES = 128
"""Rows that stand for what they resemble, among the first `HEAD` of a bucket, and as many again behind these."""

MOST_EDGES = 4
"""Rows of a bucket to which a row has an edge: each is one more pair of texts to compare."""

MEMBERS = 4_000_000
"""Rows of buckets whose sketches a worker holds at a time, half a gigabyte; a larger bucket is held whole."""

Edges = tuple[np.ndarray, np.ndarray, np.ndarray]
"""(earlier row, later row, equal bytes), uint32, uint32 and uint16."""


@dataclass(frozen=True, slots=True)
class _Range:
    night: Night
    family: int
    which: int


def find_edges(night: Night, engine: Engine) -> None:
    """Write the edges of each range: columns later (ascending), earlier and equal, rows of the index.

    The buckets of a range are removed when its edges are there, and the sketches of the night when all are.
    """
    list(engine.map(_write_edges, [_Range(night, family, which) for family, which in night.ranges]))
    (night.work / "sketches.bin").unlink()


def _write_edges(task: _Range) -> None:
    night, buckets = task.night, task.night.file("buckets", task.family, task.which)
    parts = list(_edges(night, night.way(task.family), *map_columns(buckets)))
    earlier, later, equal = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = in_order_of(later)
    file = night.file("edges", task.family, task.which)
    write_columns(file, later=later[order], earlier=earlier[order], equal=equal[order])
    buckets.unlink()


def _edges(night: Night, way: int | None, buckets: np.ndarray, rows: np.ndarray, stands: np.ndarray) -> Iterator[Edges]:
    """The edges of whole buckets, some at a time, by the rule of a family; at least once."""
    from pipelines.dedup.estimate_kernel import first_of_bucket, nearest_earlier, resembling

    told, flags = night.settings, night.flags(ASKED)
    least, likely = (few(told.jaccard, told.permutations) for few in (fewest_equal, likely_equal))
    for inside in _blocks(buckets):
        some, members, asked = buckets[inside], rows[inside], flags[rows[inside]]
        if way == TEXT:
            earlier, later = first_of_bucket(some, members, asked)
            yield earlier, later, np.full(len(later), told.permutations, np.uint16)
            continue
        sketches, sizes = held_of(night, members)
        if way is not None:
            yield nearest_earlier(some, members, asked, sketches, WINDOW)
            continue
        yield resembling(
            some, members, stands[inside], asked, sketches, sizes, least, likely,
            HEAD, REPRESENTATIVES, WINDOW, MOST_EDGES, told.containment, DOUBT,
        )  # fmt: skip


def _blocks(buckets: np.ndarray) -> Iterator[slice]:
    """Stretches of whole buckets, of about `MEMBERS` rows; a bucket is numbered by the place of its first."""
    begin = 0
    while begin + MEMBERS < len(buckets):
        end = int(buckets[begin + MEMBERS])
        if end <= begin:
            end = int(np.searchsorted(buckets, buckets[begin], "right"))
        yield slice(begin, end)
        begin = end
    yield slice(begin, len(buckets))
