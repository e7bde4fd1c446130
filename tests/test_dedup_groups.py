"""What lies on one side of a split."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup.groups import ALWAYS_ALLOWED, ONE_SIDE, groups_of
from pipelines.dedup.labels import LABELS
from tests.dedup_source import Row, Tie, lay_out

ESTIMATED = None


def groups(
    folder: Path,
    rows: list[Row],
    ties: list[Tie],
    cases: list[tuple[int, int]] | None = None,
    cuts: tuple[int, ...] = (),
) -> list[int]:
    """First row of each row's group."""
    source = lay_out(folder, rows, ties, cases=cases or [], cuts=cuts)
    return groups_of(source.relations, source.links).tolist()


@pytest.mark.parametrize(
    ("what", "rows", "ties", "cases", "expected"),
    [
        ("nothing", [], [], [], []),
        ("strangers", [{}, {}], [], [], [0, 1]),
        ("one id, no text", [{"id": "x"}, {}, {"id": "x"}], [], [], [0, 1, 0]),
        ("editions of an act", [{"id": "x", "statute": True}] * 2, [], [], [0, 0]),
        ("one case", [{}, {}, {}], [], [(0, 2)], [0, 1, 0]),
        ("close siblings", [{}, {}], [(1, 0, "sibling", 0.95)], [], [0, 0]),
        ("siblings less close", [{}, {}], [(1, 0, "sibling", 0.94)], [], [0, 1]),
        ("siblings whose texts were not read", [{}, {}], [(1, 0, "sibling", ESTIMATED)], [], [0, 1]),
        ("two groups that one row joins", [{}, {}, {}], [(2, 1, "quotes"), (2, 0, "version")], [], [0, 0, 0]),
    ],
)
def test_groups(
    tmp_path: Path, what: str, rows: list[Row], ties: list[Tie], cases: list[tuple[int, int]], expected: list[int]
) -> None:
    """What would leak from one side of a split to the other is one group, named after its first row."""
    assert groups(tmp_path, rows, ties, cases) == expected, what


@pytest.mark.parametrize("label", LABELS)
def test_labels_that_keep_documents_together(tmp_path: Path, label: str) -> None:
    """Every relation but that of siblings keeps two documents on one side, however unlike they are."""
    assert groups(tmp_path, [{}, {}], [(1, 0, label, 0.1)]) == ([0, 1] if label == "sibling" else [0, 0])
    assert (label in ONE_SIDE) is (label != "sibling")


def test_form_rulings_do_not_chain_a_register_into_one_group(tmp_path: Path) -> None:
    """Siblings with the same words join groups up to a thousand documents, in order; copies always."""
    many = ALWAYS_ALLOWED + 100
    siblings: list[Tie] = [(row, 0, "sibling", 1.0) for row in range(1, many)]
    found = groups(tmp_path / "siblings", [{}] * many, siblings, cuts=(7, 900))
    assert found == [*[0] * ALWAYS_ALLOWED, *range(ALWAYS_ALLOWED, many)]
    copies: list[Tie] = [(row, 0, "identical", 1.0) for row in range(1, many)]
    assert set(groups(tmp_path / "copies", [{}] * many, copies, cuts=(7, 900))) == {0}


@given(
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from(LABELS), st.sampled_from([0.9, 0.97]))),
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=3),
    st.sets(st.integers(0, 8), max_size=3),
)
@settings(max_examples=40)
def test_groups_are_components(
    drawn: list[tuple[int, int, str, float]], cases: list[tuple[int, int]], cuts: set[int]
) -> None:
    """Below the limit a group is what a walk along all its ties reaches, however the source is cut into pieces."""
    ties: list[Tie] = [(max(a, b), min(a, b), *rest) for a, b, *rest in drawn if a != b]
    joined = [*cases, *((tie[0], tie[1]) for tie in ties if tie[2] != "sibling" or tie[3] >= 0.95)]
    first = list(range(8))
    for _ in first:
        for a, b in joined:
            first[a] = first[b] = min(first[a], first[b])
    with tempfile.TemporaryDirectory() as folder:
        assert groups(Path(folder), [{}] * 8, ties, cases, tuple(cuts)) == first
