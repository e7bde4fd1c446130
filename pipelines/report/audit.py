"""The audit of a selection: what every rule takes from every stratum, and which documents stand nearest to its limit.

What belongs here: counting a cell's documents, and adding cells up. What does not: which rules there are
(`select/policy.py`), whether a loss is too great (`audit_losses.py`), reading texts (`audit_samples.py`) and how it
looks (`audit_page.py`).

A document is *in question* unless it has no text, is told better elsewhere or was withdrawn; it is *lost* when a rule
spoke against it and it is quarantined or weighs less; a rule lost it *alone* when no other rule spoke against it, so
that without the rule it would have been kept. A protected document is kept in spite of a rule. Everything is counts,
histograms over fixed bins and a few nearest documents, so audits of cells add up, and texts are read last, for those
that are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines.schema import column, optional
from pipelines.sources.marks import row_hashes
from pipelines.stage import Outcome
from pipelines.store import Account

VERSION = "1"

BORDERLINE = pa.struct([
    column("id", pa.string(), "document"),
    column("shard", pa.string(), "key of its shard of documents"),
    column("row", pa.int64(), "its row there"),
    optional("value", pa.float64(), "what it showed"),
    optional("threshold", pa.float64(), "what its stratum asks"),
    column("spoke", pa.bool_(), "the rule spoke against it"),
    column("decision", pa.string(), "what was decided; kept in spite of the rule when it is protected"),
    column("distance", pa.float64(), "bins between value and threshold"),
    column("chance", pa.uint64(), "lot among equals, by hash of the id"),
])  # fmt: skip

AUDIT = pa.schema([
    column("rule", pa.string(), "name in the policy; empty for all rules together"),
    column("stratum", pa.string(), "source|form|instance|era"),
    column("documents", pa.int64(), "documents of the stratum in question"),
    column("lost", pa.int64(), "those among them that the rule spoke against and that were lost"),
    column("alone", pa.int64(), "those that no other rule would have lost"),
    optional("least_threshold", pa.float64(), "least limit of the rule in the stratum"),
    optional("greatest_threshold", pa.float64(), "greatest limit of the rule in the stratum"),
    column("histogram", pa.list_(pa.int64()), "documents by bin of what the rule looks at; empty if no number"),
    column("borderline", pa.list_(BORDERLINE), "documents nearest to the limit on both sides"),
])  # fmt: skip

TAKEN, LOST = ("keep", "low_weight"), ("low_weight", "quarantine")
"""Decisions that put a document into the corpus, and those that take from it."""

NEAREST = 25
"""Documents shown of each side of a limit."""

SHARE_BINS, LENGTH_BINS, LENGTH_STEPS = 64, 240, 12
"""Bins of a share, by its square root; of a length, so many steps to a doubling. Both are fine where limits stand."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A rule of the policy as the audit looks at it; `value` and `threshold` are null for a rule without a number."""

    rule: str
    value: pl.Expr | None = None
    threshold: pl.Expr | None = None
    is_share: bool = True
    """the number lies between 0 and 1; else it is a length"""

    def place(self, number: pl.Expr) -> pl.Expr:
        """Where a number lies among the bins, as a fraction of bins."""
        exact = number.cast(pl.Float64)
        if self.is_share:
            return (exact.clip(0, 1).sqrt() * SHARE_BINS).clip(0, SHARE_BINS - 1)
        return ((1 + exact.clip(0)).log(2) * LENGTH_STEPS).clip(0, LENGTH_BINS - 1)

    @property
    def bins(self) -> int:
        """Bins of its histogram."""
        return SHARE_BINS if self.is_share else LENGTH_BINS


def tally(judged: pl.DataFrame, criteria: Sequence[Criterion], shard: str) -> pl.DataFrame:
    """The audit of one shard, columns of AUDIT, sorted by rule and stratum.

    Args:
        judged: a row per document of the shard, in its order: id, stratum, decision, reasons, and what the criteria
            read.
        criteria: the rules whose losses are audited: those that judge quality.
        shard: key of the shard of documents.
    """
    names = [criterion.rule for criterion in criteria]
    said = pl.col("reasons").list.eval(pl.element().struct.field("rule")).list.set_intersection(pl.lit(names))
    rows = judged.with_columns(
        spoken=said, shard=pl.lit(shard), chance=pl.Series(row_hashes({"id": judged["id"].to_arrow()})[:, 0])
    ).with_row_index("row")
    is_lost = pl.col("decision").is_in(LOST) & (pl.col("spoken").list.len() > 0)
    contested = rows.with_columns(is_lost=is_lost).filter(pl.col("decision").is_in(TAKEN) | pl.col("is_lost"))
    parts = [_of_rule(contested, criterion) for criterion in criteria]
    return pl.concat([_empty(), _of_all(contested), *parts]).sort("rule", "stratum")


_FIELDS = [field.name for field in BORDERLINE]


@cache
def _empty() -> pl.DataFrame:
    return pl.DataFrame(AUDIT.empty_table())


