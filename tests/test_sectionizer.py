"""The partition and the four grammars on texts written for the purpose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sectionizer import GRAMMARS, Section, grammar_for, sectionize
from sectionizer.paths import paths
from sectionizer.shadow import shadow
from sectionizer.tree import Hint, Mark, build
from tests.patience import cpu

HEADINGS = (
    "ВСТАНОВИВ:", "у х в а л и в :", "Керуючись ст. 5 ЦПК, суд", "Суддя О. Коваль", "ОКРЕМА ДУМКА", "Суть спору: борг",
    "Стаття 1. Мета", "Стаття 2 - 1 . Засади", '"Стаття 7. Чужа', "{Статтю 3 виключено}", "{Статті 4, 5 виключено}",
    "Розділ II", "Глава 1. Загальне", "КНИГА ПЕРША", "1. Перше", "2. Друге;", "1) пункт", "а) літера", "1.1. Крапка.",
    "Примітка.", "Додаток 1", "ПОРЯДОК", "ПЕРЕХІДНІ ПОЛОЖЕННЯ", "I. Внести зміни", "такого змісту:", '"2. Нове";',
    "1. De feiten", "2 Beoordeling van het geschil", "Overwegingen", "3.1. Het hof", "3.1.1", "BESLISSING",
    "Artikel 1", "Artikel 2a. Begrippen", "Hoofdstuk 1", "§ 2", "a. onderdeel", "Категорія справи № 1: інше\n",
)  # fmt: skip
lines = st.one_of(st.sampled_from(HEADINGS), st.text(alphabet='аБ.:"{}()\u00a0\r\0 1-', max_size=12))
texts = st.lists(lines, max_size=25).map("\n".join)


def leaves(sections: list[Section]) -> list[Section]:
    """The sections without children."""
    parents = {section.parent for section in sections}
    return [section for index, section in enumerate(sections) if index not in parents]


def parts(text: str, kind: str, language: str) -> list[tuple[str, str]]:
    """(kind, first words) of each labelled section."""
    sections = sectionize(text, grammar_for(kind, language))
    return [(s.kind, text[s.start : s.end].split("\n")[0].strip()) for s in sections if s.kind != "text"]


@pytest.mark.parametrize("name", GRAMMARS, ids="/".join)
@given(text=texts)
def test_leaves_cover_every_character_once_in_order(name: tuple[str, str], text: str) -> None:
    """Whatever stands in a text, its leaves laid end to end are the text."""
    sections = sectionize(text, GRAMMARS[name])
    assert "".join(text[leaf.start : leaf.end] for leaf in leaves(sections)) == text
    assert all(leaf.start < leaf.end for leaf in leaves(sections))


@pytest.mark.parametrize("name", GRAMMARS, ids="/".join)
@given(text=texts)
def test_children_lie_inside_parents_that_come_before_them(name: tuple[str, str], text: str) -> None:
    """The list is a tree in document order."""
    sections = sectionize(text, GRAMMARS[name])
    assert [section.start for section in sections] == sorted(section.start for section in sections)
    for index, section in enumerate(sections):
        assert -1 <= section.parent < index
        if section.parent >= 0:
            assert sections[section.parent].start <= section.start < section.end <= sections[section.parent].end


@given(st.text())
def test_the_shadow_keeps_every_place(text: str) -> None:
    """Offsets found in the shadow hold for the text."""
    assert len(shadow(text)) == len(text)


def test_gaps_between_children_become_leaves() -> None:
    """Text before the first child, between children and after the last belongs to leaves of the parent."""
    tree = build([Mark(0, 1, "a"), Mark(3, 9, "b", end=5), Mark(8, 1, "c")], 10)
    assert [(s.kind, s.start, s.end, s.parent) for s in tree] == [
        ("a", 0, 8, -1), ("text", 0, 3, 0), ("b", 3, 5, 0), ("text", 5, 8, 0), ("c", 8, 10, -1),
    ]  # fmt: skip


def test_an_unknown_grammar_is_refused_with_a_mend() -> None:
    """The error names what there is."""
    with pytest.raises(ValueError, match="decision/uk"):
        grammar_for("decision", "fr")


DECISION = "Справа № 1\nРІШЕННЯ\nСуд розглянув позов,\n{body}\nПозивач просить. Суд погоджується.\n" \
    "Керуючись ст. 5, 10 ЦПК України, суд\n{operative}\nПозов задовольнити.\nСуддя О. Коваль\n"  # fmt: skip


@pytest.mark.parametrize(
    ("body", "operative"),
    [
        ("ВСТАНОВИВ:", "УХВАЛИВ:"),
        ("В С Т А Н О В И В :", "В И Р І Ш И В :"),
        ("встановив:", "ухвалив:"),
        ("Встановив:", "Рішив:"),
        ("УСТАНОВИЛА:", "ПОСТАНОВИЛА:"),
        ("У С Т А Н О В И ЛА:", "В И Р ІШ И В"),
        ("В С Т А Н О\n В И В:", "ПОСТАНОВИЛИ:"),
        ("у с т а н о в и л:", "РЕШИЛ:"),
        ("\u00a0\u00a0ВСТАНОВИВ\u00a0:", "УХВАЛИВУХВАЛИВ:"),
        ("BCTAHOBИB:", "ВИІРШИВ:"),
        ("СУД ВСТАНОВИВ:", "Колегія суддів ПОСТАНОВИЛА:"),
        ("ВСТАНОВИВ: Позов подано", "ЗАСУДИВ:"),
    ],
)
def test_headings_are_verbs_however_they_are_set(body: str, operative: str) -> None:
    """Spacing, case, gender, language, look-alikes and slips do not hide a heading."""
    found = parts(DECISION.format(body=body, operative=operative), "decision", "uk")
    assert [kind for kind, _ in found] == ["introductory", "body", "legal_basis", "operative", "closing"]
    assert found[2][1].startswith("Керуючись")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Вступ\nСуть спору: борг\nв с т а н о в и в:\nМотиви.\nУХВАЛИВ:\nВідмовити.\nСуддя Ю\n",
         ["introductory", "descriptive", "reasoning", "operative", "closing"]),
        ("Вступ.\nКеруючись ст. 64 ГПК,\nСУД УХВАЛИВ:\n1. Порушити.\n", ["introductory", "legal_basis", "operative"]),
        ("КСУ\nОКРЕМА ДУМКА\nсудді\nСуд ухвалив Рішення.\nУХВАЛИВ:\nтак\n", ["separate_opinion"]),
        ("Лист без частин.\nСуд встановив, що борг є.\n", ["introductory"]),
        ("Категорія справи № 7: інше.\nНадіслано судом: ні.\nСправа\nВСТАНОВИВ:\nа\n",
         ["registry_meta", "introductory", "body"]),
        ("А\nВСТАНОВИВ:\nСуд УХВАЛИВ рішення.\nСтаном на день.\nНа підставі викладеного, суд У Х В А Л И В :\nТак.",
         ["introductory", "body", "legal_basis", "operative"]),
        ("", []),
    ],
)  # fmt: skip
def test_parts_of_decisions(text: str, expected: list[str]) -> None:
    """The orders in which a decision's parts come."""
    assert [kind for kind, _ in parts(text, "decision", "uk")] == expected


