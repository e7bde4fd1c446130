"""Personal data of people in documents: typed spans, and whether each is masked, kept or already a placeholder.

What belongs here: the asset, and the way of a batch of texts to spans. What does not: how presidio's recognizers are
asked about many texts at once (looks) and names found (name_anchors), what a telephone or a name looks like
(recognizers.yaml lists who knows), which of overlapping spans stays (spans), what only the whole document tells
(settling), and replacing anything (masking).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa

from pipelines.annotate.language import primary
from pipelines.annotate.personal.analyzers import LANGUAGES
from pipelines.annotate.personal.anchors import find_anchors
from pipelines.annotate.personal.name_anchors import find_people
from pipelines.annotate.personal.settling import is_open, settle
from pipelines.annotate.personal.spans import Span, outer, resolve, to_arrow
from pipelines.schema import PERSONAL_DATA

if TYPE_CHECKING:
    from presidio_analyzer import RecognizerResult

VERSION = "4"

BATCH = 2_000
"""Documents whose anchors and spans are Python or numpy objects at once; the rest of a shard is Arrow."""


def find_personal_data(documents: pa.Table) -> pa.Table:
    """Annotate every row of `documents` (id, kind, language, text): schema.PERSONAL_DATA, same rows, same order.

    Of a tag like nl-NL only the language counts; a language without recognizers is looked at by those of both, so
    that nothing leaks for want of a label. An official act has no data of a person to hide (law 3262-IV, art. 7, is
    of court decisions), so in a statute nothing is masked; without the column kind a row is a decision.
    """
    batches = [_annotated(documents.slice(at, BATCH)) for at in range(0, documents.num_rows, BATCH)]
    return pa.concat_tables([PERSONAL_DATA.empty_table(), *batches]).combine_chunks()


def _annotated(documents: pa.Table) -> pa.Table:
    """A batch of documents, each by the recognizers of its language."""
    spans = _spans_by_language(documents)
    if "kind" in documents.column_names:
        kinds = documents["kind"].to_pylist()
        spans = [_unmasked(found) if kind == "statute" else found for kind, found in zip(kinds, spans, strict=True)]
    return pa.table([documents["id"], to_arrow(spans)], schema=PERSONAL_DATA)


def _spans_by_language(documents: pa.Table) -> list[list[Span]]:
    """Spans of each row, in order, not overlapping, whatever its declared language."""
    spans: list[list[Span]] = [[] for _ in range(documents.num_rows)]
    declared = documents["language"].to_pylist()
    for language in LANGUAGES:
        rows = [row for row, code in enumerate(declared) if language in languages_for(code)]
        if rows:
            texts = documents["text"].take(pa.array(rows, pa.int64())).combine_chunks()
            for row, found in zip(rows, _spans(texts, language), strict=True):
                spans[row] = resolve([*spans[row], *found]) if spans[row] else found
    return spans


def languages_for(declared: str) -> tuple[str, ...]:
    """The languages whose recognizers look at a text: its own, or both when it is neither."""
    language = primary(declared)
    return (language,) if language in LANGUAGES else LANGUAGES


def _unmasked(spans: list[Span]) -> list[Span]:
    """The spans with nothing to mask among them."""
    return [replace(span, action="keep" if span.action == "mask" else span.action, role="public") for span in spans]


def spans_of(text: str, language: str) -> list[Span]:
    """Personal data in one text of a decision; the language is read as in find_personal_data."""
    texts = pa.array([text], pa.large_string())
    return resolve(span for each in languages_for(language) for span in _spans(texts, each)[0])


def _spans(texts: pa.LargeStringArray, language: str) -> list[list[Span]]:
    """Spans of every text, in order, not overlapping."""
    from pipelines.annotate.personal.looks import look

    found: list[list[Span]] = [[] for _ in range(len(texts))]
    for row, span in find_people(texts, language):
        found[row].append(span)
    for row, start, result in look(find_anchors(texts, language), language):
        found[row].append(span_of(result, start - result.start))
    return [_settled(texts[row], resolve(outer(spans))) for row, spans in enumerate(found)]


def _settled(text: pa.LargeStringScalar, spans: list[Span]) -> list[Span]:
    """The spans settled; the text becomes a Python string only where there is something to settle."""
    return settle(text.as_py(), spans) if any(is_open(span) for span in spans) else spans


def span_of(result: RecognizerResult, shift: int = 0) -> Span:
    """A result of presidio as a span, so many code points further on."""
    facts = result.recognition_metadata
    action = facts["action"]
    return Span(
        result.entity_type,
        result.start + shift,
        result.end + shift,
        action,
        facts["recognizer_name"],
        float(result.score),
        facts.get("role") or ("public" if action == "keep" else ""),
    )
