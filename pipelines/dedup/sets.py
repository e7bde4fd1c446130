"""Many sets of 64-bit members at once, as two arrays, and how pairs of them meet.

What belongs here: sizes and intersections. What does not: what the members are (shingles, numbers, case numbers).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pipelines.dedup.arrow import one_array


@dataclass(frozen=True, slots=True)
class Sets:
    """Set i is `values[bounds[i]:bounds[i + 1]]`, sorted, without repeats; bounds are int64[sets + 1]."""

    values: np.ndarray
    bounds: np.ndarray

    @classmethod
    def of(cls, lists: pa.ChunkedArray | pa.Array) -> Sets:
        """From a column of lists without nulls, each sorted and without repeats."""
        column = one_array(lists)
        bounds = column.offsets.to_numpy().astype(np.int64)
        return cls(column.flatten().to_numpy(zero_copy_only=False), bounds - bounds[0])

    @property
    def sizes(self) -> np.ndarray:
        """int64 per set: its members."""
        return np.diff(self.bounds)

    @property
    def owners(self) -> np.ndarray:
        """int64 per member: the set it is in."""
        return np.repeat(np.arange(len(self.bounds) - 1), self.sizes)

    def shared(self, left: np.ndarray, other: Sets, right: np.ndarray) -> np.ndarray:
        """int64 per pair: members that set left[i] of these and set right[i] of the other have in common."""
        from pipelines.dedup.cluster_kernel import shared_members

        return shared_members(self.values, self.bounds, left, other.values, other.bounds, right)