def test_the_last_operative_heading_opens_the_operative_part() -> None:
    """A verdict quoted in the reasoning is not the court's own."""
    text = "А\nВСТАНОВИВ:\nСуд першої інстанції\nУХВАЛИВ:\nвідмовити. Це помилка.\nПОСТАНОВИВ:\nСкасувати.\n"
    assert ("operative", "ПОСТАНОВИВ:") in parts(text, "decision", "uk")
    assert len(parts(text, "decision", "uk")) == 3


def test_the_legal_basis_begins_with_its_sentence() -> None:
    """«Керуючись» may be the second verb of the sentence, and abbreviations end none."""
    text = "А\nВСТАНОВИВ:\nБорг. Виходячи із наведеного, на підставі ст. 5 ч. 2 ЦК,\nкеруючись ЦПК, суд\nУХВАЛИВ:\nТ."
    assert ("legal_basis", "Виходячи із наведеного, на підставі ст. 5 ч. 2 ЦК,") in parts(text, "decision", "uk")


def test_a_court_may_stand_alone_between_the_basis_and_the_verb() -> None:
    """«Керуючись … .», a line «Суд», and then the heading."""
    text = "А\nВСТАНОВИВ:\nБорг є.\nКеруючись ст. 5 ЦПК України.\nСуд\nУХВАЛИВ:\nТак."
    assert ("legal_basis", "Керуючись ст. 5 ЦПК України.") in parts(text, "decision", "uk")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hof\n1 Ontstaan en loop van het geding\nTekst\n2. De feiten\n3. Geschil en beoordeling\n4 De beslissing\ny",
         ["header", "procesverloop", "feiten", "overwegingen", "beslissing"]),
        ("Rechtbank\nOVERWEGINGEN\n1.1. Een.\n1.2. Twee.\nBESLISSING\nDe Raad\n",
         ["header", "overwegingen", "consideration", "consideration", "beslissing"]),
        ("Hof\n1. Procedure\na\n2. Beoordeling\n2.1 a\n2.1.1 b\n12.05 uur\n2.2 c\nProceskosten\n3. Kosten\nx",
         ["header", "procesverloop", "overwegingen", "consideration", "consideration", "consideration", "kosten"]),
        ("Hof\nUitspraak\nin de zaak\nVII. . Beoordeling van het middel.\nx\n", ["header"]),
        ("HR\nVI. Het verweer.\na\nVII. . Beoordeling van het middel.\nx\n", ["header", "geschil", "overwegingen"]),
        ("HR\n4. De vordering van A en de beslissing in eerste aanleg\na\n5. Beslissing De Hoge Raad verwerpt.\n",
         ["header", "geschil", "beslissing"]),
        ("HR\n2. Geding in cassatie X heeft beroep ingesteld.\n3. Beoordeling van het middel 3.1. In cassatie.\n"
         "4. Proceskosten De Hoge Raad acht geen termen aanwezig.\n5. Beslissing\nx",
         ["header", "procesverloop", "overwegingen", "kosten", "beslissing"]),
        ("de feiten zijn helder.\nFeiten die vaststaan en die het hof kent\n", ["header"]),
    ],
)  # fmt: skip
def test_parts_of_dutch_judgments(text: str, expected: list[str]) -> None:
    """Titles are known by the lexicon, and numbers count only in order."""
    assert [kind for kind, _ in parts(text, "decision", "nl")] == expected


