"""Ukrainian and Russian-language decisions of every form, written for the purpose."""

from __future__ import annotations

import pytest

from sectionizer import grammar_for, sectionize
from sectionizer.paths import paths


def parts(text: str) -> list[tuple[str, str]]:
    """(kind, first line) of each part of a decision."""
    found = sectionize(text, grammar_for("decision", "uk"))
    return [(one.kind, text[one.start : one.end].split("\n")[0].strip()) for one in found if one.parent < 0]


def kinds(text: str) -> list[str]:
    """The kinds of its parts."""
    return [kind for kind, _ in parts(text)]


def inner(text: str) -> list[tuple[str, str | None, str]]:
    """(kind, number, first words) of what stands inside the parts."""
    found = sectionize(text, grammar_for("decision", "uk"))
    return [(one.kind, one.number, text[one.start : one.end].split("\n")[0].strip()) for one in found
            if one.parent >= 0 and one.kind != "text"]  # fmt: skip


WHOLE = ["introductory", "body", "legal_basis", "operative", "closing"]
FORMS = {
    "verdict": "ВИРОК\nІМЕНЕМ УКРАЇНИ\nСуд розглянув провадження\nВ С Т А Н О В И В :\nОСОБА_1 вчинив крадіжку.\n"
               "Керуючись ст. 374 КПК України, суд\nЗ А С У Д И В :\nОСОБА_1 визнати винуватим.\nГоловуючий ОСОБА_2",
    "ruling": "УХВАЛА\n5 травня 2020 року\nВСТАНОВИЛА:\nЗаява подана.\nНа підставі викладеного, керуючись ст. 9 КАС,\n"
              "УХВАЛИЛА:\nВідкрити провадження.\nСуддя-доповідач А. Б.",
    "order": "СУДОВИЙ НАКАЗ\nСуддя розглянула заяву стягувача,\nвстановив:\nБорг не сплачено.\n"
             "Керуючись статтями 161, 167 ЦПК України,\nН А К А З У Ю:\nСтягнути з ОСОБА_1.\nСуддя В. Г.",
    "plenary": "ПОСТАНОВА\nПленум суду\nУСТАНОВИВ:\nПрактика різна.\nКеруючись статтею 46 Закону, Пленум\n"
               "ПОСТАНОВЛЯЄ:\nДати роз'яснення.\nГолова суду Д. Е.",
    "opinion of the court": "КОНСТИТУЦІЙНИЙ СУД УКРАЇНИ\nВИСНОВОК\nУ складі суддів\nустановив:\n1. Подано звернення.\n"
                            "Керуючись статтею 159 Конституції України, Конституційний Суд України\n"
                            "дійшов  в и с н о в к у:\n1. Визнати.\nКОНСТИТУЦІЙНИЙ СУД УКРАЇНИ\n",
    "Soviet": "РЕШЕНИЕ\nИМЕНЕМ УССР\nСуд рассмотрел дело\nУстановил:\nИстец просит.\nРуководствуясь ст. 203 ГПК УССР,\n"
              "Решил:\nИск удовлетворить.\nНародный судья Ж.",
    "president": "ПОСТАНОВЛЕНИЕ\nПрезидиум областного суда\nу с т а н о в и л:\nВ протесте.\nУчитывая изложенное, "
                 "президиум\nп о с т а н о в и л:\nПриговор отменить.\nПредседательствующий З.",
    "impersonal": "ПОСТАНОВА\nВСТАНОВЛЕНО:\nПорушення.\nКеруючись ст. 283 КУпАП,\nПОСТАНОВИВ:\nШтраф.\nСуддя І.",
    "no colon": "УХВАЛА\nВ С Т А Н О В И В\nЗаява.\nКеруючись ст. 5 ЦПК, суд\nУХВАЛИВ Відмовити у позові.\nСуддя К.",
    "glued": "РІШЕННЯ\nсудВСТАНОВИВ:\nПозов.\nКеруючись ст. 5 ЦПК, суд, -ВИРІШИВ:Позов задовольнити.\nСуддя Л.",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_decisions(form: str) -> None:
    """Every form has the same five parts, by whatever verb the court decides."""
    assert kinds(FORMS[form]) == WHOLE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Суд\nОпис.\nВСТАНОВИВ:\nА.\nКеруючись ст. 1 ЦПК, суд\nУХВАЛИВ:\nПрийняти відмову.\nЩодо решти вимог.\n"
         "Керуючись ст. 2 ЦПК, суд\nВИРІШИВ:\nПозов задовольнити.\nСуддя А\n",
         ["introductory", "body", "legal_basis", "operative", "legal_basis", "operative", "closing"]),
        ("РІШЕННЯ\nВСТАНОВИВ:\nА.\nВИРІШИВ:\nТак.\nСуддя А. Б.\nУХВАЛА\nпро виправлення\nВСТАНОВИВ:\nОписка.\n"
         "УХВАЛИВ:\nВиправити.\nСуддя А. Б.\n",
         ["introductory", "body", "operative", "closing"] * 2),
        ("ПОСТАНОВА\nУСТАНОВИВ:\nА.\nПОСТАНОВИВ:\nТак.\nСуддя А. Б.\nОКРЕМА ДУМКА\nсудді В. Г.\nНе згоден.\n",
         ["introductory", "body", "operative", "closing", "separate_opinion"]),
        ("Суд\nОКРЕМА (ЗБІЖНА) ДУМКА\nсудді\nВважаю.\nУХВАЛИВ:\nтак\n", ["separate_opinion"]),
        ("РІШЕННЯ\nОПИСОВА ЧАСТИНА\nА.\nМОТИВУВАЛЬНА ЧАСТИНА\nБ.\nРЕЗОЛЮТИВНА ЧАСТИНА\nВідмовити.\nСуддя В\n",
         ["introductory", "descriptive", "reasoning", "operative", "closing"]),
        ("УХВАЛА\nВСТАНОВИВ:\nЗаява.\nКеруючись статтею 5 ЦПК України, суд\n\nВідмовити у відкритті.\nСуддя А\n",
         ["introductory", "body", "legal_basis", "operative", "closing"]),
        ("РІШЕННЯ\nОБСТАВИНИ СПРАВИ:\nА.\nВСТАНОВИВ:\nБ.\nВИРІШИВ:\nВ.\n",
         ["introductory", "descriptive", "reasoning", "operative"]),
        ("УХВАЛА\nВСТАНОВИВ:\nСуд ВСТАНОВИВ факт, що є важливим. У листі Встановлено: ні.\nУХВАЛИВ:\nТак\n",
         ["introductory", "body", "operative"]),
    ],
)  # fmt: skip
def test_orders_of_parts(text: str, expected: list[str]) -> None:
    """Partial decisions, two decisions in a text, opinions below a decision, missing and nominal headings."""
    assert kinds(text) == expected


