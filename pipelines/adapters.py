"""Between the stage runner and the rooms: what a room's pure function needs beyond one table beside another.

What belongs here: reading several shards for functions that want a whole source, choosing a split, and accounts in
other units than rows. What does not: any computing of its own.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines import schema
from pipelines.stage import Outcome, Shards
from pipelines.store import Account


def statutes(documents: Shards, sections: Shards) -> pa.Table:
    """Every living article of every edition of every act, with the days of its edition."""
    from pipelines.citations.statutes import collect

    return collect(documents.table(schema.DOCUMENTS), sections.table(schema.SECTIONS))


def embedding_chunks(corpus: pa.Table, bpe_tokenizer: bytes | None = None, *, split: str, **settings: Any) -> Outcome:
    """Passages for an embedding model: whole sections up to a budget, every character in at least one."""
    from pipelines.export.chunks import chunk, covered

    side = _side(corpus, split)
    chunks = chunk(side, bpe_tokenizer, **settings)
    characters = pc.sum(pc.utf8_length(side["text"])).as_py() or 0
    return Outcome(chunks, Account("characters", characters, covered(chunks)))


def _side(corpus: pa.Table, split: str) -> pa.Table:
    """The rows of one split; the others have files of their own."""
    return corpus.filter(pc.equal(corpus["split"], split))
