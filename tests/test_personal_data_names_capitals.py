"""Names in capitals, where every word begins like one, and names of which only a part betrays itself."""

from __future__ import annotations

import pytest

from pipelines.annotate.personal import names_uk, words_uk
from pipelines.annotate.personal.people import settled
from pipelines.annotate.personal.stage import spans_of


def named(text: str) -> list[str]:
    """Everybody named in a Ukrainian or Russian document, in order."""
    return [text[name.start : name.end] for name in sorted(settled(text, names_uk.find_names(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ПЕРЕРАХУНОК ПЕНСІЇ Н.В. ГНАТЮК ПРОВЕДЕНО", "Н.В. ГНАТЮК"),
        ("У ЧЕРВНІ 2024 РОКУ Н.В. ЗАПЛЮЙКО ЗВЕРНУЛАСЯ", "Н.В. ЗАПЛЮЙКО"),
        ("ВИПЛАТИ ПЕНСІЇ ВАЛЕРІЯ ДАРМОГРАЙ ПОНОВЛЕНО", "ВАЛЕРІЯ ДАРМОГРАЙ"),
        ("АРЕШТ НА 5% ЧАСТКИ ОЛЕГА ДАРМОГРАЯ", "ОЛЕГА ДАРМОГРАЯ"),
        ("АРЕШТ НА 5% ЧАСТКИ ОЛЕГА ГНАТЮКА", "ОЛЕГА ГНАТЮКА"),
        ("ЗА ПОЗОВОМ ДАРМОГРАЯ ОЛЕГА ПРО ПОДІЛ", "ДАРМОГРАЯ ОЛЕГА"),
        ("КОШТИ ОТРИМАВ ГНАТЮК В З ТА ПІШОВ", "ГНАТЮК В З"),
        ("КОШТИ ОТРИМАЛА ЗАРЕМБА Х С ТА ПІШЛА", "ЗАРЕМБА Х С"),
        ("СКАРГА МАМЕДОВА РАШИДА ГАСАН ОГЛИ НА РІШЕННЯ", "МАМЕДОВА РАШИДА ГАСАН ОГЛИ"),
        ("ЖАЛОБА МАМЕДОВОЙ ЛЕЙЛЫ ГАСАН КЫЗЫ НА РЕШЕНИЕ", "МАМЕДОВОЙ ЛЕЙЛЫ ГАСАН КЫЗЫ"),
        ("У ЛИСТОПАДІ 2024 РОКУ ГОРИЛА Ж.Є. ЗВЕРНУЛАСЯ", "ГОРИЛА Ж.Є."),
        ("ОБВИНУВАЧЕННЯ ГОРИЛА ОЛЕГА ПЕТРОВИЧА", "ГОРИЛА ОЛЕГА ПЕТРОВИЧА"),
        ("МЕДИЧНОГО ОГЛЯДУ Р.Н. ГОРИЛА ДО ЧАСТИНИ", "Р.Н. ГОРИЛА"),
        ("ПРОВЕДЕНО ПРИЗОВ ГНАТЮКА Р.М. ПІД ЧАС МОБІЛІЗАЦІЇ", "ГНАТЮКА Р.М."),
        ("ЩОДО СОЛДАТА ОЛЕКСІЯ ГНАТЮКА", "ОЛЕКСІЯ ГНАТЮКА"),
        ("ЛЕЙТЕНАНТ С.Г.ЧОРНОБАЙ ПОВІДОМИВ", "С.Г.ЧОРНОБАЙ"),
        ("ПОСТАНОВА ВІД 19.12.2025 Л.С. КВАША ПОДАВ", "Л.С. КВАША"),
        ("ВЫДЕЛИТЬ МОРОЗУ С.С. 4 СТУЛА", "МОРОЗУ С.С."),
    ],
)
def test_names_in_capitals(text: str, expected: str) -> None:
    """A name goes without the ordinary words beside it, and initials go to the better of two words."""
    assert named(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "ПОВЕРХИ БУДИНКУ І В НЬОМУ РОЗМІЩЕНО",
        "ПОВЕРХИ ВЕРАНДИ І В НЬОМУ РОЗМІЩЕНО",
        "СКАСУВАННЯ РІШЕНЬ\nВ С Т А Н О В И В:",
        "О РАЗДЕЛЕ ИМУЩЕСТВА\nУ С Т А Н О В И Л:",
        "ВІДПОВІДНО ДО ВЕРАНДИ Ч. Ч. 1, 2 СТАТТІ 32",
        "23 КВІТНЯ 1982 Р. НАРОДНИЙ СУД",
        "30 ГРУДНЯ 2025 Р. М. КИЇВ",
        "НАХОДЯЩЕГОСЯ В П. ТАРАЩА",
        "СТОИМОСТЬЮ 9682 Р. И ПРИОБРЕЛИ ИМУЩЕСТВА НА СУММУ",
        "№ 799/10001/15-А.\nНЕНАЛЕЖНЕ ВЕДЕННЯ КНИЖКИ",
        "ЗА ЕЛЕМЕНТАМИ ВИТРАТ, В Т.Ч. СИРОВИНА",
        "СВІДКІВ, ПИСЬМОВИХ І РЕЧОВИХ ДОКАЗІВ",
        "ТОВАРИСТВО „ЛЕС І К”",
    ],
)
def test_what_is_no_name_in_capitals(text: str) -> None:
    """Prepositions, headings, years, towns, parts of acts and the most frequent words of decisions."""
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ПОЗИВАЧ ЗАРЕМБА О.П. ПРОСИТЬ. КОШТИ ЗАРЕМБИ", ["ЗАРЕМБА О.П.", "ЗАРЕМБИ"]),
        ("СКАРГА ДАРМОГРАЙ ОЛЕНИ ІВАНІВНИ. ВИМОГИ ДАРМОГРАЙ", ["ДАРМОГРАЙ ОЛЕНИ ІВАНІВНИ", "ДАРМОГРАЙ"]),
        (f"ВЕРАНДИ Н.В. ЗАПЛЮЙ.{' ПЛОЩА ВЕРАНДИ.' * 9}", ["ВЕРАНДИ Н.В."]),
        ("ВЕРАНДИ Н.В. ПЛОЩА ВЕРАНДИ, тобто веранди", ["ВЕРАНДИ Н.В."]),
        ("ПОЗИВАЧ ГОРИЛА С.П. ГОРИЛА У ПРАВАХ", ["ГОРИЛА С.П.", "ГОРИЛА"]),
        ("ПОЗИВАЧ СЕРЕДА О.П. СЕРЕД ІНШОГО ПРОСИТЬ", ["СЕРЕДА О.П."]),
    ],
)
def test_only_a_sure_name_in_capitals_is_looked_for_alone(text: str, expected: list[str]) -> None:
    """A word that stands beside initials once, and all over the text or in small letters, is no surname."""
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("позивач Вайс Гоцман Петрович. За заявою Гоцмана Вайса", ["Вайс Гоцман Петрович", "Гоцмана Вайса"]),
        ("позивач Лівшиць Норберт Ілліч. Далі Норберт ЛІВШИЦЬ", ["Лівшиць Норберт Ілліч", "Норберт ЛІВШИЦЬ"]),
        ("позивач Лівшиць Норберт Ілліч. Далі Вимога Лівшиця", ["Лівшиць Норберт Ілліч", "Лівшиця"]),
        ("позивач ЛІВШИЦЬ Н.І. У НАПИСІ ЛІВШИЦЯ", ["ЛІВШИЦЬ Н.І.", "ЛІВШИЦЯ"]),
        ("истец Воробьев О.П. Признать за Николаем ВОРОБЬЕВЫМ", ["Воробьев О.П.", "Николаем ВОРОБЬЕВЫМ"]),
        ("Выделить Николаю Воробьеву стол", ["Николаю Воробьеву"]),
        ("Стягувати Олега Петровича Гнатюка", ["Олега Петровича Гнатюка"]),
        ("Поновив Гнатюка Олега на посаді", ["Гнатюка Олега"]),
        ("громадянина України Заплюйка Франця Петровича та інших", ["Заплюйка Франця Петровича"]),
    ],
)
def test_a_name_is_covered_whole(text: str, expected: list[str]) -> None:
    """With the first name that no list knows, and without the verb before it."""
    assert named(text) == expected


def test_a_surname_that_begins_like_a_word_for_a_street_is_a_person_s() -> None:
    """Between the numbers of a list «Мкртумян» is no microdistrict."""
    spans = spans_of("1. Гнатюка О.П.,\n2. Мкртумян Олени Петрівни,\n3. Бойка А.А.", "uk")
    assert [span.type for span in spans] == ["PERSON"] * 3


def test_common_words_are_no_names() -> None:
    """The list is spelled out in every case, and but for a pronoun no name of the other lists is on it."""
    assert {"пенсії", "будинок", "будинку", "рік", "року", "ребенка", "имущества"} <= words_uk.common_words()
    assert words_uk.common_words() & (words_uk.surnames() | words_uk.first_names()) == {"цьому"}
    assert [words_uk.kind(word) for word in ("РОКУ", "ЛОСЬ", "СКАЛА", "ПІДПИСАЛА", "КВАША")] == list("xwcxw")
