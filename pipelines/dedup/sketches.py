"""Signatures of a whole source as arrays, row beside row.

What belongs here: the form in which clustering reads `schema.SIGNATURES`. What does not: making signatures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pipelines.dedup.arrow import matrix, numbers


@dataclass(frozen=True, slots=True)
class Sketches:
    """words int32[n], text_hash uint64[n], minima uint32[n, 128]."""

    words: np.ndarray
    text_hash: np.ndarray
    minima: np.ndarray

    @classmethod
    def of(cls, signatures: pa.Table) -> Sketches:
        """From the columns words, text_hash and minhash."""
        return cls(numbers(signatures["words"]), numbers(signatures["text_hash"]), matrix(signatures["minhash"]))

    @property
    def worded(self) -> np.ndarray:
        """int64: rows whose text has words; the others resemble nothing."""
        return np.flatnonzero(self.words > 0)
