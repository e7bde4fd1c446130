"""The articles of every edition."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import pyarrow as pa
import pytest

from pipelines import schema
from pipelines.citations.statutes import collect

TEXT = "Стаття 1. Назва\nТекст.\nСтаття 2. Друга\nІнший текст.\n"
SECOND = TEXT.index("Стаття 2")


def _section(kind: str, number: str, start: int, end: int, parent: int = -1) -> dict[str, object]:
    return {"kind": kind, "number": number, "title": None, "start": start, "end": end, "parent": parent}


def _tables(rows: Sequence[tuple[str, str, datetime.date | None]]) -> tuple[pa.Table, pa.Table]:
    fields = [schema.DOCUMENTS.field(name) for name in ("id", "source", "title", "edition", "status", "text")]
    documents = pa.Table.from_pylist(
        [
            {"id": name, "source": source, "title": "Про вигадане", "edition": day, "status": "in_force", "text": TEXT}
            for name, source, day in rows
        ],
        schema=pa.schema(fields),
    )
    sections = [
        _section("article", "1", 0, SECOND), _section("article", "2", SECOND, len(TEXT)),
        _section("article_excluded", "3", 5, 6), _section("quoted_article", "4", 5, 6), _section("part", "1", 5, 9, 0),
    ]  # fmt: skip
    found = [{"id": name, "sections": sections} for name, _, _ in rows]
    return documents, pa.Table.from_pylist(found, schema=schema.SECTIONS)


def test_editions_follow_one_another() -> None:
    """An edition ends on the day before the next one of its act; the newest does not end."""
    days = [datetime.date(2021, 3, 1), datetime.date(2020, 1, 1), datetime.date(2020, 6, 1)]
    rows = [("rada:1-20", "rada", days[0]), ("rada:1-20", "rada", days[1]), ("rada:2-20", "rada", days[2])]
    result = collect(*_tables(rows))
    assert result.schema.equals(schema.STATUTES)
    spans = [(r["law"], r["valid_from"], r["valid_to"], r["article"]) for r in result.to_pylist()]
    assert spans == [
        ("1-20", "2020-01-01", "2021-02-28", "1"), ("1-20", "2020-01-01", "2021-02-28", "2"),
        ("1-20", "2021-03-01", None, "1"), ("1-20", "2021-03-01", None, "2"),
        ("2-20", "2020-06-01", None, "1"), ("2-20", "2020-06-01", None, "2"),
    ]  # fmt: skip


def test_text_of_an_article() -> None:
    """The text of an article is its own section, to the next heading."""
    result = collect(*_tables([("rada:1-20", "rada", None)]))
    assert result["text"].to_pylist() == [TEXT[:SECOND], TEXT[SECOND:]]


def test_only_acts_of_the_rada() -> None:
    """Decisions are no statutes, and nothing in gives nothing out."""
    assert collect(*_tables([("edrsr:1", "edrsr", None)])).num_rows == 0
    assert collect(*_tables([])).equals(schema.STATUTES.empty_table())


def test_an_edition_fetched_twice_counts_once() -> None:
    """The later row of one edition is the one that counts."""
    day = datetime.date(2020, 1, 1)
    assert collect(*_tables([("rada:1-20", "rada", day)] * 2)).num_rows == 2


def test_foreign_sections_are_refused() -> None:
    """Sections of other documents are an error with a mend."""
    documents, _ = _tables([("rada:1-20", "rada", None)])
    _, sections = _tables([("rada:2-20", "rada", None)])
    with pytest.raises(ValueError, match="rebuild the sections"):
        collect(documents, sections)
