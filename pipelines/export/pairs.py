"""The `embedding_pairs` asset: an article of law, decisions that apply it, and near misses.

What belongs here: choosing queries, positives and negatives. The query is an article's text, the positives are
passages of decisions that cite it. The citation strings stay in the positives, verbatim: an evaluation
must strip them, or the task leaks. Still to come: abstracts as queries, and masking in the data itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import polars as pl
import pyarrow as pa

from pipelines import schema
from pipelines.export.bm25 import Index

VERSION = "1"

_LONGEST_QUERY = 2000
_MOST_POSITIVES = 4
_STATUTES = "rada:"
_SHARES = (("test", 0.05), ("validation", 0.10), ("train", 1.0))


def _chance(name: str) -> float:
    """A number in [0, 1) that only the name decides."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest()) / 2**64


def _split_of(query: str, available: list[str]) -> str:
    """The one split of a query: by its name, among the splits that have passages for it."""
    chance = _chance(query)
    drawn = next(split for split, limit in _SHARES if chance < limit)
    return drawn if drawn in available else max(available, key=lambda split: (split == "train", split))


def _passages(chunks: pa.Table) -> pl.DataFrame:
    """Passages of decisions, each text once: boilerplate is no second answer."""
    frame = pl.DataFrame(pl.from_arrow(chunks)).sort("chunk")
    return frame.filter(~pl.col("id").str.starts_with(_STATUTES)).unique("text", keep="first", maintain_order=True)


def _queries(passages: pl.DataFrame, statutes: pa.Table) -> pl.DataFrame:
    """(query_id, query, split): newest text of every article that passages cite."""
    articles = (
        pl.DataFrame(pl.from_arrow(statutes.select(["law", "article", "valid_from", "text"])))
        .sort("valid_from", nulls_last=False, maintain_order=True)
        .unique(["law", "article"], keep="last", maintain_order=True)
        .select(
            query_id=pl.concat_str("law", "article", separator="/"), query=pl.col("text").str.slice(0, _LONGEST_QUERY)
        )
    )
    cited = passages.select("split", query_id="cited").explode("query_id").drop_nulls().unique()
    splits = cited.group_by("query_id").agg(pl.col("split").sort())
    found = articles.join(splits, on="query_id").sort("query_id").rows(named=True)
    rows = [{**row, "split": _split_of(row["query_id"], row["split"])} for row in found]
    return pl.DataFrame(rows, schema={"query_id": pl.String, "query": pl.String, "split": pl.String})


def _positives(passages: pl.DataFrame, query: str) -> pl.DataFrame:
    """Up to four passages that cite the article, of different groups first, in an order only their names decide."""
    citing = passages.filter(pl.col("cited").list.contains(query))
    order = [_chance(f"{query} {chunk}") for chunk in citing["chunk"]]
    return (
        citing.with_columns(order=pl.Series(order, dtype=pl.Float64))
        .sort("order", "chunk")
        .with_columns(turn=pl.int_range(pl.len()).over("group"))
        .sort("turn", "order", "chunk", maintain_order=True)
        .head(_MOST_POSITIVES)
    )


def _negatives(
    passages: pl.DataFrame, nearest: list[int], query: str, positives: pl.DataFrame, most: int
) -> pl.DataFrame:
    """The nearest passages of other documents and groups that do not cite the article."""
    return (
        passages[nearest]
        .filter(
            ~pl.col("cited").list.contains(query)
            & ~pl.col("group").is_in(positives["group"].implode())
            & ~pl.col("id").is_in(positives["id"].implode())
        )
        .head(most)
    )


def _pairs(passages: pl.DataFrame, queries: pl.DataFrame, negatives: int) -> Iterator[dict[str, object]]:
    index = Index.of(passages["text"])
    for query_id, query, split in queries.iter_rows():
        pos = _positives(passages, query_id)
        neg = _negatives(passages, index.nearest(query).tolist(), query_id, pos, negatives)
        if pos.is_empty() or neg.is_empty():
            continue
        yield {
            "query": query, "pos": pos["text"].to_list(), "neg": neg["text"].to_list(), "type": "article_to_decision",
            "query_id": query_id, "pos_ids": pos["chunk"].to_list(), "neg_ids": neg["chunk"].to_list(), "split": split,
        }  # fmt: skip


def pair(embedding_chunks: pa.Table, statutes: pa.Table, *, negatives: int = 7) -> pa.Table:
    """Pairs to fine-tune an embedding model, `schema.EMBEDDING_PAIRS`, by split, then query.

    A query lives in one split and takes its passages from that split only. A query without a positive or without
    any negative gives no row; a small pool may give fewer negatives than asked for.
    """
    passages = _passages(embedding_chunks)
    queries = _queries(passages, statutes)
    rows: list[dict[str, object]] = []
    for split in sorted(set(queries["split"])):
        own = passages.filter(pl.col("split") == split)
        rows += _pairs(own, queries.filter(pl.col("split") == split), negatives)
    return pa.Table.from_pylist(rows, schema=schema.EMBEDDING_PAIRS)
