"""Finds as columns: the same in and out, and what no other touches is left as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.annotate.personal.analyzers import LANGUAGES, families
from pipelines.annotate.personal.finds import apart, gathered, of_spans, to_arrow
from pipelines.annotate.personal.placeholder_recognizers import Placeholder
from pipelines.annotate.personal.reading import reading
from pipelines.annotate.personal.settling import settle
from pipelines.annotate.personal.spans import Span, resolve

TEXT = (
    "РНОКПП 3051204578, паспорт АК № 482917, виданий, тел. (067) 512-34-56, АЕ4821ІК, ivan.koval@ukr.net, народився "
    "07.11.1969, проживає: м. Суми, вул. Садова, буд. 5, кв. 12, картка 4556 7375 8689 9855 4556 7375 8689 9855, "
    "ОСОБА_1, ОСОБА 3, BSN 111222333, NL91ABNA0417164300, 06-12345678, Eikenlaan 7, 3511 AB Utrecht, [verdachte]"
)

places = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9), st.sampled_from([0.6, 0.8])), max_size=6)


def spans_of(rows: list[list[tuple[int, int, float]]]) -> list[list[Span]]:
    """Spans of documents, in order of their starts."""
    return [sorted((Span("A", at, at + n, "mask", "x", sure) for at, n, sure in row), key=by_start) for row in rows]


def by_start(span: Span) -> int:
    """Where it starts."""
    return span.start


@given(st.lists(places, max_size=5))
def test_documents_are_told_apart(rows: list[list[tuple[int, int, float]]]) -> None:
    """Where spans meet, those of that document alone are asked; a document without finds is an empty list."""
    spans = spans_of(rows)
    found = apart(of_spans(enumerate(spans)), resolve)
    told = [[(span["start"], span["end"]) for span in row] for row in to_arrow(found, len(rows)).to_pylist()]
    assert told == [[(span.start, span.end) for span in resolve(row)] for row in spans]


@given(st.lists(places, max_size=5), st.integers(0, 5))
def test_blocks_are_gathered_in_order(rows: list[list[tuple[int, int, float]]], cut: int) -> None:
    """In whatever order blocks come, the finds of a document stand together, by their starts."""
    spans = [resolve(row) for row in spans_of(rows)]
    blocks = [of_spans([(row, own)]) for row, own in enumerate(spans)]
    found = gathered([*blocks[cut:], *blocks[:cut]])
    assert [(row, own.spans()) for row, own in found.documents()] == [pair for pair in enumerate(spans) if pair[1]]


def test_a_surname_alone_stands_among_other_finds() -> None:
    """Where it meets none of them; the roles of other documents are their own."""
    text = "відповідач Мороз В.В., тел. 0675123456; Мороз пояснив"
    spans = [
        Span("PERSON", 11, 21, "mask", "PersonName", 0.8, "party"),
        Span("PHONE", 28, 38, "mask", "UkrainianPhone", 0.8),
    ]
    judge = Span("PERSON", 6, 16, "keep", "PersonName", 0.8, "judge")
    found = settle(of_spans([(0, spans), (2, [judge])]), [text, "", "суддя Мороз В.В."].__getitem__)
    assert [span.start for span in found.spans()] == [11, 28, 40, 6]
    assert found.spans()[-1] == judge
    covered = settle(of_spans([(0, [*spans, Span("ADDRESS", 39, 46, "mask", "x", 0.8)])]), lambda _: text)
    assert [span.type for span in covered.spans()] == ["PERSON", "PHONE", "ADDRESS"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_matches_are_what_presidio_is_told(language: str) -> None:
    """Recognizers match for a batch what they match when presidio asks them."""
    told = 0
    for recognizer in (each for family in families(language) for each in family.recognizers):
        results = recognizer.analyze(TEXT, recognizer.supported_entities)
        given = sorted((each.entity_type, each.start, each.end, each.score) for each in results)
        assert given == sorted(recognizer.matches(TEXT)), recognizer.name
        told += bool(given) and not isinstance(recognizer, Placeholder)
    assert told > 4


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("305120О457 та 3O5", "3051200457 та 305"),
        ("О67 123, .О67, а.О67", "067 123, .О67, а.О67"),
        ("198О р., 198О-х", "1980 р., 198О-х"),
        ("пaспорт 12–13\u00a014", "паспорт 12-13 14"),
        ("слово З, 1З2З3", "слово З, 13233"),
        ("🙂З5", "🙂35"),
    ],
)
def test_letters_in_numbers_are_read_as_digits(written: str, read: str) -> None:
    """Only beside digits, each code point in its place."""
    assert reading(written) == read
