"""The policy as rules: conditions over the annotations of a document, with the words and numbers of their evidence.

What belongs here: what each line of the policy says of a document. What does not: the policy itself (`policy.yaml`,
`policy.py`) and what follows when a rule speaks (`decide.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from pipelines.select.contamination import contaminated
from pipelines.select.policy import signal_value

Effect = Literal["withdrawn", "quarantine", "duplicate", "low_weight", "protect"]


@dataclass(frozen=True, slots=True)
class Rule:
    """When a condition speaks, an effect follows.

    `speaks` is Boolean, null where nothing is told, which does not speak; `value` and `threshold` are String.
    """

    name: str
    effect: Effect
    speaks: pl.Expr
    value: pl.Expr
    threshold: pl.Expr
    weight: float = 0.0

    @property
    def spoke(self) -> pl.Expr:
        """Boolean without nulls."""
        return self.speaks.fill_null(False)


def rules_of(policy: Mapping[str, Any]) -> list[Rule]:
    """All rules, in the order in which their reasons are listed; the protective ones last."""
    return [
        *_refusals(policy["withdrawn"], policy["quarantine"]),
        _superseded(),
        _duplicate(policy["duplicate"]),
        _contaminated(policy["contaminated"]),
        *_lowerings(policy["low_weight"]),
        *_protections(policy["protect"]),
    ]


def _refusals(withdrawn: list[str], quarantine: Mapping[str, Any]) -> Iterator[Rule]:
    statuses, damage, garbled = (quarantine[name] for name in ("status", "damage", "undecodable"))
    status, share = pl.col("status"), signal_value(garbled["signal"])
    found = pl.col("damage").list.set_intersection(pl.lit(damage, dtype=pl.List(pl.String)))
    yield Rule("withdrawn", "withdrawn", status.is_in(withdrawn), status, _none_of(withdrawn))
    yield Rule("status", "quarantine", status.is_in(statuses), status, _none_of(statuses))
    yield Rule("damage", "quarantine", found.list.len() > 0, found.list.sort().list.join(", "), _none_of(damage))
    yield Rule("undecodable", "quarantine", share > garbled["above"], _number(share), _at_most(garbled["above"]))


def _superseded() -> Rule:
    """What the publisher corrected, replaced or withdrew since; an older edition of an act is none of these."""
    evidence = pl.lit("a later row speaks of the same document")
    return Rule("superseded", "duplicate", ~pl.col("standing"), evidence, pl.lit("the last word on it"))


def _duplicate(labels: list[str]) -> Rule:
    """What another row tells better; an older edition of a statute is law of its time and only weighs less."""
    twin = pl.concat_str(pl.col("label"), pl.lit(", twin "), pl.col("twin"))
    evidence = pl.coalesce(pl.when(pl.col("label").is_in(labels)).then(twin), pl.lit("a better copy is there"))
    speaks = ~pl.col("keeper") & (pl.col("kind") != "statute")
    return Rule("duplicate", "duplicate", speaks, evidence, pl.lit("the best copy of its decision"))


def _contaminated(asked: Mapping[str, float]) -> Rule:
    """It holds what models are examined with, and would be trained on."""
    speaks, value, threshold = contaminated(asked)
    return Rule("contaminated", "quarantine", speaks, value, pl.lit(threshold))


def _lowerings(lower: Mapping[str, Mapping[str, Any]]) -> Iterator[Rule]:
    for name, asked in lower.items():
        if "damage" in asked:
            kind = pl.lit(asked["damage"])
            speaks, value, threshold = pl.col("damage").list.contains(kind), kind, pl.lit("no such damage")
        else:
            speaks, value, threshold = _outlier(name, asked)
        yield Rule(name, "low_weight", speaks, value, threshold, asked["weight"])


def _outlier(name: str, asked: Mapping[str, Any]) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Beyond the limit of its stratum, see `strata_limits.limits`; a text of no words is not odd, it is empty."""
    value, limit, stratum = signal_value(asked["signal"]).cast(pl.Float64), f"{name}.limit", f"{name}.stratum"
    beyond, bound = (value > pl.col(limit), "at most ") if "above" in asked else (value < pl.col(limit), "at least ")
    compared = pl.coalesce(pl.lit(" in ") + pl.col(stratum), pl.lit(", too few to compare with"))
    threshold = pl.concat_str(pl.lit(bound), _number(pl.col(limit)), compared)
    return beyond & (pl.col("words") > 0), _number(value), threshold


def _protections(protect: Mapping[str, Any]) -> Iterator[Rule]:
    """What outranks every rule of `low_weight`, each with what the document shows for it."""
    cited, tables, share = pl.col("cited_by"), pl.col("table_line_share"), protect["rare_category"]
    shown = {
        "decides": (pl.col("structured"), pl.lit("its operative part or articles"), "where they are found"),
        "rare_category": (pl.col("rare_category"), pl.col("category"), f"below a share of {share} of its form"),
        "table_heavy": (tables >= protect["table_heavy"], _number(tables), f"from {protect['table_heavy']}"),
        "cited": (cited >= protect["cited"], cited.cast(pl.String), f"from {protect['cited']}"),
        "only_citation": (pl.col("only_citation"), pl.lit("nobody else cites an article of its"), "where it is so"),
    }
    for name, (speaks, value, where) in shown.items():
        if protect[name] is not False:
            yield Rule(name, "protect", speaks, value, pl.lit(f"protected {where}"))


def _number(value: pl.Expr) -> pl.Expr:
    """A number in three figures."""
    return value.cast(pl.Float64).round_sig_figs(3).cast(pl.String)


def _at_most(bound: float) -> pl.Expr:
    return pl.lit(f"at most {bound}")


def _none_of(words: list[str]) -> pl.Expr:
    return pl.lit(f"none of {', '.join(words)}")
