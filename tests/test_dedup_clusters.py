"""Clusters, their names, and the closest earlier twins."""

from __future__ import annotations

import tempfile
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup.clusters import ALONE, Settled, settle
from pipelines.dedup.labels import CLUSTERED, LABELS
from pipelines.dedup.names import Names
from tests.dedup_source import Row, Source, Tie, lay_out

OLD, NEW = date(2001, 5, 1), date(2020, 1, 1)


def settled(source: Source) -> Settled:
    """What settling finds."""
    return settle(source.pieces, source.evidence, source.links, source.standing)


def code(label: str) -> int:
    """Code of a label."""
    return LABELS.index(label)


@pytest.mark.parametrize("label", LABELS)
def test_labels_that_make_clusters(tmp_path: Path, label: str) -> None:
    """A retelling or a companion is another text: it has a twin and no cluster."""
    found = settled(lay_out(tmp_path, [{}, {}], [(1, 0, label)]))
    assert found.cluster.tolist() == ([0, 0] if label in CLUSTERED else [0, 1])
    assert found.size.tolist() == ([2, 0] if label in CLUSTERED else [1, 1])
    assert found.twins.row.tolist() == [0, 0]
    assert found.twins.label.tolist() == [ALONE, code(label)]


@pytest.mark.parametrize(
    ("what", "ties", "twin", "label"),
    [
        ("by label", [(3, 0, "sibling", 0.99), (3, 1, "version", 0.8)], 1, "version"),
        ("by label again", [(3, 0, "companion", 0.99), (3, 2, "quotes", 0.1)], 2, "quotes"),
        ("by likeness", [(3, 0, "sibling", 0.8), (3, 1, "sibling", 0.81)], 1, "sibling"),
        (
            "the estimate is .85",
            [(3, 0, "sibling", 0.84), (3, 1, "sibling", None), (3, 2, "sibling", 0.8)],
            1,
            "sibling",
        ),
        ("the earliest", [(3, 2, "identical", 1.0), (3, 1, "identical", 1.0)], 1, "identical"),
    ],
)
@pytest.mark.parametrize("cuts", [(), (3,), (1, 2, 3)])
def test_closest_twin(tmp_path: Path, what: str, ties: list[Tie], twin: int, label: str, cuts: tuple[int, ...]) -> None:
    """Of all earlier documents the closest: by label, then by Jaccard, then the earliest; wherever they lie."""
    found = settled(lay_out(tmp_path, [{}] * 4, ties, cuts=cuts))
    assert (found.twins.row[3], found.twins.label[3]) == (twin, code(label)), what
    assert found.twins.row[:3].tolist() == [0, 1, 2]


def test_evidence_of_the_twin(tmp_path: Path) -> None:
    """Likeness is the true Jaccard, or the estimate where none was needed; containment only where texts were read."""
    ties: list[Tie] = [(1, 0, "version", 0.75, 0.5), (2, 0, "version", None)]
    twins = settled(lay_out(tmp_path, [{}] * 3, ties)).twins
    np.testing.assert_array_equal(twins.likeness, np.array([np.nan, 0.75, 0.85], np.float32))
    np.testing.assert_array_equal(twins.containment, np.array([np.nan, 0.5, np.nan], np.float32))


NAMED: list[Row] = [{"cases": [401]}, {}, {"cases": [402]}]


@pytest.mark.parametrize(
    ("what", "ties", "twin", "label"),
    [
        ("of nothing else", [(1, 0, "identical"), (2, 1, "identical")], 1, "sibling"),
        ("of a companion", [(1, 0, "version"), (2, 1, "version"), (2, 0, "companion", 0.1)], 0, "companion"),
        ("of a sibling", [(1, 0, "version", 0.995), (2, 1, "version", 0.99), (2, 0, "sibling", 0.8)], 0, "sibling"),
        ("where it goes with the later", [(1, 0, "version", 0.8), (2, 1, "version", 0.9)], 1, "version"),
    ],
)
def test_twin_behind_a_bridge(tmp_path: Path, what: str, ties: list[Tie], twin: int, label: str) -> None:
    """A tie that would make one decision of two cases is no such tie; its rows are still of one cluster."""
    found = settled(lay_out(tmp_path, NAMED, ties))
    assert (found.twins.row[2], found.twins.label[2]) == (twin, code(label)), what
    assert found.cluster.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("what", "rows", "ties", "expected"),
    [
        ("cases of a template", [{}] * 3, [(1, 0, "sibling"), (2, 0, "sibling")], 3),
        ("a copy of one of them", [{}] * 3, [(1, 0, "sibling"), (2, 1, "identical")], 2),
        ("a withdrawn case", [{}, {"status": "withdrawn"}], [(1, 0, "sibling")], 1),
        ("withdrawn, and nothing else", [{"status": "withdrawn"}], [], 0),
        ("a case behind a bridge", NAMED, [(1, 0, "identical"), (2, 1, "identical")], 2),
    ],
)
def test_decisions_of_a_cluster(tmp_path: Path, what: str, rows: list[Row], ties: list[Tie], expected: int) -> None:
    """How many decisions it tells: neither copies nor what was withdrawn."""
    assert settled(lay_out(tmp_path, rows, ties)).decisions[0] == expected, what


