"""Slices: what clustering says of the rows of one shard."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup.clusters import settle
from pipelines.dedup.labels import LABELS
from pipelines.dedup.slices import digest_of, slice_of
from pipelines.schema import DUPLICATES
from tests.dedup_source import Row, Source, Tie, lay_out

OLD = date(2001, 5, 1)


def slices(source: Source) -> list[pa.Table]:
    """The slices of all pieces."""
    settled = settle(source.pieces, source.evidence, source.links, source.standing)
    return [slice_of(settled, number, piece) for number, piece in enumerate(source.pieces)]


def digests(source: Source) -> list[str]:
    """The digests of all slices."""
    settled = settle(source.pieces, source.evidence, source.links, source.standing)
    return [digest_of(settled, number) for number in range(len(source.pieces))]


ROWS: list[Row] = [{}, {"day": OLD}, {"standing": False}, {}, {}]
TIES: list[Tie] = [(1, 0, "version", 0.75, 0.5), (3, 1, "sibling", None), (4, 2, "quotes", 0.25, 0.125)]


@pytest.mark.parametrize("cuts", [(), (1,), (2, 4), (0, 3, 5)])
def test_slices_say_what_was_found(tmp_path: Path, cuts: tuple[int, ...]) -> None:
    """Names are ids, wherever the rows lie; a row alone is unique, the first of a cluster first."""
    table = pa.concat_tables(slices(lay_out(tmp_path, ROWS, TIES, cases=[(2, 3)], cuts=cuts)))
    estimate = table["jaccard"].to_pylist()[3]
    assert table.schema == DUPLICATES
    assert estimate == pytest.approx(0.85)
    expected: dict[str, list[Any]] = {
        "id": ["d0", "d1", "d2", "d3", "d4"],
        "cluster": ["d1", "d1", "d2", "d1", "d4"],
        "cluster_size": [3, 3, 1, 3, 1],
        "decisions": [2, 2, 0, 2, 1],
        "label": ["first", "version", "unique", "sibling", "quotes"],
        "twin": [None, "d0", None, "d1", "d2"],
        "jaccard": [None, 0.75, None, estimate, 0.25],
        "containment": [None, 0.5, None, None, 0.125],
        "standing": [True, True, False, True, True],
        "keeper": [False, True, False, True, True],
        "group": ["d0", "d0", "d2", "d2", "d2"],
    }
    assert table.to_pydict() == expected


def changed(at: int, **known: Any) -> list[Row]:
    """The rows, one of them otherwise."""
    return [{**row, **known} if number == at else row for number, row in enumerate(ROWS)]


@pytest.mark.parametrize(
    ("what", "rows", "ties", "touched"),
    [
        ("nothing", ROWS, TIES, [False, False]),
        ("a day that names nothing", changed(4, day=OLD), TIES, [False, False]),
        ("a row stands again", changed(2, standing=True), TIES, [False, True]),
        ("a keeper", changed(0, registered=date(2020, 1, 1)), TIES, [True, False]),
        ("the name of a cluster", changed(3, day=date(1999, 1, 1)), TIES, [True, True]),
        ("an estimate that is true now", ROWS, [TIES[0], (3, 1, "sibling", 0.85), TIES[2]], [False, False]),
        ("a likeness", ROWS, [TIES[0], (3, 1, "sibling", 0.9), TIES[2]], [False, True]),
        ("a containment", ROWS, [TIES[0], TIES[1], (4, 2, "quotes", 0.25, None)], [False, True]),
        ("a containment of nothing", ROWS, [TIES[0], TIES[1], (4, 2, "quotes", 0.25, 0.0)], [False, True]),
        ("a label", ROWS, [TIES[0], TIES[1], (4, 2, "companion", 0.25, 0.125)], [False, True]),
        ("a withdrawn text", changed(3, status="withdrawn"), TIES, [True, True]),
        ("a member leaves", ROWS, [TIES[0], TIES[2]], [True, True]),
    ],
)
def test_digest_tells_what_changed(
    tmp_path: Path, what: str, rows: list[Row], ties: list[Tie], touched: list[bool]
) -> None:
    """A slice has another digest when it says something else, and only then."""
    one, other = lay_out(tmp_path / "one", ROWS, TIES, cuts=(2,)), lay_out(tmp_path / "other", rows, ties, cuts=(2,))
    assert [a != b for a, b in zip(digests(one), digests(other), strict=True)] == touched, what
    assert [a != b for a, b in zip(slices(one), slices(other), strict=True)] == touched, what


def test_a_shard_that_comes_before_changes_no_other_slice(tmp_path: Path) -> None:
    """Rows are known by their ids: an older year that comes in moves positions and nothing else."""
    before = lay_out(tmp_path / "before", ROWS, TIES, cuts=(2,))
    older: list[Row] = [{"id": "z0"}, {"id": "z1"}]
    rows = [{"id": f"d{number}", **row} for number, row in enumerate(ROWS)]
    ties: list[Tie] = [(row + 2, twin + 2, *rest) for row, twin, *rest in TIES]
    after = lay_out(tmp_path / "after", [*older, *rows], ties, cuts=(2, 4))
    assert digests(after)[1:] == digests(before)


@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from(LABELS), st.sampled_from([None, 0.5, 0.97])),
        max_size=10,
        unique_by=lambda tie: tuple(sorted(tie[:2])),
    ),
    st.sets(st.integers(0, 8), max_size=3),
)
@settings(max_examples=40)
def test_cuts_do_not_matter(drawn: list[Tie], cuts: set[int]) -> None:
    """However the source is cut, its slices one after the other are the same; a close twin is of one cluster."""
    ties = [(max(a, b), min(a, b), *rest) for a, b, *rest in drawn if a != b]
    with tempfile.TemporaryDirectory() as folder:
        whole = pa.concat_tables(slices(lay_out(Path(folder) / "one", [{}] * 8, ties)))
        parts = pa.concat_tables(slices(lay_out(Path(folder) / "other", [{}] * 8, ties, cuts=tuple(cuts))))
    assert whole.equals(parts)
    rows = {row["id"]: row for row in whole.to_pylist()}
    for row in rows.values():
        assert (row["label"] == "unique") is (row["twin"] is None and row["cluster_size"] == 1)
        assert (row["label"] == "first") is (row["twin"] is None and row["cluster_size"] > 1)
        if row["label"] in LABELS[:5]:
            assert rows[row["twin"]]["cluster"] == row["cluster"]
