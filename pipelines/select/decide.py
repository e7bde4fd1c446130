"""Selection: one decision, one weight and one split for every document, with the reasons.

What belongs here: applying the policy to the annotations. What does not: the rules (`policy.yaml`, `policy.py`)
and the making of the text (`corpus.py`).

Still to come: a token budget with quotas by source, year, instance and authority, and thresholds per stratum.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import polars as pl
import pyarrow as pa

from pipelines import schema
from pipelines.select.policy import Rule, rules_of

VERSION = "3"

REASON = pl.Struct({"rule": pl.String, "value": pl.String, "threshold": pl.String})


def select(
    documents: pa.Table, duplicates: pa.Table, quality: pa.Table, authority: pa.Table, *, policy: Mapping[str, Any]
) -> pa.Table:
    """Decide: keep, low weight, duplicate or quarantine; weight, split, and every rule that spoke.

    Args:
        documents: rows of a shard (id, kind, status, edition).
        duplicates: the same rows (label, twin, cluster, cluster_size, standing, keeper, group).
        quality: the same rows (damage, boilerplate_share).
        authority: the same rows (cited_by).
        policy: as `read_policy` gives it.

    Returns:
        One row per document, in order, columns of `schema.SELECTION`.
    """
    rules = rules_of(policy)
    rows = _side_by_side(documents, duplicates, quality, authority)
    judged = rows.with_columns(
        reasons=_reasons(rules),
        decision=_decision(rules),
        lowest=_lowest_weight(rules),
    )
    gain, cap = policy["authority"]["gain"], policy["authority"]["cap"]
    standing = (1 + gain * (1 + pl.col("cited_by")).log(2)).clip(upper_bound=cap)
    chosen = judged.with_columns(
        weight=(pl.col("lowest") * standing).cast(pl.Float32), split=_splits(rows, policy["split"])
    )
    return chosen.select(schema.SELECTION.names).to_arrow().cast(schema.SELECTION)


def _side_by_side(documents: pa.Table, *annotations: pa.Table) -> pl.DataFrame:
    """Annotations have the rows of their documents in the same order: joining is laying them side by side."""
    frames = [pl.DataFrame(documents), *(pl.DataFrame(table.drop_columns(["id"])) for table in annotations)]
    return pl.concat(frames, how="horizontal")


def _reasons(rules: list[Rule]) -> pl.Expr:
    """Evidence of every rule that spoke, in the policy's order."""
    spoken = [
        pl.when(rule.speaks.fill_null(False)).then(
            pl.struct(rule=pl.lit(rule.name), value=rule.value, threshold=pl.lit(rule.threshold))
        )
        for rule in rules
    ]
    return pl.concat_list(spoken).list.drop_nulls().cast(pl.List(REASON))


def _decision(rules: list[Rule]) -> pl.Expr:
    """The gravest effect among the rules that spoke."""
    said = {effect: pl.lit(False) for effect in ("quarantine", "duplicate", "low_weight")}
    for rule in rules:
        said[rule.effect] = said[rule.effect] | rule.speaks.fill_null(False)
    decision = pl.lit("keep")
    for effect in ("low_weight", "duplicate", "quarantine"):
        decision = pl.when(said[effect]).then(pl.lit(effect)).otherwise(decision)
    return decision


def _lowest_weight(rules: list[Rule]) -> pl.Expr:
    return pl.min_horizontal(
        pl.lit(1.0), *(pl.when(rule.speaks.fill_null(False)).then(rule.weight).otherwise(1.0) for rule in rules)
    )


def _splits(rows: pl.DataFrame, split: Mapping[str, Any]) -> pl.Series:
    """A group's side, from a hash of its name: the same on every machine."""
    names = rows["group"].unique().to_list()
    sides = [_side(f"{split['seed']}|{name}", split["validation"], split["test"]) for name in names]
    return rows["group"].replace_strict(names, sides, return_dtype=pl.String).rename("split")


def _side(name: str, validation: float, test: float) -> str:
    point = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") / 2**64
    if point < validation:
        return "validation"
    return "test" if point < validation + test else "train"
