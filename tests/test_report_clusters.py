"""What a source's duplicates come to: counts, largest clusters, pairs to look at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipelines import schema
from pipelines.dedup.review import Difference
from pipelines.report import clusters
from pipelines.report.clusters import Census, Pair, census, ended, pairs
from pipelines.report.simhash import compared
from pipelines.scope import Scope
from pipelines.stage import Shards
from pipelines.store import Account, Ref, Shard, Store, evidence_name
from pipelines.tables import parquet_bytes

CELL, SOURCE = Scope("edrsr", "2019"), Scope("edrsr")

Row = dict[str, Any]


def alone(name: str, text: str = "", **told: Any) -> Row:
    """A document that is like no other, unless told otherwise."""
    blank: Row = {"cluster": name, "cluster_size": 1, "label": "unique", "twin": None, "jaccard": None}
    return {**blank, "id": name, "text": text, "spans": [], "standing": True, "rule": "", **told}


def like(name: str, twin: str, label: str, text: str = "", **told: Any) -> Row:
    """A document beside its twin."""
    return alone(name, text, label=label, twin=twin, jaccard=0.5, cluster=twin, cluster_size=2, **told)


def lines_of(columns: pa.Schema, rows: list[Row]) -> pa.Table:
    """A table of these rows; what a row does not tell is zero, empty or null."""
    zeros = {pa.string(): "", pa.large_string(): "", pa.bool_(): True}
    blank = {
        field.name: [] if pa.types.is_list(field.type) else None if field.nullable else zeros.get(field.type, 0)
        for field in columns
    }
    known = [{name: row.get(name, blank[name]) for name in columns.names} for row in rows]
    return pa.Table.from_pylist(known, schema=columns)


def written(store: Store, asset: str, scope: Scope, number: int, columns: pa.Schema, rows: list[Row]) -> Ref:
    """A shard of an asset, beside the documents of its number; one of duplicates speaks of evidence."""
    key, name = f"{number:032x}", f"part-{number:032x}.parquet"
    size, sha256 = store.write(asset, scope, name, parquet_bytes(lines_of(columns, rows)))
    shard = Shard(key, key, name, len(rows), size, sha256, Account("rows", len(rows), len(rows)))
    if asset != "documents":
        shard = replace(shard, beside=key, evidence=key if asset == "duplicates" else "")
    return Ref(asset, scope, shard)


def assets_of(root: Path, shards: list[list[Row]]) -> tuple[Shards, Shards, Shards]:
    """Slices of duplicates with their evidence, documents and personal data of some rows."""
    store = Store(f"memory://{root}")
    columns = {"duplicates": schema.DUPLICATES, "documents": schema.DOCUMENTS, "personal_data": schema.PERSONAL_DATA}
    for number, rows in enumerate(shards):
        evidence = lines_of(schema.EVIDENCE, [{**row, "row": place} for place, row in enumerate(rows) if row["twin"]])
        store.write("duplicates", SOURCE, evidence_name(f"{number:032x}"), parquet_bytes(evidence))
    refs = {
        asset: [
            written(store, asset, SOURCE if asset == "duplicates" else CELL, number, kinds, rows)
            for number, rows in enumerate(shards)
        ]
        for asset, kinds in columns.items()
    }
    duplicates, documents, private = (Shards(store, tuple(refs[asset])) for asset in columns)
    return duplicates, documents, private


def test_a_census_adds_slices_up(tmp_path: Path) -> None:
    """Labels by their rows, clusters by their sizes, the largest by name, whichever slices they lie in."""
    big = {"cluster": "edrsr:1", "cluster_size": 3}
    shards = [
        [alone("edrsr:1", label="first", **{**big}), alone("edrsr:2")],
        [alone("edrsr:3", label="sibling", **{**big}), alone("edrsr:4", label="sibling", **{**big})],
        [alone("edrsr:5", label="first", cluster_size=2), like("edrsr:6", "edrsr:5", "version")],
    ]
    duplicates, _, _ = assets_of(tmp_path, shards)
    labels = {"first": 2, "sibling": 2, "unique": 1, "version": 1}
    (found,) = census(duplicates)
    assert found == Census("edrsr", labels, 2, (("edrsr:1", 3), ("edrsr:5", 2)))
    assert found.documents == 6


def test_nothing_has_no_census(tmp_path: Path) -> None:
    """A source without a slice is not spoken of."""
    assert census(assets_of(tmp_path, [])[0]) == []


def test_only_so_many_clusters_are_named(tmp_path: Path) -> None:
    """The largest; of equal ones the first by name."""
    rows = [alone(f"edrsr:{n:03}", cluster_size=2) for n in range(2 * clusters.LARGEST)]
    (found,) = census(assets_of(tmp_path, [rows])[0])
    assert [name for name, _ in found.largest] == [f"edrsr:{n:03}" for n in range(clusters.LARGEST)]


def found_in(root: Path, shards: list[list[Row]], *withheld: str) -> dict[str, tuple[str, str]]:
    """(document, twin) of the pair that is shown for each label."""
    return {pair.label: (pair.document, pair.twin) for pair in pairs(*assets_of(root, shards), withheld)}


FIRST = alone("a")


@pytest.mark.parametrize(
    ("shards", "withheld", "shown"),
    [
        ([], [], {}),
        ([[FIRST]], [], {}),
        ([[FIRST, like("b", "a", "version")]], [], {"version": ("b", "a")}),
        ([[FIRST], [like("b", "a", "version")]], [], {"version": ("b", "a")}),
        ([[FIRST, like("b", "a", "version")]], ["a"], {}),
        ([[FIRST], [like("b", "a", "version")]], ["a"], {}),
        ([[FIRST, like("b", "a", "version")]], ["b"], {}),
        ([[alone("a", standing=False), like("a", "a", "version")]], [], {}),
        ([[alone("a", standing=False)], [like("a", "a", "version")]], [], {}),
        ([[FIRST, like("b", "a", "version", standing=False)]], [], {}),
        ([[FIRST, like("a", "a", "version")]], [], {"version": ("a", "a")}),
        (
            [[FIRST], [like("b", "a", "quotes"), like("c", "b", "sibling")], [like("d", "c", "sibling")]],
            [],
            {"sibling": ("c", "b"), "quotes": ("b", "a")},
        ),
    ],
)
def test_one_pair_is_shown_a_label(
    shards: list[list[Row]], withheld: list[str], shown: dict[str, tuple[str, str]], tmp_path: Path
) -> None:
    """Rows that stand and may be shown, in one shard before others, the closest label first."""
    assert found_in(tmp_path, shards, *withheld) == shown
    assert list(found_in(tmp_path, shards, *withheld)) == list(shown)


@pytest.mark.parametrize("status", ["withdrawn", "vanished"])
@pytest.mark.parametrize("name", ["a", "b"])
def test_what_ended_in_another_cell_is_not_shown(status: str, name: str, tmp_path: Path) -> None:
    """A row that stands in the cell of last year is withdrawn in that of this year: neither as document nor as twin."""
    shards = [[FIRST, like("b", "a", "version")], [alone("c", status="public"), alone(name, status=status)]]
    duplicates, documents, private = assets_of(tmp_path, shards)
    assert ended(documents) == {name}
    assert pairs(duplicates, documents, private, ended(documents)) == []


def test_another_pair_is_shown_for_one_that_is_withheld(tmp_path: Path) -> None:
    """Of many pairs of a label, in one slice and in several, one that may be shown is found."""
    shards = [[alone(f"a{n}"), *(like(f"b{n}{m}", f"a{n}", "sibling") for m in range(4))] for n in range(3)]
    names = [row["id"] for rows in shards for row in rows[1:]]
    assert found_in(tmp_path, shards, *names[1:]) == {"sibling": (names[0], "a0")}
    assert found_in(tmp_path, shards, *names[:-1]) == {"sibling": (names[-1], "a2")}


def test_the_choice_is_by_chance_and_the_same_each_time(tmp_path: Path) -> None:
    """A pair among many: neither the first nor another one in another order of the shards."""
    shards = [[alone(f"edrsr:{n}"), like(f"edrsr:9{n}", f"edrsr:{n}", "sibling")] for n in range(20)]
    forth, back = found_in(tmp_path / "forth", shards), found_in(tmp_path / "back", shards[::-1])
    assert forth == back
    assert forth["sibling"] not in {("edrsr:90", "edrsr:0"), ("edrsr:919", "edrsr:19")}


def test_a_pair_is_shown_with_its_reason_and_masked(tmp_path: Path) -> None:
    """The line that differs, the rule of the evidence, and no telephone number."""
    span = {"type": "PHONE", "start": 5, "end": 12, "action": "mask", "recognizer": "r", "score": 1.0, "role": ""}
    rows = [
        alone("a", "Тел. 1234567\nСтягнути 15", spans=[span], language="uk"),
        like("b", "a", "version", "Тел. 7654321\nСтягнути 75", spans=[span], language="uk", rule="one_id"),
    ]
    sides = [(("Стягнути ", False), (number, True)) for number in ("15", "75")]
    (shown,) = pairs(*assets_of(tmp_path, [rows]), ())
    assert shown == Pair("version", "b", "a", "one_id", 0.5, None, (Difference("changed", *sides),))


def test_what_was_not_searched_for_personal_data_is_not_shown(tmp_path: Path) -> None:
    """A slice without personal data beside it is passed over, as a document and as a twin."""
    duplicates, documents, private = assets_of(
        tmp_path, [[FIRST, like("b", "a", "version")], [like("c", "a", "quotes")]]
    )
    assert pairs(duplicates, documents, Shards(private.store, ()), ()) == []
    assert pairs(duplicates, documents, Shards(private.store, private.refs[1:]), ()) == []


@pytest.mark.parametrize(
    ("simhashes", "within"), [([0, 0b111], [True]), ([0, 0b1111], [False]), ([2**64 - 1, 2**63 - 1], [True])]
)
def test_a_simhash_finds_what_three_bits_tell_apart(simhashes: list[int], within: list[bool]) -> None:
    """Three bits are near, four are not, and the highest bit is one."""
    slice_ = pa.table({"label": ["first", "version"], "twin": pa.array([None, "a"])})
    signed = pa.table({"id": ["a", "b"], "simhash": pa.array(simhashes, pa.uint64())})
    found = compared(slice_, signed)
    assert found["within"].to_pylist() == within
    assert found["label"].to_pylist() == ["version"]


def test_a_twin_of_several_rows_is_not_compared() -> None:
    """A slice names an id and no row, so nothing is guessed."""
    slice_ = pa.table({"label": ["first", "version", "version"], "twin": pa.array([None, "a", "a"])})
    signed = pa.table({"id": ["a", "a", "b"], "simhash": pa.array([0, 0, 0], pa.uint64())})
    assert compared(slice_, signed).num_rows == 0