def _of_all(rows: pl.DataFrame) -> pl.DataFrame:
    """All rules together."""
    counted = rows.group_by("stratum").agg(documents=pl.len(), lost=pl.col("is_lost").sum(), alone=pl.lit(0))
    return _as_audit(counted.with_columns(rule=pl.lit("")))


def _of_rule(rows: pl.DataFrame, criterion: Criterion) -> pl.DataFrame:
    speaks = pl.col("spoken").list.contains(criterion.rule)
    nothing = pl.lit(None, pl.Float64)
    value, limit = (nothing if each is None else each for each in (criterion.value, criterion.threshold))
    place = criterion.place(value)
    looked = rows.with_columns(
        value=value.cast(pl.Float64),
        threshold=limit.cast(pl.Float64),
        spoke=speaks,
        bin=place.floor().cast(pl.Int32),
        distance=(place - criterion.place(limit)).abs().fill_null(0.0),
    )
    counted = looked.group_by("stratum").agg(
        documents=pl.len(),
        lost=(pl.col("is_lost") & pl.col("spoke")).sum(),
        alone=(pl.col("is_lost") & pl.col("spoke") & (pl.col("spoken").list.len() == 1)).sum(),
        least_threshold=pl.col("threshold").min(),
        greatest_threshold=pl.col("threshold").max(),
    )
    found = counted.join(_histograms(looked, criterion), on="stratum", how="left")
    found = found.join(_borderline(looked), on="stratum", how="left")
    return _as_audit(found.with_columns(rule=pl.lit(criterion.rule)))


def _histograms(looked: pl.DataFrame, criterion: Criterion) -> pl.DataFrame:
    """Documents by bin, a list of fixed length for each stratum; no row where there is no number."""
    told = looked.filter(pl.col("bin").is_not_null()).group_by("stratum", "bin").agg(documents=pl.len())
    strata = told["stratum"].unique().sort()
    matrix = np.zeros((len(strata), criterion.bins), np.int64)
    rows = strata.search_sorted(told["stratum"]).to_numpy()
    matrix[rows, told["bin"].to_numpy()] = told["documents"].to_numpy()
    return pl.DataFrame({"stratum": strata, "histogram": pl.Series(matrix.tolist(), dtype=pl.List(pl.Int64))})


def _borderline(looked: pl.DataFrame) -> pl.DataFrame:
    """The nearest documents of each stratum and side; of a rule without a number only those it spoke against."""
    near = looked.filter(pl.col("spoke") | pl.col("threshold").is_not_null())
    return _nearest(near.select("stratum", *_FIELDS), ["stratum"])


def _nearest(rows: pl.DataFrame, of: list[str]) -> pl.DataFrame:
    """Of rows (`of` and the fields of BORDERLINE) at most NEAREST of each side, as one list; equals by lot."""
    told = rows.sort(*of, "distance", "chance", "id", "shard", "row")
    kept = told.group_by(*of, "spoke", maintain_order=True).head(NEAREST)
    return kept.group_by(of, maintain_order=True).agg(borderline=pl.struct(_FIELDS))


def _as_audit(rows: pl.DataFrame) -> pl.DataFrame:
    """Columns that are not there are empty."""
    kinds = _empty().schema
    missing = [pl.lit(None, kinds[name]).alias(name) for name in kinds if name not in rows.columns]
    lists = [pl.col(name).fill_null([]) for name in ("histogram", "borderline")]
    return rows.with_columns(missing).select(list(kinds)).with_columns(lists).cast(kinds)


def together(audits: Iterable[pa.Table | pl.DataFrame]) -> pl.DataFrame:
    """Audits of shards or cells added up: columns of AUDIT, sorted by rule and stratum."""
    every, of = pl.concat([_empty(), *map(pl.DataFrame, audits)]), ["rule", "stratum"]
    counted = every.group_by(of).agg(
        pl.col("documents", "lost", "alone").sum(),
        pl.col("least_threshold").min(),
        pl.col("greatest_threshold").max(),
    )
    number = pl.int_ranges(pl.col("histogram").list.len()).alias("bin")
    bins = every.filter(pl.col("histogram").list.len() > 0).select(*of, number, "histogram").explode("bin", "histogram")
    summed = bins.group_by(*of, "bin").agg(pl.col("histogram").sum()).sort(*of, "bin")
    histograms = summed.group_by(of, maintain_order=True).agg("histogram")
    near = every.select(*of, "borderline").explode("borderline", empty_as_null=False).unnest("borderline")
    found = counted.join(histograms, on=of, how="left").join(_nearest(near, of), on=of, how="left")
    return _as_audit(found).sort(of)


def audited(judged: Iterable[tuple[str, pl.DataFrame]], criteria: Sequence[Criterion]) -> Outcome:
    """The audit of a cell from (key, rows) of its shards, as `tally` takes them; one shard in memory at a time."""
    found, documents = _empty(), 0
    for shard, rows in judged:
        found = together([found, tally(rows, criteria, shard)])
        documents += rows.height
    return Outcome(found.to_arrow().cast(AUDIT), Account("documents", documents, documents))
