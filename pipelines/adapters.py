"""Between the stage runner and the rooms: what a room's pure function needs beyond one table beside another.

What belongs here: reading several shards for functions that want a whole source, choosing a split, and accounts in
other units than rows. What does not: any computing of its own.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines import schema
from pipelines.export.parquet import SPLITS
from pipelines.stage import Outcome, Shards
from pipelines.store import Account


def statutes(documents: Shards, sections: Shards) -> pa.Table:
    """Every living article of every edition of every act, with the days of its edition."""
    from pipelines.citations.statutes import collect

    return collect(documents.table(schema.DOCUMENTS), sections.table(schema.SECTIONS))


def parquet_shards(corpus: pa.Table, *, split: str) -> Outcome:
    """The corpus as released: one file per shard and split, rows in a fixed shuffled order."""
    from pipelines.export.parquet import parquet_rows

    side = _side(corpus, split)
    rows = parquet_rows(side)
    return Outcome(rows, _split_account(corpus, split, rows.num_rows))


def webdataset_shards(corpus: pa.Table, *, split: str) -> Outcome:
    """The corpus as WebDataset: one tar per shard and split, a .txt and a .json for each document."""
    from pipelines.export.webdataset import tar_bytes

    side = _side(corpus, split)
    body = tar_bytes(side)
    return Outcome(body, _split_account(corpus, split, body.count(b".txt\0")))


def embedding_chunks(corpus: pa.Table, bpe_tokenizer: bytes | None = None, *, split: str, **settings: Any) -> Outcome:
    """Passages for an embedding model: whole sections up to a budget, every character in at least one."""
    from pipelines.export.chunks import chunk, covered

    side = _side(corpus, split)
    chunks = chunk(side, bpe_tokenizer, **settings)
    characters = pc.sum(pc.utf8_length(side["text"])).as_py() or 0
    return Outcome(chunks, Account("characters", characters, covered(chunks)))


def embedding_pairs(embedding_chunks: Shards, statutes: Shards, *, split: str) -> pa.Table:
    """Queries with the passages that answer them and hard negatives that do not.

    Which split a query is in depends on all of them, so all are paired before one is taken.
    """
    from pipelines.export.pairs import pair

    every_split = pair(embedding_chunks.table(schema.EMBEDDING_CHUNKS), statutes.table(schema.STATUTES))
    return _side(every_split, split)


def packed_sequences(corpus: pa.Table, bpe_tokenizer: bytes, *, split: str, length: int) -> Outcome:
    """Rows of token ids for continued pretraining: documents whole wherever they fit, boundaries stored."""
    from pipelines.export.packing import count_tokens, pack

    side = _side(corpus, split)
    if not side.num_rows:
        return Outcome(schema.PACKED_SEQUENCES.empty_table(), Account("tokens", 0, 0))
    rows = pack(side, bpe_tokenizer, length=length)
    placed = pc.sum(pc.list_value_length(rows["input_ids"])).as_py() or 0
    return Outcome(rows, Account("tokens", count_tokens(side, bpe_tokenizer), placed))


def _split_account(corpus: pa.Table, split: str, rows: int) -> Account:
    """Rows of the other splits are set aside here, in files of their own; a row of no known split is lost."""
    others = pa.array([each for each in SPLITS if each != split])
    return Account("rows", corpus.num_rows, rows, pc.sum(pc.is_in(corpus["split"], others)).as_py() or 0)


def _side(corpus: pa.Table, split: str) -> pa.Table:
    """The rows of one split; the others have files of their own."""
    return corpus.filter(pc.equal(corpus["split"], split))
