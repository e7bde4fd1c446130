"""What rows must keep: contracts, codes of publishers, keys, and the answers of the checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa
import pytest

from assets import data_checks
from pipelines.checks.breaches import Breach, breaches, misaligned, repeated
from pipelines.checks.expectations import CODES, COLUMNS, LARGE, LEAST, RULES, contract, customs
from pipelines.report.audit_losses import Tolerance
from pipelines.scope import Scope
from pipelines.stage import Shards
from pipelines.store import Account, Manifest, Ref, Shard, Store
from pipelines.tables import parquet_bytes

CELL = Scope("edrsr", "2019")

SOUND: Mapping[str, Any] = {
    "id": "edrsr:1",
    "version": "v1",
    "source": "edrsr",
    "kind": "decision",
    "language": "uk",
    "case_numbers": ["1/2/19"],
    "form": "Ухвала",
    "instance": "first",
    "status": "public",
    "references": [],
    "text": "",
    "text_format": "rtf",
    "repairs": [],
    "source_file": "register.zip",
    "source_place": "row 1",
}

WHY = {"rule": "damage", "value": "empty", "threshold": "none"}

SELECTED: Mapping[str, Any] = {"id": "edrsr:1", "decision": "keep", "weight": 1.0, "split": "train", "reasons": []}


def shards(root: Path, asset: str, *tables: pa.Table, beside: Sequence[str] = ()) -> Shards:
    """Tables as the shards of an asset, each beside the shard of documents of the same number."""
    store, refs = Store(str(root)), []
    for number, table in enumerate(tables):
        key = f"{asset}{number}"
        size, sha256 = store.write(asset, CELL, f"part-{key}.parquet", parquet_bytes(table))
        account = Account("rows", table.num_rows, table.num_rows)
        leading = beside[number] if beside else f"documents{number}"
        refs.append(
            Ref(
                asset,
                CELL,
                Shard(key, key, f"part-{key}.parquet", table.num_rows, size, sha256, account, beside=leading),
            )
        )
    store.commit(Manifest(asset, CELL, "1", tuple(ref.shard for ref in refs)))
    return Shards(store, tuple(refs))


def rows(asset: str, sound: Mapping[str, Any], *changes: Mapping[str, Any]) -> pa.Table:
    """Sound rows of an asset, each with its changes."""
    return pa.Table.from_pylist([{**sound, **change} for change in changes], schema=COLUMNS[asset])


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({}, ""),
        ({"instance": None, "form": None, "text_format": None}, ""),
        ({"source": "eur-lex", "id": "eur-lex:1"}, "source|check__known"),
        ({"kind": "letter"}, "kind|check__known"),
        ({"text_format": "pdf"}, "text_format|check__known"),
        ({"id": "rada:1"}, "id_begins_with_its_source"),
        ({"date": -40_000}, "date_is_of_this_era"),
    ],
)
def test_documents_keep_their_contract(tmp_path: Path, change: Mapping[str, Any], rule: str) -> None:
    """A row breaks the one rule that speaks of what is wrong with it, and is named."""
    table = rows("documents", SOUND, {}, {"id": "edrsr:2", **change})
    found = breaches(shards(tmp_path, "documents", table), contract("documents"))
    assert [(each.rule, each.rows) for each in found] == ([(rule, 1)] if rule else [])
    assert all(each.examples == (change.get("id", "edrsr:2"),) for each in found)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({}, ""),
        ({"decision": "withdrawn", "weight": 0.0, "reasons": [WHY]}, ""),
        ({"decision": "drop", "weight": 0.0, "reasons": [WHY]}, "decision|check__known"),
        ({"weight": -1.0, "decision": "quarantine", "reasons": [WHY]}, "weight|min"),
        ({"weight": float("nan")}, "weight|nan"),
        ({"weight": 0.0}, "only_the_chosen_weigh"),
        ({"decision": "low_weight"}, "whoever_is_left_out_hears_why"),
        ({"split": "dev"}, "split|check__known"),
    ],
)
def test_selection_keeps_its_contract(tmp_path: Path, change: Mapping[str, Any], rule: str) -> None:
    """One outcome each, a weight where it is chosen, a reason where it is not kept."""
    found = breaches(shards(tmp_path, "selection", rows("selection", SELECTED, change)), contract("selection"))
    assert [each.rule for each in found] == ([rule] if rule else [])


def test_every_share_lies_between_0_and_1(tmp_path: Path) -> None:
    """Whatever its name is: a new signal needs no rule of its own."""
    names = [name for name in COLUMNS["quality"].names if name.endswith("_share")]
    sound = {field.name: _nothing(field.type) for field in COLUMNS["quality"]}
    sound |= {"id": "edrsr:1", "language": "uk", "damage": ["empty"]}
    for number, name in enumerate(names):
        table = rows("quality", sound, {name: 1.5}, {name: -0.5}, {name: 1.0})
        found = breaches(shards(tmp_path / str(number), "quality", table), contract("quality"))
        assert [each.rule for each in found] == [f"{name}|max", f"{name}|min"]


def _nothing(kind: pa.DataType) -> Any:
    """The least that a column may hold."""
    if pa.types.is_list(kind) or pa.types.is_fixed_size_list(kind):
        return [0.0] * getattr(kind, "list_size", 0)
    if pa.types.is_string(kind):
        return ""
    return False if pa.types.is_boolean(kind) else 0


def test_breaches_of_all_shards_are_added_up(tmp_path: Path) -> None:
    """With no more than three examples, and the most frequent rule first."""
    tables = [rows("documents", SOUND, *({"id": f"rada:{n}{shard}"} for n in range(2))) for shard in "ab"]
    tables.append(rows("documents", SOUND, {"kind": "letter"}))
    found = breaches(shards(tmp_path, "documents", *tables), contract("documents"))
    assert found == [
        Breach("id_begins_with_its_source", 4, ("rada:0a", "rada:1a", "rada:0b")),
        Breach("kind|check__known", 1, ("edrsr:1",)),
    ]
    assert str(found[0]) == "id_begins_with_its_source (4 rows: rada:0a, rada:1a, rada:0b)"


@pytest.mark.parametrize("broken", [{"drop": "status"}, {"cast": "status"}])
def test_a_column_that_is_not_there_or_of_another_type_breaks_the_contract(
    tmp_path: Path, broken: Mapping[str, str]
) -> None:
    """It is one breach of all rows of the shard, that names the column."""
    table = rows("documents", SOUND, {}, {})
    changed = table.drop_columns(["status"])
    if "cast" in broken:
        changed = changed.append_column("status", pa.array([1, 2]))
    (found,) = breaches(shards(tmp_path, "documents", changed), contract("documents"))
    assert "status" in found.rule
    assert found.rows == 2


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"form": "Рішення"}, ""),
        ({"form": None}, ""),
        ({"form": "Меморандум"}, "form_of_edrsr"),
        ({"form": "Закон", "source": "rada"}, ""),
        ({"form": "Tussenuitspraak", "source": "rechtspraak"}, "form_of_rechtspraak"),
        ({"instance": "third"}, "instance|check__known"),
        ({"status": "secret"}, "status|check__known"),
        ({"language": "pl"}, "language|check__known"),
    ],
)
def test_what_a_publisher_never_wrote_before_is_seen(tmp_path: Path, change: Mapping[str, Any], rule: str) -> None:
    """Forms by register, since acts have any; a missing one is no news."""
    found = breaches(shards(tmp_path, "documents", rows("documents", SOUND, change)), customs())
    assert [each.rule for each in found] == ([rule] if rule else [])


def told(name: str, version: str, place: str = "row 1", edition: int | None = None) -> dict[str, Any]:
    """What is changed of a sound row to tell of a document, and from where."""
    return {"id": name, "version": version, "source_place": place, "edition": edition}


@pytest.mark.parametrize(
    ("first", "second", "again"),
    [
        ([told("a", "1")], [told("a", "2")], 0),
        ([told("a", "1"), told("a", "2")], [told("a", "1")], 0),
        ([told("a", "1")], [told("a", "1", place="row 9")], 0),
        ([told("a", "1", edition=1)], [told("a", "1", edition=2)], 0),
        ([told("a", "1"), told("b", "1")], [told("a", "1")], 1),
        ([told("a", "1"), told("a", "1")], [told("a", "1")], 2),
    ],
)
def test_nothing_is_taken_in_twice(
    tmp_path: Path, first: list[dict[str, Any]], second: list[dict[str, Any]], again: int
) -> None:
    """A change there and back, another place and another edition are not the same row; across shards a repeated is."""
    made = shards(tmp_path, "documents", rows("documents", SOUND, *first), rows("documents", SOUND, *second))
    assert [each.rows for each in repeated(made)] == ([again] if again else [])


@pytest.mark.parametrize(
    ("ids", "beside", "wrong"),
    [
        (["a", "b"], "documents0", ()),
        (["b", "a"], "documents0", ("b", "a")),
        (["a"], "documents0", ("a",)),
        (["a", "b"], "gone", ("a", "b")),
    ],
)
def test_annotations_lie_beside_their_documents(
    tmp_path: Path, ids: list[str], beside: str, wrong: tuple[str, ...]
) -> None:
    """The same ids in the same order, beside a shard that is there."""
    documents = shards(tmp_path, "documents", rows("documents", SOUND, {"id": "a"}, {"id": "b"}))
    table = pa.table({"id": pa.array(ids, pa.string())})
    found = misaligned(shards(tmp_path, "sections", table, beside=[beside]), documents)
    assert found == ([Breach("rows_are_those_of_documents", len(wrong), wrong)] if wrong else [])


def test_tables_speak_of_columns_that_are_there() -> None:
    """A rule about a column that was renamed would otherwise keep silent."""
    for table in (CODES, LEAST):
        for asset, columns in table.items():
            assert set(columns) <= set(COLUMNS[asset].names) - LARGE
    for asset, holds in RULES.items():
        names = {name for each in holds.values() for name in each.meta.root_names() if name}
        assert names <= set(COLUMNS[asset].names) - LARGE


def test_the_checks_answer_all_that_they_promise(tmp_path: Path) -> None:
    """An error for the contract, which blocks; a warning for a new code, which does not."""
    made = shards(tmp_path, "documents", rows("documents", SOUND, {"form": "Меморандум"}, {"kind": "letter"}))
    manifest = made.store.manifest("documents", CELL)
    promised = {spec.name: spec.blocking for spec in data_checks.specs("documents")}
    answers = {each.check_name: each for each in data_checks.results(manifest, made.store, Tolerance())}
    assert promised == {data_checks.CONTRACT: True, data_checks.CODES: False}
    assert {name: answer.severity for name, answer in answers.items()} == {
        data_checks.CONTRACT: dg.AssetCheckSeverity.ERROR,
        data_checks.CODES: dg.AssetCheckSeverity.WARN,
    }
    assert not any(answer.passed for answer in answers.values())
    assert answers[data_checks.CODES].metadata["rows"].value == 1


def test_the_fixture_registers_keep_every_contract(made: tuple[Any, Any]) -> None:
    """Whatever a stage makes of the fixtures is what its columns promise."""
    store = made[0].store
    answers = [
        (manifest.asset, str(manifest.scope), answer.description)
        for asset in COLUMNS
        for manifest in store.manifests(asset)
        for answer in data_checks.results(manifest, store, Tolerance())
        if answer.check_name == data_checks.CONTRACT and not answer.passed
    ]
    assert answers == []


def test_a_contract_reads_no_large_column() -> None:
    """Texts and signatures hold most of the bytes."""
    assert not any(LARGE & set(contract(asset).column_names()) for asset in COLUMNS)
