"""Strata by name: `source | form | instance | era | length`, and what their table hangs on.

What belongs here: in which strata a document lies. What does not: what is usual there (`strata.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

BETWEEN, UNTOLD = " | ", "untold"

LEVELS = 5
"""Parts of a finest stratum's name."""

FORM_LEVEL = 2
"""Parts of the name of a stratum in which categories are rare or not."""


def settings_of(policy: Mapping[str, Any]) -> dict[str, Any]:
    """What the table hangs on: parameters of the stage."""
    asked = {told["signal"] for told in policy["low_weight"].values() if "signal" in told}
    kept = {name: policy["strata"][name] for name in ("until", "eras", "lengths", "at_least")}
    return {**kept, "signals": sorted(asked), "rare": policy["protect"]["rare_category"]}


def names(settings: Mapping[str, Any]) -> list[pl.Expr]:
    """The strata of a document, the finest first: `source | form | instance | era | length` to `source`."""
    parts = [
        *(_told(name) for name in ("source", "form", "instance")),
        _band(pl.col("date").dt.year(), settings["eras"], ""),
        _band(pl.col("words"), settings["lengths"], " words"),
    ]
    return [pl.concat_str(parts[:count], separator=BETWEEN) for count in range(LEVELS, 0, -1)]


def widened(stratum: pl.Expr) -> pl.Expr:
    """The name of the next wider stratum."""
    return stratum.str.replace(r" \| [^|]*$", "")


def _told(name: str) -> pl.Expr:
    """What the register tells, in lower case, and without the sign that parts names."""
    plain = pl.col(name).str.strip_chars().str.to_lowercase().str.replace_all("|", "/", literal=True)
    return plain.replace("", None).fill_null(UNTOLD)


def _band(value: pl.Expr, begins: Sequence[int], unit: str) -> pl.Expr:
    """The band in which a number lies, in words."""
    band = pl.lit(f"under {begins[0]}{unit}" if unit else f"before {begins[0]}")
    for first, after in zip(begins, [*begins[1:], None], strict=True):
        called = f"{first}–{after - 1}{unit}" if after else f"{first}{unit} on"
        band = pl.when(value >= first).then(pl.lit(called)).otherwise(band)
    return pl.when(value.is_null()).then(pl.lit(UNTOLD)).otherwise(band)
