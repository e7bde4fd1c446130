"""Names of clusters, and the ids of the rows that name something.

What belongs here: which row a cluster is named after, and looking up ids where rows are known by their position. What
does not: what belongs together (`clusters.py`, `groups.py`).

The ids of a large source have more bytes than all that clustering holds of it: only those are kept that name
something, or that might.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.dedup.arrow import numbers, one_array
from pipelines.dedup.pieces import SILENT_DAY, Piece
from pipelines.dedup.relations import Relations

NEVER = np.iinfo(np.int32).max
"""Day of a row whose day is not told: later than any."""


@dataclass(frozen=True, slots=True)
class Names:
    """Ids of some rows of a source."""

    rows: np.ndarray
    """positions, ascending"""
    ids: pa.Array
    """large_string, beside them"""

    @classmethod
    def of(cls, relations: Relations, rows: np.ndarray) -> Names:
        """The ids of rows (ascending positions), as the facts of their pieces have them."""
        wanted = zip(relations.pieces, relations.within(rows), strict=True)
        parts = [_ids(piece, places) for piece, places in wanted if len(places)]
        return cls(rows, pa.concat_arrays([pa.array([], pa.large_string()), *parts]))

    def take(self, rows: np.ndarray, told: np.ndarray) -> pa.Array:
        """string: the ids of rows (positions in any order), null where not `told`; all others must be there."""
        places = np.zeros(len(rows), np.int64)
        places[told] = np.searchsorted(self.rows, rows[told])
        return self.ids.take(pa.array(places, mask=~told)).cast(pa.string())


def oldest_members(relations: Relations, clusters: np.ndarray, size: np.ndarray) -> np.ndarray:
    """At the root of each cluster the position of the member it is named after; at other rows their own.

    That is the member of the least day, then of the least id, then the first row. A day that is not told comes last. So
    a cluster keeps its name when documents join it, but for older ones.

    Args:
        relations: the pieces, for their facts.
        clusters: the root of each row's cluster, by position.
        size: at each root the rows of its cluster.
    """
    least = _least_days(relations, clusters)
    tied = [_of_least_day(relations, number, clusters, size, least) for number in range(len(relations.pieces))]
    oldest = np.arange(relations.rows, dtype=relations.position)
    if tied:
        found = _least_ids(pl.concat(tied))
        oldest[found["cluster"].to_numpy()] = found["row"].to_numpy()
    return oldest


def _least_days(relations: Relations, clusters: np.ndarray) -> np.ndarray:
    """int32: at each root the least day of its cluster."""
    least = np.full(relations.rows, NEVER, np.int32)
    for number, piece in enumerate(relations.pieces):
        np.minimum.at(least, clusters[relations.place(number)], _days(piece))
    return least


def _of_least_day(
    relations: Relations, number: int, clusters: np.ndarray, size: np.ndarray, least: np.ndarray
) -> pl.DataFrame:
    """(cluster, id, row) of the first id of each cluster of several rows among those of its least day in a piece."""
    piece, roots = relations.pieces[number], clusters[relations.place(number)]
    rows = np.flatnonzero((size[roots] > 1) & (_days(piece) == least[roots]))
    positions = (rows + relations.starts[number]).astype(relations.position)
    return _least_ids(pl.DataFrame({"cluster": roots[rows], "id": pl.Series(_ids(piece, rows)), "row": positions}))


def _least_ids(members: pl.DataFrame) -> pl.DataFrame:
    """Of each cluster the member with the least id, and of one id the first row."""
    return members.sort("cluster", "id", "row").unique("cluster", keep="first", maintain_order=True)


def _days(piece: Piece) -> np.ndarray:
    days = numbers(pq.ParquetFile(piece.facts).read(["day"])["day"])
    return np.where(days == SILENT_DAY, NEVER, days)


def _ids(piece: Piece, rows: np.ndarray) -> pa.Array:
    """large_string: the ids of some rows of a piece."""
    ids = pq.ParquetFile(piece.facts).read(["id"])["id"]
    return one_array(ids.take(pa.array(rows))).cast(pa.large_string())
