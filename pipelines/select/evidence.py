"""Evidence: for each document the list of what was said of it.

What belongs here: gathering entries that speak of few rows each into a list a row. What does not: what they say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said (an expression for each field) of the rows of which `speaks` (Boolean) holds."""

    speaks: pl.Expr
    said: Mapping[str, pl.Expr]


def gathered(rows: pl.DataFrame, entries: Sequence[Entry], kind: pl.Struct) -> pl.Series:
    """For each row a List of `kind` with the entries that speak of it, in their order.

    Only rows that are spoken of are touched: `concat_list` over entries that are mostly null takes seconds a shard.
    """
    numbered = rows.with_row_index("row")
    said = [numbered.filter(entry.speaks).select("row", _said(entry).cast(kind)) for entry in entries]
    nobody = pl.DataFrame(schema={"row": pl.UInt32, "said": kind})
    lists = pl.concat([nobody, *said]).sort("row", maintain_order=True).group_by("row", maintain_order=True).agg("said")
    found = numbered.select("row").join(lists, on="row", how="left", maintain_order="left")
    return found.select(pl.col("said").fill_null([])).to_series()


def _said(entry: Entry) -> pl.Expr:
    return pl.struct([value.alias(field) for field, value in entry.said.items()]).alias("said")
