"""No chain joins two decisions."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup.decisions import APART
from pipelines.dedup.keepers import keepers_of
from pipelines.dedup.labels import LABELS, SAME_DECISION
from tests import decision_model
from tests.dedup_source import Row, Tie, lay_out

MARCH, APRIL = date(2021, 3, 15), date(2021, 4, 12)
SILENT: Row = {}
FIRST: Row = {"day": MARCH, "court": 5, "cases": [401]}
OTHER: Row = {**FIRST, "cases": [402]}
IDENTICAL, VERSION, NEAR = "identical", "version", "near_identical"


def parted(folder: Path, rows: Sequence[Row], ties: Sequence[Tie], cuts: Sequence[int] = ()) -> list[int]:
    """The first row of each row's decision."""
    source = lay_out(folder, rows, ties, cuts=cuts)
    return keepers_of(source.relations, source.links, source.standing)[1].tolist()


def bridged(*told: Row) -> tuple[list[Row], list[Tie]]:
    """Rows behind one that is tied to each of them as its copy."""
    return list(told), [(row, 0, IDENTICAL, 1.0) for row in range(1, len(told))]


@pytest.mark.parametrize(
    ("what", "rows", "expected"),
    [
        ("two cases", [SILENT, FIRST, OTHER], [0, 0, 2]),
        ("one case twice", [SILENT, FIRST, OTHER, FIRST], [0, 0, 2, 0]),
        ("a case not told", [{**FIRST, "cases": []}, FIRST, OTHER], [0, 0, 2]),
        ("a court not told", [{**FIRST, "court": 0}, FIRST, {**FIRST, "court": 6}], [0, 0, 2]),
        ("a day not told", [{**FIRST, "day": None}, FIRST, {**FIRST, "day": APRIL}], [0, 0, 2]),
        ("a bridge of two numbers", [{**FIRST, "cases": [401, 402]}, FIRST, OTHER], [0, 0, 2]),
        ("numbers in common", [{**FIRST, "cases": [401, 402]}, FIRST, {**FIRST, "cases": [401, 403]}], [0, 0, 0]),
        ("nothing told but what agrees", [SILENT, FIRST, SILENT, FIRST], [0, 0, 0, 0]),
        ("a renamed court", [FIRST, {**FIRST, "court": 6}, FIRST], [0, 0, 0]),
        ("an act", [{"statute": True}, {**FIRST, "statute": True}, {**OTHER, "statute": True}], [0, 0, 0]),
        ("a case that was mended", [{"id": "x", **OTHER, "standing": False}, {"id": "x", **FIRST}, FIRST], [0, 0, 0]),
        ("a newer row of the id", [{"id": "x", **OTHER}, {"id": "x", **FIRST, "day": APRIL}, FIRST], [0, 0, 2]),
    ],
)
def test_one_row_of_which_little_is_told_joins_no_two_decisions(
    tmp_path: Path, what: str, rows: list[Row], expected: list[int]
) -> None:
    """Copies of one row are one decision only as far as the register does not tell them apart."""
    given_rows, ties = bridged(*rows)
    assert parted(tmp_path, given_rows, ties) == expected, what


def test_an_opinion_is_no_judgment(tmp_path: Path) -> None:
    """Behind a row whose edition it was, an opinion stands for itself."""
    rows: list[Row] = [{"id": "x"}, {"id": "x", "role": 1, "standing": False}, {"role": 1}]
    assert parted(tmp_path, rows, [(1, 0, VERSION), (2, 1, IDENTICAL)]) == [0, 0, 2]


@pytest.mark.parametrize("apart", APART)
def test_a_tie_of_two_decisions_beats_a_chain(tmp_path: Path, apart: str) -> None:
    """Петренко, a masked name, Мельник: the masked one goes with its closest, whichever comes first."""
    rows = [SILENT] * 3
    assert parted(tmp_path / "0", rows, [(1, 0, NEAR, 0.9), (2, 1, NEAR, 0.8), (2, 0, apart)]) == [0, 0, 2]
    assert parted(tmp_path / "1", rows, [(1, 0, NEAR, 0.8), (2, 1, NEAR, 0.9), (2, 0, apart)]) == [0, 1, 1]
    assert parted(tmp_path / "2", rows, [(1, 0, NEAR, 0.9), (2, 1, VERSION, 0.8), (2, 0, apart)]) == [0, 1, 1]
    assert parted(tmp_path / "3", rows, [(1, 0, NEAR, 0.9), (2, 1, NEAR, 0.9), (2, 0, apart)]) == [0, 0, 2]