def test_a_compaction_leaves_the_decisions(tmp_path: Path) -> None:
    """Rows that were superseded make a cluster larger, and tell no more decisions than it has without them."""
    now: list[Row] = [{"id": f"x{number}", "day": NEW} for number in range(6)]
    before: list[Row] = [*({**row, "standing": False} for row in now), *now]
    siblings: list[Tie] = [(row, 0, "sibling") for row in range(1, 6)]
    again: list[Tie] = [(row, row - 6, "identical", 1.0) for row in range(6, 12)]
    small = settled(lay_out(tmp_path / "after", now, siblings))
    large = settled(lay_out(tmp_path / "before", before, [*siblings, *again], cuts=(6,)))
    assert (large.size[0], small.size[0]) == (12, 6)
    assert large.decisions[0] == small.decisions[0] == 6


@pytest.mark.parametrize(
    ("what", "rows", "oldest"),
    [
        ("the least day", [{"day": NEW}, {"day": OLD}], 1),
        ("a day not told is newest", [{}, {"day": NEW}], 1),
        ("then the least id", [{"id": "b", "day": OLD}, {"id": "a", "day": OLD}], 1),
        ("no day at all", [{"id": "b"}, {"id": "a"}], 1),
        ("the day before the id", [{"id": "b", "day": OLD}, {"id": "a", "day": NEW}], 0),
        ("one id twice: the first row", [{"id": "a", "day": OLD}, {"id": "a", "day": OLD}], 0),
    ],
)
@pytest.mark.parametrize("cuts", [(), (1,)])
def test_name_of_a_cluster(tmp_path: Path, what: str, rows: list[Row], oldest: int, cuts: tuple[int, ...]) -> None:
    """A cluster is named after its oldest member."""
    found = settled(lay_out(tmp_path, rows, [(1, 0, "version")], cuts=cuts))
    assert found.oldest[0] == oldest, what
    assert found.oldest[1] == 1


def test_only_names_are_looked_up(tmp_path: Path) -> None:
    """Ids are kept of rows that name another's cluster, twin or group, and of no other."""
    rows: list[Row] = [{}, {"day": OLD}, {"day": NEW}, {}, {}]
    source = lay_out(tmp_path, rows, [(2, 0, "version"), (2, 1, "sibling")], cases=[(3, 4)], cuts=(2,))
    names = settled(source).names
    assert names.rows.tolist() == [0, 1, 3]
    assert names.ids.to_pylist() == ["d0", "d1", "d3"]
    asked = np.array([3, 2, 0], np.uint32)
    assert names.take(asked, np.array([True, False, True])).to_pylist() == ["d3", None, "d0"]


def test_strangers_are_refused(tmp_path: Path) -> None:
    """Evidence that speaks of a piece which is not there is a mistake, said in one sentence."""
    source = lay_out(tmp_path, [{}, {}], [(1, 0, "version")], cuts=(1,))
    with pytest.raises(ValueError, match="make the evidence again"):
        settle(source.pieces[1:], source.evidence[1:], [], source.standing[1:])


def test_an_empty_source(tmp_path: Path) -> None:
    """Nothing in, nothing out."""
    found = settle([], [], [], [])
    assert found.cluster.tolist() == found.group.tolist() == found.keeper.tolist() == []
    assert settled(lay_out(tmp_path, [], [])).names.rows.tolist() == []


def everything(found: Settled) -> list[Any]:
    """All that was found, as plain lists, but for how it is cut."""
    plain: list[Any] = []
    for field in fields(found):
        value = getattr(found, field.name)
        if isinstance(value, np.ndarray):
            plain.append((field.name, value.tolist()))
        elif isinstance(value, Names):
            plain.append((value.rows.tolist(), value.ids.to_pylist()))
    plain.extend(np.nan_to_num(getattr(found.twins, field.name), nan=-1).tolist() for field in fields(found.twins))
    return plain


ROWS = st.fixed_dictionaries(
    {
        "id": st.sampled_from("abcdefgh"),
        "day": st.sampled_from([None, OLD, NEW]),
        "words": st.sampled_from([0, 50, 100]),
    }
)
TIES = st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from(LABELS), st.sampled_from([None, 0.5, 0.96, 1.0]))


@given(
    st.lists(ROWS, min_size=8, max_size=8),
    st.lists(TIES, max_size=12, unique_by=lambda tie: tuple(sorted(tie[:2]))),
    st.sets(st.integers(1, 7), max_size=3),
)
@settings(max_examples=40)
def test_order_and_cuts_do_not_matter(rows: list[Row], drawn: list[Tie], cuts: set[int]) -> None:
    """However the source is cut, and in whatever order the evidence of a piece is written, the same is found."""
    ties = [(max(a, b), min(a, b), *rest) for a, b, *rest in drawn if a != b]
    with tempfile.TemporaryDirectory() as folder:
        one = settled(lay_out(Path(folder) / "one", rows, ties))
        other = settled(lay_out(Path(folder) / "other", rows, ties, cuts=tuple(cuts), backwards=True))
    assert everything(one) == everything(other)
    assert one.size.sum() == 8
    assert one.decisions.sum() == one.keeper.sum()
    assert all(one.cluster[twin] == one.cluster[row] for row, twin, label, *_ in ties if label in CLUSTERED)
    for root in set(one.cluster.tolist()):
        members = [row for row in range(8) if one.cluster[row] == root]
        assert root == members[0]
        assert one.oldest[root] == min(members, key=lambda row: (rows[row]["day"] or date.max, rows[row]["id"], row))
