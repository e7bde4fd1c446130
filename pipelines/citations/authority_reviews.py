"""The `reviews` annotation: what each ruling does to other decisions, by its operative part.

What belongs here: reading a shard, and the shape of its table. What does not: the words (`authority_orders.py`) and
which documents are meant (`authority_chains.py`). Few texts order anything about a decision: those are found first,
over whole columns, and only they become Python strings.
"""

from __future__ import annotations

import datetime
from dataclasses import asdict

import polars as pl
import pyarrow as pa

from pipelines import schema
from pipelines.annotate.language import primary
from pipelines.citations.authority_orders import HEAD, OPERATIVE, Part, find_reviews
from pipelines.citations.authority_words import ORDERS

VERSION = "1"


def review(documents: pa.Table, sections: pa.Table) -> pa.Table:
    """What each document does to others, `schema.REVIEWS`, one row per document in the same order.

    `documents` needs id, kind, language and text; `sections` are `schema.SECTIONS` of the same rows.
    """
    found = [[] for _ in range(documents.num_rows)] if documents.num_rows else []
    texts, languages = documents.column("text"), documents.column("language")
    for row, parts in _ordering(documents, sections).items():
        reviews = find_reviews(texts[row].as_py(), primary(languages[row].as_py()), parts)
        found[row] = [{**asdict(one), "day": _date(one.day)} for one in reviews]
    reviews = pa.array(found, schema.REVIEWS.field("reviews").type)
    return pa.table([documents["id"], reviews], schema=schema.REVIEWS)


def _ordering(documents: pa.Table, sections: pa.Table) -> dict[int, list[Part]]:
    """Rows of decisions whose operative part holds an order, and the parts of each that are read."""
    texts = pl.DataFrame(documents.select(["kind", "text"])).with_row_index("row").filter(pl.col("kind") == "decision")
    spans = pl.DataFrame(sections.select(["sections"])).with_row_index("row").explode("sections").drop_nulls()
    spans = spans.unnest("sections").select("row", "kind", "start", "end")
    spans = spans.filter(pl.col("kind").is_in([*OPERATIVE, *HEAD]))
    last = spans.filter(pl.col("kind").is_in(OPERATIVE)).group_by("row", maintain_order=True).last()
    operative = last.join(texts.select("row", "text"), on="row").with_columns(
        part=pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start"))
    )
    rows = operative.filter(pl.col("part").str.contains(ORDERS)).select("row")
    wanted = spans.join(rows, on="row", how="semi", maintain_order="left")
    parts: dict[int, list[Part]] = {}
    for row, *part in wanted.iter_rows():
        parts.setdefault(row, []).append((part[0], part[1], part[2]))
    return parts


def _date(day: str) -> datetime.date | None:
    """A day as a date; None where it is none of the calendar."""
    try:
        return datetime.date.fromisoformat(day)
    except ValueError:
        return None
