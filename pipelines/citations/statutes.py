"""The `statutes` asset: every living article of every edition of the acts of the Verkhovna Rada.

What belongs here: collecting articles from the sections of statutes and dating them. Excluded articles and
articles quoted from other acts are no living ones. Still to come: parts and items as rows of their own.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import polars as pl
import pyarrow as pa

from pipelines import schema

VERSION = "1"

_SOURCE = "rada"


def _editions(documents: pa.Table) -> pl.DataFrame:
    """One row per act and edition, the latest row of each, with the day before the next edition."""
    columns = documents.select(["id", "source", "title", "edition", "status"])
    return (
        pl.DataFrame(columns)
        .with_row_index("row")
        .filter(pl.col("source") == _SOURCE)
        .unique(["id", "edition"], keep="last", maintain_order=True)
        .filter(pl.col("status") != "withdrawn")
        .sort("id", "edition", "row", nulls_last=False)
        .with_columns(last=pl.col("edition").shift(-1).over("id") - pl.duration(days=1))
    )


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def _articles(text: str, sections: list[dict[str, Any]]) -> Iterator[tuple[str, str | None, str]]:
    """(number, title, text) of the living articles of one edition, the first of each number."""
    seen: set[str] = set()
    for section in sections:
        number = section["number"]
        if section["kind"] == "article" and number and number not in seen:
            seen.add(number)
            yield number, section["title"], text[section["start"] : section["end"]]


def collect(documents: pa.Table, sections: pa.Table) -> pa.Table:
    """Articles of the acts, `schema.STATUTES`: by act, then edition, then place in the text.

    `sections` has the rows of `documents` in the same order. An edition is valid from its day to the day before the
    next edition of the same act; the newest has no end. Raises ValueError when the two tables are not aligned.
    """
    if not documents.column("id").equals(sections.column("id")):
        raise ValueError("The sections are not those of the documents: rebuild the sections of this cell first.")
    rows: list[dict[str, object]] = []
    for edition in _editions(documents).iter_rows(named=True):
        text = documents.column("text")[edition["row"]].as_py() or ""
        own = sections.column("sections")[edition["row"]].as_py() or []
        fixed = {
            "law": edition["id"].partition(":")[2].lower(), "document": edition["id"], "name": edition["title"] or "",
            "valid_from": _iso(edition["edition"]), "valid_to": _iso(edition["last"]),
        }  # fmt: skip
        rows += [{**fixed, "article": a, "title": title, "text": body} for a, title, body in _articles(text, own)]
    return pa.Table.from_pylist(rows, schema=schema.STATUTES)
