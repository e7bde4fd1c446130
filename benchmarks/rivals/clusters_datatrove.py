# /// script
# dependencies = [
#   "datatrove==0.10.1", "numpy==2.4.6", "pyarrow==26.0.1", "regex==2026.9.29", "tokenizers==0.23.3", "xxhash==4.1.0",
# ]
# ///
"""Components of MinHash signatures with datatrove: stage 2 on sorted signature files, stage 3 on its pairs."""

from __future__ import annotations

import atexit
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from datatrove.pipeline.dedup.minhash import (  # pyright: ignore[reportMissingImports]
    MinhashConfig,
    MinhashDedupBuckets,
    MinhashDedupCluster,
)
from datatrove.utils.logging import logger  # pyright: ignore[reportMissingImports]
from serve import check_components, serve

CONFIG = MinhashConfig()
WIDTH, BANDS = CONFIG.hashes_per_bucket, CONFIG.num_buckets


def write_signatures(minima: np.ndarray, folder: Path) -> None:
    """As stage 1 leaves them: a file a bucket, sorted, 64 bits a minimum and the document's number."""
    record = np.dtype([(f"field{place}", "<u8") for place in range(WIDTH)] + [("document", "<u4")])
    for band in range(BANDS):
        records = np.empty(len(minima), record)
        for place in range(WIDTH):
            records[f"field{place}"] = minima[:, band * WIDTH + place]
        records["document"] = np.arange(len(minima))
        records.sort(order=record.names)
        file = folder / f"bucket_{band:03d}" / "00000.minhash.sig"
        file.parent.mkdir(parents=True)
        records.tofile(file)


def cluster(signatures: Path, output: Path, *, save_cluster_id: bool = False) -> None:
    """Stages 2 and 3."""
    shutil.rmtree(output, ignore_errors=True)
    for band in range(BANDS):
        MinhashDedupBuckets(str(signatures), str(output / "pairs"), config=CONFIG).run(None, band, BANDS)
    stage = MinhashDedupCluster(str(output / "pairs"), str(output), config=CONFIG, save_cluster_id=save_cluster_id)
    stage.run(None, 0, 1)


if __name__ == "__main__":
    logger.remove()
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    minima = pq.read_table(sys.argv[1])["minhash"].combine_chunks().flatten().to_numpy().reshape(-1, 128)
    write_signatures(minima, folder / "signatures")
    cluster(folder / "signatures", folder / "checked", save_cluster_id=True)
    documents, clusters = np.fromfile(folder / "checked" / "000000.clusters", "<u4").reshape(-1, 2).T
    check_components(documents, clusters)
    serve("datatrove", lambda: cluster(folder / "signatures", folder / "timed"))