def test_a_lower_courts_ruling_in_prose_heads_nothing() -> None:
    """Without a legal basis before it, a verb in the reasoning is somebody else's."""
    text = "А\nВСТАНОВИВ:\nРайонний суд\nУХВАЛИВ:\nвідмовити.\nЦе помилка.\nКеруючись ст. 5, суд\nПОСТАНОВИВ:\nТак.\n"
    assert kinds(text) == ["introductory", "body", "legal_basis", "operative"]


CASSATION = """ПОСТАНОВА
Іменем України
учасники справи:
позивач - ОСОБА_1,
УСТАНОВИВ:
Короткий зміст позовних вимог
Позивач просив стягнути борг.
Короткий зміст рішень судів першої та апеляційної інстанцій
У позові відмовлено.
Узагальнені доводи касаційної скарги
Суди помилились.
Доводи інших учасників справи
Відзив не надійшов.
Рух касаційної скарги в суді касаційної інстанції
Справу передано.
Фактичні обставини справи, встановлені судами
Договір укладено.
Позиція Верховного Суду
1. Скарга є прийнятною.
1.1. Вона подана в строк.
1.2. Вона оплачена.
2. Скарга не підлягає задоволенню.
12.05.2020 сторони зустрілись.
Щодо судових витрат
3. Витрати не розподіляються.
Керуючись статтею 400 ЦПК України, Верховний Суд
ПОСТАНОВИВ:
1. Скаргу залишити без задоволення.
2. Рішення залишити без змін.
Постанова набирає законної сили з моменту її прийняття та не може бути оскаржена.
Судді А. Б.
"""


