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
from sectionizer import GRAMMARS, Columns, Grammar, Hint, grammar_for, sectionize, sectionize_into
from sectionizer.paths import paths
from sectionizer.tree import TEXT

VERSION = "5"

BATCH = 1000
"""Documents whose texts are Python strings at one time."""

TREES = schema.SECTIONS.field("sections").type

LABELLED = frozenset((
    "registry_meta", "introductory", "descriptive", "reasoning", "body", "legal_basis", "operative", "closing",
    "separate_opinion", "header", "procesverloop", "feiten", "geschil", "overwegingen", "kosten", "beslissing",
    "rechtsmiddel", "bijlage", "preamble", "book", "section", "subsection", "chapter", "article", "article_excluded",
    "part", "item", "sub_item", "note", "amendment_note", "annex", "quoted_article",
))  # fmt: skip
"""Kinds that people label and compare; the tree is finer: sub-headings, numbered considerations, leaves of text."""


def section(documents: pa.Table) -> pa.Table:
    """The sections of every document, row for row; an empty text has none.

    A document for whose kind and language there is no grammar is one leaf of kind text. Texts become Python strings
    a batch at a time, so that a shard is never in memory twice.
    """
    needed = documents.select(["id", "kind", "language", "text", "markup"])
    batches = [_annotated(batch) for batch in needed.to_batches(max_chunksize=BATCH)]
    return pa.Table.from_batches(batches, schema=schema.SECTIONS)


def _annotated(batch: pa.RecordBatch) -> pa.RecordBatch:
    columns, offsets = Columns(), [0]
    rows = [batch.column(name).to_pylist() for name in ("kind", "language", "text", "markup")]
    for kind, language, text, markup in zip(*rows, strict=True):
        _add(columns, text, GRAMMARS.get((kind, primary(language))), markup)
        offsets.append(len(columns))
    trees = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), _structs(columns), type=TREES)
    return pa.RecordBatch.from_arrays([batch.column("id"), trees], schema=schema.SECTIONS)


def _add(columns: Columns, text: str, grammar: Grammar | None, markup: str | None) -> None:
    """The sections of one document; without a grammar it is one leaf."""
    if grammar:
        sectionize_into(columns, text, grammar, list(hints(markup)))
    elif text:
        columns.extend([(TEXT, None, None, 0, -1)], [len(text)])


def _structs(columns: Columns) -> pa.StructArray:
    fields = list(TREES.value_type)
    values = (columns.kinds, columns.numbers, columns.titles, columns.starts, columns.ends, columns.parents)
    arrays = [pa.array(value, field.type) for value, field in zip(values, fields, strict=True)]
    return pa.StructArray.from_arrays(arrays, fields=fields)


def hints(markup: str | None) -> Iterator[Hint]:
    """The publisher's markup, a JSON array of [offset, kind, number, title, role]; nothing for flat text."""
    for offset, kind, *rest in json.loads(markup) if markup else []:
        number, title, role = (*rest, None, None, None)[:3]
        yield Hint(offset, kind, number, title, role)


def sections_json(text: str, kind: str, lang: str) -> list[dict[str, Any]]:
    """The sections of a text that people label, as ``{type, number, title, start, end, path}``.

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
        if part.kind in LABELLED
    ]
