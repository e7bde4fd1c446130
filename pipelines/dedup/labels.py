"""What two like documents are to each other in law, by the policy table `labels.toml`.

What belongs here: reading the table and applying it. What does not: the conditions that it speaks of
(`policy_conditions.py`), what the register says (`facts.py`), how like texts are (`comparison.py`, `content.py`).

A decision is one act of one court in one case on one day. Two texts are the same decision only if nothing in the
register speaks against it: numbers, sums, dates and parties are what a template's cases differ by, so they count as
content. Where the register is silent and the texts leave a doubt, the label is sibling, for a sibling is not thrown
away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from pipelines.dedup.policy_conditions import conditions, share_told, with_likeness
from pipelines.dedup.settings import Settings

LABELS = ("identical", "other_channel", "version", "near_identical", "sibling", "quotes", "companion")
"""The closest relation first. The first four tell the same decision, the first five make clusters."""

SAME_DECISION = LABELS[:4]
"""Labels of rows of which one is kept for all."""

CLUSTERED = LABELS[:5]
"""Labels that join two rows in a cluster."""

When = tuple[str, ...]
"""Conditions that must all hold; one that begins with «not » must not."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the policy: its name, the label it gives (empty: no relation), and when it speaks."""

    name: str
    label: str
    when: When


@dataclass(frozen=True, slots=True)
class Policy:
    """The table: the share that makes a retelling, where an estimate of it will not do, and the rules in order."""

    retold: float
    retold_in_doubt: tuple[float, float]
    read_when: tuple[When, ...]
    rules: tuple[Rule, ...]


@cache
def read_policy() -> Policy:
    """The policy that is shipped with the project. Raises ValueError as `policy_of`."""
    import tomllib

    return policy_of(tomllib.loads(files("pipelines.dedup").joinpath("labels.toml").read_text(encoding="utf-8")))


def policy_of(told: Mapping[str, Any]) -> Policy:
    """The policy of a table. Raises ValueError for a word that is no condition, and for a label that is none."""
    policy = Policy(
        retold=told["retold"],
        retold_in_doubt=tuple(told["retold_in_doubt"]),
        read_when=tuple(tuple(when.split(", ")) for when in told["read_when"]),
        rules=tuple(Rule(rule["name"], rule["label"], tuple(rule["when"].split(", "))) for rule in told["rule"]),
    )
    known = conditions(policy.retold, 1.0)
    spoken = [("read_when", when) for when in policy.read_when] + [(rule.name, rule.when) for rule in policy.rules]
    for name, when in spoken:
        for word in when:
            if word.removeprefix("not ") not in known:
                raise ValueError(_unknown(name, "condition", word.removeprefix("not "), known))
    for rule in policy.rules:
        if rule.label not in (*LABELS, ""):
            raise ValueError(_unknown(rule.name, "label", rule.label, LABELS))
    return policy


def _unknown(name: str, kind: str, word: str, known: Iterable[str]) -> str:
    """What to say of a misspelt word."""
    from difflib import get_close_matches

    wanted = get_close_matches(word, known, n=1) or known
    return f"In labels.toml, {name} speaks of the {kind} '{word}', which is none: write {' or '.join(wanted)}."


def label_pairs(pairs: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The columns `label` and `rule` (String) of each pair, in the order given; null label where there is no relation.

    Takes, for the later row, the columns of `pieces.FACTS` that `policy_conditions.REGISTER` names and, with the suffix
    `_other`, the same for the earlier one; `shared_cases`, how many case numbers they have in common; `near`, whether
    the Jaccard reaches its threshold, and `contained`, whether one holds the share of the other that it must;
    `estimate`, the Jaccard that the sketches tell; and `comparison.LIKENESS`, null or absent where the texts were
    not read. What they would have told then speaks against one decision.
    """
    rules = read_policy().rules
    held = _held(pairs, settings.containment)
    speaks = [pl.when(_all(rule.when)).then(pl.lit(place, pl.UInt8)) for place, rule in enumerate(rules)]
    first = held.select(first=pl.coalesce(speaks))["first"]
    labels, names = ({n: getattr(rule, part) for n, rule in enumerate(rules)} for part in ("label", "name"))
    return pl.DataFrame(
        {
            "label": first.replace_strict(labels, return_dtype=pl.String).replace("", None),
            "rule": first.replace_strict(names, return_dtype=pl.String),
        }
    )


def hangs_on_texts(pairs: pl.DataFrame) -> pl.Series:
    """Whether the label of a pair cannot be told without reading its texts and comparing their content; Boolean.

    Takes the columns of `label_pairs`; `near` may say which pairs are possibly near.
    """
    wanted = [_all(when) for when in read_policy().read_when]
    return _held(pairs).select(hangs=pl.any_horizontal(wanted))["hangs"]


def may_retell(pairs: pl.DataFrame) -> pl.Series:
    """Whether an estimate leaves it open that one of a pair retells the other, for another court in its case; Boolean.

    Takes the columns of `label_pairs`.
    """
    policy = read_policy()
    named = conditions(policy.retold, 1.0)
    open_ = named["one case"] & named["another level"] & share_told().is_between(*policy.retold_in_doubt)
    return with_likeness(pairs).select(open=open_.fill_null(False))["open"]


def told_apart(pairs: pl.DataFrame) -> pl.Series:
    """Whether the register tells two decisions and no case that joins them: a template at most; Boolean.

    Takes the columns of `label_pairs`.
    """
    named = conditions(read_policy().retold, 1.0)
    apart = named["another decision"] & ~named["one case"] & ~named["one id"]
    return with_likeness(pairs).select(apart=apart.fill_null(False))["apart"]


def _held(pairs: pl.DataFrame, wholly: float = 1.0) -> pl.DataFrame:
    """A Boolean column for each condition; what cannot be told does not hold."""
    named = conditions(read_policy().retold, wholly)
    return with_likeness(pairs).select(**{name: condition.fill_null(False) for name, condition in named.items()})


def _all(when: When) -> pl.Expr:
    """All of the conditions."""
    return pl.all_horizontal(
        ~pl.col(word.removeprefix("not ")) if word.startswith("not ") else pl.col(word) for word in when
    )
