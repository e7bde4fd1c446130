"""Connected components of rows: union-find in one flat array, 4 bytes a row.

What belongs here: joining rows and naming components by their first row. What does not: which rows to join
(`clusters.py`, `decisions.py`, `groups.py`) and edges in files (`bands.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from pipelines.dedup.bands import Edges
from pipelines.dedup.sets import Sets


@dataclass(frozen=True, slots=True)
class Components:
    """A forest over rows, uint32 (int64 above 2^32 of them); the root of a component is its first row."""

    parent: np.ndarray

    @classmethod
    def of(cls, rows: int) -> Components:
        """Every row alone."""
        return cls(np.arange(rows, dtype=np.uint32 if rows <= 1 << 32 else np.int64))

    def join(self, left: np.ndarray, right: np.ndarray) -> None:
        """Join left[i] with right[i], in order."""
        from pipelines.dedup.cluster_kernel import unite

        unite(self.parent, left, right)

    def join_up_to(self, limit: int, edges: Iterable[tuple[np.ndarray, np.ndarray]]) -> None:
        """Join the edges in order; a union of more than `limit` rows is left out. Takes as many bytes again."""
        from pipelines.dedup.cluster_kernel import unite_up_to

        size = self.sizes()
        for left, right in edges:
            unite_up_to(self.parent, size, left, right, limit)

    def join_agreeing(self, edges: Edges, told: np.ndarray, cases: Sets, foes: Edges) -> None:
        """Join the edges in order; a union that would bring together what does not agree is left out.

        A component tells in each column what its first row that tells something does, and has the cases that are common
        to all of its rows that have some. Two do not agree where they tell two things, but for those that both rows of
        the edge tell themselves; where they have cases and none in common; where a pair of foes would meet.

        Args:
            edges: (left, right), row beside row.
            told: uint64[rows, columns], 0 where nothing is told.
            cases: a set for each row.
            foes: pairs of rows.
        """
        from pipelines.dedup.cluster_kernel import unite_agreeing

        unite_agreeing(self.parent, *edges, told, cases.values, cases.bounds, *foes)

    def roots(self) -> np.ndarray:
        """For each row the first row of its component; the forest itself, no copy."""
        from pipelines.dedup.cluster_kernel import flatten

        flatten(self.parent)
        return self.parent

    def sizes(self) -> np.ndarray:
        """At each root the rows of its component, at other rows 0; of the type of the rows."""
        from pipelines.dedup.cluster_kernel import count_members

        size = np.zeros_like(self.parent)
        count_members(self.roots(), size)
        return size

    def members(self) -> np.ndarray:
        """int64, ascending: the rows that are not alone in their component."""
        return np.flatnonzero(self.sizes()[self.parent] > 1)
