"""Connected components of rows: union-find in one flat array, 4 bytes a row.

What belongs here: joining rows and naming components by their first row. What does not: which rows to join
(`clusters.py`, `keepers.py`, `groups.py`) and edges in files (`bands.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


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
