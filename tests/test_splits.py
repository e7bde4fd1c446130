"""Splits: a group lies on one side, shares and the cut are kept, a night leaves alone what did not change."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.select.splits import NONE_LATE, SPLITS, Splitting, conduct
from pipelines.stage import Shards
from pipelines.store import Store
from tests.select_shards import Cell, conducted, lay_beside, lay_documents

CUT = date(2024, 7, 1)
BEFORE, AFTER = date(2024, 6, 30), CUT
SHARES = {"validation": 0.01, "test": 0.01, "seed": "lexcorpus"}
HALVES = {"validation": 0.5, "test": 0.5, "seed": "lexcorpus", "cut": CUT}

Rows = list[tuple[str, date | None, str]]
"""id, day and group of each row."""


def sides_of(groups: list[str], told: dict[str, Any]) -> list[str]:
    """Sides of rows of these groups, where no group reaches to a cut."""
    splitting = Splitting.of(told)
    return splitting.sides(splitting.keys(pa.array(groups)), NONE_LATE).to_pylist()


def split(root: Path, cells: dict[Cell, Rows], told: dict[str, Any] = HALVES) -> Shards:
    """The slices of a source."""
    days = pa.schema([("id", pa.string()), ("date", pa.date32()), ("text", pa.string())])
    store = Store(str(root))
    documents = lay_documents(
        store,
        {
            cell: pa.Table.from_pylist([{"id": name, "date": day, "text": name} for name, day, _ in rows], days)
            for cell, rows in cells.items()
        },
    )
    groups = [pa.table({"group": [group for *_, group in rows]}) for rows in cells.values()]
    shards = {"documents": documents, "duplicates": lay_beside(documents, "duplicates", groups)}
    return conducted(conduct, SPLITS, shards, split=told)


def answers(slices: Shards) -> dict[str, str]:
    """Side by document."""
    return {row["id"]: row["split"] for table in slices for row in table.to_pylist()}


def test_shares_are_kept() -> None:
    """Of a hundred thousand groups about one in a hundred is held out for validation, and another for test."""
    sides = sides_of([f"edrsr:{n}" for n in range(100_000)], SHARES)
    assert all(900 < sides.count(side) < 1_100 for side in ("validation", "test"))


def test_the_side_hangs_on_name_and_seed() -> None:
    """The same name has the same side beside whatever others; another seed is another lot."""
    halves = {**SHARES, "validation": 0.5}
    names = [f"edrsr:{n}" for n in range(200)]
    assert sides_of(names[::-1], halves)[::-1] == sides_of(names, halves)
    assert sides_of(names, {**halves, "seed": "other"}) != sides_of(names, halves)


@pytest.mark.parametrize(
    ("shares", "expected"),
    [((0, 0), {"train"}), ((1, 0), {"validation"}), ((0, 1), {"test"}), ((0.5, 0.5), {"validation", "test"})],
)
def test_whole_shares(shares: tuple[float, float], expected: set[str]) -> None:
    """A share of nothing takes nothing, one of everything everything."""
    told = {**SHARES, "validation": shares[0], "test": shares[1]}
    assert set(sides_of([f"g{n}" for n in range(500)], told)) == expected


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"validation": -0.1}, "two from 0 on"),
        ({"validation": 0.6, "test": 0.6}, "together at most 1"),
        ({"validation": 0, "test": 0, "cut": "2024-07-01"}, "give one of them a share"),
        ({"cut": "in summer"}, "in summer"),
    ],
)
def test_shares_that_make_no_sense(told: dict[str, Any], sentence: str) -> None:
    """What cannot be done is said in a sentence."""
    with pytest.raises(ValueError, match=sentence):
        Splitting.of({**SHARES, **told})


@pytest.mark.parametrize(
    ("what", "rows", "held_out"),
    [
        ("decided before", [("a", BEFORE, "a")], set()),
        ("decided on the day", [("a", AFTER, "a")], {"a"}),
        ("without a day", [("a", None, "a")], set()),
        ("a case that went on", [("a", BEFORE, "a"), ("b", AFTER, "a"), ("c", BEFORE, "c")], {"a", "b"}),
        ("a case of which a day is not told", [("a", None, "a"), ("b", AFTER, "a")], {"a", "b"}),
    ],
)
@pytest.mark.parametrize("cells", [1, 3])
def test_cut(tmp_path: Path, what: str, rows: Rows, held_out: set[str], cells: int) -> None:
    """A group is as young as its youngest document, in whatever years its documents lie."""
    laid = {("edrsr", str(2020 + cell)): rows[cell::cells] for cell in range(cells)}
    found = answers(split(tmp_path, laid))
    assert {name for name, side in found.items() if side != "train"} == held_out, what


def test_what_is_held_out_by_the_cut_is_shared_out(tmp_path: Path) -> None:
    """Validation and test take of it what they have of each other, and training nothing."""
    rows: Rows = [(f"d{n}", AFTER, f"d{n}") for n in range(4_000)]
    told = {**SHARES, "validation": 0.01, "test": 0.03, "cut": str(CUT)}
    sides = list(answers(split(tmp_path, {("edrsr", "2024"): rows}, told)).values())
    assert "train" not in sides
    assert 0.22 < sides.count("validation") / 4_000 < 0.28


def test_a_night_leaves_alone_what_did_not_change(tmp_path: Path) -> None:
    """A slice changes its key when a group of its rows goes to another side, and only then."""
    old, older = ("edrsr", "2020"), ("edrsr", "2019")
    cells: dict[Cell, Rows] = {older: [("z", BEFORE, "z")], old: [("a", BEFORE, "a")]}
    before = split(tmp_path, cells)
    other = split(tmp_path, {**cells, ("edrsr", "2024"): [("b", AFTER, "b")]})
    joined = split(tmp_path, {**cells, ("edrsr", "2024"): [("b", AFTER, "a")]})
    keys = [[ref.shard.key for ref in slices.refs[:2]] for slices in (before, other, joined)]
    assert keys[0] == keys[1]
    assert keys[0][0] == keys[2][0]
    assert keys[0][1] != keys[2][1]
    assert len(list((tmp_path / "workroom").iterdir())) == 1


documents = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from([None, BEFORE, AFTER]), st.integers(0, 2)), max_size=25
)


@settings(max_examples=25)
@given(documents, st.sampled_from([None, CUT]))
def test_no_group_is_parted(tmp_path_factory: pytest.TempPathFactory, rows: list[Any], cut: date | None) -> None:
    """Rows of one group lie on one side whatever their days and shards, and nothing late is trained on."""
    cells: dict[Cell, Rows] = {("edrsr", str(2020 + cell)): [] for cell in range(3)}
    for number, (group, day, cell) in enumerate(rows):
        cells["edrsr", str(2020 + cell)].append((f"d{number}", day, group))
    found = answers(split(tmp_path_factory.mktemp("splits"), cells, {**HALVES, "cut": cut}))
    sides = {(group, found[f"d{number}"]) for number, (group, *_) in enumerate(rows)}
    assert len(sides) == len({group for group, _ in sides})
    late = [found[f"d{number}"] for number, (_, day, _) in enumerate(rows) if cut and day == AFTER]
    assert "train" not in late


def test_lots_are_even() -> None:
    """All bits of a lot are used: each tenth of the line has a tenth of the groups."""
    keys = Splitting.of(SHARES).keys(pa.array([f"rada:{n}" for n in range(50_000)]))
    assert np.ptp(np.histogram(keys / 2.0**64, 10, (0, 1))[0]) < 500
