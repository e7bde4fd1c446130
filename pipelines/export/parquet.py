"""The asset `parquet_shards`: the chosen text with its metadata, as a reader of Parquet expects it.

What belongs here: the columns and the order of rows. What does not: how a Parquet file is written and under which
name (`pipelines.store`).
"""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa

from pipelines import schema

VERSION = "1"

SPLITS = ("train", "validation", "test")
"""In the order in which papers and tables name them."""


def _lots(corpus: pa.Table, seed: int) -> np.ndarray:
    """A number for each document, the same in every release: uint64 of seed, id and version."""
    named = zip(corpus["id"].to_pylist(), corpus["version"].to_pylist(), strict=True)
    drawn = (hashlib.blake2b(f"{seed}\0{one}\0{version}".encode(), digest_size=8).digest() for one, version in named)
    return np.frombuffer(b"".join(drawn), ">u8")


def parquet_rows(corpus: pa.Table, *, seed: int = 0) -> pa.Table:
    """The released rows of a shard, `schema.CORPUS`, shuffled by a hash of seed, id and version.

    Publishers number their documents by day and court; a trainer that reads a file from its beginning should not.
    """
    released = corpus.select(schema.CORPUS.names).cast(schema.CORPUS)
    return released.take(pa.array(np.argsort(_lots(corpus, seed), kind="stable")))
