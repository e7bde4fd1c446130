"""Rows of `embedding_pairs`: the answers and negatives of a file of queries, with their texts and evidence.

What belongs here: which of the scored answers are told, and the rows of a shard. What does not: ranks
(`pairs_ranks.py`) and which of the nearest are negatives (`negatives.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines import schema
from pipelines.export.negatives import Limits, choose, mapped
from pipelines.export.pairs_ranks import AT_ONCE, Ranking, nearest, scores_of
from pipelines.select.beside import Place
from pipelines.store import Account, Shard, content_key
from pipelines.tables import parquet_bytes

MOST_KIN = 100
"""Passages told as kept out, for evaluation."""


@dataclass(frozen=True, slots=True)
class Making:
    """How rows are made."""

    limits: Limits
    positives: Mapping[str, int]
    """most answers of a query, by type"""
    split: str
    incoming: Path
    """(name, citing) of all documents of passages and queries"""


def write_rows(queries: int, *, ranking: Ranking, making: Making, place: Place, variant: str) -> Shard | None:
    """The shard of a file of queries, named after its content; None when none of them has an answer and a negative."""
    rows = pa.concat_tables([schema.EMBEDDING_PAIRS.empty_table(), *_batches(queries, ranking, making)])
    return write_shard(rows, place, variant) if rows.num_rows else None


def write_shard(rows: pa.Table, place: Place, variant: str) -> Shard:
    """A shard of rows, named after its content."""
    body = parquet_bytes(rows)
    key = content_key(place.key, variant, hashlib.sha256(body).hexdigest())
    file = f"part-{key}.parquet"
    size, sha256 = place.store.write(place.asset, place.scope, file, body)
    account = Account("rows", rows.num_rows, rows.num_rows)
    return Shard(key, place.task, file, rows.num_rows, size, sha256, account, variant=variant)


def _batches(queries: int, ranking: Ranking, making: Making) -> Iterator[pa.Table]:
    incoming = pl.read_parquet(making.incoming)
    every = pl.DataFrame(mapped(ranking.queries[queries])).with_row_index("query_number")
    every = every.rename({"query": "text", "query_number": "query"}).with_columns(pl.col("query").cast(pl.UInt32))
    scored = scores_of(ranking, queries).join(_documents(ranking, queries), on="query")
    for batch, begin in enumerate(range(0, len(every), AT_ONCE)):
        some = every.slice(begin, AT_ONCE)
        answers = scored.filter(pl.col("score") > 0).join(some.select("query"), on="query", how="semi")
        positives = _best(some, answers, making)
        found = nearest(ranking, queries, batch, making.limits.last)
        found = found.join(positives.select("query").unique(), on="query", how="semi")
        asked = some.join(positives.select("query").unique(), on="query", how="semi")
        negatives, kin = choose(asked, answers, positives, found, ranking.pool, incoming, making.limits)
        yield _told(asked, positives, negatives, kin, ranking, making.split)


def _documents(ranking: Ranking, queries: int) -> pl.DataFrame:
    asked = pl.read_parquet(ranking.asked(queries))
    return asked.select(pl.col("query").cast(pl.UInt32), "documents").unique()


def _best(queries: pl.DataFrame, scored: pl.DataFrame, making: Making) -> pl.DataFrame:
    """(query, row, score, documents): the best answers of each query, as many as its type may have."""
    most = pl.col("type").replace_strict(dict(making.positives), return_dtype=pl.Int64)
    told = scored.join(queries.select("query", most=most), on="query")
    best = told.sort("query", "score", "row", descending=[False, True, False])
    place = pl.int_range(pl.len()).over("query")
    return best.filter(place < pl.col("most")).drop("most")


def _told(
    queries: pl.DataFrame,
    positives: pl.DataFrame,
    negatives: pl.DataFrame,
    kin: pl.DataFrame,
    ranking: Ranking,
    split: str,
) -> pa.Table:
    rows = np.unique(np.concatenate([each["row"].to_numpy() for each in (positives, negatives, kin)])).astype(np.int64)
    passages = ranking.pool.take(rows, ("passage", "evidence", "text"))
    pos = positives.join(passages, on="row", maintain_order="left").group_by("query", maintain_order=True).agg(
        pos="text", pos_ids="passage", pos_scores="score", pos_places="evidence", answers=pl.col("documents").first()
    )  # fmt: skip
    neg = negatives.join(passages, on="row", maintain_order="left").group_by("query", maintain_order=True).agg(
        neg="text", neg_ids="passage", neg_scores="score", neg_ranks="rank"
    )  # fmt: skip
    others = kin.join(positives, on=["query", "row"], how="anti", maintain_order="left")
    kept_out = others.join(passages, on="row", maintain_order="left").group_by("query", maintain_order=True).agg(
        kin_ids=pl.col("passage").head(MOST_KIN)
    )  # fmt: skip
    joined = queries.join(pos, on="query", maintain_order="left").join(neg, on="query", maintain_order="left")
    joined = joined.join(kept_out, on="query", how="left", maintain_order="left")
    told = joined.drop("query").rename({"text": "query"}).with_columns(
        pl.col("kin_ids").fill_null([]), split=pl.lit(split)
    )  # fmt: skip
    return told.select(schema.EMBEDDING_PAIRS.names).to_arrow().cast(schema.EMBEDDING_PAIRS)
