"""The stage `audit`: the rules of the policy laid beside the documents of a cell, and counted.

What belongs here: which rules are audited, and what each looks at. What does not: counting (`audit.py`).

Audited are the rules that judge a text: those of `low_weight`, and what is quarantined for its damage. What has no
text, was withdrawn or is told better elsewhere is no matter of quality; and the factors of a weight take from nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
import pyarrow as pa

from pipelines.report.audit import Criterion, audited
from pipelines.select.policy import base, signal_value
from pipelines.select.strata import STRATA
from pipelines.select.strata_limits import limits
from pipelines.select.strata_names import names
from pipelines.stage import Outcome, Shards

TOLD = ("id", "source", "form", "instance", "date")
"""What is read of `documents`."""

DECIDED = ("decision", "reasons")
"""What is read of `selection`."""


def audit(
    documents: Shards, quality: Shards, strata: Shards, selection: Shards, *, policy: Mapping[str, Any]
) -> Outcome:
    """The audit of a cell, columns of `audit.AUDIT`; one shard in memory at a time.

    `quality` and `selection` lie beside `documents`, shard by shard; `strata` is the table of the source.
    """
    usual = strata.table(STRATA)
    return audited(_judged(documents, quality, usual, selection, policy), criteria(policy))


def criteria(policy: Mapping[str, Any]) -> list[Criterion]:
    """The rules that judge a text, in the order of the policy."""
    undecodable = policy["quarantine"]["undecodable"]
    bound = _criterion("undecodable", undecodable["signal"], pl.lit(float(undecodable["above"])))
    return [Criterion("damage"), bound, *(_of(name, asked) for name, asked in policy["low_weight"].items())]


def _of(name: str, asked: Mapping[str, Any]) -> Criterion:
    return _criterion(name, asked["signal"], pl.col(f"{name}.limit")) if "signal" in asked else Criterion(name)


def _criterion(name: str, signal: str, threshold: pl.Expr) -> Criterion:
    return Criterion(name, signal_value(signal), threshold, is_share=base(signal).endswith(("_share", "_shares")))


def signals(policy: Mapping[str, Any]) -> tuple[str, ...]:
    """Columns of `quality` that are read."""
    asked = [told["signal"] for told in policy["low_weight"].values() if "signal" in told]
    return tuple(sorted({"words", *map(base, [*asked, policy["quarantine"]["undecodable"]["signal"]])}))


def _judged(
    documents: Shards, quality: Shards, usual: pa.Table, selection: Shards, policy: Mapping[str, Any]
) -> Iterator[tuple[str, pl.DataFrame]]:
    """(key, rows) of every shard: a row for each document, as `audit.tally` takes them."""
    read = documents.only(TOLD), quality.only(signals(policy)), selection.only(DECIDED)
    for ref, *tables in zip(documents.refs, *read, strict=True):
        rows = pl.concat(map(pl.DataFrame, tables), how="horizontal")
        stratum = names(policy["strata"])[1].alias("stratum")
        beside = limits(rows, usual, policy=policy)
        yield ref.shard.key, pl.concat([rows.with_columns(stratum), beside], how="horizontal")
