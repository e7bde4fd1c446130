"""Connected components of rows: union-find over arrays, 16 bytes a row.

What belongs here: joining and naming components. What does not: which rows to join (`duplicates.py`, `groups.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Components:
    """A forest over rows; the root of a component is its first row."""

    parent: np.ndarray
    size: np.ndarray

    @classmethod
    def of(cls, rows: int) -> Components:
        """Every row alone."""
        return cls(np.arange(rows, dtype=np.int64), np.ones(rows, dtype=np.int64))

    def join(self, left: np.ndarray, right: np.ndarray, limit: int | None = None) -> None:
        """Join left[i] with right[i], in order; a union of more than `limit` rows is left out."""
        from pipelines.dedup.cluster_kernel import join

        join(self.parent, self.size, left, right, len(self.parent) if limit is None else limit)

    def join_equal(self, keys: np.ndarray, rows: np.ndarray | None = None) -> None:
        """Join the rows that have the same key; `keys` are those of `rows`, or of all."""
        order = np.argsort(keys, kind="stable")
        same = np.flatnonzero(np.diff(keys[order]) == 0)
        joined = order if rows is None else rows[order]
        self.join(joined[same], joined[same + 1])

    def roots(self) -> np.ndarray:
        """int64 per row: the first row of its component."""
        from pipelines.dedup.cluster_kernel import flatten

        flatten(self.parent)
        return self.parent
