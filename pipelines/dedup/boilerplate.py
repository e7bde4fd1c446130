"""Boilerplate: paragraphs that recur over a whole source.

What belongs here: counting paragraph hashes. What does not: hashing them (`signatures.py`) and what a document with
many of them is worth (`selection`). This is the simple form, with all hashes of a source in memory; counting by
partitions of the hash is still to come.
"""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from pipelines.schema import BOILERPLATE

VERSION = "1"


def recurring(signatures: pa.Table, *, at_least: int = 20) -> pa.Table:
    """Paragraphs found in `at_least` different documents of the source, by hash.

    Takes id and paragraph_hashes of `schema.SIGNATURES`, gives `schema.BOILERPLATE`. Rows of one id are one document:
    an act does not become boilerplate by having been amended twenty times.
    """
    paragraphs = pl.DataFrame(signatures.select(["id", "paragraph_hashes"])).explode("paragraph_hashes").unique()
    counts = paragraphs.drop_nulls().group_by(paragraph_hash="paragraph_hashes").agg(documents=pl.len())
    return counts.filter(pl.col("documents") >= at_least).sort("paragraph_hash").to_arrow().cast(BOILERPLATE)
