"""Annotators on their own: JSON lines in, JSON lines out, for anybody's texts.

What belongs here: reading rows `{id, lang, kind, text, date?, …}` and answering in plain terms. What does not: the
annotators. Offsets are Unicode code points into the text as given.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

import pyarrow as pa

from pipelines import schema
from pipelines.scope import UsageError

Row = dict[str, Any]

KNOWN = {"lang": ("uk", "nl", "ru"), "kind": ("decision", "statute")}
"""What a row may say of its language and kind; the first is meant where it says nothing."""

DAYS = ("registered", "published", "edition")
"""Days of its register that a row may tell beside its date, as 2024-01-31."""

WORDS = ("form", "instance", "status", "text_format", "source", "source_file")
"""What else it may tell, in words."""

COURTS = ("issuer_code", "court_code", "court", "issuer")
"""How it may tell its court, the first that it does; a name will do, if it is always the same."""

GRAMMAR = {"ru": "uk"}
"""Russian texts of Ukrainian courts are read by the Ukrainian grammars, which know both."""


def annotate_lines(what: str, lines: Iterable[bytes]) -> Iterator[str]:
    """Answers of one annotator, in the order of the lines. Raises UsageError for a line that is no such row."""
    read = _read_register if what == "duplicates" else _read
    rows = (read(number, line) for number, line in enumerate(lines, 1) if line.strip())
    for answer in _duplicates(rows) if what == "duplicates" else map(_ONE_BY_ONE[what], rows):
        yield json.dumps(answer, ensure_ascii=False, default=str)


def _read(number: int, line: bytes) -> Row:
    """One row, checked."""
    try:
        row = json.loads(line)
        json.dumps(row, ensure_ascii=False).encode()  # an escape can spell half a character, which is no text
    except (ValueError, RecursionError) as error:
        raise UsageError(f"Line {number} is not JSON in UTF-8 ({error}): write one object per line.") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not isinstance(row.get("id"), str):
        raise UsageError(f"Line {number} lacks id or text: write {{id, lang, kind, text}}, all of them strings.")
    for name, known in KNOWN.items():
        if row.setdefault(name, known[0]) not in known:
            raise UsageError(f"Line {number} has the {name} {row[name]!r}: write {', '.join(known)}.")
    numbers = row.setdefault("case_numbers", [])
    if not isinstance(numbers, list) or not all(isinstance(each, str) for each in numbers):
        raise UsageError(f"Line {number} has the case_numbers {numbers!r}: write a list of strings.")
    return row | {"date": _day(number, "date", row.get("date")), "lang": GRAMMAR.get(row["lang"], row["lang"])}


def _read_register(number: int, line: bytes) -> Row:
    """One row with what else it tells of its register, checked."""
    row = _read(number, line)
    days = {name: _day(number, name, row.get(name)) for name in DAYS}
    words = {name: _word(number, name, row.get(name)) for name in WORDS}
    courts = (_word(number, name, row.get(name)) for name in COURTS)
    return row | days | words | {"issuer_code": next(filter(None, courts), None)}


def _day(number: int, name: str, stated: object) -> date | None:
    """The day of that name a row states, if any."""
    try:
        return date.fromisoformat(str(stated)) if stated else None
    except ValueError as error:
        raise UsageError(f"Line {number} has the {name} {stated!r}: write it as 2024-01-31.") from error


def _word(number: int, name: str, stated: object) -> str | None:
    """The words of that name a row states, if any."""
    if stated is not None and (isinstance(stated, bool) or not isinstance(stated, str | int)):
        raise UsageError(f"Line {number} has the {name} {stated!r}: write a string.")
    return None if stated is None else str(stated).strip() or None


def _sections(row: Row) -> Row:
    from pipelines.annotate.sections import sections_json

    return {"id": row["id"], "sections": sections_json(row["text"], row["kind"], row["lang"])}


def _citations(row: Row) -> Row:
    from pipelines.citations.cite import citations_json

    return {"id": row["id"], "citations": citations_json(row["text"], row["lang"], row["date"])}


def _personal_data(row: Row) -> Row:
    from pipelines.annotate.personal.stage import spans_of

    return {"id": row["id"], "personal_data": [asdict(span) for span in spans_of(row["text"], row["lang"])]}


def _quality(row: Row) -> Row:
    from pipelines.annotate.corrupted import MODEL
    from pipelines.annotate.quality import measure
    from pipelines.annotate.sections import section
    from pipelines.dedup.signatures import sign

    documents = documents_of([row])
    measured = measure(
        documents, section(documents), sign(documents), schema.BOILERPLATE.empty_table(), MODEL.empty_table()
    )
    return measured.to_pylist()[0]


def _duplicates(rows: Iterable[Row]) -> list[Row]:
    """Clusters need all rows at once; a document alone is its own cluster."""
    from pipelines.dedup.duplicates import cluster
    from pipelines.dedup.settings import read_settings

    found, _ = cluster(documents_of(rows), read_settings())
    return found.select(["id", "cluster", "label", "twin", "jaccard", "containment"]).to_pylist()


def documents_of(rows: Iterable[Row]) -> pa.Table:
    """Rows, as they are read, as `schema.DOCUMENTS`, with what they tell and nothing invented."""
    return pa.Table.from_pylist([_document(row) for row in rows], schema=schema.DOCUMENTS)


def _document(row: Row) -> Row:
    names = ("id", "kind", "text", "date", "case_numbers", "issuer_code", *DAYS, *WORDS)
    told = {name: row.get(name) for name in names}
    needed = {name: told.get(name) or "" for name in ("version", "source", "status", "source_file", "source_place")}
    silent = dict.fromkeys(schema.DOCUMENTS.names)
    return silent | told | needed | {"language": row["lang"], "references": [], "repairs": []}


_ONE_BY_ONE: dict[str, Callable[[Row], Row]] = {
    "sections": _sections,
    "citations": _citations,
    "personal-data": _personal_data,
    "quality": _quality,
}
