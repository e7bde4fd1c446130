"""The stage `audit` over the shipped policy, and the check of a release that rests on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from assets import data_checks
from pipelines import schema
from pipelines.report.audit import AUDIT, SHARE_BINS
from pipelines.report.audit_losses import Tolerance
from pipelines.report.audit_stage import DECIDED, TOLD, audit, criteria, signals
from pipelines.scope import EVERYTHING, Scope
from pipelines.select.policy import read_policy
from pipelines.select.rules import rules_of
from pipelines.select.strata import STRATA
from pipelines.stage import Outcome, Shards
from pipelines.store import Account, Manifest, Ref, Shard, Store
from pipelines.tables import parquet_bytes

CELL = Scope("edrsr", "2019")
ORDERS = "edrsr | ухвала | first | 2018 on"


def cell(store: Store, asset: str, table: pa.Table, scope: Scope = CELL) -> Shards:
    """A table as the one shard of an asset."""
    name = f"part-{asset}.parquet"
    size, sha256 = store.write(asset, scope, name, parquet_bytes(table))
    shard = Shard(asset, asset, name, table.num_rows, size, sha256, Account("rows", table.num_rows, table.num_rows))
    store.commit(Manifest(asset, scope, "1", (shard,)))
    return Shards(store, (Ref(asset, scope, shard),))


def document(number: int) -> dict[str, Any]:
    """An order of first instance."""
    told = {"id": f"edrsr:{number}", "source": "edrsr", "form": "Ухвала", "instance": "first"}
    return {**told, "date": dt.date(2019, 5, number % 28 + 1)}


def measured(policy: Mapping[str, Any], **shown: float) -> dict[str, Any]:
    """The signals of a text that is sound but for what it shows."""
    sound = {"letter_share": 0.9, "mean_word_length": 6.0, "words": 100}
    columns = {name: schema.QUALITY.field(name).type for name in signals(policy)}
    nothing = {
        name: [0.0] * kind.list_size if pa.types.is_fixed_size_list(kind) else 0.0 for name, kind in columns.items()
    }
    return {**nothing, **sound, **shown}


def audited(root: Path, decided: list[tuple[str, str]], shares: list[float]) -> Outcome:
    """The audit of orders of which so large a share of words mixes scripts."""
    store, policy = Store(str(root)), read_policy()
    fields = pa.schema([schema.QUALITY.field(name) for name in signals(policy)])
    documents = pa.Table.from_pylist([document(number) for number in range(len(decided))])
    quality = pa.Table.from_pylist([measured(policy, mixed_script_share=share) for share in shares], schema=fields)
    reasons = [[{"rule": rule, "value": "v", "threshold": "t"}] if rule else [] for _, rule in decided]
    kinds = [schema.SELECTION.field(name) for name in DECIDED]
    columns = {"decision": [decision for decision, _ in decided], "reasons": reasons}
    return audit(
        cell(store, "documents", documents.select(TOLD)),
        cell(store, "quality", quality),
        cell(store, "strata", STRATA.empty_table(), Scope("edrsr")),
        cell(store, "selection", pa.table(columns, schema=pa.schema(kinds))),
        policy=policy,
    )


def test_the_rules_of_the_policy_are_laid_beside_the_documents(tmp_path: Path) -> None:
    """With the limits of their strata; a rule that spoke nowhere has its row too."""
    made = audited(tmp_path, [("keep", ""), ("low_weight", "mixed_script"), ("keep", "")], [0.01, 0.2, 0.04])
    assert made.account == Account("documents", 3, 3)
    rows = {(row["rule"], row["stratum"]): row for row in pl.DataFrame(made.body).to_dicts()}
    found = rows["mixed_script", ORDERS]
    assert (found["documents"], found["lost"], found["alone"]) == (3, 1, 1)
    assert (
        found["least_threshold"] == found["greatest_threshold"] == read_policy()["low_weight"]["mixed_script"]["above"]
    )
    assert [each["id"] for each in found["borderline"]] == ["edrsr:2", "edrsr:0", "edrsr:1"]
    assert len(found["histogram"]) == SHARE_BINS
    assert {rule for rule, _ in rows} == {"", *(criterion.rule for criterion in criteria(read_policy()))}


def test_audited_are_the_rules_that_judge_a_text() -> None:
    """By the names under which the selection gives its reasons."""
    rules = {rule.name: rule.effect for rule in rules_of(read_policy())}
    names = {criterion.rule for criterion in criteria(read_policy())}
    assert names <= set(rules)
    assert {name for name, effect in rules.items() if effect == "low_weight"} <= names
    assert {rules[name] for name in names} == {"low_weight", "quarantine"}


def test_a_release_that_empties_a_stratum_is_stopped(tmp_path: Path) -> None:
    """Unless a person has said why; the check tells the stratum, and figures to plot."""
    rows = [("", ORDERS, 100, 60), ("", "edrsr | вирок | first | 2018 on", 10_000, 10)]
    names = ["rule", "stratum", "documents", "lost"]
    told = [dict(zip(names, row, strict=True)) | {"alone": 0, "histogram": [], "borderline": []} for row in rows]
    store = Store(str(tmp_path))
    cell(store, "audit", pa.Table.from_pylist(told, schema=AUDIT))
    release = cell(store, "release", schema.RELEASE.empty_table(), EVERYTHING)
    manifest = release.store.manifest("release", EVERYTHING)
    (spec,) = data_checks.specs("release")
    (answer,) = data_checks.results(manifest, store, Tolerance())
    assert spec.blocking
    assert not answer.passed
    assert str(answer.description).startswith(f"{ORDERS} loses 60 of 100 documents (60.0%), where up to 1.4% is usual")
    assert answer.metadata["strata_above_the_limit"].value == 1
    (accepted,) = data_checks.results(manifest, store, Tolerance(accept={ORDERS: "scans, read and found bad"}))
    assert accepted.passed
    assert "found bad" in str(accepted.metadata["losses"].value)
