"""The prefilter loses nothing and adds nothing: windows give what presidio gives over whole texts."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.annotate.personal.analyzers import LANGUAGES, families
from pipelines.annotate.personal.anchor_automaton import ANYWHERE, ENDS, automaton
from pipelines.annotate.personal.anchors import BESIDE, asked_for, bits, find_anchors
from pipelines.annotate.personal.context_words import stems as context_words
from pipelines.annotate.personal.finds import of_spans, to_arrow
from pipelines.annotate.personal.phones import UkrainianPhone
from pipelines.annotate.personal.recognizers_nl import Bsn, VNumber
from pipelines.annotate.personal.recognizers_uk import BookPassport, IdCard, OldAccount
from pipelines.annotate.personal.stage import find_personal_data
from pipelines.annotate.personal.windows import contexts, digests
from tests.test_samples import SAMPLES, laid_out, outcomes
from tests.whole_texts import whole

__all__ = ["laid_out"]


def table(texts: list[str], language: str) -> pa.Table:
    """Documents with only the columns the stage reads."""
    rows = range(len(texts))
    columns = {"id": pa.array(map(str, rows), pa.string()), "language": pa.array([language for _ in rows], pa.string())}
    return pa.table({**columns, "text": pa.array(texts, pa.large_string())})


def assert_equal_to_presidio(texts: list[str], language: str) -> None:
    """One batch of documents through windows gives exactly what each gives alone and whole."""
    expected = to_arrow(of_spans((row, whole(text, language)) for row, text in enumerate(texts)), len(texts))
    assert find_personal_data(table(texts, language))["spans"].to_pylist() == expected.to_pylist()


UKRAINIAN = [
    "РНОКПП 3051204578", "ідентифікаційний номер: 2712301189", "305120О457", "паспорт серії АК № 482917, виданий",
    "паспорт АК482917", "ПАСПОРТ СЕРІЇ АК НОМЕР 482917", "паспорт громадянина України № 004829173",
    "ID-картка 004829173",
    "УНЗР 19840229-03456", "рахунок UA213223130000026007233566001", "UA 21 322313 0000026007233566001",
    "р/р 26205012345678 у банку", "р/р 26205", "картка 4556 7375 8689 9855", "+38 (067) 512-34-56", "тел.0675123456",
    "моб. (067)5123456", "тел. 51-23-45", "Окружний суд, тел. (044)\n512-34-56", "ivan.koval+1@ukr.net",
    "inbox@ki.court.gov.ua",
    "номерний знак АЕ4821ІК", "АЕ 4821 ІК", "автомобіль 482-17 АК", "12345КА", "кузов Y6DTF69YD81234567",
    "Y6DTF69YDAB1C2D34", "VIN Y6DTF69YDAB1C2D34", "проживає: м. Суми, вул. Садова, буд. 5, кв. 12",
    "40000, Сумська обл., Роменський р-н, с. Лозова, вул. 8 Березня, 3", "просп. Науки, 14-Б", "ВУЛ. САДОВА, БУД. 5",
    "ОСОБА_1 , 20.07.1963 , адреса проживання", "ОСОБА_1, О7.11.1963, громадянин", "моб. 067/512-34-56",
    "0(67)512-34-56", "засоби зв'язку", "07.11.2019 народилася дитина", "пасп0рт АК 482917", "нар0дження 07.11.1969",
    "рахунок ОСОБА_1 №", "ТОВ «Мрія», п/р UA213223130000026007233566001", "знакВК6304ММ", "авто АА30170Е",
    "07.11.1969в с. Лозова",
    "народився 07.11.1969", "07.11.1969 р.н.", "7 листопада 1969 року народження", "1969 року народження",
    "07.11.2019",
    "позивача Гнатюк О. П.", "свідок О.П. Гнатюк", "Гнатюк Олени Петрівни", "ГНАТЮК ОЛЕГ ПЕТРОВИЧ", "Олена ГНАТЮК",
    "відносно Гнатюка-Бойка О.П.", "Мамедова Ельдара Ариф огли", "Суддя", "судді: Бойко А.А., Лисенко В.В.",
    "адвокат",
    "О.П.\n  Гнатюк", "Гнатюк пояснив", "потерпілий", "подсудимый Иванов Пётр Ильич", "Гнатюк О П", "представник",
    "ОСОБА_1", "ОСОБИ_12", "ОСОБА 3", "Особа _4", "АДРЕСА_2", "НОМЕР_3", "РНОКПП НОМЕР_1", "ІНФОРМАЦІЯ_4",
    "ОСОБА_1,ОСОБА_2",
    "Закон № 2341-III", "ЄДРПОУ 21560045", "№ 757/123/20-ц", "ЄРДР за № 12023186120000115", "12 345 678,90 грн",
]  # fmt: skip
DUTCH = [
    "BSN 111222333", "burgerservicenummer: 1112.22.333", "NL91ABNA0417164300", "NL91 ABNA 0417 1643 00",
    "06-12345678",
    "belt met 06 12 34 56 78", "het nummer +31 6 12345678", "tel. (0172) 123456", "jan_b@voorbeeld.nl",
    "woont aan de Lange Kerkstraat 12a, 3511 AB Utrecht", "wonende Eikenlaan 7 te Zwolle",
    "Postbus 20301, 2500 EH Den Haag",
    "auto met kenteken 12-BGH-3", "een Volvo, GH-482-K", "V-nummer 123.456.7890", "paspoort met nummer XR1001R58",
    "geboren te Delft op 3 mei 1981", "geboortedatum: 03-05-1981", "3 mei 1981", "verdachte J.P. van den Berg",
    "getuige",
    "verdachte Pieter de Groot", "de heer Hoekstra", "mr. A. de Wit", "mevrouw El Amrani", "griffier C.M. Jonker",
    "P. Visser, advocaat", "T. Petrović", "[verdachte]", "[slachtoffer 1]", "[A]", "[is]", "[adres]",
    "[naam 2] de Boer",
    "ge6oren oр 3 mеi 1981", "is op 3 mei 2011 [kind] geboren", "(geb. 03-05-81)", "V-пиmmer 123.456.7890",
    "op het adres Plein 1813 12", "wonend te Utrecht (3511AB), Singel 12", "girorekening 1234567",
    "9iro 41.71.64.300", "framenummer VF1KM1R0H12AB3456", "kent. 12BGHK", "рaspoort XR1001R58", "8SN 111222333",
    "parketnummer 16-123456-12", "ECLI:NL:HR:2024:309", "KvK-nummer 12345678", "rechtbank", "Jansen verklaarde",
]  # fmt: skip
LETTERS = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяёыabcdefghijklmnopqrstuvwxyz0123456789 .,:;/№(-\n"
NOISE = [*"\n\x00 \u00a0—«🙂ё.,-_1AІ", "\n\n\n", "\x00\x00", "漢字", "Straße", "; ", " № "]
FILLERS = ["слово ", "суд ", "word ", "ґ\u00a0", "x", "🙂", "\n"]

fragments = st.one_of(
    st.sampled_from([*UKRAINIAN, *DUTCH]),
    st.sampled_from(NOISE),
    st.builds(lambda filler, times: filler * times, st.sampled_from(FILLERS), st.integers(0, 90)),
)
documents = st.lists(fragments, max_size=9).map("".join)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=60)
@example(texts=["BSN 111222333mevrouw El Amrani"])
@given(texts=st.lists(documents, min_size=1, max_size=4))
def test_windows_give_what_presidio_gives(language: str, texts: list[str]) -> None:
    """Fragments of every kind at any distance, beside borders of documents: same spans, scores, roles and actions."""
    assert_equal_to_presidio(texts, language)


@pytest.mark.parametrize(("language", "pieces"), [("uk", UKRAINIAN), ("nl", DUTCH)])
@pytest.mark.parametrize("gap", [0, 1, 59, 99, 101, 159, 300])
def test_distance_changes_nothing(language: str, pieces: list[str], gap: int) -> None:
    """Every fragment after every other at the distances at which contexts end."""
    texts = [(" " + "б" * gap + " ").join([one, other]) for one, other in zip(pieces, reversed(pieces), strict=True)]
    assert_equal_to_presidio(texts, language)


@pytest.mark.slow
@pytest.mark.skipif(not (SAMPLES / "MANIFEST.tsv").is_file(), reason="CORPUS_SAMPLES names no folder of samples")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["edrsr", "rechtspraak", "rada"])
def test_windows_give_what_presidio_gives_on_real_files(name: str, language: str, laid_out: Path) -> None:
    """Every real document, also by the recognizers of the other language."""
    assert_equal_to_presidio([row["text"] for rows, _ in outcomes(laid_out, name) for row in rows], language)


def test_every_recognizer_has_a_known_anchor() -> None:
    """Nothing looks at whole texts, and no kind of anchor is misspelt."""
    for language in LANGUAGES:
        asked = {kind for family in families(language) for kind in family.anchors}
        assert all(family.anchors for family in families(language))
        assert {part for kind in asked for part in kind.split(BESIDE)} <= bits(language).keys()


@settings(max_examples=60)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), max_size=4), st.integers(0, 2))
def test_texts_are_read_as_they_are_written(texts: list[str], first: int) -> None:
    """The pass that looks for words gives back every text, whatever letters it has and wherever a slice begins."""
    column = pa.array(texts, pa.large_string()).slice(first)
    assert find_anchors(column, "uk").texts() == texts[first:]


def test_a_window_met_twice_is_looked_at_once() -> None:
    """Placeholders repeat: the digest holds each once, and knows every place of it."""
    texts = pa.array(["ОСОБА_1 та ОСОБА_1 ", "— ОСОБА_1 "], pa.large_string())
    ((_, digest),) = digests(find_anchors(texts, "uk"), [(("at",), (70, 110)), (("placeholder",), (1, 1))])
    assert digest.text.count("ОСОБА_1") < 3
    starts = [found.start() for found in re.finditer("ОСОБА", digest.text)]
    which, places = digest.locate(starts)
    assert sorted(places.tolist()) == [[0, 0], [0, 11], [1, 2]]
    assert set(which.tolist()) == set(range(len(starts)))


def test_the_words_around_a_match_are_those_of_its_document() -> None:
    """As many characters as asked for before and behind, nothing beyond the document, and no cut word."""
    texts = pa.array(["інший текст 12", "слово перед номером 34 та слова опісля"], pa.large_string())
    found = find_anchors(texts, "uk")
    text, (start,) = contexts(found, np.array([1]), np.array([(20, 22)]), 25)
    assert text[start : start + 2] == "34"
    assert "слово перед номером 34 та слова опісля" in text
    assert "текст" not in text
    assert text[:start].count("\0") >= 5


@pytest.mark.parametrize(
    ("text", "kind", "is_one"),
    [
        ("№ 3051204579", "taxpayer", True),
        ("№ 3051204578", "taxpayer", False),
        ("12 3051204579", "taxpayer", True),
        ("3O51204578", "taxpayer", True),
        ("4556 7375 8689 9855", "card", True),
        ("4556 7375 8689 9856", "card", False),
        ("19840229-03456", "record", True),
        ("39840229-03456", "record", False),
        ("+38 (067) 512-34-56", "dialled", True),
        ("06-12345678", "dialled", True),
        ("0031 (0)6 12345678", "dialled", True),
        ("16-123456-12", "dialled", False),
        ("АЕ 4821 ІК", "plate", True),
        ("АЕ482ОІК", "plate", True),
        ("482-17 АК", "plate", True),
        ("статті 1166 ЦК України", "plate", False),
        ("12.05.2019 КУ", "plate", False),
        ("3511 AB", "postcode", True),
        ("13511 AB", "postcode", False),
        ("Y6DTF69YD81234567", "body", True),
        ("№ 5 Y6DTF69YD81234567", "body", True),
        ("UA213223130000026007233566001", "body", False),
        ("XR1001R58", "code", True),
        ("05.11.2019", "short_number", False),
        ("пaспoрт АК 482917", "number near paper", True),
        ("па спорт АК 482917", "number near paper", True),
        ("ПАСПОРТ АК 482917", "number near paper", True),
        ("справа АК 482917", "number near paper", False),
        (f"паспорт {'б' * 120} 482917", "number near paper", False),
        ("ОСОБА 1", "placeholder_word", True),
        ("ОСОБА_1", "placeholder_word", False),
        ("номер 12", "placeholder_word", False),
    ],
)
def test_an_anchor_is_what_its_kind_says(text: str, kind: str, is_one: bool) -> None:
    """Check digits, groups, misread letters, words near a number in every spelling; and nothing that cannot be one."""
    places, _ = asked_for(find_anchors(pa.array([text], pa.large_string()), "uk"), (kind,))
    assert bool(len(places)) == is_one


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=150)
@given(text=st.text("0123456789OОIІlЗАВЕКХABCXYZ -.\n№()+", max_size=40))
def test_no_number_is_lost(language: str, text: str) -> None:
    """Numbers and capitals in any grouping, beside the words of every recognizer."""
    words = {"uk": "паспорт, тел., р/р, авто", "nl": "bsn, V-nummer, paspoort, kenteken, tel."}[language]
    assert_equal_to_presidio([text, f"{words}: {text}"], language)


@settings(max_examples=60)
@given(st.sets(st.text("абв", min_size=1, max_size=4), min_size=1, max_size=6), st.text("абвг", max_size=40))
def test_the_automaton_finds_every_stem(stems: set[str], text: str) -> None:
    """Wherever a stem ends, the state says so."""
    words = automaton({stem: (1 << bit, ANYWHERE) for bit, stem in enumerate(sorted(stems))})
    row = 0
    for end, letter in enumerate(text, 1):
        row = int(words.moves[row % ENDS + words.classes[ord(letter)]])
        ended = sum(1 << bit for bit, stem in enumerate(sorted(stems)) if text[:end].endswith(stem))
        assert words.facts[row % ENDS * len(words.facts) // len(words.moves), 0] == ended
        assert (row >= ENDS) == (ended > 0)


ASKED_OF = {
    "paper": (BookPassport.CONTEXT, BookPassport.AFTER, IdCard.CONTEXT),
    "phone": (UkrainianPhone.CONTEXT, UkrainianPhone.LOCAL.pattern),
    "account": (OldAccount.LED,),
    "bank": (OldAccount.BANK,),
    "bsn": (Bsn.CONTEXT,),
    "v_number": (VNumber.CONTEXT,),
}
"""Kinds of words, and the expressions without which a number near none of them is no find."""


@pytest.mark.parametrize("kind", ASKED_OF)
@settings(max_examples=30)
@given(data=st.data())
def test_no_context_is_without_its_word(kind: str, data: st.DataObject) -> None:
    """Whatever a recognizer takes for the name of a number holds a stem of the kind that it is anchored by."""
    language = "nl" if kind in ("bsn", "v_number") else "uk"
    pattern = data.draw(st.sampled_from(ASKED_OF[kind]))
    context = data.draw(st.from_regex(context_words(pattern), alphabet=st.sampled_from(LETTERS)))
    found = find_anchors(pa.array([context], pa.large_string()), language)
    assert (found.kinds & bits(language)[kind]).any(), context
