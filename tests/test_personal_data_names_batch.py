"""Names of a batch of documents: the kernel loses nothing that the grammars find, text by text."""

from __future__ import annotations

from itertools import product

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.annotate.personal import names_nl, names_uk, words_nl, words_uk
from pipelines.annotate.personal.anchors import find_anchors
from pipelines.annotate.personal.cited import dutch, is_author, ukrainian
from pipelines.annotate.personal.name_anchors import find_names, find_people, may_be_cited
from pipelines.annotate.personal.name_lexicon import BACKWARDS, LED, NONE, lexicon
from pipelines.annotate.personal.roles import Name
from tests.private.generator import labelled

GRAMMARS = {"uk": names_uk, "nl": names_nl}

PIECES = [
    "Гнатюк", "О.П.", "О", "суддя", "позивач", "свідок", ",", "\n", " ", ".", "Олег", "Олегом", "Петрович",
    "ОГЛИ", "РОКУ", "І В", "В С Т А Н О В И В", "СКАЛА", "ГРИГОРОВИЧА", "Франця", "ОЛЕНИ", "КВАША", "Стягнути",
    "огли", "Ариф", "Мороз", "Заплюйсвічка", "пояснив", "ПОЯСНИВ", "Київ", "Верховний", "Суд", "І.", "I.",
    "Гнaтюк", "Г0НЧАР", "О'Коннор", "Бойко-", "вул.", "«", "»", "\0", "漢字", "1", "3а", "(підпис)", "ім.",
    "проти України", "підручник", "Нгуен Ван", "van den", "Van", "de", "Berg", "Jansen", "Pieter", "J.", "J.P.",
    "Th.", "mr.", "verdachte", "heeft", "verklaart", "’t", "'s", "d'", "El", "[voornaam] ", "wonende", "B.V.",
    "Hof", "é", "Ćosić", "‘s", "„t", "`", "ª", "Ö.", "NL", "-", "x", "Meer", "SMIT", "DE HEER", "heer", "Joh.", "en",
    "ОлегГнатюк", "МорозО.", "КУпАП", "КОВАЛЬ", "судді.", "гр.", "lid", "(", ")", ": ", "Koning", "AlleeWonen", "HvJ",
    "за позовом", "до", "стягнути з", "взыскать с", "виплатити", "пенсії", "ЖУКА", "громадянина України", "доручено",
    "про", "щодо", "Хмельницького", "Укрпошти", "«Скала»", "- ", "Адамовича",
    "die", "voornoemde", "gezicht", "van", "aan", "toebehorende", "te weten", "met", "ruzie", "en/of", "Jansen7",
    "Zarbeel", "Zarbeel10", "w.g.", "g.", "A.-G.", "zaak", "tussen", "De", "Kort", "Mishandeling", "aangifte",
    "(J.P.)", "(P.-J.)", "(Jan)", "(Anne-Marie)", "(V.", "Dlamini", "P.-J.", "A.-G.", "TH.", "CHR.", "JOH.", "BETOOGT",
    " - ", "te", "in", "HET HOF", "ELKE", "BRIEF", "M.B.T.", "A. GEBOUWEN", "JOKE", "DE WOORDEN", "DIE", "[naam ",
    "]", "400",
]  # fmt: skip

CITED = {
    "uk": [
        "Право : підручник", " // Право", ", Право: посібник", ": навч. посіб. ", "Одеса, 2014; ", "№ 3. С. 5-7;\n",
        "за ред. ", "за заг. редакцією ", "редк0л.: ", "уклад. ", "упоряд. ", "пер. з англ. ", "перeклад з нім. ",
        "авт0р - ", "АВТОР: ", "статті ", "наукова праця\n", " «Право»", ", Бойко А.А. Дисертація",
        ", Бойко А.А. монографія", ", Право: автореферат", " енциклопедія", " комментарий к", " учебник",
        ", науково-практичний", " дис. на", ", учебное пособие",
    ],
    "nl": [
        ", Recht, Deventer: 2014", ", Kluwer 2014", ", Zutphen 2013", ", diss. Leiden", " e druk", ", derde druk",
        ", Boom Juridisch", ", NJB 2014", ", WPNR 2014", "//", "onder redactie van ", "red. ", "annotatie van ",
        "m.nt. ", "m. nt ", "mnt. ", "noot van ", "zie ", "ook ", "vgl. ", "aldus ", "onder meer ",
        ", De fiscale eenheid ", " ‘Recht’", "Leiden, 2014; ",
    ],
}  # fmt: skip
"""How works are cited, before and behind their authors."""

CITIES = ("К", "М", "Х", "Л", "СПб", "Київ", "Харків", "Львів", "Одеса", "Москва")
PUBLISHED = [f" {behind} Право" for city in CITIES for behind in (f"– {city}:", f"-{city}.:", f"–\n{city}. :")]
"""Where they were published."""

documents = st.lists(st.sampled_from([*PIECES, *CITED["uk"], *CITED["nl"]]), max_size=14).flatmap(
    lambda pieces: st.sampled_from(["", " ", " ", " "]).map(lambda gap: gap.join(pieces))
)


def in_batch(texts: list[str], language: str) -> list[list[Name]]:
    """Names of each text, all found at once."""
    found = dict(find_names(find_anchors(pa.array(texts, pa.large_string()), language), texts.__getitem__))
    return [found.get(row, []) for row in range(len(texts))]


@pytest.mark.parametrize("language", ["uk", "nl"])
@settings(max_examples=150)
@given(texts=st.lists(documents, min_size=1, max_size=6))
def test_a_batch_has_the_names_of_each_text(language: str, texts: list[str]) -> None:
    """Whatever stands beside a word, and wherever a document ends."""
    assert in_batch(texts, language) == [GRAMMARS[language].find_names(text) for text in texts]


@pytest.mark.parametrize(("language", "name"), [("uk", "Гнатюк О.П."), ("nl", "J. de Vries")])
def test_no_author_is_without_a_sign_near(language: str, name: str) -> None:
    """Where a citation makes somebody an author, a sign of one stands by his name, however far his co-authors reach."""
    authors, others = 0, ("", ", Бойко А.А., Лисенко В.В., Мороз Г.Д.")
    for before, between, behind in product(["", *CITED[language]], others, [*CITED[language], *PUBLISHED]):
        start, text = len(before), before + name + between + behind
        if is_author(text, start, start + len(name), ukrainian() if language == "uk" else dutch()):
            authors += 1
            found = find_anchors(pa.array([text], pa.large_string()), language)
            ends = [[len(before.encode()), len((before + name).encode())]]
            assert may_be_cited(found, np.array(ends)).all(), text
    assert authors > 100


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
