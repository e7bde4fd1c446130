"""The `mentions` stage: every document's citations as its text tells them; and both steps for whoever has no root.

What belongs here: the shape of the table. The finding is in `find`, the articles of the acts and the `citations` stage
in `resolve_stage`.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from itertools import chain

import numpy as np
import pyarrow as pa

from pipelines import schema
from pipelines.annotate.language import primary
from pipelines.citations.articles import lives_of
from pipelines.citations.citation import Citation
from pipelines.citations.find import find_citations, find_mentions
from pipelines.citations.resolve_stage import days_of, settled

VERSION = "5"

_RENAMED = ("range_end", "anaphoric", "edition", "candidates", "confidence", "case")


def _own_act(kind: str, name: str) -> str | None:
    return name.partition(":")[2] if kind == "statute" else None


def _column(found: Sequence[Sequence[Citation]]) -> pa.ListArray:
    """The citations of each document as one list column, built field by field."""
    fields = list(schema.CITATION)
    told = dict(zip(Citation._fields, zip(*chain.from_iterable(found), strict=True), strict=False))
    columns = [pa.array(told.get(field.name, ()), field.type) for field in fields]
    offsets = np.cumsum([0, *map(len, found)], dtype=np.int32)
    citations = pa.StructArray.from_arrays(columns, fields=fields)
    return pa.ListArray.from_arrays(offsets, citations, type=pa.list_(schema.CITATION))


def cite(documents: pa.Table, statutes: pa.Table) -> pa.Table:
    """Citations of each document, `schema.CITATIONS`, one row per document in the same order.

    `statutes` may be empty, and then superscripts are read as written and no edition is named.
    """
    return settled(mention(documents), days_of(documents), lives_of(statutes).lazy())


def mention(documents: pa.Table) -> pa.Table:
    """Citations of each document with articles as written and without editions, `schema.CITATIONS`, row for row.

    `documents` needs id, kind, language, date and text, and edition to date what a statute cites by its edition and
    not by its adoption.
    """
    columns = [documents.column(name).to_pylist() for name in ("id", "kind", "language")]
    found = [
        find_mentions(text.as_py() or "", primary(language), date, act=_own_act(kind, name))
        for name, kind, language, date, text in zip(
            *columns, days_of(documents).to_pylist(), documents.column("text"), strict=True)
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
    row = {name: value for name, value in citation._asdict().items() if value is not None and name not in _RENAMED}
    row |= {"span_text": text[citation.start : citation.end], "confidence": citation.confidence}
    if citation.case:
        row |= _case_terms(citation)
    if citation.kind == "eu" and citation.law:
        row |= {"celex": citation.law}
    if citation.kind == "statute":
        row.setdefault("law", None)
    optional = {"range_end": citation.range_end, "edition": citation.edition, "anaphoric": citation.anaphoric or None,
                "candidates": list(citation.candidates) or None}  # fmt: skip
    return row | {name: value for name, value in optional.items() if value is not None}


def citations_json(text: str, language: str, date: datetime.date | None = None) -> list[dict[str, object]]:
    """Citations of one text in the terms of the labelled cases, for the command line.

    `law` is the canonical id or null; a case is `ecli`, `ljn`, `reporter`, `case_number`, `app_no` or `case_name`;
    a European act is `celex`. Units that are not given are left out.
    """
    return [_in_terms(citation, text) for citation in find_citations(text, language, date)]
