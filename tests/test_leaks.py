"""Leaks: what is tied and yet parted is found, by groups and by evidence, wherever it lies; nothing else is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup.groups import ONE_SIDE
from pipelines.dedup.labels import LABELS
from pipelines.engine import InlineEngine
from pipelines.schema import EVIDENCE
from pipelines.select.leaks import LEAKS, Proof, find_leaks
from pipelines.stage import Shards
from pipelines.store import Store, StoreError
from tests.select_shards import lay_beside, lay_documents

Row = tuple[str, str, str]
"""id, group and side."""
Tie = tuple[int, int, str]
"""Later row, earlier row, label."""


def laid(root: Path, rows: list[Row], ties: list[Tie] = [], size: int = 2) -> tuple[Shards, Shards]:  # noqa: B006
    """Selection and duplicates of rows in shards of some size, with the evidence between them."""
    parts = [rows[at : at + size] for at in range(0, len(rows), size)] or [[]]
    table = {("edrsr", str(2000 + n)): _ids(part) for n, part in enumerate(parts)}
    documents = lay_documents(Store(str(root)), table)
    grouped = [
        pa.table([_ids(part)["id"], pa.array([r[1] for r in part], pa.string())], ["id", "group"]) for part in parts
    ]
    sides = [pa.table({"split": pa.array([side for *_, side in part], pa.string())}) for part in parts]
    evidence = [
        pa.Table.from_pylist([_said(rows, tie, size) for tie in ties if tie[0] // size == number], EVIDENCE)
        for number in range(len(parts))
    ]
    return lay_beside(documents, "selection", sides), lay_beside(documents, "duplicates", grouped, evidence)


def _ids(part: list[Row]) -> pa.Table:
    return pa.table({"id": pa.array([name for name, *_ in part], pa.string())})


def _said(rows: list[Row], tie: Tie, size: int) -> dict[str, Any]:
    later, earlier, label = tie
    silent = {"twin_piece": "piece", "twin_row": 0, "bands": 1, "estimate": 0.9, "rule": "rule"}
    return {
        **dict.fromkeys(EVIDENCE.names),
        **silent,
        "id": rows[later][0],
        "row": later % size,
        "twin": rows[earlier][0],
        "label": label,
    }


def proof(root: Path, rows: list[Row], ties: list[Tie] = [], *, size: int = 2, at_once: int = 3) -> Proof:  # noqa: B006
    """What is found, with ranges small enough that there are several."""
    folder = root / "folder"
    folder.mkdir(parents=True)
    with InlineEngine() as engine:
        return find_leaks(*laid(root / "store", rows, ties, size), folder, engine, at_once=at_once)


def leaks(found: Proof) -> list[tuple[str, ...]]:
    """Rows of the table."""
    return [tuple(row.values()) for row in found.leaks.to_pylist()]


def test_nothing_parted(tmp_path: Path) -> None:
    """A clean selection is proven, with what was looked at."""
    rows: list[Row] = [("a", "a", "train"), ("b", "a", "train"), ("c", "c", "test"), ("d", "d", "train")]
    found = proof(tmp_path, rows, [(1, 0, "version"), (3, 2, "sibling")])
    assert found.passed
    assert found.leaks.schema == LEAKS
    assert (found.documents, found.ties, found.parted) == ({"train": 3, "test": 1}, 1, 0)
    assert found.sentence == ("No group lies on two sides, and none of 1 ties of evidence is parted (test 1, train 3).")


@pytest.mark.parametrize(
    ("what", "rows", "ties", "expected"),
    [
        (
            "a group",
            [("a", "a", "train"), ("b", "x", "test"), ("c", "a", "test")],
            [],
            [("group", "a", "c", "test", "a", "train")],
        ),
        (
            "rows of one id",
            [("a", "a", "train"), ("b", "x", "test"), ("a", "y", "test")],
            [],
            [("document", "a", "a", "train", "a", "test")],
        ),
        (
            "a tie",
            [("a", "a", "train"), ("b", "b", "test"), ("c", "c", "test")],
            [(2, 0, "quotes")],
            [("quotes", "a", "c", "test", "a", "train")],
        ),
        (
            "three sides",
            [("a", "a", "train"), ("b", "b", "test"), ("c", "c", "validation")],
            [(1, 0, "companion"), (2, 0, "companion")],
            [("companion", "a", "b", "test", "a", "train"), ("companion", "a", "c", "validation", "a", "train")],
        ),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 3])
def test_what_is_parted_is_named(
    tmp_path: Path, what: str, rows: list[Row], ties: list[Tie], expected: list[Any], size: int
) -> None:
    """Both documents and their sides are told, in whatever shards they lie."""
    found = proof(tmp_path, rows, ties, size=size)
    named = leaks(found)
    if what == "rows of one id":  # either may be named first
        assert {named[0][3], named[0][5]} == {"train", "test"}
        expected = named
    assert named == expected, what
    assert (found.passed, found.parted) == (False, 1)


@pytest.mark.parametrize("label", LABELS)
def test_ties_that_must_lie_on_one_side(tmp_path: Path, label: str) -> None:
    """Siblings alone may be parted: near each other they are held together by groups."""
    found = proof(tmp_path, [("a", "a", "train"), ("b", "b", "test")], [(1, 0, label)])
    assert found.passed == (label not in ONE_SIDE)


def test_a_leak_is_said_in_a_sentence(tmp_path: Path) -> None:
    """Who is parted from whom, and what to do."""
    found = proof(tmp_path, [("edrsr:1", "g", "train"), ("edrsr:7", "g", "test")])
    assert found.sentence == (
        "Groups or documents that lie on two sides: 1, as edrsr:7 in test and edrsr:1 in train (tie: group); "
        "make duplicates, splits and selection of the source again."
    )


def test_a_group_is_no_document(tmp_path: Path) -> None:
    """A group is named after a document, and what is said of the one does not count for the other."""
    rows: list[Row] = [("a", "x", "train"), ("b", "a", "test")]
    assert proof(tmp_path, rows).passed


def test_parts_of_a_source(tmp_path: Path) -> None:
    """Two that are tied to a document which was not looked at contradict each other."""
    rows: list[Row] = [("b", "b", "train"), ("c", "c", "test"), ("a", "a", "train")]
    selection, duplicates = laid(tmp_path / "store", rows, [(0, 2, "version"), (1, 2, "version")], 1)
    some = Shards(selection.store, selection.refs[:2])
    with InlineEngine() as engine:
        found = find_leaks(some, duplicates, tmp_path, engine)
    assert leaks(found) == [("version", "a", "c", "test", "b", "train")]


def test_nothing_at_all(tmp_path: Path) -> None:
    """An empty shard and no shard prove nothing and refute nothing."""
    assert proof(tmp_path / "empty", []).passed
    nobody = Shards(Store(str(tmp_path)), ())
    with InlineEngine() as engine:
        assert find_leaks(nobody, nobody, tmp_path, engine).passed


def test_stale_duplicates(tmp_path: Path) -> None:
    """A selection of other documents is no ground for a proof."""
    selection, duplicates = laid(tmp_path, [("a", "a", "train")])
    other = Shards(duplicates.store, ())
    with InlineEngine() as engine, pytest.raises(StoreError, match="make both again"):
        find_leaks(selection, other, tmp_path, engine)


side = st.sampled_from(["train", "validation", "test"])


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("xyz"), side), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from(LABELS)), max_size=6),
    st.integers(1, 4),
)
def test_as_comparing_all_with_all(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row], ties: list[Tie], size: int
) -> None:
    """What holds of all pairs is what is found, whatever the shards and ranges."""
    ties = [tie for tie in ties if max(tie[0], tie[1]) < len(rows)]
    sides: dict[tuple[str, str], set[str]] = {}
    for name, group, at in rows:
        sides.setdefault(("group", group), set()).add(at)
        sides.setdefault(("id", name), set()).add(at)
    for later, earlier, label in ties:
        if label in ONE_SIDE:
            sides["id", rows[earlier][0]].add(rows[later][2])
    found = proof(tmp_path_factory.mktemp("leaks"), rows, ties, size=size)
    assert found.parted == sum(len(each) > 1 for each in sides.values())
    assert {(row[0] == "group", row[1]) for row in leaks(found)} == {
        (kind == "group", name) for (kind, name), each in sides.items() if len(each) > 1
    }


def test_nothing_is_built_on_splits_that_part_a_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line stops where the proof fails, with its sentence."""
    from pipelines.engine import InlineEngine
    from pipelines.run import PartedGroup, cells_on_offer, run_graph
    from pipelines.scope import Scope
    from pipelines.select import splits
    from pipelines.stage import Workspace

    sides = iter(range(10**6))
    monkeypatch.setattr(
        splits.Splitting, "sides", lambda self, keys, late: pa.array(["train", "test"][next(sides) % 2] for _ in keys)
    )
    workspace = Workspace(str(Path(__file__).parent / "fixtures"), str(tmp_path))
    cells = cells_on_offer(workspace.sources, [Scope("rechtspraak")])
    with pytest.raises(PartedGroup, match="lie on two sides"):
        run_graph(cells, workspace, InlineEngine(), until="splits")
