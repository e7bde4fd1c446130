"""The `sections` annotation: the tree of parts of every document.

Belongs here: which grammar a row of `documents` asks for, the publisher's markup as hints, rows in and rows out. How
a part is recognised belongs in `sectionizer`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from pipelines import schema
from pipelines.annotate.language import primary
from sectionizer import GRAMMARS, Hint, Section, grammar_for, sectionize
from sectionizer.paths import paths

VERSION = "2"

BATCH = 1000
"""Documents whose texts are Python strings at one time."""

UNLABELLED = ("text", "consideration")
"""Kinds of the full tree that are finer than the labels people compare with."""


def section(documents: pa.Table) -> pa.Table:
    """The sections of every document, row for row; an empty text has none.

    A document for whose kind and language there is no grammar is one leaf of kind text. Texts become Python strings
    a batch at a time, so that a shard is never in memory twice.
    """
    needed = documents.select(["id", "kind", "language", "text", "markup"])
    batches = [_annotated(batch) for batch in needed.to_batches(max_chunksize=BATCH)]
    return pa.Table.from_batches(batches, schema=schema.SECTIONS)


def _annotated(batch: pa.RecordBatch) -> pa.RecordBatch:
    columns = [batch.column(name).to_pylist() for name in ("kind", "language", "text", "markup")]
    trees = [
        [_struct(part) for part in _parts(text, kind, primary(language), markup)]
        for kind, language, text, markup in zip(*columns, strict=True)
    ]
    values = pa.array(trees, schema.SECTIONS.field("sections").type)
    return pa.RecordBatch.from_arrays([batch.column("id"), values], schema=schema.SECTIONS)


def _parts(text: str, kind: str, language: str, markup: str | None) -> list[Section]:
    grammar = GRAMMARS.get((kind, language))
    if grammar:
        return sectionize(text, grammar, list(hints(markup)))
    return [Section("text", None, None, 0, len(text), -1)] if text else []


def _struct(part: Section) -> dict[str, Any]:
    return {
        "kind": part.kind, "number": part.number, "title": part.title,
        "start": part.start, "end": part.end, "parent": part.parent,
    }  # fmt: skip


def hints(markup: str | None) -> Iterator[Hint]:
    """The publisher's markup, a JSON array of [offset, kind, number, title, role]; nothing for flat text."""
    for offset, kind, *rest in json.loads(markup) if markup else []:
        number, title, role = (*rest, None, None, None)[:3]
        yield Hint(offset, kind, number, title, role)


def sections_json(text: str, kind: str, lang: str) -> list[dict[str, Any]]:
    """The sections of a text as ``{type, number, title, start, end, path}``, without the leaves nobody labels.

    Raises:
        ValueError: There is no grammar for this kind and language.
    """
    parts = sectionize(text, grammar_for(kind, primary(lang)))
    return [
        {
            "type": part.kind,
            "number": part.number,
            "title": part.title,
            "start": part.start,
            "end": part.end,
            "path": path,
        }
        for part, path in zip(parts, paths(parts), strict=True)
        if part.kind not in UNLABELLED
    ]
