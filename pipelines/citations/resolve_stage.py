"""The `citations` asset: what the texts cite, settled by the articles and editions that the acts have today.

What belongs here: settling shards of mentions, the same in one process or many. What does not: one citation
(`resolve.py`) and reading texts (`cite.py`). A new edition asks for all mentions to be settled again, which is cheap;
a slice that says what it said keeps its key, so nothing below is done anew but where the edition matters.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines import schema
from pipelines.citations.articles import LAST_DAY, ArticleRegistry, family_of, lives_of
from pipelines.citations.citation import Citation
from pipelines.citations.resolve import BELOW, resolve
from pipelines.select.beside import Place
from pipelines.stage import Job, Shards
from pipelines.store import Ref, Shard

VERSION = "4"

READS = ("kind", "date", "edition")
"""Columns of documents that tell the day a text speaks on."""

_ASKED = ("law", "article", "range_end", "is_deepest", "confidence", "anaphoric", "since")
_EMPTY = pa.schema(list(schema.CITATION)).empty_table()
_TOLD = ("law", "article", "range_end", "confidence", "edition", "candidates")


def conduct(job: Job) -> tuple[Shard, ...]:
    """Slices of `schema.CITATIONS` beside all shards of documents of a cell.

    Memory: the lives of all articles here, a shard and the lives of the articles it cites in a worker.
    """
    statutes = job.shards("statutes").table(schema.STATUTES)
    lives = job.workroom / "lives.parquet"
    lives_of(statutes).write_parquet(lives)
    documents, mentions = job.shards("documents"), job.shards("mentions")
    tasks = list(zip(documents.refs, mentions.refs, strict=True))
    work = partial(_write_slice, documents=documents, mentions=mentions, lives=lives, place=Place.of(job))
    return tuple(job.engine.map(work, tasks))


def _write_slice(task: tuple[Ref, Ref], *, documents: Shards, mentions: Shards, lives: Path, place: Place) -> Shard:
    beside, its = task
    rows = mentions.store.read_table(its, mentions.columns)
    days = days_of(documents.store.read_table(beside, documents.columns))
    return place.write(settled(rows, days, pl.scan_parquet(lives)), beside)


def days_of(documents: pa.Table) -> pa.ChunkedArray:
    """The day each text speaks on: a statute's edition, where it is known, and otherwise the document's date."""
    if "edition" not in documents.column_names:
        return documents["date"]
    of_edition = pc.fill_null(documents["edition"], documents["date"])
    return pc.if_else(pc.equal(documents["kind"], "statute"), of_edition, documents["date"])


def settled(mentions: pa.Table, days: pa.ChunkedArray, lives: pl.LazyFrame) -> pa.Table:
    """Mentions (`schema.CITATIONS`, articles as written), each row with its day, as citations of the same schema.

    `lives` are those of `lives_of`; only those of the laws that are cited are taken into memory. What is asked once is
    not asked again: courts cite the same articles day by day, and most editions change few of them.
    """
    day = pl.Series("day", days).cast(pl.String).fill_null(LAST_DAY)
    rows = pl.DataFrame(mentions.select(["citations"])).with_columns(day)
    each = rows.explode("citations").drop_nulls("citations").unnest("citations")
    registry = _registry_of(each["law"], lives)
    below = pl.concat_str([pl.col(unit).is_not_null().cast(pl.String) for unit in BELOW])
    each = each.join(_since(each, registry), on=["law", "day"], how="left", nulls_equal=True, maintain_order="left")
    each = each.with_columns(is_deepest=~below.str.contains("true"))
    asked = each.select(_ASKED).unique(maintain_order=True)
    answers = _answers(asked, registry)
    told = each.select(_ASKED).join(answers, on=_ASKED, how="left", nulls_equal=True, maintain_order="left")
    found = each.with_columns(told.select(pl.col(f"{name}_told").alias(name) for name in _TOLD))
    kept = pl.when(found["law"].is_null()).then(each["candidates"]).otherwise(pl.col("candidates"))
    return _as_lists(found.with_columns(candidates=kept), mentions)


def _registry_of(laws: pl.Series, lives: pl.LazyFrame) -> ArticleRegistry:
    """The registry of some laws and of the other parts of their act."""
    wanted = sorted({part for law in laws.drop_nulls().unique() for part in family_of(law)})
    return ArticleRegistry.of_lives(lives.filter(pl.col("law").is_in(wanted)).collect())


def _since(each: pl.DataFrame, registry: ArticleRegistry) -> pl.DataFrame:
    """(law, day, since) of all laws and days there are."""
    pairs = each.select("law", "day").unique(maintain_order=True)
    since = [registry.since(law, day) if law else "" for law, day in pairs.iter_rows()]
    return pairs.with_columns(since=pl.Series(since, dtype=pl.String))


def _answers(asked: pl.DataFrame, registry: ArticleRegistry) -> pl.DataFrame:
    """What is told of each combination that is asked, its columns named `…_told`."""
    answers = [resolve(_citation(row), registry, row["since"]) for row in asked.iter_rows(named=True)]
    columns = [
        pl.Series(f"{name}_told", [getattr(one, name) for one in answers], pl.DataFrame(_EMPTY)[name].dtype)
        for name in _TOLD
    ]
    return asked.with_columns(columns)


def _citation(row: dict[str, Any]) -> Citation:
    """A citation that has the columns which `resolve` reads; any deeper unit stands for all."""
    part = None if row["is_deepest"] else ""
    return Citation(
        start=0, end=0, kind="statute", law=row["law"], article=row["article"], part=part, range_end=row["range_end"],
        confidence=row["confidence"], anaphoric=row["anaphoric"],
    )  # fmt: skip


def _as_lists(each: pl.DataFrame, mentions: pa.Table) -> pa.Table:
    """Citations one by one, as the lists that the mentions were."""
    fields = list(schema.CITATION)
    flat = each.select(field.name for field in fields).to_arrow().cast(pa.schema(fields))
    citations = pa.StructArray.from_arrays([column.combine_chunks() for column in flat.columns], fields=fields)
    lengths = pc.fill_null(pc.list_value_length(mentions["citations"]), 0).to_numpy()
    offsets = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
    lists = pa.ListArray.from_arrays(offsets, citations, type=pa.list_(schema.CITATION))
    return pa.table({"id": mentions["id"], "citations": lists}, schema=schema.CITATIONS)
