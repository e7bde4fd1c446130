"""The merge log: what became of clusters between two commits, for whoever holds on to a cluster's name.

What belongs here: comparing slices of `schema.DUPLICATES`, and the log. What does not: how clusters are found and
named (`clusters.py`, `names.py`). Still to come: asking the log what a cluster of long ago is called today.

A cluster is named after its oldest member, so most nights leave the names as they are. Where the name changed for a
document that both commits hold, the log says so, once for each pair of names.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.workroom import write_whole

MERGES = pa.schema(
    [
        ("was", pa.string()),  # name of a cluster in the commit before
        ("became", pa.string()),  # name of a cluster that its documents are in now
        ("kind", pa.string()),  # split: they went apart; joined: all of them are with others now; renamed: neither
        ("documents", pa.int64()),  # how many went from the one to the other
        ("made", pa.string()),  # key of the commit
    ]
)

Slices = Sequence[Path]
"""Files of `schema.DUPLICATES`; a file's name stands for its content."""


def log_merges(log: Path, before: Slices, after: Slices, made: str) -> None:
    """Append to the log (`MERGES`) what became of clusters between two commits, the later one being `made`.

    A commit that is in the log stays as it is. The file is there whole or not at all, once there is something to say.
    """
    known = pq.ParquetFile(log).read() if log.exists() else MERGES.empty_table()
    if made in known["made"].unique().to_pylist():
        return
    found = find_merges(before, after).with_columns(made=pl.lit(made)).to_arrow().cast(MERGES)
    if found.num_rows:
        write_whole(pa.concat_tables([known, found]), log)


def find_merges(before: Slices, after: Slices) -> pl.DataFrame:
    """(was, became, kind, documents) of each pair of names that differ, sorted; slices that both have are not compared.

    A cluster whose documents are in several now was split; else one that is with documents of several was joined; else
    it was renamed. Documents are known by their ids.
    """
    kept = {file.name for file in before} & {file.name for file in after}
    went = _went(*(_scan([file for file in files if file.name not in kept]) for files in (before, after)))
    names = pl.concat([went.filter(_OTHER)[end] for end in ("was", "became")]).unique()
    if len(names):
        went = pl.concat([went, _stayed(_scan([file for file in after if file.name in kept]), names)])
    ways = went.select("was", "became").unique()
    apart, together = (ways.group_by(end).len().filter(pl.col("len") > 1)[end] for end in ("was", "became"))
    kind = (
        pl.when(pl.col("was").is_in(apart.implode())).then(pl.lit("split"))
        .when(pl.col("became").is_in(together.implode())).then(pl.lit("joined"))
        .otherwise(pl.lit("renamed"))
    )  # fmt: skip
    return went.filter(_OTHER).select("was", "became", kind.alias("kind"), "documents").sort("was", "became")


_OTHER = pl.col("was") != pl.col("became")


def _went(before: pl.LazyFrame, after: pl.LazyFrame) -> pl.DataFrame:
    """(was, became, documents), of documents that both hold; those that were alone and are alone do not matter."""
    clustered = pl.concat([rows.filter(pl.col("cluster_size") > 1).select("id") for rows in (before, after)]).unique()
    was, became = (
        rows.join(clustered, on="id", how="semi").group_by("id").agg(pl.col("cluster").min())
        for rows in (before, after)
    )
    both = was.join(became, on="id", suffix="_now").group_by(was="cluster", became="cluster_now")
    return both.agg(documents=pl.len().cast(pl.Int64)).collect()


def _stayed(rows: pl.LazyFrame, names: pl.Series) -> pl.DataFrame:
    """(was, became, documents) of the clusters of these names that rows are still in."""
    there = rows.filter(pl.col("cluster").is_in(names.implode())).group_by("cluster").len("documents")
    return there.select(was="cluster", became="cluster", documents=pl.col("documents").cast(pl.Int64)).collect()


def _scan(slices: Slices) -> pl.LazyFrame:
    """Names of documents and clusters in these slices; no rows where there is no slice."""
    if slices:
        return pl.scan_parquet(list(slices)).select("id", "cluster", "cluster_size")
    return pl.LazyFrame(schema={"id": pl.String, "cluster": pl.String, "cluster_size": pl.Int32})
