"""The shape of a cell: how many documents of each form, instance, language, damage, length and signal it holds.

What belongs here: counting rows into fixed bins, so that years can be compared without reading them again. What does
not: the comparison (`drift.py`). Bins are the same everywhere and for ever: a cell's profile is only ever added up.

    length   bin k holds 2^(k/4) - 1 <= x < 2^((k+1)/4) - 1
    share    bin k holds (k/64)^2 <= x < ((k+1)/64)^2, fine where a damage begins to show
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import pyarrow as pa

from pipelines.schema import column
from pipelines.stage import Outcome, Shards
from pipelines.store import Account, Manifest, Ref, Store

VERSION = "1"

PROFILES = pa.schema([
    column("feature", pa.string(), "what was counted: form, instance, language, chars, letter_share, …"),
    column("bin", pa.string(), "the value, or the number of its bin"),
    column("documents", pa.int64(), "documents that have it"),
])  # fmt: skip

NAMED: Mapping[str, tuple[str, ...]] = {"documents": ("status", "form", "instance"), "quality": ("language", "damage")}
"""Features by their own names, and the asset that tells them."""

LENGTHS = ("chars", "words", "mean_word_length")
SHARES = (
    *("letter_share", "digit_share", "symbol_share", "mixed_script_share"),
    *("stop_word_share", "placeholder_share", "duplicate_line_share", "boilerplate_share"),
)
"""Features of `quality` that are numbers."""

READS: Mapping[str, tuple[str, ...]] = {
    "documents": NAMED["documents"],
    "quality": (*NAMED["quality"], *LENGTHS, *SHARES),
}
"""Columns that are read of each asset."""

STEPS = 4
"""Bins of a length for each doubling."""

GRID = 64
"""Bins of a share."""

NONE = "none"
"""Where a document has no form, no instance, no damage."""


def profile(documents: Shards, quality: Shards) -> Outcome:
    """The profile of a cell: PROFILES, sorted; one shard in memory at a time.

    `quality` are the annotations of the same documents, shard by shard. Documents without words count for what the
    register tells of them, not for language, damage and signals.
    """
    told, measured = (shards.only(READS[name]) for name, shards in (("documents", documents), ("quality", quality)))
    counts = pl.DataFrame(schema={"feature": pl.String, "bin": pl.String, "documents": pl.Int64})
    for register, signals in zip(told, measured, strict=True):
        counts = pl.concat([counts, *_counted(register, signals)]).group_by("feature", "bin").agg(pl.sum("documents"))
    rows = counts.sort("feature", "bin").to_arrow().cast(PROFILES)
    counted = int(counts.filter(feature="status")["documents"].sum())
    return Outcome(rows, Account("documents", documents.rows, counted))


def _counted(register: pa.Table, signals: pa.Table) -> list[pl.DataFrame]:
    worded = pl.DataFrame(signals).filter(pl.col("words") > 0)
    damage = pl.col("damage").list.sort().list.join(", ").replace("", NONE)
    numbers = [_length(name) for name in LENGTHS] + [_share(name) for name in SHARES]
    binned = worded.select("language", damage, *numbers)
    return [_tally(frame, name) for frame in (pl.DataFrame(register), binned) for name in frame.columns]


def _tally(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    value = pl.col(name).cast(pl.String).fill_null(NONE).alias("bin")
    counted = frame.group_by(value).agg(documents=pl.len().cast(pl.Int64))
    return counted.select(pl.lit(name).alias("feature"), "bin", "documents")


def _length(name: str) -> pl.Expr:
    return ((pl.col(name).cast(pl.Float64) + 1).log(2) * STEPS).floor().cast(pl.Int32)


def _share(name: str) -> pl.Expr:
    return (pl.col(name).cast(pl.Float64).clip(0, 1).sqrt() * GRID).floor().cast(pl.Int32)


def read_profiles(store: Store, source: str) -> dict[str, pl.DataFrame]:
    """PROFILES of every cell of a source that has one, by year."""
    return {
        manifest.scope.year: pl.DataFrame(Shards(store, tuple(_refs(manifest))).table(PROFILES))
        for manifest in store.manifests("profiles", source)
    }


def _refs(manifest: Manifest) -> list[Ref]:
    return [Ref("profiles", manifest.scope, shard) for shard in manifest.shards]
