"""Annotators on their own: JSON lines in, JSON lines out, for anybody's texts.

What belongs here: reading rows `{id, lang, kind, text, date?, case_numbers?}` and answering in plain terms. What does
not: the annotators. Offsets are Unicode code points into the text as given.
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

GRAMMAR = {"ru": "uk"}
"""Russian texts of Ukrainian courts are read by the Ukrainian grammars, which know both."""


def annotate_lines(what: str, lines: Iterable[bytes]) -> Iterator[str]:
    """Answers of one annotator, in the order of the lines. Raises UsageError for a line that is no such row."""
    rows = (_read(number, line) for number, line in enumerate(lines, 1) if line.strip())
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
    return row | {"date": _day(number, row.get("date")), "lang": GRAMMAR.get(row["lang"], row["lang"])}


def _day(number: int, stated: object) -> date | None:
    """The date a row states, if any."""
    try:
        return date.fromisoformat(str(stated)) if stated else None
    except ValueError as error:
        raise UsageError(f"Line {number} has the date {stated!r}: write it as 2024-01-31.") from error


def _sections(row: Row) -> Row:
    from pipelines.annotate.sections import sections_json

    return {"id": row["id"], "sections": sections_json(row["text"], row["kind"], row["lang"])}


def _citations(row: Row) -> Row:
    from pipelines.citations.cite import citations_json

    return {"id": row["id"], "citations": citations_json(row["text"], row["lang"], row["date"])}


def _personal_data(row: Row) -> Row:
    from pipelines.annotate.personal_data import spans_of

    return {"id": row["id"], "personal_data": [asdict(span) for span in spans_of(row["text"], row["lang"])]}


def _quality(row: Row) -> Row:
    from pipelines.annotate.quality import measure
    from pipelines.annotate.sections import section
    from pipelines.dedup.signatures import sign

    documents = _documents([row])
    measured = measure(documents, section(documents), sign(documents), schema.BOILERPLATE.empty_table())
    return measured.to_pylist()[0]


def _duplicates(rows: Iterable[Row]) -> list[Row]:
    """Clusters need all rows at once; a document alone is its own cluster."""
    from pipelines.dedup.duplicates import cluster
    from pipelines.dedup.signatures import sign

    documents = _documents(list(rows))
    texts = documents["text"].combine_chunks()
    standing = pa.repeat(True, documents.num_rows)  # whoever asks here has no older versions of a row
    documents = documents.append_column("standing", standing)
    found = cluster(sign(documents), documents, lambda ordinals: texts.take(pa.array(ordinals)))
    return found.select(["id", "cluster", "label", "twin", "jaccard", "containment"]).to_pylist()


def _documents(rows: list[Row]) -> pa.Table:
    """Rows as documents, with what was given and nothing invented."""
    return pa.Table.from_pylist(
        [
            {
                **dict.fromkeys(schema.DOCUMENTS.names),
                **{name: row[name] for name in ("id", "kind", "text", "date", "case_numbers")},
                "language": row["lang"],
                **dict.fromkeys(("version", "source", "status", "source_file", "source_place"), ""),
                **{"references": [], "repairs": []},
            }
            for row in rows
        ],
        schema=schema.DOCUMENTS,
    )


_ONE_BY_ONE: dict[str, Callable[[Row], Row]] = {
    "sections": _sections,
    "citations": _citations,
    "personal-data": _personal_data,
    "quality": _quality,
}
