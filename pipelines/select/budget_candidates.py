"""From annotations to candidates: what a budget needs to know of each document of a shard.

What belongs here: tokens, weight and share of a document, and the values that quotas speak of. What does not: choosing
(`budget.py`), the decision and the weight itself (`decide.py`).

Still to come: tokens as the project's own tokenizer counts them.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import polars as pl
import pyarrow as pa

from pipelines.select.budget_counts import CANDIDATES
from pipelines.select.budget_quotas import DIMENSIONS
from pipelines.sources.marks import row_hashes

TOLD = ("id", "version", "source", "kind", "language", "instance", "date", "procedure")
"""Columns of `documents` that are read."""

OTHER = "other"
"""Any language that has no line of its own."""


def read_settings() -> dict[str, Any]:
    """The settings that are shipped with the project, `budget.yaml`, as nested dictionaries."""
    import yaml

    return yaml.safe_load(files("pipelines.select").joinpath("budget.yaml").read_text(encoding="utf-8"))


def candidates(
    documents: pa.Table,
    selection: pa.Table,
    duplicates: pa.Table,
    quality: pa.Table,
    *,
    siblings: int,
    tokens_per_character: Mapping[str, Mapping[str, float]],
) -> pa.Table:
    """The rows of a shard as `CANDIDATES`, in their order.

    Args:
        documents: columns `TOLD`.
        selection: the same rows (weight; 0 where they are not kept).
        duplicates: the same rows (cluster, decisions).
        quality: the same rows (chars, language).
        siblings: cases that stand for a template, where it has more.
        tokens_per_character: by kind and language, as `budget.yaml` has it.
    """
    rows = pl.DataFrame(documents).with_columns(
        *_columns(selection, "weight"),
        *_columns(duplicates, "cluster", "decisions"),
        *_columns(quality, "chars"),
        found=pl.Series(quality["language"]),
    )
    rows = rows.with_columns(language=pl.when(pl.col("found") == "und").then("language").otherwise("found"))
    rows = rows.select(
        pl.Series(row_hashes({name: documents[name] for name in ("id", "version")})[:, 0]).alias("hash"),
        _tokens(tokens_per_character).alias("tokens"),
        *_stands_for(siblings),
        "source",
        pl.col("date").dt.year().cast(pl.String).alias("year"),
        pl.col("procedure").alias("jurisdiction"),
        "instance",
        "language",
    )
    return pa.table({name: _coded(rows[name]) for name in CANDIDATES.names}, CANDIDATES)


def _coded(values: pl.Series) -> pa.Array:
    """Labels as a dictionary of their own; numbers as they are."""
    return values.to_arrow().cast(pa.string()).dictionary_encode() if values.name in DIMENSIONS else values.to_arrow()


def _columns(table: pa.Table, *names: str) -> list[pl.Series]:
    return [pl.Series(name, table[name]) for name in names]


def _tokens(fertility: Mapping[str, Mapping[str, float]]) -> pl.Expr:
    """Tokens as the characters of a text of that kind and language have them; at least one."""
    share = pl.lit(0.0)
    for kind, by_language in fertility.items():
        language = pl.col("language").replace_strict(by_language, default=by_language[OTHER], return_dtype=pl.Float64)
        share = pl.when(pl.col("kind") == kind).then(language).otherwise(share)
    return (pl.col("chars") * share).ceil().clip(lower_bound=1).cast(pl.UInt32)


def _stands_for(siblings: int) -> tuple[pl.Expr, pl.Expr]:
    """Weight and share: of a crowded template few cases are offered, and each weighs what those weigh it stands for.

    The one that the cluster is named after is always among them, so that no template is lost.
    """
    size, other = pl.col("decisions"), pl.col("id") != pl.col("cluster")
    crowded = size > siblings
    weight = pl.when(crowded).then(pl.col("weight") * size / siblings).otherwise("weight")
    others = pl.when(crowded & other).then((siblings - 1) / (size - 1)).otherwise(1.0)
    return weight.cast(pl.Float32).alias("weight"), others.cast(pl.Float32).alias("share")
