"""Many sets of 64-bit members at once, as two arrays, and how pairs of them meet.

What belongs here: sizes and intersections. What does not: what the members are (shingles, numbers, case numbers).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Sets:
    """Set i is `values[bounds[i]:bounds[i + 1]]`, sorted, without repeats; bounds are int64[sets + 1]."""

    values: np.ndarray
    bounds: np.ndarray

    @property
    def sizes(self) -> np.ndarray:
        """int64 per set: its members."""
        return np.diff(self.bounds)

    def shared(self, left: np.ndarray, other: Sets, right: np.ndarray) -> np.ndarray:
        """int64 per pair: members that set left[i] of these and set right[i] of the other have in common."""
        from pipelines.dedup.cluster_kernel import shared_members

        return shared_members(self.values, self.bounds, left, other.values, other.bounds, right)
