"""The sampling weight of a document: factors, written down, multiplied and clipped.

What belongs here: what each factor of `weights` in the policy is for a document. What does not: the outcome, which is
the first factor (`decide.py`). A person who multiplies the factors of a row has its weight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipelines.select.evidence import Entry, gathered

FACTOR = pl.Struct({"factor": pl.String, "value": pl.String, "times": pl.Float32})


@dataclass(frozen=True, slots=True)
class Factor:
    """What a document shows (String) and by how much its weight is multiplied for it; null multiplies nothing."""

    name: str
    value: pl.Expr
    times: pl.Expr

    @property
    def applied(self) -> pl.Expr:
        """Float64 without nulls."""
        return self.times.cast(pl.Float64).fill_null(1.0)

    @property
    def entry(self) -> Entry:
        """What is written down of it, where it changes a weight."""
        return Entry(self.applied != 1, {"factor": pl.lit(self.name), "value": self.value, "times": self.applied})


def weigh(rows: pl.DataFrame, *, policy: Mapping[str, Any]) -> pl.DataFrame:
    """The columns `weight` (Float32) and `factors` (List of FACTOR) of each row.

    `rows` have `decision` (String), `outcome` (Float64, what it multiplies by: 0 where refused) and what `factors_of`
    reads. Factors that are 1 are not written down; the last may be `clip`: the product of `times` is the weight.
    """
    told = factors_of(policy["weights"])
    clip = policy["weights"]["clip"]
    product = pl.lit(1.0)
    for factor in told:
        product = product * factor.applied
    counted = rows.with_columns(product=product)
    clipped = pl.col("product").clip(clip["least"], clip["most"])
    taken = pl.col("outcome") > 0
    clipping = Factor("clip", _figure(pl.col("product")), pl.when(taken).then(clipped / pl.col("product")))
    weight = pl.when(taken).then(clipped).otherwise(0.0).cast(pl.Float32)
    written = gathered(counted, [factor.entry for factor in (*told, clipping)], FACTOR)
    return counted.select(weight=weight, factors=written)


def factors_of(weights: Mapping[str, Any]) -> list[Factor]:
    """All factors but the clip, in the order in which they are written down."""
    return [
        Factor("outcome", pl.col("decision"), pl.col("outcome")),
        _cluster(weights["cluster"]),
        *_law(weights),
        *_authority(weights),
    ]


def _cluster(steps: Sequence[Mapping[str, int]]) -> Factor:
    """Cases of one template; the step with the greatest `from` that their number reaches tells their common weight.

    FineWeb-2 (Penedo et al. 2025, arXiv 2506.20920) repeats the one document that it keeps of a cluster: 1 of a single
    one, then 2, 3, 5 and 8 times up to 999, and once from 1,000 on. Here all are kept and share that weight.
    """
    size = pl.col("decisions")
    together = size
    for step in sorted(steps, key=lambda step: step["from"]):
        together = pl.when(size >= step["from"]).then(pl.lit(step["together"])).otherwise(together)
    value = pl.concat_str(size, pl.lit(" of one template, as much as "), together)
    return Factor("cluster", value, together / size)


def _law(weights: Mapping[str, Any]) -> Iterator[Factor]:
    """What a document is among its like: an old edition, mostly formulas, of a high court, full of reasons."""
    old = (pl.col("kind") == "statute") & ~pl.col("keeper")
    edition = pl.col("edition").cast(pl.String).fill_null("undated")
    formulas, reasons = pl.col("boilerplate_share"), pl.col("reasoning_share")
    worn = formulas > weights["boilerplate"]["above"]
    yield Factor("older_edition", edition, pl.when(old).then(weights["older_edition"]))
    yield Factor("boilerplate", _figure(formulas), pl.when(worn).then(weights["boilerplate"]["times"]))
    heights = {instance: float(times) for instance, times in weights["instance"].items()}
    by_instance = pl.col("instance").replace_strict(heights, default=None)
    yield Factor("instance", pl.col("instance"), by_instance)
    yield Factor("reasoning", _figure(reasons), 1 + weights["reasoning"]["gain"] * reasons)


def _authority(weights: Mapping[str, Any]) -> Iterator[Factor]:
    """Cited by many, or by those who are cited; logarithms, for the most cited are cited thousands of times."""
    cited, rank = pl.col("cited_by"), pl.col("rank")
    yield Factor("cited", cited.cast(pl.String), _grown(1 + cited, weights["cited"]))
    yield Factor("rank", _figure(rank), _grown(rank, weights["rank"]))


def _grown(times: pl.Expr, asked: Mapping[str, float]) -> pl.Expr:
    return (1 + asked["gain"] * times.log(2)).clip(upper_bound=asked["most"])


def _figure(value: pl.Expr) -> pl.Expr:
    return value.cast(pl.Float64).round_sig_figs(3).cast(pl.String)
