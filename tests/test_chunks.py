"""Chunks: whole units, no gaps, no overlaps; the rows of the data set."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import schema
from pipelines.export.chunks import chunk, covered, read_settings
from sectionizer import GRAMMARS, grammar_for, sectionize
from sectionizer.chunks import split
from sectionizer.cohesion import least_cohesive
from sectionizer.headings import Headings
from sectionizer.rulers import counting
from sectionizer.sentences import last_sentence, last_word
from tests.patience import cpu

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


def test_a_heading_is_not_left_alone() -> None:
    """It goes with the beginning of a part that is too long anyway, but never costs a part that fits."""
    long = "Слово за словом, " * 8
    assert cut(f"Стаття 1. Мета\n1. {long}\n2. Друга.\n", 80)[0].startswith("Стаття 1. Мета\n1. Слово")
    whole = "1. " + "слово " * 11 + "\n"
    assert cut(f"Стаття 1. Мета\n{whole}2. {long}\n", 75)[:2] == ["Стаття 1. Мета\n", whole]


def test_a_piece_of_a_long_article_ends_with_it() -> None:
    """What is left of an article that had to be cut is not filled up with the next one."""
    chunks = cut(f"Стаття 1. Мета\n1. {'а' * 60}\n2. Друга.\nСтаття 2. Ще\nТак.\n", 70)
    assert chunks[2:] == ["2. Друга.\n", "Стаття 2. Ще\nТак.\n"]


def test_what_is_no_living_article_goes_with_the_one_before() -> None:
    """A chunk begins with an article, not with the heading of a chapter or the note on an article that is no more."""
    text = "Глава 1\nСтаття 1. Мета\nТак.\n{Статтю 2 виключено}\nГлава 2\nСтаття 3. Ще\nТакож.\n"
    assert cut(text, 60)[1] == "Стаття 3. Ще\nТакож.\n"


def test_a_decision_is_cut_between_its_parts() -> None:
    """The body starts a chunk of its own if it does not fit with what stands before it."""
    text = "Справа про борг\nВСТАНОВИВ:\nБорг є.\nУХВАЛИВ:\nСтягнути.\n"
    assert cut(text, 36, "decision") == ["Справа про борг\nВСТАНОВИВ:\nБорг є.\n", "УХВАЛИВ:\nСтягнути.\n"]


def test_a_word_is_cut_only_if_it_is_longer_than_a_chunk() -> None:
    """The budget holds even then."""
    assert cut("слово " + "а" * 25, 10) == ["слово ", "а" * 10, "а" * 10, "а" * 5]


def test_a_budget_of_nothing_is_refused() -> None:
    """The error says what to give instead."""
    with pytest.raises(ValueError, match="larger budget"):
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
            "title": pa.array(["Закон"] * count, pa.string()),
            "form": pa.array([None] * count, pa.string()),
            "text": pa.array(texts, schema.Texts),
            "sections": pa.array(trees, struct),
            "citations": pa.array([citations] * count, schema.CORPUS.field("citations").type),
        }
    )


def test_rows_say_where_a_chunk_is_and_what_it_cites() -> None:
    """A citation belongs to the chunk in which it begins; targets are named once, in order."""
    place, targets = ACT.index("Друга"), ("435-15/2", "254к/96-вр/8", "435-15/2")
    cited = [{"start": place, "end": place + 3, "target": target} for target in targets]
    table = chunk(corpus([ACT], cited), budget=30)
    assert table.schema.equals(schema.EMBEDDING_CHUNKS)
    assert table["chunk"].to_pylist() == [f"rada:0@1#{n}" for n in range(6)]
    assert table["path"].to_pylist() == ["", "article:1", "article:1/part:2", "article:2", "article:2", "article:3"]
    assert table["context"].to_pylist() == [
        "Закон", "Закон › Стаття 1", "Закон › Стаття 1 › ч. 2", *["Закон › Стаття 2"] * 2, "Закон › Стаття 3",
    ]  # fmt: skip
    assert table["size"].to_pylist() == [len(text) for text in table["text"].to_pylist()]
    assert table["cited"].to_pylist() == [[], [], ["254к/96-вр/8", "435-15/2"], [], [], []]
    assert "".join(table["text"].to_pylist()) == ACT


def test_no_documents_and_empty_ones_make_no_chunks() -> None:
    """The schema holds all the same."""
    for texts in ([], [""]):
        table = chunk(corpus(texts, []))
        assert table.num_rows == 0
        assert table.schema.equals(schema.EMBEDDING_CHUNKS)


SENTENCES = [
    ("Згідно зі ст. 5 Закону. Суд вирішив.", "Суд вирішив."),
    ("Відповідно до п. 3 ч. 2 ст. 16 ЦК України", None),
    ("Мешкає у м. Київ. Працює.", "Працює."),
    ("Суддя І. П. Петренко розглянув", None),
    ("Сума 5 тис. грн. Стягнути", None),
    ("1. Перша норма", None),
    ("Він сказав: «Так.» Потім пішов", "Потім пішов"),
    ("перше; друге", "друге"),
    ("на вул. Шевченка; далі", "далі"),
    ("Op grond van art. 6 EVRM. De rechtbank", "De rechtbank"),
    ("Verschenen is mr. Jansen, o.a. Voor eiser", None),
    ("Het beroep is gegrond. 2.1 De rechtbank", "2.1 De rechtbank"),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES, ids=[text[:20] for text, _ in SENTENCES])
def test_an_abbreviation_ends_no_sentence(text: str, expected: str | None) -> None:
    """Articles, cities, initials and sums have points in them."""
    place = last_sentence(text, 0, len(text))
    assert (text[place:] if place is not None else None) == expected


@given(texts, st.integers(0, 60), st.integers(1, 60))
def test_a_word_begins_after_blanks_or_nowhere(text: str, start: int, length: int) -> None:
    """The place found is the last one, in reach."""
    end = min(start + length, len(text))
    found = last_word(text, start, end)
    places = [at for at in range(start + 1, end + 1) if at < len(text) and text[at - 1].isspace() > text[at].isspace()]
    assert found == (places[-1] if places else None)


def letters(texts: Sequence[str]) -> list[int]:
    """A tokenizer that takes two letters at a time: what stands together costs less than its words."""
    return [(len(text) + 1) // 2 for text in texts]


@given(text=texts, budget=st.integers(1, 60), overlap=st.integers(0, 20))
def test_a_budget_holds_in_any_unit(text: str, budget: int, overlap: int) -> None:
    """Each chunk by itself, with what it repeats; and nothing is lost."""
    overlap = min(overlap, budget - 1)
    sections = sectionize(text, grammar_for("statute", "uk"))
    spans = split(text, sections, budget, measure=counting(letters), overlap=overlap)
    assert all(cost <= budget for cost in letters([text[start:end] for start, end in spans]))
    assert [start for start, _ in spans] == sorted(start for start, _ in spans)
    borders = [0, *(end for _, end in spans)]
    assert all(start <= before for (start, _), before in zip(spans, borders, strict=False))
    assert borders[-1] == len(text)


def test_an_overlap_repeats_the_last_sentence_of_a_unit_that_goes_on() -> None:
    """A chunk that begins with a unit of its own repeats nothing."""
    text = "ВСТАНОВИВ:\n" + " ".join(f"Речення номер {n}." for n in range(9)) + "\nУХВАЛИВ:\nСтягнути.\n"
    spans = split(text, sectionize(text, grammar_for("decision", "uk")), 80, overlap=20)
    chunks = [text[start:end] for start, end in spans]
    assert chunks[0].endswith("Речення номер 1. ")
    assert chunks[1].startswith("Речення номер 1. Речення номер 2. ")
    assert chunks[-1] == "УХВАЛИВ:\nСтягнути.\n"


def test_semantic_splitting_cuts_where_the_subject_changes() -> None:
    """Of the paragraphs in the later half the one that shares no words with what goes before."""
    loan = [f"Кредитний договір укладено, борг за договором кредиту становить {n}." for n in range(6)]
    child = [f"Дитина проживає з матір'ю, аліменти на дитину сплачує батько, {n}." for n in range(4)]
    text = "\n".join(loan + child)
    change = text.index(child[0])
    sections = sectionize(text, grammar_for("decision", "uk"))
    assert split(text, sections, 560)[0][1] > change
    assert split(text, sections, 560, paragraphs=least_cohesive())[0][1] == change
    by_model = least_cohesive(lambda paragraphs: np.array([[1.0, "Дит" in each] for each in paragraphs]))
    assert split(text, sections, 560, paragraphs=by_model)[0][1] == change


HOSTILE = {
    "no blanks": "а" * 60_000, "blanks": " " * 60_000, "lines": "\n" * 60_000, "stops": ". " * 30_000,
    "initials": "А. " * 20_000, "numbers": "1. " * 20_000, "articles": "Стаття 1.\n" * 6_000,
    "blanks in lines": ("\n" + " " * 999) * 60, "quotes": "«." * 30_000,
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_takes_long(text: str) -> None:
    """Sixty thousand letters without structure take well under a second, also where sentences are looked for."""
    with cpu() as used:
        spans = split(text, [], 500, overlap=50)
        spans += split(text, [], 500, paragraphs=least_cohesive())
        assert spans[-1][1] == len(text)
    assert used.seconds < 2


_COLUMNS = ("kind", "number", "title", "start", "parent")


def test_headings_say_where_a_chunk_is() -> None:
    """From the document down; first and last unit where there are several; not the heading of the chapter after it."""
    text = "Розділ II ПРАВА\nСтаття 625. Борг\n1. Перша.\n2. Друга.\nСтаття 626. Договір\n1. Так.\nРозділ III ІНШЕ\n"
    sections = sectionize(text, grammar_for("statute", "uk"))
    kinds, numbers, titles, starts, parents = ([getattr(s, name) for s in sections] for name in _COLUMNS)
    headings = Headings(text, kinds, numbers, titles, starts, parents, "uk")
    named = {text[s.start : s.start + 12]: index for index, s in enumerate(sections)}
    first, second = named["1. Перша.\n2."], named["2. Друга.\nСт"]
    assert headings.path(second, second, "Кодекс") == "Кодекс › Розділ II › Стаття 625 › ч. 2"
    assert headings.path(first, second, "Кодекс") == "Кодекс › Розділ II › Стаття 625 › ч. 1 – ч. 2"
    article = next(index for index, s in enumerate(sections) if s.kind == "article")
    assert headings.path(article, len(sections) - 1) == "Розділ II › Стаття 625 – Стаття 626"


@pytest.mark.parametrize("overlap", [0, 10])
def test_all_characters_are_accounted_for(overlap: int) -> None:
    """Each once, whether chunks overlap or not."""
    texts = [ACT * 3, "", "слово " * 30]
    assert covered(chunk(corpus(texts, []), budget=40, overlap=overlap)) == sum(map(len, texts))


def test_settings_are_the_arguments_of_the_verb() -> None:
    """What the file says is what is done; what it cannot mean is refused with what it may say."""
    table = corpus([ACT], [])
    assert chunk(table, **read_settings()).equals(chunk(table))
    with pytest.raises(ValueError, match="give a tokenizer"):
        chunk(table, unit="tokens")
    with pytest.raises(ValueError, match="structure, semantic"):
        chunk(table, splitting="magic")  # pyright: ignore[reportArgumentType]
