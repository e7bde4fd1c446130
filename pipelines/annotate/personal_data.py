"""Personal data of people in documents: typed spans, and whether each is masked, kept or already a placeholder.

What belongs here: the asset and the way text goes through windows, presidio and the rule for overlaps. What does
not: what a telephone or a name looks like (recognizers_*, places_uk, names_*, placeholders), and replacing
anything (masking). Still to come: surnames without initials, and types for the register's НОМЕР_n.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa

from pipelines.annotate.language import primary
from pipelines.annotate.roles import identity
from pipelines.annotate.windows import digests
from pipelines.schema import PERSONAL_DATA

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine, EntityRecognizer

VERSION = "2"

LANGUAGES = ("uk", "nl")

BATCH = 2_000
"""Documents whose anchors and spans are Python or numpy objects at once; the rest of a shard is Arrow."""

ROLE_UNKNOWN = 0.6
"""Score of a name no role word speaks of (recognizer.POSSIBLE)."""


@dataclass(frozen=True, slots=True)
class Span:
    """One piece of personal data: code points [start, end), and mask, keep or register as its action."""

    type: str
    start: int
    end: int
    action: str
    recognizer: str
    score: float


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
    columns = {"id": documents["id"], "spans": [[asdict(span) for span in found] for found in spans]}
    return pa.table(columns, schema=PERSONAL_DATA)


def _spans_by_language(documents: pa.Table) -> list[list[Span]]:
    """Spans of each row, in order, not overlapping, whatever its declared language."""
    spans: list[list[Span]] = [[] for _ in range(documents.num_rows)]
    declared = documents["language"].to_pylist()
    for language in LANGUAGES:
        rows = [row for row, code in enumerate(declared) if language in languages_for(code)]
        if rows:
            texts = documents["text"].take(pa.array(rows, pa.int64())).combine_chunks()
            for row, found in zip(rows, _spans(texts, language), strict=True):
                spans[row] = resolve([*spans[row], *found])
    return spans


def languages_for(declared: str) -> tuple[str, ...]:
    """The languages whose recognizers look at a text: its own, or both when it is neither."""
    language = primary(declared)
    return (language,) if language in LANGUAGES else LANGUAGES


def _unmasked(spans: list[Span]) -> list[Span]:
    """The spans with nothing to mask among them."""
    return [replace(span, action="keep") if span.action == "mask" else span for span in spans]


def spans_of(text: str, language: str) -> list[Span]:
    """Personal data in one text of a decision; the language is read as in find_personal_data."""
    texts = pa.array([text], pa.large_string())
    return resolve(span for each in languages_for(language) for span in _spans(texts, each)[0])


def resolve(spans: Iterable[Span]) -> list[Span]:
    """Of overlapping spans the longer wins, then the higher score, then the first by type: the same every time.

    Where two languages differ on what to do with one span, it is masked.
    """
    kept: list[Span] = []
    for span in sorted(spans, key=_precedence):
        at = bisect_left(kept, span.start, key=lambda s: s.start)
        if (at == 0 or kept[at - 1].end <= span.start) and (at == len(kept) or span.end <= kept[at].start):
            kept.insert(at, span)
    return kept


def _precedence(span: Span) -> tuple[object, ...]:
    return span.start - span.end, -span.score, span.start, span.type, span.action == "keep", span.recognizer


def settle(text: str, spans: list[Span]) -> list[Span]:
    """Let a name without a role take the role it has elsewhere in the text: a judge signs without saying judge.

    Someone who is anywhere a party is a party everywhere. Only the whole stem of the surname and all initials agree.
    """
    names = [(span, identity(text[span.start : span.end])) for span in spans if span.type == "PERSON"]
    private = {name for span, name in names if span.action == "mask" and span.score > ROLE_UNKNOWN}
    office = {name for span, name in names if span.action == "keep"} - private
    settled = {span: "keep" if name in office else "mask" for span, name in names if span.action != "register"}
    return [replace(span, action=settled.get(span, span.action)) for span in spans]


def recognizers(language: str) -> list[EntityRecognizer]:
    """Fresh presidio recognizers of a language, to register in anybody's AnalyzerEngine."""
    from pipelines.annotate import placeholders, places_uk, recognizer, recognizers_nl, recognizers_uk
    from pipelines.annotate.name_recognizer import PersonName

    if language == "uk":
        own = [
            recognizers_uk.Rnokpp(),
            recognizers_uk.BookPassport(),
            recognizers_uk.IdCard(),
            recognizers_uk.Unzr(),
            recognizers_uk.UkrainianIban(),
            recognizers_uk.OldAccount(),
            recognizers_uk.UkrainianPhone(),
            recognizers_uk.Plate(),
            recognizers_uk.Vin(),
            places_uk.UkrainianAddress(),
            places_uk.UkrainianBirthDate(),
            *placeholders.ukrainian_placeholders(),
        ]
    else:
        own = [
            recognizers_nl.Bsn(),
            recognizers_nl.DutchIban(),
            recognizers_nl.DutchPhone(),
            recognizers_nl.Kenteken(),
            recognizers_nl.VNumber(),
            recognizers_nl.DutchPassport(),
            recognizers_nl.DutchAddress(),
            recognizers_nl.DutchBirthDate(),
            *placeholders.dutch_placeholders(),
        ]
    return [*own, recognizer.Email(language), recognizer.PaymentCard(language), PersonName(language)]


@cache
def analyzer(language: str) -> AnalyzerEngine:
    """One presidio engine a process, without a language model: this project's recognizers bring their own context."""
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NoOpNlpEngine

    from pipelines.annotate.recognizer import THRESHOLD, OwnContext

    engine = NoOpNlpEngine(models=[{"lang_code": language, "model_name": "no_op"}])
    engine.load()
    registry = RecognizerRegistry(recognizers=recognizers(language), supported_languages=[language])
    return AnalyzerEngine(
        registry=registry,
        nlp_engine=engine,
        supported_languages=[language],
        default_score_threshold=THRESHOLD,
        context_aware_enhancer=OwnContext(),
    )


def _spans(texts: pa.LargeStringArray, language: str) -> list[list[Span]]:
    """Spans of every text, in order, not overlapping."""
    found: list[list[Span]] = [[] for _ in range(len(texts))]
    for document, span in _recognized(texts, language):
        found[document].append(span)
    return [settle(text, resolve(spans)) for text, spans in zip(texts.to_pylist(), found, strict=True)]


def _recognized(texts: pa.LargeStringArray, language: str) -> Iterator[tuple[int, Span]]:
    """(row, span) of everything the analyzer finds in the digests of the texts."""
    engine = analyzer(language)
    for digest in digests(texts):
        for result in engine.analyze(digest.text, language):
            document, shift = digest.locate(result.start)
            metadata = result.recognition_metadata
            yield (
                document,
                Span(
                    result.entity_type,
                    result.start + shift,
                    result.end + shift,
                    metadata["action"],
                    metadata["recognizer_name"],
                    float(result.score),
                ),
            )
