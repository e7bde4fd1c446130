"""Comparisons of clustering: band keys to components, each rival on the same keys with the same components.

What belongs here: one function a comparison, named as `--only` names it. What does not: what is clustered (`known.py`),
timing (`measure.py`), and the run of a hundred million documents from disk (`clusters_100m.py`). A rival whose
components differ is not timed: its speed would say nothing.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.clusters_100m import SHARD, joined
from benchmarks.known import Known
from benchmarks.measure import Comparison, Here, InProcess
from benchmarks.rival import RivalMissing, Script
from pipelines.dedup.arrow import matrix
from pipelines.dedup.bands import BANDS, ROWS, equal_keys, in_order, in_range
from pipelines.dedup.components import Components
from pipelines.dedup.index import refresh
from pipelines.dedup.pieces import Piece
from pipelines.dedup.settings import read_settings
from pipelines.engine import InlineEngine

BLOCK = 500_000
"""Documents whose minima are made at a time."""


def clusters_polars(documents: int = 5_000_000) -> Comparison:
    """Band keys to components, beside a sort in polars for each band; our union-find joins the edges of both.

    Ours are the keys in the order in which the index keeps them, and the edges of equal ones, without the files.
    """
    keys, numbers = _keys(documents), np.arange(documents, dtype=np.uint32)

    def prepare() -> Callable[[], object]:
        import polars as pl

        rows = pl.Series(numbers)
        bands = [pl.DataFrame({"key": band, "row": rows}) for band in keys]
        same = pl.col("key") == pl.col("key").shift()

        def run() -> np.ndarray:
            components = Components.of(documents)
            for band in bands:
                edges = band.lazy().sort("key").select("row", before=pl.when(same).then(pl.col("row").shift()))
                found = edges.drop_nulls().collect()
                components.join(found["before"].to_numpy(), found["row"].to_numpy())
            return components.roots()

        if not np.array_equal(run(), _components(keys, numbers)):
            raise RivalMissing("polars found other components than ours: one of the two is wrong.")
        return run

    rival = InProcess(f"polars {version('polars')}", prepare)
    ours = partial(_components, keys, numbers)
    return Comparison("docs/s", documents, ours, rival, _note(documents, "sorts and compares"))


def clusters_datatrove(documents: int = 50_000) -> Comparison:
    """Band keys to components, beside datatrove's stages 2 and 3, whose stage 1 has sorted its files already."""
    return _beside("clusters_datatrove", documents, "merges sorted files of 14 × 8 minima of 64 bits")


def clusters_textdedup(documents: int = 50_000) -> Comparison:
    """Band keys to components, beside text-dedup's clustering in polars; it needs Python 3.12."""
    return _beside("clusters_textdedup", documents, "makes every pair of a bucket; it needs Python 3.12")


def increment(documents: int = 10_000_000) -> Comparison:
    """A night of 1 % over an index, to pairs and components, beside the same from nothing; ratio 33: it costs 3 %.

    Writes 0.6 GB for each million documents to the folder of temporary files.
    """
    folder = Path(tempfile.mkdtemp(prefix="increment-"))
    atexit.register(shutil.rmtree, folder)
    known = Known(documents + documents // 100)
    bounds = [*range(0, documents, SHARD), *range(documents, known.rows, SHARD), known.rows]
    pieces = [Piece(f"{first:010}", end - first, folder) for first, end in pairwise(bounds)]
    for piece, first in zip(pieces, bounds, strict=False):
        known.write_piece(piece, first, named=True)
    before = [piece for piece, first in zip(pieces, bounds, strict=False) if first < documents]
    refresh(folder / "index", before, read_settings(), InlineEngine())
    held = (folder / "index" / "index.json").read_bytes()

    def run() -> np.ndarray:
        # What the night added is left over when the index says again what it said before.
        (folder / "index" / "index.json").write_bytes(held)
        return _clustered(folder / "index", pieces)

    if not np.array_equal(run(), known.roots(np.arange(known.rows))):
        raise RivalMissing("the index found other components than are known: it is wrong.")
    note = f"1 % over {documents:,} documents, 14 bands and 4 names each; the rival is the same from nothing"
    return Comparison("docs/s", known.rows, run, _Anew(folder / "anew", pieces), note)


@dataclass(frozen=True, slots=True)
class _Anew:
    """The same pieces and an empty folder, as a rival; emptying it is not timed."""

    folder: Path
    pieces: list[Piece]
    version: str = "from nothing"

    @contextmanager
    def open(self) -> Iterator[_Anew]:
        """See `Rival.open`."""
        yield self

    def seconds(self) -> float:
        """See `Contender.seconds`."""
        shutil.rmtree(self.folder, ignore_errors=True)
        return Here(lambda: _clustered(self.folder, self.pieces)).seconds()


def _clustered(folder: Path, pieces: list[Piece]) -> np.ndarray:
    return joined(pieces, refresh(folder, pieces, read_settings(), InlineEngine()).pairs)


def _beside(script: str, documents: int, how: str) -> Comparison:
    """A rival that gets the minima, and the first row of each document's component to check itself by."""
    ours = partial(_components, _keys(documents), np.arange(documents, dtype=np.uint32))
    signatures = Known(documents).signatures(0, documents).select(["minhash"])
    rival = Script(script, signatures.append_column("root", pa.array(ours())))
    return Comparison("docs/s", documents, ours, rival, _note(documents, how))


def _note(documents: int, how: str) -> str:
    return f"{documents:,} documents, 14 bands, a fifth duplicates, one cluster of 0.6 %; the rival {how}"


def _keys(documents: int) -> np.ndarray:
    """uint64[bands, documents] of signatures of known structure."""
    from pipelines.dedup.band_kernel import band_keys

    known, keys = Known(documents), np.empty((BANDS, documents), np.uint64)
    for first in range(0, documents, BLOCK):
        minima = matrix(known.signatures(first, min(BLOCK, documents - first))["minhash"])
        for band in range(BANDS):
            keys[band, first : first + len(minima)] = band_keys(minima, np.arange(len(minima)), band * ROWS, ROWS)
    return keys


def _components(keys: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """For each document the first of its component."""
    found = Components.of(keys.shape[1])
    for band in keys:
        found.join(*equal_keys(*in_order([in_range(band, rows, 0, 0)])))
    return found.roots()
