"""The asset `parquet_shards`: the chosen text with its metadata, as a reader of Parquet expects it.

What belongs here: the order of rows, the division by split, and how the file is written. What does not: where it
is written and under which name (`pipelines.store`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines import schema

VERSION = "1"

SPLITS = ("train", "validation", "test")

ROWS_IN_A_GROUP = 5_000
"""About 58 MB of decisions: what one thread of a reader holds (row groups also are the unit of a shuffle)."""


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


def by_split(rows: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """(split, its rows) for every split that has any: one file each, since loaders name splits by files."""
    for split in SPLITS:
        chosen = rows.filter(pc.equal(rows["split"], split))
        if chosen.num_rows:
            yield split, chosen


def write_parquet(rows: pa.Table, sink: BinaryIO) -> None:
    """Write a released table: zstd 3, page index, row groups of `ROWS_IN_A_GROUP`, descriptions in the schema.

    zstd 3 is the knee of the curve (5.5 times smaller at nearly the speed of zstd 1). Columns of few values have
    dictionaries; texts do not, for every text is another.
    """
    pq.write_table(
        rows,
        sink,
        row_group_size=ROWS_IN_A_GROUP,
        compression="zstd",
        compression_level=3,
        use_dictionary=_few_valued(rows.schema),
        write_page_index=True,
        data_page_size=1 << 20,
    )


def _few_valued(columns: pa.Schema) -> list[str]:
    """Columns worth a dictionary: short strings that repeat from row to row."""
    repeating = {"source", "kind", "language", "issuer", "instance", "form", "category", "split", "type"}
    return [name for name in columns.names if name in repeating]
