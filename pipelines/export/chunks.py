"""The `embedding_chunks` dataset: the corpus cut along its sections.

Belongs here: from a row of the corpus to rows of chunks, with the place each comes from and what it cites. Where a
text may be cut belongs in `sectionizer.chunks`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa

from pipelines import schema
from pipelines.export.naming import name_of
from sectionizer import Section
from sectionizer.chunks import Span, split
from sectionizer.paths import paths

VERSION = "1"

BATCH = 1000
"""Documents whose texts are Python strings at one time."""

COLUMNS = ("id", "version", "group", "split", "language", "text", "sections", "citations")


def chunk(corpus: pa.Table, *, characters: int = 2000) -> pa.Table:
    """The chunks of every document, in order; together they are its text.

    Args:
        corpus: Rows of `schema.CORPUS`.
        characters: Most code points in a chunk; about 500 tokens of a tokenizer that knows legal Ukrainian.

    Raises:
        ValueError: ``characters`` is not positive.
    """
    batches = corpus.select(COLUMNS).to_batches(max_chunksize=BATCH)
    return pa.Table.from_batches([_cut(batch, characters) for batch in batches], schema=schema.EMBEDDING_CHUNKS)


def _cut(batch: pa.RecordBatch, characters: int) -> pa.RecordBatch:
    rows = [row for document in batch.to_pylist() for row in _chunks(document, characters)]
    return pa.RecordBatch.from_pylist(rows, schema=schema.EMBEDDING_CHUNKS)


def _chunks(document: dict[str, Any], characters: int) -> Iterator[dict[str, Any]]:
    sections = [Section(**section) for section in document["sections"]]
    spans = split(document["text"], sections, characters)
    places = _places(sections, spans)
    cited = _cited(document["citations"], spans)
    name = name_of(document["id"], document["version"])
    for number, (start, end) in enumerate(spans):
        yield {
            "chunk": f"{name}#{number}", "id": document["id"], "group": document["group"],
            "split": document["split"], "language": document["language"], "path": places[number],
            "start": start, "end": end, "cited": cited[number], "text": document["text"][start:end],
        }  # fmt: skip


def _places(sections: Sequence[Section], spans: Sequence[Span]) -> list[str]:
    """The path of the deepest section that holds the first character of each chunk."""
    names = paths(sections)
    starts = [section.start for section in sections]
    return [names[bisect_right(starts, start) - 1] if sections else "" for start, _ in spans]


def _cited(citations: Iterable[dict[str, Any]], spans: Sequence[Span]) -> list[list[str]]:
    """The targets cited in each chunk, sorted; a citation belongs to the chunk in which it begins."""
    starts = [start for start, _ in spans]
    found: list[set[str]] = [set() for _ in spans]
    for citation in citations:
        found[bisect_right(starts, citation["start"]) - 1].add(citation["target"])
    return [sorted(targets) for targets in found]