def test_marked_sections_win_over_typed_titles() -> None:
    """The title gives the kind; the role is believed only where the lexicon is silent."""
    text = "Hof\nDe gronden van het hoger beroep\nB\nFeiten\nA\nHet oordeel\nC\n"
    hints = [
        Hint(text.index("De gronden"), "section", "1.", "De gronden van het hoger beroep", "overwegingen"),
        Hint(text.index("Het oordeel"), "section", "2.", "Het oordeel", "overwegingen"),
    ]
    found = sectionize(text, grammar_for("decision", "nl"), hints)
    assert [(s.kind, s.number) for s in found] == [("header", None), ("geschil", "1"), ("overwegingen", "2")]


def test_units_of_dutch_statutes() -> None:
    """Chapters, articles, members and letters."""
    text = "Wet\nHoofdstuk 1. Alg\nArtikel 1\n1. Een:\na. x;\nb. y.\n2. Twee.\nArtikel 2a. Begrip\nZie artikel 5.\n"
    sections = sectionize(text, grammar_for("statute", "nl"))
    assert [p for s, p in zip(sections, paths(sections), strict=True) if s.kind != "text"] == [
        "chapter:1", "article:1", "article:1/part:1", "article:1/part:1/item:a", "article:1/part:1/item:b",
        "article:1/part:2", "article:2a",
    ]  # fmt: skip


HOSTILE = (
    " " * 50_000, "\n" * 50_000, "А " * 25_000, "В С Т А Н О В И " * 3_000, "УХВАЛИВ:\n" * 5_000,
    "Керуючись, суд\n" * 4_000, "УХВАЛИВ:\nСуддя А\nУХВАЛА\n" * 2_000, "УХВАЛИВ:\n" + "а оскарженню\n" * 4_000,
    "1. а\n" * 10_000, "De " + "a " * 25_000, "Artikel 1\n" * 5_000, "Artikel " + "I." * 25_000,
    "1. Procedure\n" + "x. 3. Beoordeling van a " * 2_000 + "\n99. Beslissing\n", "а\tб\n" * 10_000, "|\n" * 20_000,
    "Отже " * 10_000 + "\nУХВАЛИВ:\n", "суд встановив:\n" * 3_000, "*а\n" * 15_000, "# " * 20_000, "\n1\n" * 15_000,
)  # fmt: skip


@pytest.mark.parametrize("name", [name for name in GRAMMARS if name != ("statute", "uk")], ids="/".join)
@pytest.mark.parametrize("place", range(len(HOSTILE)))
def test_no_text_takes_long(name: tuple[str, str], place: int) -> None:
    """Fifty thousand characters of the worst kind take no second."""
    with cpu() as used:
        sectionize(HOSTILE[place], GRAMMARS[name])
    assert used.seconds < 1
