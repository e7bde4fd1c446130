"""How like two documents may be, by sketches that are looked up by the million.

What belongs here: 8-bit sketches in files, the estimate of Jaccard that they give, and its error. What does not: which
documents are held against each other (`index_edges.py`) and true likeness from texts (`comparison.py`).

A sketch keeps the low byte of each minimum, 128 bytes a document (b-bit minwise hashing, Li and König 2010): of two
documents of Jaccard J a share J + (1 - J) / 256 of bytes is equal. At J = 0.8 the estimate has a standard deviation of
0.035, hardly more than that of the whole minima.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.dedup.arrow import matrix, one_array
from pipelines.dedup.bands import write_plain
from pipelines.schema import MINHASH_PERMUTATIONS

CHANCE = 1 / 256
"""Share of equal bytes of two sketches that have nothing in common."""

DOUBT = 3.0
"""Standard deviations below a threshold at which an estimate still leaves it possible; fewer than 1 in 700 pairs at the
threshold lie lower."""


def write_sketches(signatures: pa.Table, file: Path) -> None:
    """Write the low bytes of `minhash` of one shard of `schema.SIGNATURES`: a Parquet file of a byte a permutation."""
    minima = matrix(signatures["minhash"])
    low = pa.py_buffer(minima.astype(np.uint8).tobytes())
    column = pa.FixedSizeBinaryArray.from_buffers(pa.binary(minima.shape[1]), len(signatures), [None, low])
    write_plain(pa.table({"sketch": column}), file)


def read_sketches(file: Path) -> np.ndarray:
    """uint8[rows, permutations]: what `write_sketches` wrote."""
    column = one_array(pq.ParquetFile(file).read()["sketch"])
    width = column.type.byte_width
    low = np.frombuffer(column.buffers()[1], np.uint8).reshape(-1, width)
    return low[column.offset : column.offset + len(column)]


def estimated(equal: np.ndarray, permutations: int = MINHASH_PERMUTATIONS) -> np.ndarray:
    """Jaccard, estimated from the number of equal bytes; may be a little below 0."""
    return (equal / permutations - CHANCE) / (1 - CHANCE)


def deviation(jaccard: float, permutations: int = MINHASH_PERMUTATIONS) -> float:
    """Standard deviation of the estimate at a Jaccard."""
    agree = jaccard + (1 - jaccard) * CHANCE
    return math.sqrt(agree * (1 - agree) / permutations) / (1 - CHANCE)


def fewest_equal(jaccard: float, permutations: int = MINHASH_PERMUTATIONS) -> int:
    """Equal bytes from which on an estimate leaves it possible that a Jaccard is reached."""
    possible = max(0.0, jaccard - DOUBT * deviation(jaccard, permutations))
    return math.ceil(permutations * (possible + (1 - possible) * CHANCE))


def likely_equal(jaccard: float, permutations: int = MINHASH_PERMUTATIONS) -> int:
    """Equal bytes from which on an estimate says that a Jaccard is reached."""
    return math.ceil(permutations * (jaccard + (1 - jaccard) * CHANCE))
