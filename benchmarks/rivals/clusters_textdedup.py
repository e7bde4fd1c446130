# /// script
# requires-python = ">=3.12"
# dependencies = ["text-dedup==0.4.1", "pyarrow==25.0.1"]
# ///
"""Components of MinHash signatures with text-dedup: its clustering step on the bands that its fingerprints have."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from datasets import Dataset
from serve import check_components, serve
from text_dedup.minhash import cluster  # pyright: ignore[reportMissingImports]

BANDS, WIDTH = 14, 8


def fingerprints(minima: np.ndarray) -> Dataset:
    """A row for each document and band: the band, its minima as bytes, the document."""
    values = np.ascontiguousarray(minima[:, : BANDS * WIDTH]).tobytes()
    rows = len(minima) * BANDS
    bands = pa.FixedSizeBinaryArray.from_buffers(pa.binary(WIDTH * 4), rows, [None, pa.py_buffer(values)])
    columns = {
        "__band_idx__": np.tile(np.arange(BANDS), len(minima)),
        "__band_val__": bands.cast(pa.binary()),
        "__INDEX__": np.repeat(np.arange(len(minima)), BANDS),
    }
    return Dataset(pa.table(columns))


if __name__ == "__main__":
    minima = pq.read_table(sys.argv[1])["minhash"].combine_chunks().flatten().to_numpy().reshape(-1, 128)
    prepared = fingerprints(minima)
    config = SimpleNamespace(algorithm=SimpleNamespace(internal_index_column="__INDEX__"))
    found = cluster(config, prepared)
    check_components(list(found), list(found.values()))
    serve("text-dedup", lambda: cluster(config, prepared))
