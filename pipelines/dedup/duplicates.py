"""Duplicates of documents at hand: a table in, labelled rows and their evidence out.

What belongs here: the steps one after the other for what fits in memory, as notebooks, tests and `lexcorpus annotate`
want it. What does not: the steps, and doing them for whole sources night by night (`conduct.py`).

Nothing is deleted here. A row says which earlier document it stands closest to and how like they are; `selection`
decides what that means for the corpus.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.dedup.clusters import settle
from pipelines.dedup.evidence import evidence_of
from pipelines.dedup.facts import make_piece
from pipelines.dedup.pieces import Piece
from pipelines.dedup.settings import Settings
from pipelines.dedup.signatures import sign
from pipelines.dedup.slices import slice_of
from pipelines.engine import InlineEngine


def cluster(
    documents: pa.Table, settings: Settings, standing: np.ndarray | None = None, gone: tuple[int, ...] = ()
) -> tuple[pa.Table, pa.Table]:
    """`schema.DUPLICATES` of documents, row beside row, and `schema.EVIDENCE`; all texts that may be alike are read.

    Args:
        documents: `schema.DOCUMENTS`; an earlier row is one that comes before.
        settings: thresholds, and the shape of the signatures.
        standing: boolean per row, the last word on its document; every row when left out.
        gone: rows whose document was withdrawn since, ascending.
    """
    from pipelines.dedup.index import refresh

    texts = documents["text"].combine_chunks()
    with TemporaryDirectory(prefix="lexcorpus-") as name:
        folder = Path(name)
        piece = Piece("0", documents.num_rows, folder, gone)
        make_piece(documents, sign(documents, permutations=settings.permutations), piece, settings)
        found = refresh(folder / "index", [piece], settings, InlineEngine())
        pairs = pq.ParquetFile(found.pairs[0]).read()
        evidence = evidence_of(
            pairs, piece, {piece.key: piece}, lambda _, rows: texts.take(pa.array(rows)), settings, read_all=True
        )
        pq.write_table(evidence, folder / "evidence.parquet")
        stands = np.ones(piece.rows, bool) if standing is None else standing
        settled = settle([piece], [folder / "evidence.parquet"], found.links, [stands])
        return slice_of(settled, 0, piece), evidence
