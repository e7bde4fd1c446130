"""The merge log: what became of clusters between two commits, for whoever holds on to a cluster's name.

What belongs here: comparing slices of `schema.DUPLICATES`, and the log. What does not: how clusters are found and
named (`clusters.py`, `names.py`). Still to come: asking the log what a cluster of long ago is called today.

A cluster is named after its oldest member, so most nights leave the names as they are. Where the name changed for a
document that both commits hold, the log says so, once for each pair of names. Whoever follows a name through the log
from its first row to its last arrives at what it is today, there and back again included.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.store import DamagedShard
from pipelines.workroom import write_whole

MERGES = pa.schema(
    [
        ("was", pa.string()),  # name of a cluster in the commit before
        ("became", pa.string()),  # name of a cluster that its documents are in now
        ("kind", pa.string()),  # split: they went apart; joined: all of them are with others now; renamed: neither
        ("documents", pa.int64()),  # how many went from the one to the other
        ("before", pa.string()),  # key of the commit before
        ("made", pa.string()),  # key of the commit
    ]
)

ROWS_AT_ONCE = 8_000_000
"""Rows of slices, of both commits together, that are compared at a time: about a gigabyte."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit by its key, and its files of `schema.DUPLICATES`; a file's name stands for its content."""

    key: str
    slices: Sequence[Path]


def log_merges(log: Path, before: Commit, after: Commit) -> None:
    """Bring the log (`MERGES`) to a new commit: append what became of the clusters of the one before.

    The log is written ahead of the commit. So what it tells since `before` never came about, if that is still the last
    commit, or has come undone, if it is that again; it makes room. The file is there whole or not at all, once there is
    something to say.

    Raises:
        DamagedShard: the log cannot be read.
    """
    known = _read(log)
    kept = known.slice(0, _end(known["before"].to_pylist(), before.key))
    found = find_merges(before.slices, after.slices)
    found = found.with_columns(before=pl.lit(before.key), made=pl.lit(after.key)).to_arrow().cast(MERGES)
    told = pa.concat_tables([kept, found])
    if not told.equals(known):
        write_whole(told, log)


def _read(log: Path) -> pa.Table:
    if not log.exists():
        return MERGES.empty_table()
    try:
        return pq.ParquetFile(log).read().select(MERGES.names)
    except (pa.ArrowInvalid, OSError, KeyError) as error:
        raise DamagedShard(f"{log.name} beside the slices is damaged ({error}): remove it, and run again.") from error


def _end(befores: Sequence[str], before: str) -> int:
    """How many rows of the log come ahead of those at its end that tell what was made of this commit."""
    return next((end for end in range(len(befores), 0, -1) if befores[end - 1] != before), 0)


def find_merges(before: Sequence[Path], after: Sequence[Path], *, at_once: int = ROWS_AT_ONCE) -> pl.DataFrame:
    """(was, became, kind, documents) of each pair of names that differ, sorted; slices that both have are not compared.

    A cluster whose documents are in several now was split; else one that is with documents of several was joined; else
    it was renamed. Documents are known by their ids. Memory is that of `at_once` rows of slices, and of what is told.
    """
    shared = {file.name for file in before} & {file.name for file in after}
    gone, come = ([file for file in files if file.name not in shared] for files in (before, after))
    other = _went(gone, come, pl.col("was") != pl.col("became"), at_once)
    names = pl.concat([other["was"], other["became"]]).unique()
    if not len(names):
        return other.with_columns(kind=pl.lit("")).select(_TOLD)
    same = _went(gone, come, (pl.col("was") == pl.col("became")) & pl.col("was").is_in(names.implode()), at_once)
    ways = pl.concat([rows.select("was", "became") for rows in (other, same, _stayed(after, shared, names))]).unique()
    apart, together = (ways.group_by(end).len().filter(pl.col("len") > 1)[end] for end in ("was", "became"))
    kind = (
        pl.when(pl.col("was").is_in(apart.implode())).then(pl.lit("split"))
        .when(pl.col("became").is_in(together.implode())).then(pl.lit("joined"))
        .otherwise(pl.lit("renamed"))
    )  # fmt: skip
    return other.with_columns(kind=kind).select(_TOLD).sort("was", "became")


_TOLD = ("was", "became", "kind", "documents")
_WENT = pl.Schema({"was": pl.String, "became": pl.String, "documents": pl.Int64})


def _went(before: Sequence[Path], after: Sequence[Path], wanted: pl.Expr, at_once: int) -> pl.DataFrame:
    """The `wanted` of (was, became, documents), of documents that both hold.

    Those that were alone and are alone do not matter. Documents are taken by ranges of the hash of their ids.
    """
    rows = sum(pq.read_metadata(file).num_rows for file in (*before, *after))
    ranges, went = -(-rows // at_once), pl.DataFrame(schema=_WENT)
    for which in range(ranges):
        within = pl.col("id").hash() % ranges == which
        more = _went_of(*(_scan(files).filter(within) for files in (before, after))).filter(wanted).collect()
        went = pl.concat([went, more]).group_by("was", "became").agg(pl.col("documents").sum())
    return went


def _went_of(before: pl.LazyFrame, after: pl.LazyFrame) -> pl.LazyFrame:
    clustered = pl.concat([rows.filter(pl.col("cluster_size") > 1).select("id") for rows in (before, after)]).unique()
    was, became = (
        rows.join(clustered, on="id", how="semi").group_by("id").agg(pl.col("cluster").min())
        for rows in (before, after)
    )
    both = was.join(became, on="id", suffix="_now").group_by(was="cluster", became="cluster_now")
    return both.agg(documents=pl.len().cast(pl.Int64))


def _stayed(slices: Sequence[Path], shared: Set[str], names: pl.Series) -> pl.DataFrame:
    """(was, became) of the clusters of these names that rows of unchanged slices are in."""
    rows = _scan([file for file in slices if file.name in shared]).filter(pl.col("cluster").is_in(names.implode()))
    return rows.select(was="cluster", became="cluster").unique().collect()


def _scan(slices: Sequence[Path]) -> pl.LazyFrame:
    """Names of documents and clusters in these slices; no rows where there is no slice."""
    if slices:
        return pl.scan_parquet(list(slices)).select("id", "cluster", "cluster_size")
    return pl.LazyFrame(schema={"id": pl.String, "cluster": pl.String, "cluster_size": pl.Int32})
