"""Which candidate edges survive by an estimate of Jaccard, for sources whose sketches do not fit in memory.

What belongs here: 8-bit sketches in files, and the map that holds edges against them. What does not: buckets
(`bands.py`) and true likeness from texts (`comparison.py`), which is to be asked about edges near the threshold.

A sketch keeps the low byte of each minimum, 128 bytes a document (b-bit minwise hashing, Li and König 2010): of two
documents of Jaccard J a share J + (1 - J) / 256 of bytes is equal. At J = 0.8 the estimate has a standard deviation of
0.035, hardly more than that of the whole minima.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.dedup.arrow import matrix, one_array
from pipelines.dedup.bands import read_edges, row_type, write_plain
from pipelines.engine import Engine
from pipelines.schema import MINHASH_PERMUTATIONS

CHANCE = 1 / 256
"""Share of equal bytes of two sketches that have nothing in common."""

REPRESENTATIVES, WINDOW = 8, 16
"""Rows of a bucket that a row is held against at most: representatives, and if it resembles none, rows before it."""


@dataclass(frozen=True, slots=True)
class Held:
    """Files with the sketches of those rows that have an edge, and each row's place among them; mapped, not read.

    Workers on one machine share the pages: 128 bytes a row that has an edge, and 4 (or 8) a row of the source.
    """

    sketches: Path
    places: Path
    rows: int

    def open(self) -> tuple[np.ndarray, np.ndarray]:
        """Sketches uint8[held, 128] and the place of each row."""
        sketches = np.memmap(self.sketches, np.uint8, "r").reshape(-1, MINHASH_PERMUTATIONS)
        return sketches, np.memmap(self.places, row_type(self.rows), "r")


@dataclass(frozen=True, slots=True)
class _Task:
    edges: Path
    held: Held
    least: int
    output: Path


def write_sketches(signatures: pa.Table, file: Path) -> None:
    """Write the low bytes of `minhash` of one shard of `schema.SIGNATURES`: a Parquet file of 128 bytes a row."""
    low = pa.py_buffer(matrix(signatures["minhash"]).astype(np.uint8).tobytes())
    column = pa.FixedSizeBinaryArray.from_buffers(pa.binary(MINHASH_PERMUTATIONS), len(signatures), [None, low])
    write_plain(pa.table({"sketch": column}), file)


def read_sketches(file: Path) -> np.ndarray:
    """uint8[rows, 128]: what `write_sketches` wrote."""
    column = one_array(pq.ParquetFile(file).read()["sketch"])
    low = np.frombuffer(column.buffers()[1], np.uint8).reshape(-1, MINHASH_PERMUTATIONS)
    return low[column.offset : column.offset + len(column)]


def hold(sketch_files: Sequence[Path], edge_files: Sequence[Path], rows: int, folder: Path) -> Held:
    """Put the sketches of all rows that an edge names where they can be looked up; files in the order of the rows."""
    linked = np.zeros(rows, bool)
    for file in edge_files:
        for ends in read_edges(file):
            linked[ends] = True
    held = Held(folder / "held_sketches.bin", folder / "held_places.bin", rows)
    (np.cumsum(linked, dtype=row_type(rows)) - linked).astype(row_type(rows)).tofile(held.places)
    first = 0
    with held.sketches.open("wb") as output:
        for file in sketch_files:
            sketches = read_sketches(file)
            sketches[linked[first : first + len(sketches)]].tofile(output)
            first += len(sketches)
    return held


def surviving(edge_files: Sequence[Path], held: Held, jaccard: float, folder: Path, engine: Engine) -> list[Path]:
    """For each file of edges one with those whose estimate reaches `jaccard`, the other members of a bucket tried too.

    Columns left, right, equal (bytes of 128). Whoever wants no true edge lost gives the threshold less two standard
    deviations, and asks the texts about every edge that is not as far above it.
    """
    least = math.ceil(MINHASH_PERMUTATIONS * (jaccard + (1 - jaccard) * CHANCE))
    tasks = [_Task(file, held, least, folder / f"near_{file.name}") for file in edge_files]
    return list(engine.map(_verify, tasks))


def estimated(equal: np.ndarray) -> np.ndarray:
    """Jaccard, estimated from the number of equal bytes; may be a little below 0."""
    return (equal / MINHASH_PERMUTATIONS - CHANCE) / (1 - CHANCE)


def deviation(jaccard: float) -> float:
    """Standard deviation of the estimate at a Jaccard."""
    agree = jaccard + (1 - jaccard) * CHANCE
    return math.sqrt(agree * (1 - agree) / MINHASH_PERMUTATIONS) / (1 - CHANCE)


def _verify(task: _Task) -> Path:
    from pipelines.dedup.estimate_kernel import resembling

    sketches, places = task.held.open()
    left, right = read_edges(task.edges)
    near = resembling(left, right, places, sketches, task.least, REPRESENTATIVES, WINDOW)
    write_plain(pa.table(dict(zip(("left", "right", "equal"), near, strict=True))), task.output)
    return task.output
