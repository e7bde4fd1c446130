"""The written policy: which rules there are, as data.

What belongs here: reading `policy.yaml` and turning it into rules. What does not: applying them (`decide.py`).
A rule is a Polars condition over the annotations of a document, with the words and numbers of its evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

import polars as pl

Effect = Literal["quarantine", "duplicate", "low_weight"]


@dataclass(frozen=True, slots=True)
class Rule:
    """When a condition speaks, an effect follows; the lowest weight of all that speak is taken."""

    name: str
    effect: Effect
    speaks: pl.Expr
    value: pl.Expr
    threshold: str
    weight: pl.Expr


def read_policy() -> dict[str, Any]:
    """The policy that is shipped with the project, as nested dictionaries."""
    import yaml

    return yaml.safe_load(files("pipelines.select").joinpath("policy.yaml").read_text(encoding="utf-8"))


def rules_of(policy: Mapping[str, Any]) -> list[Rule]:
    """All rules, in the order in which their reasons are listed."""
    told = [*_refusals(policy["refuse"]), _superseded(), _duplicate(policy["duplicate"])]
    return [*told, *_lowerings(policy["lower"])]


def _refusals(refuse: Mapping[str, list[str]]) -> list[Rule]:
    status, damage = refuse["status"], refuse["damage"]
    found = pl.col("damage").list.set_intersection(pl.lit(damage, dtype=pl.List(pl.String)))
    return [
        Rule("status", "quarantine", pl.col("status").is_in(status), pl.col("status"), _not_in(status), pl.lit(0.0)),
        Rule(
            "damage",
            "quarantine",
            found.list.len() > 0,
            found.list.sort().list.join(", "),
            _not_in(damage),
            pl.lit(0.0),
        ),
    ]


def _superseded() -> Rule:
    """What the publisher corrected, replaced or withdrew since; an older edition of an act is none of these."""
    evidence = pl.lit("a later row speaks of the same document")
    return Rule("superseded", "duplicate", ~pl.col("standing"), evidence, "the last word on it", pl.lit(0.0))


def _duplicate(duplicate: Mapping[str, list[str]]) -> Rule:
    """What another row tells better; an older edition of a statute is law of its time and only weighs less."""
    twin = pl.concat_str(pl.col("label"), pl.lit(", twin "), pl.col("twin"))
    told_again = pl.col("label").is_in(duplicate["labels"])
    evidence = pl.when(told_again).then(twin).otherwise(pl.lit("a better copy is there"))
    speaks = ~pl.col("keeper") & (pl.col("kind") != "statute")
    return Rule("duplicate", "duplicate", speaks, evidence, "the best copy of its decision", pl.lit(0.0))


def _sibling(steps: Sequence[Mapping[str, int]]) -> Rule:
    """Cases of one template; the step with the greatest `from` that their number reaches tells their common weight."""
    size, fewest = pl.col("cluster_size"), min(step["from"] for step in steps)
    together = size
    for step in sorted(steps, key=lambda step: step["from"]):
        together = pl.when(size >= step["from"]).then(pl.lit(step["together"])).otherwise(together)
    return Rule(
        "sibling",
        "low_weight",
        (size >= fewest) & pl.col("label").is_in(["sibling", "first"]),
        size.cast(pl.String),
        f"fewer than {fewest} documents of one template",
        together / size,
    )


def _lowerings(lower: Mapping[str, Any]) -> list[Rule]:
    old = Rule(
        "older_edition",
        "low_weight",
        (pl.col("kind") == "statute") & ~pl.col("keeper"),
        pl.col("edition").cast(pl.String).fill_null("undated"),
        "the newest edition",
        pl.lit(lower["older_edition"]["weight"]),
    )
    most = lower["boilerplate"]["over"]
    formula = Rule(
        "boilerplate",
        "low_weight",
        pl.col("boilerplate_share") > most,
        pl.col("boilerplate_share").round(3).cast(pl.String),
        f"at most {most}",
        pl.lit(lower["boilerplate"]["weight"]),
    )
    damages = [
        Rule(
            kind,
            "low_weight",
            pl.col("damage").list.contains(kind),
            pl.lit(kind),
            f"no damage {kind!r}",
            pl.lit(lower[kind]["weight"]),
        )
        for kind in ("repeated", "letterspaced", "mixed_script")
    ]
    return [_sibling(lower["sibling"]), old, formula, *damages]


def _not_in(words: list[str]) -> str:
    return f"none of {', '.join(words)}"
