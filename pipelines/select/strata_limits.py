"""Limits: beyond what a document is an outlier among its like, and which categories are rare.

What belongs here: laying what is usual beside the rows of a shard. What does not: what is usual (`strata.py`), and
what an outlier costs (`policy.yaml`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import pyarrow as pa

from pipelines.select.strata_names import FORM_LEVEL, names

NORMAL = 1.2816
"""How many standard deviations the 90th percentile of a normal distribution lies from its median."""


def limits(rows: pl.DataFrame, strata: pa.Table, *, policy: Mapping[str, Any]) -> pl.DataFrame:
    """For each rule of `low_weight` that asks a signal: `NAME.limit` (Float64) and `NAME.stratum` (String).

    The limit is the policy's bound, or the median and `spread` robust deviations where that is further out. A document
    is an outlier beyond it. Where no stratum of it tells the signal, `stratum` is null and the bound stands alone.
    """
    told = pl.DataFrame(strata).explode("signals").unnest("signals")
    named = rows.select(f.alias(str(level)) for level, f in enumerate(names(policy["strata"])))
    found: dict[str, pl.Series] = {}
    for rule, asked in policy["low_weight"].items():
        if "signal" in asked:
            beside = _joined(named, told.filter(pl.col("signal") == asked["signal"]))
            found[f"{rule}.limit"] = beside.select(_limit(asked, policy["strata"]["spread"])).to_series()
            found[f"{rule}.stratum"] = beside["stratum"]
    return pl.DataFrame(found)


def rare_categories(rows: pl.DataFrame, strata: pa.Table, *, policy: Mapping[str, Any]) -> pl.Series:
    """Whether a document's category is rare among those of its source and form: `rare`, Boolean."""
    told = pl.DataFrame(strata).select("stratum", category="rare").explode("category").drop_nulls()
    named = rows.select("category", stratum=names(policy["strata"])[-FORM_LEVEL])
    found = named.join(told.with_columns(rare=True), on=["stratum", "category"], how="left", maintain_order="left")
    return found["rare"].fill_null(False)


def _joined(named: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """The finest stratum of each row that tells the signal, with what is usual in it; nulls where none does."""
    known = told["stratum"].implode()
    finest = pl.coalesce(pl.when(pl.col(level).is_in(known)).then(pl.col(level)) for level in named.columns)
    usual = told.select("stratum", "low", "median", "high")
    return named.select(stratum=finest).join(usual, on="stratum", how="left", maintain_order="left")


def _limit(asked: Mapping[str, Any], spread: float) -> pl.Expr:
    low, median, high = (pl.col(name).cast(pl.Float64) for name in ("low", "median", "high"))
    if "above" in asked:
        return pl.max_horizontal(pl.lit(float(asked["above"])), median + spread * (high - median) / NORMAL)
    return pl.min_horizontal(pl.lit(float(asked["below"])), median - spread * (median - low) / NORMAL)
