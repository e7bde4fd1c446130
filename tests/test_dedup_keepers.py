"""Which of several copies and versions stands for them."""

from __future__ import annotations

from datetime import date

import polars as pl
import pyarrow as pa
import pytest

from pipelines.dedup.keepers import DAYS, keepers
from pipelines.dedup.labels import COPY, SIBLING, VERSION
from pipelines.schema import DOCUMENTS

EARLY, LATE = date(2020, 1, 1), date(2021, 1, 1)


@pytest.mark.parametrize(
    ("days", "twins", "expected"),
    [
        ([EARLY, LATE], [], [True, True]),
        ([EARLY, LATE], [(1, 0, SIBLING)], [True, True]),
        ([EARLY, LATE], [(1, 0, COPY)], [True, False]),
        ([EARLY, LATE], [(1, 0, VERSION)], [False, True]),
        ([LATE, EARLY], [(1, 0, VERSION)], [True, False]),
        ([EARLY, EARLY], [(1, 0, VERSION)], [False, True]),
        ([EARLY, None], [(1, 0, VERSION)], [True, False]),
        ([EARLY, LATE, LATE], [(1, 0, VERSION), (2, 1, COPY)], [False, True, False]),
        ([EARLY, LATE, LATE], [(1, 0, SIBLING), (2, 1, VERSION)], [True, False, True]),
        ([], [], []),
    ],
)
def test_the_newest_version_stands_and_copies_never(
    days: list[date | None], twins: list[tuple[int, int, int]], expected: list[bool]
) -> None:
    """A copy adds nothing to what it copies; of versions the newest stands; a sibling is another case."""
    rows = [{"edition": None, "registered": day, "date": EARLY} if day else dict.fromkeys(DAYS) for day in days]
    documents = pa.Table.from_pylist(rows, pa.schema([DOCUMENTS.field(name) for name in DAYS]))
    schema = {"row": pl.Int64, "earlier": pl.Int64, "label": pl.Int64}
    assert keepers(documents, pl.DataFrame(twins, schema, orient="row")).to_list() == expected
