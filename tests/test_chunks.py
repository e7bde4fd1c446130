"""Chunks: whole units, no gaps, no overlaps; the rows of the data set."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import schema
from pipelines.export.chunks import chunk
from sectionizer import GRAMMARS, grammar_for, sectionize
from sectionizer.chunks import split

ACT = "Закон\nСтаття 1. Мета\n1. Перша.\n2. Друга.\nСтаття 2. Ще\nОдне речення. Друге речення.\nСтаття 3. Кінець\n"
words = st.sampled_from(["Стаття 1. Мета", "Стаття 2. Ще", "1. Перша.", "2) друге;", "слово", "Кінець. Початок.",
                         "ВСТАНОВИВ:", "Overwegingen", "\u00a0", "довгеслово" * 9])  # fmt: skip
texts = st.lists(words, max_size=25).map("\n".join)


def cut(text: str, budget: int, kind: str = "statute") -> list[str]:
    """The chunks of a text."""
    spans = split(text, sectionize(text, grammar_for(kind, "uk")), budget)
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize("name", GRAMMARS, ids="/".join)
@given(text=texts, budget=st.integers(1, 120))
def test_chunks_laid_end_to_end_are_the_text(name: tuple[str, str], text: str, budget: int) -> None:
    """Nothing is lost, nothing twice, nothing over the budget, whatever the grammar."""
    spans = split(text, sectionize(text, GRAMMARS[name]), budget)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(0 < end - start <= budget for start, end in spans)


@given(texts, st.integers(1, 120))
def test_an_article_that_fits_is_never_cut(text: str, budget: int) -> None:
    """A chunk begins inside an article only if article and what follows to the next do not fit."""
    starts = [s.start for s in sectionize(text, grammar_for("statute", "uk")) if s.kind == "article"]
    units = list(zip(starts, [*starts[1:], len(text)], strict=bool(starts)))
    for begin, _ in split(text, sectionize(text, grammar_for("statute", "uk")), budget):
        assert not any(start < begin < end and end - start <= budget for start, end in units)


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        (200, [ACT]),
        (60, ["Закон\nСтаття 1. Мета\n1. Перша.\n2. Друга.\n",
              "Стаття 2. Ще\nОдне речення. Друге речення.\nСтаття 3. Кінець\n"]),
        (30, ["Закон\n", "Стаття 1. Мета\n1. Перша.\n", "2. Друга.\n", "Стаття 2. Ще\n",
              "Одне речення. Друге речення.\n", "Стаття 3. Кінець\n"]),
        (18, ["Закон\n", "Стаття 1. Мета\n", "1. Перша.\n", "2. Друга.\n", "Стаття 2. Ще\n", "Одне речення. ",
              "Друге речення.\n", "Стаття 3. Кінець\n"]),
    ],
)  # fmt: skip
def test_cuts_fall_where_they_are_cheapest(budget: int, expected: list[str]) -> None:
    """Between articles, then parts, paragraphs, sentences."""
    assert cut(ACT, budget) == expected


def test_a_decision_is_cut_between_its_parts() -> None:
    """The body starts a chunk of its own if it does not fit with what stands before it."""
    text = "Справа про борг\nВСТАНОВИВ:\nБорг є.\nУХВАЛИВ:\nСтягнути.\n"
    assert cut(text, 36, "decision") == ["Справа про борг\nВСТАНОВИВ:\nБорг є.\n", "УХВАЛИВ:\nСтягнути.\n"]


def test_a_word_is_cut_only_if_it_is_longer_than_a_chunk() -> None:
    """The budget holds even then."""
    assert cut("слово " + "а" * 25, 10) == ["слово ", "а" * 10, "а" * 10, "а" * 5]


def test_a_budget_of_nothing_is_refused() -> None:
    """The error says what to give instead."""
    with pytest.raises(ValueError, match="at least 1"):
        cut(ACT, 0)


def corpus(texts: list[str], citations: list[dict[str, object]]) -> pa.Table:
    """Rows of the corpus, with the columns that chunks are cut from."""
    struct = schema.CORPUS.field("sections").type
    trees = [
        [{"kind": s.kind, "number": s.number, "title": s.title, "start": s.start, "end": s.end, "parent": s.parent}
         for s in sectionize(text, grammar_for("statute", "uk"))]
        for text in texts
    ]  # fmt: skip
    count = len(texts)
    return pa.table(
        {
            "id": pa.array([f"rada:{n}" for n in range(count)], pa.string()),
            "version": pa.array(["1"] * count, pa.string()),
            "group": pa.array(["g"] * count, pa.string()),
            "split": pa.array(["train"] * count, pa.string()),
            "language": pa.array(["uk"] * count, pa.string()),
            "text": pa.array(texts, schema.Texts),
            "sections": pa.array(trees, struct),
            "citations": pa.array([citations] * count, schema.CORPUS.field("citations").type),
        }
    )


def test_rows_say_where_a_chunk_is_and_what_it_cites() -> None:
    """A citation belongs to the chunk in which it begins; targets are named once, in order."""
    place, targets = ACT.index("Друга"), ("435-15/2", "254к/96-вр/8", "435-15/2")
    cited = [{"start": place, "end": place + 3, "target": target} for target in targets]
    table = chunk(corpus([ACT], cited), characters=30)
    assert table.schema.equals(schema.EMBEDDING_CHUNKS)
    assert table["chunk"].to_pylist() == [f"rada:0@1#{n}" for n in range(6)]
    assert table["path"].to_pylist() == ["", "article:1", "article:1/part:2", "article:2", "article:2", "article:3"]
    assert table["cited"].to_pylist() == [[], [], ["254к/96-вр/8", "435-15/2"], [], [], []]
    assert "".join(table["text"].to_pylist()) == ACT


def test_no_documents_and_empty_ones_make_no_chunks() -> None:
    """The schema holds all the same."""
    for texts in ([], [""]):
        table = chunk(corpus(texts, []))
        assert table.num_rows == 0
        assert table.schema.equals(schema.EMBEDDING_CHUNKS)
