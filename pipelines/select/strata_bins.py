"""Bins of numbers: where a value is counted, and which number a bin stands for.

What belongs here: bins and rounding. What does not: what is counted (`strata.py`).

Bins are 1/32 of an octave wide, whatever the number, so a quantile told by the lower border of its bin is right within
about 3 %, and counts of bins add up exactly (DDSketch: Masson, Rim, Lee 2019, arXiv 1908.10693).
"""

from __future__ import annotations

import numpy as np
import polars as pl

DROPPED_BITS = 18
"""Of the 23 bits of a Float32's fraction: the five that are left make 32 bins an octave."""


def bins(values: pl.Series) -> pl.Series:
    """Number of the bin of each value, ascending as the values; null where there is no finite number.

    The bits of a Float32 without their sign ascend with it; the sign turns them round.
    """
    plain = values.to_numpy().astype(np.float32) + np.float32(0)
    bits = plain.view(np.int32)
    ordered = np.where(bits < 0, bits ^ 0x7FFFFFFF, bits) >> DROPPED_BITS
    return pl.Series(ordered, dtype=pl.Int32).set(pl.Series(~np.isfinite(plain)), None)


def borders(bins: pl.Series) -> pl.Series:
    """The lower border of each bin, Float32; the inverse of `bins`."""
    ordered = bins.to_numpy().astype(np.int32) << DROPPED_BITS
    return pl.Series(np.where(ordered < 0, ordered ^ 0x7FFFFFFF, ordered).astype(np.int32).view(np.float32))


def power_of_two(documents: pl.Series) -> pl.Series:
    """The greatest power of two that is not more: a round figure that seldom changes."""
    return pl.Series(documents.name, 1 << (np.frexp(documents.to_numpy().astype(float))[1].astype(np.int64) - 1))
