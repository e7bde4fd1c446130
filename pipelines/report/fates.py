"""What became of every document, counted by source, year, form and instance: the figures that the report is drawn from.

What belongs here: one shard's rows to counts, annotations side by side, and counts added up. What does not: how they
look. No text is read, so a shard of 100,000 documents is counted in a moment, and what is kept of it are aggregates.

    FATES     source, year, form, instance, outcome, reason, documents, characters
    LENGTHS   source, form, released, bin, documents; bin k holds 2^(k/2) - 1 <= characters < 2^((k+1)/2) - 1
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl
import pyarrow as pa

OUTCOMES = ("released", "duplicate", "quarantine", "withdrawn", "left out", "withheld", "refused")
"""What a row may come to: in the corpus; a decision of the selection; no room in the budget; not let out by the privacy
profile; never a document."""

READS: Mapping[str, tuple[str, ...]] = {
    "documents": ("id", "form", "instance"),
    "quality": ("chars",),
    "selection": ("decision", "reasons", "split"),
    "budget": ("chosen", "left_out"),
}
"""Assets that are laid side by side, and the columns read of them."""

UNTOLD = "untold"
"""Where the register tells no form or instance."""

STEPS = 2
"""Bins of a length for each doubling."""

_KEYS = ("source", "year", "form", "instance", "outcome", "reason")
FATES = pl.Schema(dict.fromkeys(_KEYS, pl.String()) | {"documents": pl.Int64(), "characters": pl.Int64()})
LENGTHS = pl.Schema({
    "source": pl.String(), "form": pl.String(), "released": pl.Boolean(), "bin": pl.Int32(), "documents": pl.Int64(),
})  # fmt: skip


def told_of(source: str, year: str, tables: Mapping[str, pa.Table], withheld: Iterable[str]) -> pl.DataFrame:
    """A row for each document of a shard: the keys of FATES, and its characters.

    Args:
        source: of the cell.
        year: of the cell.
        tables: columns `READS` of the same rows in the same order.
        withheld: ids that the privacy profile did not let out.
    """
    rows = pl.concat([pl.DataFrame(tables[name].select(READS[name])) for name in READS], how="horizontal")
    first = pl.col("reasons").list.first().struct.field("rule")
    kept, out = pl.col("decision").is_in(["keep", "low_weight"]), pl.col("id").is_in(list(withheld))
    outcome = (
        pl.when(~kept).then("decision").when(~pl.col("chosen")).then(pl.lit("left out"))
        .when(out).then(pl.lit("withheld")).otherwise(pl.lit("released"))
    )  # fmt: skip
    reason = (
        pl.when(~kept).then(first).when(~pl.col("chosen")).then("left_out")
        .when(out).then(pl.lit("personal_data")).otherwise("split")
    )  # fmt: skip
    named = (pl.col(name).str.strip_chars().str.to_lowercase().replace("", None) for name in ("form", "instance"))
    form, instance = (each.fill_null(UNTOLD) for each in named)
    return rows.select(
        pl.lit(source).alias("source"), pl.lit(year).alias("year"), form.alias("form"), instance.alias("instance"),
        outcome.alias("outcome"), reason.fill_null("").alias("reason"), characters=pl.col("chars").cast(pl.Int64),
    )  # fmt: skip


def counted(told: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """FATES and LENGTHS of the rows of a shard."""
    fates = told.group_by(_KEYS).agg(documents=pl.len().cast(pl.Int64), characters=pl.col("characters").sum())
    place = ((pl.col("characters") + 1).log(2) * STEPS).floor().cast(pl.Int32)
    released = pl.col("outcome") == "released"
    lengths = told.group_by("source", "form", released.alias("released"), place.alias("bin")).len("documents")
    return fates.select(FATES.names()), lengths.cast(LENGTHS).select(LENGTHS.names())


def refused(source: str, year: str, reasons: Mapping[str, int]) -> pl.DataFrame:
    """FATES of the rows of a cell that never became documents."""
    rows = [(source, year, UNTOLD, UNTOLD, "refused", reason, count, 0) for reason, count in reasons.items()]
    return pl.DataFrame(rows, FATES, orient="row")


def added(counts: Iterable[pl.DataFrame], kinds: pl.Schema) -> pl.DataFrame:
    """FATES or LENGTHS added up, sorted."""
    sums = [name for name in kinds if name in ("documents", "characters")]
    keys = [name for name in kinds if name not in sums]
    return pl.concat([pl.DataFrame(schema=kinds), *counts]).group_by(keys).agg(pl.col(sums).sum()).sort(keys)
