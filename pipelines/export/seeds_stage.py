"""The stage `instruction_seeds`: the questions that a person should answer first, of the whole corpus.

What belongs here: counting what is cited, and the choice by priority. What does not: the candidates (`seeds.py`).
Memory: the uses of all targets and twice the seeds that are chosen here, a shard a worker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import polars as pl
import pyarrow as pa

from pipelines.export.pairs_keys import CITED_CASE
from pipelines.export.seeds import Known, shard_seeds
from pipelines.schema import SEEDS
from pipelines.stage import Job, Shards
from pipelines.workroom import forget, write_whole

VERSION = "1"

CORPUS = ("id", "version", "group", "split", "kind", "language", "text", "sections", "citations")
"""Columns of the corpus that seeds are made of."""

Piece = tuple[Shards, Shards]
"""A shard of the corpus, and the citations beside its documents."""


def conduct(job: Job, *, seeds: int, of_a_target: int) -> pa.Table:
    """The `seeds` first candidates by priority, at most `of_a_target` of one article and one of a group and kind."""
    pieces = _pieces(job)
    uses = _summed(job.engine.map(_count, [corpus for corpus, _ in pieces]))
    told = job.workroom / "uses.parquet"
    write_whole(uses.to_arrow(), told)
    best = pl.DataFrame(SEEDS.empty_table())
    for some in job.engine.map(partial(_candidates, uses=told, seeds=seeds, of_a_target=of_a_target), pieces):
        best = first(pl.concat([best, pl.DataFrame(some)]), seeds, of_a_target)
    forget(job.workroom, ())
    return best.to_arrow().cast(SEEDS)


def first(candidates: pl.DataFrame, seeds: int, of_a_target: int) -> pl.DataFrame:
    """The first by priority, few of one article and one of a group and kind; ties by name."""
    ranked = candidates.sort("priority", "seed", descending=[True, False])
    ranked = ranked.unique(["group", "kind", "target"], keep="first", maintain_order=True)
    place = pl.int_range(pl.len()).over("kind", "target")
    return ranked.filter((place < of_a_target) | (pl.col("target") == "")).head(seeds)


def _pieces(job: Job) -> list[Piece]:
    corpus, citations = job.shards("corpus").only(CORPUS), job.shards("citations")
    beside = {ref.shard.beside: ref for ref in citations.refs}
    return [(replace(corpus, refs=(ref,)), replace(citations, refs=(beside[ref.shard.beside],))) for ref in corpus.refs]


def _count(corpus: Shards) -> pl.DataFrame:
    """(target, uses): decisions of a shard that cite each article."""
    rows = pl.DataFrame(corpus.only(("id", "kind", "citations")).read(0)).filter(pl.col("kind") == "decision")
    cited = rows.select("id", target=pl.col("citations").list.eval(pl.element().struct.field("target")))
    each = cited.explode("target").drop_nulls().unique()
    articles = each.filter(
        pl.col("target").str.contains("/", literal=True) & ~pl.col("target").str.contains(CITED_CASE)
    )
    return articles.group_by("target").agg(uses=pl.len().cast(pl.Int64))


def _summed(counts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    total = pl.DataFrame(schema={"target": pl.String, "uses": pl.Int64})
    for some in counts:
        total = pl.concat([total, some]).group_by("target").agg(pl.col("uses").sum())
    return total.sort("target")


def _candidates(piece: Piece, *, uses: Path, seeds: int, of_a_target: int) -> pa.Table:
    corpus, citations = piece
    doubts = {(document, target): doubt for document, target, doubt in _doubts(citations.read(0))}
    known = Known(doubts, dict(pl.read_parquet(uses).iter_rows()))
    return first(pl.DataFrame(shard_seeds(corpus.read(0), known)), seeds, of_a_target).to_arrow()


def _doubts(citations: pa.Table) -> Iterator[tuple[str, str, float]]:
    """(id, law/article, 1 less the least confidence) of a shard."""
    each = pl.DataFrame(citations).explode("citations").drop_nulls("citations").unnest("citations")
    told = each.drop_nulls(["law", "article"]).with_columns(target=pl.concat_str("law", "article", separator="/"))
    yield from told.group_by("id", "target").agg(1 - pl.col("confidence").cast(pl.Float64).min()).iter_rows()
