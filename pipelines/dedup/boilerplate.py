"""Boilerplate: paragraphs that recur over a whole source, counted exactly, for sources of any size.

What belongs here: counting in how many documents a paragraph stands. What does not: hashing paragraphs
(`signatures.py`) and what a document with many of them is worth (`quality`, `selection`).

Counts of shards cannot simply be added, for a document may lie in several: it was published again, or an act was
amended. But few do, and what a shard counts of all the others holds for ever. So there are four maps:

1. the documents of a shard, written once in its life; those that another shard has too are *shared*;
2. its paragraphs, with how many documents hold each that are *alone*, and every paragraph of the shared ones by
   *name*; written anew only when other documents of the shard come to be shared;
3. shared documents by ranges of their keys: one holds a paragraph once, in however many shards it says it;
4. all counts by ranges of paragraphs: added up.

Memory is that of a shard or a range a worker, however hot a paragraph, and 8 bytes a document between 1 and 2. Ids are
compared as 64-bit keys: that any two of 100 million are taken for one has a chance of 0.0003.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.dedup.arrow import numbers
from pipelines.engine import Engine
from pipelines.schema import BOILERPLATE
from pipelines.sources.marks import row_hashes
from pipelines.stage import Job, Shards
from pipelines.store import content_key
from pipelines.workroom import forget, whole

VERSION = "2"

AT_LEAST = 20
"""Documents that make a paragraph recur."""

ROWS_AT_ONCE = 8_000_000
"""Rows of a range: less than half a gigabyte while they are added up."""

ROW_GROUP = 50_000
"""Rows of a row group: files are sorted, so a range reads few more rows of a shard than it needs."""


@dataclass(frozen=True, slots=True)
class _Range:
    """The rows of some files whose `column` has `which` as its top `bits`."""

    files: tuple[Path, ...]
    column: str
    bits: int
    which: int

    def rows(self) -> pl.LazyFrame:
        """They, from row groups that hold any of them."""
        width = 64 - self.bits
        first, last = self.which << width, ((self.which + 1) << width) - 1
        wanted = pl.col(self.column).is_between(pl.lit(first, pl.UInt64), pl.lit(last, pl.UInt64))
        return pl.scan_parquet(list(self.files)).filter(wanted)


def conduct(job: Job) -> pa.Table:
    """The stage `boilerplate` of a source."""
    return count_recurring(job.shards("signatures"), job.workroom, job.engine, AT_LEAST)


def count_recurring(
    signatures: Shards, workroom: Path, engine: Engine, at_least: int, *, at_once: int = ROWS_AT_ONCE
) -> pa.Table:
    """Paragraphs that `at_least` different documents of a source hold, by hash: `schema.BOILERPLATE`.

    Takes shards of `schema.SIGNATURES` (id, paragraph_hashes) and a folder of its own: what was made of a shard is
    there again the next time, what belongs to none any more is removed. Rows of one id are one document, wherever they
    lie: an act does not become boilerplate by having been amended twenty times. `at_once` bounds the rows of a range,
    and changes nothing else.
    """
    shards = [replace(signatures, refs=(ref,)) for ref in signatures.refs]
    documents = list(engine.map(partial(_write_documents, folder=workroom), shards))
    shared = _write_shared(documents, workroom)
    written = list(engine.map(partial(_write_paragraphs, folder=workroom, shared=shared), shards))
    alone, named = [pair[0] for pair in written], [pair[1] for pair in written]
    once = list(engine.map(partial(_write_once, folder=workroom), _ranges(named, "document", at_once)))
    counts = _ranges([*alone, *once], "paragraph_hash", at_once)
    found = list(engine.map(partial(_added_up, at_least=at_least), counts))
    forget(workroom, {*documents, *alone, *named})
    return pa.concat_tables([BOILERPLATE.empty_table(), *found]).combine_chunks()


def _write_documents(shard: Shards, folder: Path) -> Path:
    """The keys of a shard's documents, each once, ascending."""
    file = folder / f"documents-{content_key(VERSION, shard.refs[0].shard.key)}.parquet"
    if not file.exists():
        _write(pl.DataFrame({"document": np.unique(_keys(shard.only(("id",)).read(0)))}), file)
    return file


def _write_shared(documents: Sequence[Path], folder: Path) -> Path:
    """The keys of documents that lie in several shards, ascending."""
    every = np.concatenate([np.empty(0, np.uint64), *(numbers(pq.read_table(file)["document"]) for file in documents)])
    every.sort()
    return _write(pl.DataFrame({"document": np.unique(every[1:][every[1:] == every[:-1]])}), folder / "shared.parquet")


def _write_paragraphs(shard: Shards, folder: Path, shared: Path) -> tuple[Path, Path]:
    """(paragraph_hash, documents) of the documents that lie in this shard alone; (document, paragraph_hash) of others.

    Each sorted by its first column.
    """
    documents = pl.read_parquet(_write_documents(shard, folder))
    named = documents.join(pl.read_parquet(shared), on="document", how="semi", maintain_order="left")
    key = content_key(VERSION, shard.refs[0].shard.key, named["document"].to_list())
    files = folder / f"alone-{key}.parquet", folder / f"named-{key}.parquet"
    if not all(file.exists() for file in files):
        held = _held(shard.read(0))
        told = held.join(named, on="document", how="semi")
        counted = held.join(named, on="document", how="anti").group_by("paragraph_hash").agg(documents=pl.len())
        _write(counted.cast({"documents": pl.Int64}).sort("paragraph_hash"), files[0])
        _write(told.sort("document", "paragraph_hash"), files[1])
    return files


def _held(signatures: pa.Table) -> pl.DataFrame:
    """(document, paragraph_hash) of a shard, each once, in no order."""
    rows = pl.DataFrame({"document": _keys(signatures), "paragraph_hash": pl.Series(signatures["paragraph_hashes"])})
    return rows.explode("paragraph_hash").drop_nulls().unique()


def _keys(signatures: pa.Table) -> np.ndarray:
    """uint64 key of the document of each row."""
    return row_hashes({"id": signatures["id"]})[:, 0]


def _ranges(files: Sequence[Path], column: str, at_once: int) -> list[_Range]:
    """All rows of files in as many ranges, a power of two, as keep each to about `at_once` rows; none for no rows."""
    rows = sum(pq.read_metadata(file).num_rows for file in files)
    bits = max(0, -(-rows // at_once) - 1).bit_length()
    return [_Range(tuple(files), column, bits, which) for which in range(1 << bits)] if rows else []


def _write_once(wanted: _Range, folder: Path) -> Path:
    """How many of the shared documents of a range hold each paragraph, in a file for this run."""
    counts = wanted.rows().unique().group_by("paragraph_hash").agg(documents=pl.len().cast(pl.Int64))
    return _write(counts.sort("paragraph_hash").collect(), folder / f"once-{wanted.which}.parquet")


def _added_up(wanted: _Range, at_least: int) -> pa.Table:
    """The paragraphs of a range that recur."""
    counts = wanted.rows().group_by("paragraph_hash").agg(pl.col("documents").sum())
    recurring = counts.filter(pl.col("documents") >= at_least).sort("paragraph_hash")
    return recurring.collect().to_arrow().cast(BOILERPLATE)


def _write(rows: pl.DataFrame, file: Path) -> Path:
    with whole(file) as new:
        rows.write_parquet(new, row_group_size=ROW_GROUP, statistics=True)
    return file
