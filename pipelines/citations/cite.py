"""The `citations` stage: every document's citations, resolved against the statutes of its day.

What belongs here: the shape of the table. The finding is in `find`, the articles of the acts in `statutes`.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import asdict
from itertools import chain
from operator import attrgetter

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines import schema
from pipelines.annotate.language import primary
from pipelines.citations.articles import ArticleRegistry
from pipelines.citations.citation import Citation
from pipelines.citations.find import find_citations

VERSION = "3"

_RENAMED = ("range_end", "anaphoric", "edition", "confidence", "case")


def registry_of(statutes: pa.Table) -> ArticleRegistry:
    """The articles of every edition, from `schema.STATUTES` rows."""
    frame = pl.DataFrame(pl.from_arrow(statutes.select(["law", "valid_from", "valid_to", "article"])))
    editions = frame.group_by("law", "valid_from", "valid_to", maintain_order=True).agg("article")
    return ArticleRegistry.of(editions.iter_rows())


def _own_act(kind: str, name: str) -> str | None:
    return name.partition(":")[2] if kind == "statute" else None


def _days(documents: pa.Table) -> pa.ChunkedArray:
    """The day each text speaks on: a statute's edition, where it is known, and otherwise the document's date."""
    if "edition" not in documents.column_names:
        return documents["date"]
    of_edition = pc.fill_null(documents["edition"], documents["date"])
    return pc.if_else(pc.equal(documents["kind"], "statute"), of_edition, documents["date"])


def _column(found: Sequence[Sequence[Citation]]) -> pa.ListArray:
    """The citations of each document as one list column, built field by field."""
    flat = list(chain.from_iterable(found))
    fields = list(schema.CITATION)
    columns = [pa.array(map(attrgetter(field.name), flat), field.type) for field in fields]
    offsets = np.cumsum([0, *map(len, found)], dtype=np.int32)
    citations = pa.StructArray.from_arrays(columns, fields=fields)
    return pa.ListArray.from_arrays(offsets, citations, type=pa.list_(schema.CITATION))


def cite(documents: pa.Table, statutes: pa.Table) -> pa.Table:
    """Citations of each document, `schema.CITATIONS`, one row per document in the same order.

    `documents` needs id, kind, language, date and text, and edition to date what a statute cites by its edition and
    not by its adoption; `statutes` may be empty, and then superscripts are read as written and no edition is named.
    """
    registry = registry_of(statutes)
    columns = [documents.column(name).to_pylist() for name in ("id", "kind", "language")]
    found = [
        find_citations(text.as_py() or "", primary(language), date, registry=registry, act=_own_act(kind, name))
        for name, kind, language, date, text in zip(
            *columns, _days(documents).to_pylist(), documents.column("text"), strict=True)
    ]  # fmt: skip
    return pa.table({"id": columns[0], "citations": _column(found)}, schema=schema.CITATIONS)


def _case_terms(citation: Citation) -> dict[str, object]:
    case = citation.case or ""
    if case.startswith("ECLI"):
        return {"ecli": case}
    if citation.kind == "echr":
        return {"app_no" if case[:1].isdigit() else "case_name": case}
    if case[:2].isalpha() and case[:2].isupper() and len(case) == 6 and case[2:].isdigit():
        return {"ljn": case}
    is_reporter = citation.kind == "case" and ", " in case
    return {"reporter" if is_reporter else "case_number": case}


def _in_terms(citation: Citation, text: str) -> dict[str, object]:
    row = {name: value for name, value in asdict(citation).items() if value is not None and name not in _RENAMED}
    row |= {"span_text": text[citation.start : citation.end], "confidence": citation.confidence}
    if citation.case:
        row |= _case_terms(citation)
    if citation.kind == "eu" and citation.law:
        row |= {"celex": citation.law}
    if citation.kind == "statute":
        row.setdefault("law", None)
    optional = {"range_end": citation.range_end, "edition": citation.edition, "anaphoric": citation.anaphoric or None}
    return row | {name: value for name, value in optional.items() if value is not None}


def citations_json(text: str, language: str, date: datetime.date | None = None) -> list[dict[str, object]]:
    """Citations of one text in the terms of the labelled cases, for the command line.

    `law` is the canonical id or null; a case is `ecli`, `ljn`, `reporter`, `case_number`, `app_no` or `case_name`;
    a European act is `celex`. Units that are not given are left out.
    """
    return [_in_terms(citation, text) for citation in find_citations(text, language, date)]
