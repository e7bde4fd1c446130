"""Names of a batch of documents: the kernel loses nothing that the grammars find, text by text."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.annotate.personal import names_nl, names_uk, words_nl, words_uk
from pipelines.annotate.personal.anchors import find_anchors
from pipelines.annotate.personal.name_anchors import find_names, find_people
from pipelines.annotate.personal.name_lexicon import BACKWARDS, LED, NONE, lexicon
from pipelines.annotate.personal.roles import Name
from tests.private.generator import labelled

GRAMMARS = {"uk": names_uk, "nl": names_nl}

PIECES = [
    "Гнатюк", "О.П.", "О", "суддя", "позивач", "свідок", ",", "\n", " ", ".", "Олег", "Олегом", "Петрович",
    "огли", "Ариф", "Мороз", "Заплюйсвічка", "пояснив", "ПОЯСНИВ", "Київ", "Верховний", "Суд", "І.", "I.",
    "Гнaтюк", "Г0НЧАР", "О'Коннор", "Бойко-", "вул.", "«", "»", "\0", "漢字", "1", "3а", "(підпис)", "ім.",
    "проти України", "підручник", "Нгуен Ван", "van den", "Van", "de", "Berg", "Jansen", "Pieter", "J.", "J.P.",
    "Th.", "mr.", "verdachte", "heeft", "verklaart", "’t", "'s", "d'", "El", "[voornaam] ", "wonende", "B.V.",
    "Hof", "é", "Ćosić", "‘s", "„t", "`", "ª", "Ö.", "NL", "-", "x",
]  # fmt: skip

documents = st.lists(st.sampled_from(PIECES), max_size=14).flatmap(
    lambda pieces: st.sampled_from(["", " ", " ", " "]).map(lambda gap: gap.join(pieces))
)


def in_batch(texts: list[str], language: str) -> list[list[Name]]:
    """Names of each text, all found at once."""
    found = dict(find_names(find_anchors(pa.array(texts, pa.large_string()), language), texts.__getitem__))
    return [found.get(row, []) for row in range(len(texts))]


@pytest.mark.parametrize("language", ["uk", "nl"])
@settings(max_examples=150, deadline=None)
@given(texts=st.lists(documents, min_size=1, max_size=6))
def test_a_batch_has_the_names_of_each_text(language: str, texts: list[str]) -> None:
    """Whatever stands beside a word, and wherever a document ends."""
    assert in_batch(texts, language) == [GRAMMARS[language].find_names(text) for text in texts]


@pytest.mark.parametrize("language", ["uk", "nl"])
def test_a_batch_has_the_names_of_each_labelled_text(language: str) -> None:
    """In plain text, in capitals and as read by a scanner."""
    texts = [document.text for document in labelled(5, 1)]
    assert in_batch(texts, language) == [GRAMMARS[language].find_names(text) for text in texts]


def test_a_slice_of_a_column_is_read_as_such() -> None:
    """Texts before a slice neither shift nor join it; a name is kept or masked by its role."""
    texts = ["Гнатюк О.П.", "", "суддя Бойко А.А.", "відповідач Мороз В.В."]
    found = find_people(find_anchors(pa.array(texts, pa.large_string()).slice(2), "uk"), texts[2:].__getitem__)
    spans = [(span.start, span.end, span.action, span.role) for span in found.spans()]
    assert (found.rows.tolist(), spans) == ([0, 1], [(6, 16, "keep", "judge"), (11, 21, "mask", "party")])


@pytest.mark.parametrize("language", ["uk", "nl"])
def test_the_tables_hold_the_lists(language: str) -> None:
    """Read letter by letter, a listed surname may be led by a role word, and an opener or a court is no name."""
    tables, fold = (lexicon("uk"), str.lower) if language == "uk" else (lexicon("nl"), words_nl.fold)
    surname, court = ("Мороз", "Суддя") if language == "uk" else ("Jansen", "Rechtbank")
    kind = words_uk.kind if language == "uk" else words_nl.kind
    assert kind(surname) != kind(court) == "x"
    for word, root, column, bit in ((surname[::-1], BACKWARDS, 1, LED), (court, 0, 0, NONE)):
        state, seen = root, int(tables.states[root, 0])
        for letter in fold(word):
            state = int(tables.states[state, tables.classes[ord(letter)]])
            seen |= int(tables.states[state, column])
        assert seen & bit
