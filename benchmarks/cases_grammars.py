"""Comparisons of the grammars of sections but that of Ukrainian decisions, which is `cases_sections.sections`.

What belongs here: one function a grammar, and invented documents whose units are as long as those of real ones: an
act has one for every two hundred characters. What does not: timing (`measure.py`). Nobody else parts such texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import texts
from benchmarks.measure import Comparison
from pipelines import schema

RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
ARTICLES, PARTS, WORDS = 40, 4, 30
"""Articles of an act, parts of an article, words of a part."""
POINTS = 8
"""Numbered considerations of a part of a judgment."""


def sections_ru(documents: int = 100) -> Comparison:
    """The tree of parts of Russian-language decisions, alone."""
    return _grammar("decision", "ru", _russian, texts.prose(RUSSIAN), documents)


def sections_acts(documents: int = 30) -> Comparison:
    """The tree of articles, parts and items of Ukrainian acts, alone."""
    return _grammar("statute", "uk", _act, texts.prose(), documents)


def sections_nl(documents: int = 100) -> Comparison:
    """The tree of parts and considerations of Dutch judgments, alone."""
    return _grammar("decision", "nl", _judgment, texts.prose(texts.LATIN), documents)


def sections_nl_acts(documents: int = 30) -> Comparison:
    """The tree of articles and their members of Dutch acts, alone."""
    return _grammar("statute", "nl", _wet, texts.prose(texts.LATIN), documents)


def _grammar(
    kind: str, language: str, write: Callable[[Iterator[str]], Iterator[str]], filling: Iterator[str], documents: int
) -> Comparison:
    from pipelines.annotate.sections import section

    written = ["\n".join(write(filling)) + "\n" for _ in range(documents)]
    columns = {
        "id": [f"bench:{place}" for place in range(documents)],
        "kind": [kind] * documents,
        "language": [language] * documents,
        "text": written,
        "markup": [None] * documents,
    }
    rows = pa.table(columns, schema=pa.schema([schema.DOCUMENTS.field(name) for name in columns]))
    parts = pc.sum(pc.list_value_length(section(rows)["sections"])).as_py()
    megabytes = sum(len(text.encode()) for text in written) / 1e6
    note = f"{documents} documents of {parts // documents} sections each; MB of text"
    return Comparison("MB/s", megabytes, lambda: section(rows), None, note)


def _russian(filling: Iterator[str]) -> Iterator[str]:
    yield from ("РЕШЕНИЕ", "ИМЕНЕМ УКРАИНЫ", "5 мая 2009 года", "Суд рассмотрел дело по иску и", "У С Т А Н О В И Л :")
    yield from (next(filling) for _ in range(2 * texts.PARAGRAPHS))
    yield from ("Руководствуясь ст. ст. 49, 84 ХПК Украины, суд", "РЕШИЛ:", "1. Иск удовлетворить.")
    yield from ("2. Взыскать долг.", "Решение может быть обжаловано.", "Судья П. Лысенко")


def _act(filling: Iterator[str]) -> Iterator[str]:
    yield "Цей Закон визначає порядок."
    for article in range(1, ARTICLES + 1):
        if article % 10 == 1:
            yield f"Розділ {article // 10 + 1}. {_words(filling, 4)}"
        yield f"Стаття {article}. {_words(filling, 6)}"
        for part in range(1, PARTS):
            yield f"{part}. {_words(filling, WORDS)}."
        yield f"{PARTS}. {_words(filling, WORDS)}:"
        yield from (f"{item}) {_words(filling, WORDS)};" for item in range(1, PARTS))


def _judgment(filling: Iterator[str]) -> Iterator[str]:
    yield from ("RECHTBANK NOORDERMEER", "vonnis in de zaak van A tegen B")
    for part, title in enumerate(("De procedure", "De feiten", "Het geschil", "De beoordeling"), 1):
        yield f"{part}. {title}"
        yield from (f"{part}.{point}. {next(filling)}" for point in range(1, POINTS + 1))
    yield from ("5. De beslissing", "De rechtbank", "5.1. wijst de vorderingen af.")


def _wet(filling: Iterator[str]) -> Iterator[str]:
    yield "Wij Willem, Koning der Nederlanden, allen die deze zullen zien, saluut!"
    for article in range(1, ARTICLES + 1):
        if article % 10 == 1:
            yield f"Hoofdstuk {article // 10 + 1}. {_words(filling, 4)}"
        yield f"Artikel {article}"
        for part in range(1, PARTS):
            yield f"{part}. {_words(filling, WORDS)}."
        yield f"{PARTS}. {_words(filling, WORDS)}:"
        yield from (f"{item}. {_words(filling, WORDS)};" for item in "abc")


def _words(filling: Iterator[str], number: int) -> str:
    return " ".join(next(filling).rstrip(".").split()[:number])
