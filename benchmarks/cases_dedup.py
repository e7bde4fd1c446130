"""Comparisons of clustering: band keys to components, each rival on the same keys with the same components.

What belongs here: one function a comparison, named as `--only` names it. What does not: what is clustered (`known.py`),
timing (`measure.py`), and the run of a hundred million documents from disk (`clusters_100m.py`). A rival whose
components differ is not timed: its speed would say nothing. Still to come: increments.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version

import numpy as np
import pyarrow as pa

from benchmarks.known import Known
from benchmarks.measure import Comparison, InProcess
from benchmarks.rival import RivalMissing, Script
from pipelines.dedup.arrow import matrix
from pipelines.dedup.bands import BANDS, ROWS, equal_keys, row_type

BLOCK = 500_000
"""Documents whose minima are made at a time."""


def clusters_polars(documents: int = 5_000_000) -> Comparison:
    """Band keys to components, beside a sort in polars for each band; our union-find joins the edges of both."""
    keys = _keys(documents)

    def prepare() -> Callable[[], object]:
        import polars as pl

        rows = pl.int_range(documents, dtype=pl.UInt32, eager=True)
        bands = [pl.DataFrame({"key": band, "row": rows}) for band in keys]
        same = pl.col("key") == pl.col("key").shift()

        def run() -> np.ndarray:
            parent = np.arange(documents, dtype=row_type(documents))
            for band in bands:
                edges = band.lazy().sort("key").select("row", before=pl.when(same).then(pl.col("row").shift()))
                found = edges.drop_nulls().collect()
                _unite(parent, found["before"].to_numpy(), found["row"].to_numpy())
            return _flat(parent)

        if not np.array_equal(run(), _components(keys)):
            raise RivalMissing("polars found other components than ours: one of the two is wrong.")
        return run

    rival = InProcess(f"polars {version('polars')}", prepare)
    return Comparison("docs/s", documents, lambda: _components(keys), rival, _note(documents, "sorts and compares"))


def clusters_datatrove(documents: int = 50_000) -> Comparison:
    """Band keys to components, beside datatrove's stages 2 and 3, whose stage 1 has sorted its files already."""
    return _beside("clusters_datatrove", documents, "merges sorted files of 14 × 8 minima of 64 bits")


def clusters_textdedup(documents: int = 50_000) -> Comparison:
    """Band keys to components, beside text-dedup's clustering in polars; it needs Python 3.12."""
    return _beside("clusters_textdedup", documents, "makes every pair of a bucket; it needs Python 3.12")


def _beside(script: str, documents: int, how: str) -> Comparison:
    """A rival that gets the minima, and the first row of each document's component to check itself by."""
    keys = _keys(documents)
    signatures = Known(documents).signatures(0, documents).select(["minhash"])
    rival = Script(script, signatures.append_column("root", pa.array(_components(keys))))
    return Comparison("docs/s", documents, lambda: _components(keys), rival, _note(documents, how))


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


def _components(keys: np.ndarray) -> np.ndarray:
    """For each document the first of its component; as `bands.py` does it, without the files."""
    parent = np.arange(keys.shape[1], dtype=row_type(keys.shape[1]))
    for band in keys:
        _unite(parent, *equal_keys(band))
    return _flat(parent)


def _unite(parent: np.ndarray, left: np.ndarray, right: np.ndarray) -> None:
    from pipelines.dedup.band_kernel import unite

    unite(parent, left, right)


def _flat(parent: np.ndarray) -> np.ndarray:
    from pipelines.dedup.band_kernel import flatten

    flatten(parent)
    return parent
