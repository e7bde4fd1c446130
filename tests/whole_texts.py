"""What presidio finds in whole texts with this project's recognizers: what the windows of the corpus must give as well.

What belongs here: the way from presidio's results to settled spans. What does not: the comparisons (`test_personal_*`).
"""

from __future__ import annotations

from collections.abc import Iterable

from presidio_analyzer import RecognizerResult

from pipelines.annotate.personal.analyzers import analyzer
from pipelines.annotate.personal.finds import of_spans
from pipelines.annotate.personal.settling import settle
from pipelines.annotate.personal.spans import Span, resolve


def whole(text: str, language: str) -> list[Span]:
    """What presidio finds in the whole text with the same recognizers, settled as the stage does it."""
    return settled(text, resolve(span_of(result) for result in analyzer(language).analyze(text, language)))


def settled(text: str, spans: Iterable[Span]) -> list[Span]:
    """Spans of one document, no two of which meet, as the whole of it settles them."""
    return settle(of_spans([(0, list(spans))]), lambda _: text).spans()


def span_of(result: RecognizerResult) -> Span:
    """A result of presidio as a span."""
    facts = result.recognition_metadata
    action = facts["action"]
    role = facts.get("role") or ("public" if action == "keep" else "")
    return Span(
        result.entity_type, result.start, result.end, action, facts["recognizer_name"], float(result.score), role
    )
