"""An index of 128-bit keys: where a key lies among millions, for some 26 bytes a key, the key itself included.

What belongs here: the index. What does not: what the keys are hashes of (`marks.py` makes them).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl


@dataclass(frozen=True, slots=True)
class KeyIndex:
    """Numbers of keys by the keys; of equal ones that of the last. `ones` and `twos` are uint64, `slots` int32."""

    ones: np.ndarray
    twos: np.ndarray
    slots: np.ndarray

    @classmethod
    def of(cls, keys: pl.DataFrame) -> KeyIndex:
        """The index of keys given as columns `one` and `two` without nulls."""
        from pipelines.sources.key_kernel import place_keys

        ones, twos = keys["one"].to_numpy(), keys["two"].to_numpy()
        slots = np.full(1 << (len(ones) * 3 // 2 + 1).bit_length(), -1, np.int32)
        place_keys(ones, twos, slots)
        return cls(ones, twos, slots)

    def last(self) -> np.ndarray:
        """Numbers of the keys, of equal ones the last, ascending."""
        return np.sort(self.slots[self.slots >= 0])

    def find(self, keys: pl.DataFrame) -> np.ndarray:
        """Numbers of some keys (int32), -1 for those that are not there; one that is null is not."""
        from pipelines.sources.key_kernel import find_keys

        found = np.empty(keys.height, np.int32)
        ones, twos = (keys[name].fill_null(0).to_numpy() for name in ("one", "two"))
        find_keys(self.ones, self.twos, self.slots, ones, twos, found)
        found[keys["one"].is_null().to_numpy()] = -1
        return found
