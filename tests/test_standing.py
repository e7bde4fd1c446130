"""Which rows of an append-only table count today."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pyarrow as pa
import pytest

from pipelines.standing import READS, standing

MAY, JUNE = dt.date(2026, 5, 1), dt.date(2026, 6, 1)
TYPES = pa.schema(
    [
        (name, pa.date32() if name == "edition" else pa.string())
        for name in ("id", "kind", "edition", "changed", "status")
    ]
)
Row = tuple[str, str, dt.date | None, str | None, str]


def decision(name: str, changed: str | None = None, edition: dt.date | None = None, status: str = "public") -> Row:
    """A row of a decision."""
    return name, "decision", edition, changed, status


def act(name: str, edition: dt.date | None) -> Row:
    """A row of an edition of an act."""
    return name, "statute", edition, None, "in_force"


@pytest.mark.parametrize(
    ("rows", "cells", "expected"),
    [
        pytest.param([decision("a"), decision("b")], "xx", [True, True], id="two decisions"),
        pytest.param([decision("a"), decision("a")], "xx", [False, True], id="the later row"),
        pytest.param([decision("a"), decision("a")], "xy", [True, True], id="two cells, each its last word"),
        pytest.param([decision("a", "2"), decision("a", "1")], "xx", [True, False], id="an older version comes late"),
        pytest.param([decision("a", "1"), decision("a", "1")], "xx", [False, True], id="one stamp, two arrivals"),
        pytest.param([decision("a", "2"), decision("a", None)], "xx", [False, True], id="withdrawn without a stamp"),
        pytest.param(
            [decision("a", "1"), decision("a", None), decision("a", "2")], "xxx", [False, False, True], id="and back"
        ),
        pytest.param(
            [decision("a", "1", MAY), decision("a", "2", JUNE)], "xx", [False, True], id="versions of a judgment"
        ),
        pytest.param(
            [decision("a", "2"), decision("a", status="withdrawn"), decision("a", "1")],
            "xxx",
            [False, False, True],
            id="back in an older state",
        ),
        pytest.param([act("a", MAY), act("a", JUNE)], "xx", [True, True], id="editions of an act"),
        pytest.param([act("a", MAY), act("a", MAY)], "xx", [False, True], id="an edition corrected"),
        pytest.param([act("a", None), act("a", None)], "xx", [False, True], id="an act without a day"),
    ],
)
def test_standing(rows: list[Row], cells: str, expected: list[bool]) -> None:
    """Rows in the order they arrived, the cell of each, and which of them count."""
    table = pa.table([list(column) for column in zip(*rows, strict=True)], schema=TYPES).select(READS)
    assert standing(table, pl.Series(list(cells))).to_list() == expected