def test_what_stands_inside_the_parts() -> None:
    """Sub-headings by their kinds, points as a tree, parties, and the notice of appeal."""
    found = inner(CASSATION)
    assert [(kind, number) for kind, number, _ in found] == [
        ("parties", None), ("claims", None), ("lower_courts", None), ("appeal", None), ("response", None),
        ("course", None), ("facts", None), ("assessment", None), ("consideration", "1"), ("consideration", "1.1"),
        ("consideration", "1.2"), ("consideration", "2"), ("costs", None), ("consideration", "3"),
        ("consideration", "1"), ("consideration", "2"), ("appeal_notice", None),
    ]  # fmt: skip
    assert kinds(CASSATION) == WHOLE


def test_paths_follow_the_tree() -> None:
    """A point is named by the part and the points that hold it."""
    found = sectionize(CASSATION, grammar_for("decision", "uk"))
    named = dict(zip(paths(found), found, strict=True))
    assert CASSATION[named["body/assessment/consideration:1/consideration:1.2"].start :].startswith(
        "1.2. Вона оплачена"
    )


def test_numbered_sub_headings_and_the_first_party() -> None:
    """Numbers in Latin letters whatever keyboard; a secretary is no party, who appeals is one."""
    text = (
        "ВИРОК\nза участю секретаря А.\nу цивільній справі за позовом ОСОБА_1\nза апеляційною скаргою ОСОБА_1\n"
        "УСТАНОВИВ:\nІІ. Позиція позивача\nА.\n1) Щодо строку\nБ.\n"
        "Короткий зміст оскарженого судового рішення\nВ.\nУХВАЛИВ:\nТак\n"
    )
    assert inner(text) == [
        ("parties", None, "у цивільній справі за позовом ОСОБА_1"), ("claims", "II", "ІІ. Позиція позивача"),
        ("subject", "1", "1) Щодо строку"), ("lower_courts", None, "Короткий зміст оскарженого судового рішення"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("А\nВСТАНОВИВ:\nСуд керувався законом:\n1. Одне.\n2. Два.\nУХВАЛИВ:\nТак\n", []),
        ("А\nВСТАНОВИВ:\nЩодо строку\nпозовної давності суд зазначає.\nУХВАЛИВ:\nТак\n", []),
        ("А\nВСТАНОВИВ:\nЩодо строку позовної давності.\nУХВАЛИВ:\nТак\n", []),
        ("А\nОКРЕМА ДУМКА\nЩодо строку\n1. А.\n2. Б.\nЩодо права\n1. В.\n2. Г.\n",
         [("subject", None), ("consideration", "1"), ("consideration", "2")] * 2),
        ("А\nВСТАНОВИВ:\nБ.\nВИРІШИВ:\nОскаржене рішення скасувати.\nРішення може бути\nоскаржене в апеляції.\n"
         "Суддя В\n", [("appeal_notice", None)]),
    ],
)  # fmt: skip
def test_prose_and_lists_are_no_headings(text: str, expected: list[tuple[str, str | None]]) -> None:
    """Sentences, short lists and what was appealed open nothing; points may begin again below a sub-heading."""
    assert [(kind, number) for kind, number, _ in inner(text)] == expected