@pytest.mark.parametrize(
    ("what", "row", "expected"),
    [
        ("it has other words now", {"standing": False, "text_key": 8}, [0, 0, 0, 0]),
        ("it has the same words", {"standing": False, "text_key": 7}, [0, 1, 1, 1]),
        ("another cell's", {"day": MARCH, "text_key": 7}, [0, 1, 1, 1]),
    ],
)
def test_a_replaced_row_counts_while_its_words_do(tmp_path: Path, what: str, row: Row, expected: list[int]) -> None:
    """Candidates are sought by the first row of equal words, so its ties speak for those that came after it."""
    rows: list[Row] = [SILENT, {"id": "x", **row}, {"id": "x", "day": APRIL, "text_key": 7}, SILENT]
    ties: list[Tie] = [(1, 0, "sibling"), (2, 1, VERSION), (3, 1, NEAR, 0.95), (3, 0, NEAR, 0.9)]
    assert parted(tmp_path, rows, ties) == expected, what


@pytest.mark.parametrize("first", [True, False])
def test_a_form_ruling_in_a_thousand_cases(tmp_path: Path, first: bool) -> None:
    """One row without register data swallows one case, not a thousand."""
    cases: list[Row] = [{"day": MARCH, "court": 5, "cases": [number]} for number in range(1, 1_001)]
    rows, ties = bridged(SILENT, *cases) if first else bridged(*cases[:1], SILENT, SILENT)
    assert len(set(parted(tmp_path, rows, ties, [300]))) == (1_000 if first else 1)


ROWS = st.fixed_dictionaries(
    {
        "id": st.sampled_from("abcdefgh"),
        "day": st.sampled_from([None, None, MARCH, APRIL]),
        "court": st.sampled_from([0, 0, 5, 6]),
        "role": st.sampled_from([0, 0, 0, 1]),
        "cases": st.sampled_from([[], [], [401], [402], [401, 402], [403]]),
        "text_key": st.sampled_from([0, 7, 8]),
        "standing": st.sampled_from([True, True, True, False]),
        "statute": st.just(False),
    }
)
TIES = st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from(LABELS), st.sampled_from([0.8, 0.9, 1.0]))


def two_decisions(row: Row, other: Row) -> bool:
    """The register tells two decisions."""
    court, day = ({row[name], other[name]} - {0, None} for name in ("court", "day"))
    cases, others = set(row["cases"]), set(other["cases"])
    numbered = bool(cases and others) and not cases & others
    return numbered or len(court) == 2 or len(day) == 2 or row["role"] != other["role"]


@given(
    st.lists(ROWS, min_size=8, max_size=8),
    st.lists(TIES, max_size=20, unique_by=lambda tie: tuple(sorted(tie[:2]))),
    st.sets(st.integers(1, 7), max_size=2),
)
@settings(max_examples=150)
def test_no_component_holds_two_decisions(rows: list[Row], drawn: list[Tie], cuts: set[int]) -> None:
    """Of no two rows that speak for their ids and tell one decision does the register or a tie tell two."""
    ties = [(max(a, b), min(a, b), *rest) for a, b, *rest in drawn if a != b]
    ties = [tie for tie in ties if tie[2] not in SAME_DECISION or not two_decisions(rows[tie[0]], rows[tie[1]])]
    with tempfile.TemporaryDirectory() as folder:
        found = parted(Path(folder), rows, ties, sorted(cuts))
    assert found == decision_model.decisions(rows, ties)
    spoken = decision_model.speakers(decision_model.filled(rows))
    apart = {frozenset(tie[:2]) for tie in ties if tie[2] in APART}
    for row, other in combinations([number for number in range(8) if spoken[number] == number], 2):
        if found[row] == found[other]:
            assert not two_decisions(rows[row], rows[other])
            assert {row, other} not in apart
    ids = [row["id"] for row in rows]
    assert all(found[row] == found[ids.index(name)] for row, name in enumerate(ids))
