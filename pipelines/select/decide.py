"""Selection: one decision and one weight for every document, with the reasons.

What belongs here: applying the policy to the annotations. What does not: the rules (`policy.yaml`, `rules.py`), what
is usual (`strata.py`), the factors of a weight (`weights.py`) and the making of the text (`corpus.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import pyarrow as pa

from pipelines import schema
from pipelines.select.evidence import Entry, gathered
from pipelines.select.rules import Rule, rules_of
from pipelines.select.strata_limits import limits, rare_categories
from pipelines.select.weights import weigh

VERSION = "5"

REASON = pl.Struct({"rule": pl.String, "value": pl.String, "threshold": pl.String})

OUTCOMES = ("withdrawn", "quarantine", "duplicate", "low_weight", "keep")
"""What a document may be decided to be, the gravest first."""

REFUSED = OUTCOMES[:3]
"""Decisions that give a weight of 0."""

ASKED = ("id", "source", "kind", "status", "edition", "form", "instance", "date", "category")
"""Columns of `documents` that the policy speaks of."""


def select(
    documents: pa.Table,
    duplicates: pa.Table,
    quality: pa.Table,
    authority: pa.Table,
    strata: pa.Table,
    splits: pa.Table,
    contamination: pa.Table,
    *,
    policy: Mapping[str, Any],
) -> pa.Table:
    """Decide: keep, low weight, duplicate, quarantine or withdrawn; weight, split, and every rule that spoke.

    Args:
        documents: rows of a shard, columns `ASKED`.
        duplicates: the same rows (label, twin, decisions, standing, keeper).
        quality: the same rows (words, damage, structured, reasoning_share, table_line_share, boilerplate_share, signals
            of the policy).
        authority: the same rows (cited_by, rank, only_citation).
        strata: what is usual in the source, see `strata.STRATA`.
        splits: the same rows (split).
        contamination: the same rows (evaluation_share, evaluation_words, evaluations).
        policy: as `read_policy` gives it.

    Returns:
        One row per document, in order, columns of `schema.SELECTION`.
    """
    rows = lay_side_by_side(documents, duplicates, quality, authority, splits, contamination)
    return judge(rows, strata, policy=policy).select(schema.SELECTION.names).to_arrow().cast(schema.SELECTION)


def lay_side_by_side(*tables: pa.Table) -> pl.DataFrame:
    """Rows of a shard of documents with their annotations, which have the same rows in the same order."""
    first, *others = (pl.DataFrame(table) for table in tables)
    return pl.concat([first, *(other.drop("id") for other in others)], how="horizontal")


def judge(rows: pl.DataFrame, strata: pa.Table, *, policy: Mapping[str, Any]) -> pl.DataFrame:
    """The rows with `decision`, `reasons`, `weight` and `factors`, and the limits of their strata.

    Of the rules of `low_weight` those that a protective one outranks are told too, with what outranks them.
    """
    rules = rules_of(policy)
    limited = pl.concat([rows, limits(rows, strata, policy=policy)], how="horizontal")
    limited = limited.with_columns(rare_category=rare_categories(rows, strata, policy=policy))
    judged = limited.with_columns(reasons=_reasons(limited, rules), decision=_decision(rules), outcome=_outcome(rules))
    return pl.concat([judged, weigh(judged, policy=policy)], how="horizontal")


def _of(rules: Sequence[Rule], effect: str) -> pl.Expr:
    """Whether any rule of that effect spoke."""
    return pl.any_horizontal(pl.lit(False), *(rule.spoke for rule in rules if rule.effect == effect))


def _reasons(rows: pl.DataFrame, rules: Sequence[Rule]) -> pl.Series:
    """Evidence of every rule that spoke, in their order; a protection where there was something to protect from."""
    odd = _of(rules, "low_weight")
    entries = [
        Entry(
            rule.spoke & odd if rule.effect == "protect" else rule.spoke,
            {"rule": pl.lit(rule.name), "value": rule.value, "threshold": rule.threshold},
        )
        for rule in rules
    ]
    return gathered(rows, entries, REASON)


def _decision(rules: Sequence[Rule]) -> pl.Expr:
    """The gravest effect among the rules that spoke; protection outranks a low weight and nothing else."""
    spoke = {effect: _of(rules, effect) for effect in OUTCOMES[:-1]}
    spoke["low_weight"] = spoke["low_weight"] & ~_of(rules, "protect")
    decision = pl.lit(OUTCOMES[-1])
    for effect in reversed(OUTCOMES[:-1]):
        decision = pl.when(spoke[effect]).then(pl.lit(effect)).otherwise(decision)
    return decision


def _outcome(rules: Sequence[Rule]) -> pl.Expr:
    """What the decision multiplies a weight by: 0 where it is refused, else the lowest of the rules that lower it."""
    lowered = [pl.when(rule.spoke).then(rule.weight).otherwise(1.0) for rule in rules if rule.effect == "low_weight"]
    refused = pl.any_horizontal(*(_of(rules, effect) for effect in REFUSED))
    lowest = pl.when(_of(rules, "protect")).then(1.0).otherwise(pl.min_horizontal(pl.lit(1.0), *lowered))
    return pl.when(refused).then(0.0).otherwise(lowest)
