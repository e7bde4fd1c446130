"""Which of several copies and versions stands for them."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from pipelines.dedup.keepers import DAYS, keepers
from pipelines.dedup.labels import COPY, SIBLING, VERSION
from pipelines.schema import DOCUMENTS

EARLY, MIDDLE, LATE = date(2020, 1, 1), date(2020, 6, 1), date(2021, 1, 1)
COLUMNS = ("id", "kind", "status", *DAYS)

Twin = tuple[int, int, int]


def standing(rows: list[dict[str, Any]], twins: list[Twin]) -> list[bool]:
    """Keepers among public decisions, each with an id of its own, but for what the rows say."""
    silent = {"kind": "decision", "status": "public", "standing": True, **dict.fromkeys(DAYS)}
    filled = [{"id": f"d{number}", **silent, **row} for number, row in enumerate(rows)]
    shape = pa.schema([*(DOCUMENTS.field(name) for name in COLUMNS), ("standing", pa.bool_())])
    documents = pa.Table.from_pylist(filled, shape)
    schema = {"row": pl.Int64, "earlier": pl.Int64, "label": pl.Int64}
    return keepers(documents, pl.DataFrame(twins, schema, orient="row")).to_list()


def row(day: date | None = None, **known: Any) -> dict[str, Any]:
    """A row registered on that day, of a decision of the first day."""
    return {"registered": day, "date": day and EARLY, **known}


def x(day: date, **known: Any) -> dict[str, Any]:
    """A row of the decision x, registered on that day."""
    return row(day, id="x", **known)


GONE, BARE, AWAITED = {"status": "withdrawn"}, {"status": "metadata_only"}, {"status": "awaiting_text"}


@pytest.mark.parametrize(
    ("rows", "twins", "expected"),
    [
        ([], [], []),
        ([row(EARLY), row(LATE)], [], [True, True]),
        ([row(EARLY), row(LATE)], [(1, 0, SIBLING)], [True, True]),
        ([row(EARLY), row(LATE)], [(1, 0, VERSION)], [False, True]),
        ([row(LATE), row(EARLY)], [(1, 0, VERSION)], [True, False]),
        ([row(EARLY), row(EARLY)], [(1, 0, VERSION)], [False, True]),
        ([row(EARLY), row()], [(1, 0, VERSION)], [True, False]),
        ([row(EARLY), row(LATE), row(LATE)], [(1, 0, SIBLING), (2, 1, VERSION)], [True, False, True]),
    ],
)
def test_the_newest_version_stands(rows: list[dict[str, Any]], twins: list[Twin], expected: list[bool]) -> None:
    """Of versions the newest stands, the later row of one day; a sibling is another case."""
    assert standing(rows, twins) == expected


@pytest.mark.parametrize(
    ("rows", "twins", "expected"),
    [
        ([row(EARLY), row(LATE)], [(1, 0, COPY)], [True, False]),
        ([row(EARLY), row(LATE), row(LATE)], [(1, 0, VERSION), (2, 1, COPY)], [False, True, False]),
        ([row(EARLY), row(MIDDLE), row(LATE)], [(1, 0, VERSION), (2, 0, COPY)], [True, False, False]),
        ([row(EARLY), row(EARLY), row(EARLY)], [(1, 0, VERSION), (2, 0, COPY)], [False, True, False]),
        ([row(EARLY, **GONE), row(EARLY), row(LATE)], [(1, 0, COPY), (2, 0, COPY)], [False, True, False]),
    ],
)
def test_the_first_of_equal_texts_stands(rows: list[dict[str, Any]], twins: list[Twin], expected: list[bool]) -> None:
    """A copy lends its original its day and never its place; of texts of one day the later original stands."""
    assert standing(rows, twins) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (({"edition": EARLY, "date": LATE}, {"edition": MIDDLE, "date": EARLY}), [False, True]),
        (({"edition": EARLY, "published": LATE}, {"edition": EARLY, "published": MIDDLE}), [True, False]),
        (({"published": LATE}, {"edition": MIDDLE}), [True, False]),
    ],
)
def test_the_most_telling_day_decides(days: tuple[dict[str, Any], ...], expected: list[bool]) -> None:
    """The edition before the publication before registration before the decision's own day."""
    assert standing(list(days), [(1, 0, VERSION)]) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([x(EARLY), x(LATE)], [False, True]),
        ([x(LATE), x(EARLY)], [True, False]),
        ([x(EARLY), x(EARLY)], [False, True]),
        ([x(EARLY), x(LATE, **GONE)], [False, True]),
        ([x(EARLY, **GONE), x(LATE)], [True, False]),
        ([x(EARLY, **GONE), x(LATE, **GONE)], [False, True]),
        ([x(EARLY), x(LATE, **AWAITED)], [True, False]),
        ([x(EARLY, **AWAITED), x(LATE, **BARE)], [False, True]),
        ([x(EARLY, kind="statute"), x(LATE, kind="statute")], [True, True]),
    ],
)
def test_one_row_of_a_decision_is_current(rows: list[dict[str, Any]], expected: list[bool]) -> None:
    """No twin is needed: a withdrawn row takes all rows of its id down, one without text none; editions stay."""
    assert standing(rows, []) == expected


@pytest.mark.parametrize(
    ("rows", "twins", "expected"),
    [
        ([row(EARLY), row(LATE, **GONE)], [(1, 0, VERSION)], [True, False]),
        ([row(EARLY), row(LATE, **BARE)], [(1, 0, VERSION)], [True, False]),
        ([row(EARLY, **GONE), row(LATE, **AWAITED)], [(1, 0, VERSION)], [False, True]),
        ([row(EARLY, **GONE)], [], [True]),
        ([x(EARLY), x(LATE, **GONE), row(MIDDLE)], [(2, 0, COPY)], [False, False, True]),
        ([x(EARLY), x(MIDDLE), row(LATE)], [(2, 0, COPY)], [False, False, True]),
        ([x(EARLY, kind="statute"), x(LATE, kind="statute", **AWAITED)], [(1, 0, VERSION)], [True, False]),
        ([x(LATE, kind="statute"), x(EARLY, kind="statute")], [(1, 0, VERSION)], [True, False]),
    ],
)
def test_a_sound_row_stands_before_others(rows: list[dict[str, Any]], twins: list[Twin], expected: list[bool]) -> None:
    """What is withdrawn or has no text stands only where nothing sound does; what is not current never stands."""
    assert standing(rows, twins) == expected


@pytest.mark.parametrize(
    ("rows", "twins", "expected"),
    [
        ([x(LATE, standing=False), x(EARLY)], [(1, 0, VERSION)], [False, True]),
        ([x(EARLY, standing=False), x(LATE, **GONE)], [], [False, True]),
        ([x(EARLY, standing=False, **GONE), x(LATE)], [], [False, True]),
        ([x(EARLY, standing=False), row(LATE)], [(1, 0, COPY)], [False, True]),
        ([row(EARLY, kind="statute", standing=False), row(EARLY, kind="statute")], [(1, 0, COPY)], [False, True]),
    ],
)
def test_only_the_last_word_counts(rows: list[dict[str, Any]], twins: list[Twin], expected: list[bool]) -> None:
    """A row that a later one of its cell replaced never stands, not even when that one withdraws the text."""
    assert standing(rows, twins) == expected
