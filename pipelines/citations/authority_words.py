r"""Words in which rulings dispose of other decisions: orders, forms, courts, days, in Ukrainian, Russian and Dutch.

What belongs here: patterns over the shadow of a text, and days and forms as written. What does not: which order belongs
to which decision (`authority_orders.py`). Forms in the accusative only: «скасувати заходи, вжиті ухвалою» overturns no
ruling. A decision of another body than a court («постанову державного виконавця», «de uitspraak op bezwaar») is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_MONTHS = {
    "січ": 1, "лют": 2, "бер": 3, "кві": 4, "тра": 5, "чер": 6, "лип": 7, "сер": 8, "вер": 9, "жов": 10, "лис": 11,
    "гру": 12, "янв": 1, "фев": 2, "мар": 3, "апр": 4, "мая": 5, "июн": 6, "июл": 7, "авг": 8, "сен": 9, "окт": 10,
    "ноя": 11, "дек": 12, "jan": 1, "feb": 2, "maa": 3, "apr": 4, "mei": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
    "okt": 10, "nov": 11, "dec": 12,
}  # fmt: skip
"""Months by their first three letters, in the genitive."""

_DAY = r'"?\d{1,2}"?(?:\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}|\s+[^\W\d]{3,9}\s+\d{4})'

ORDERS = (
    r"(?i)скасувати|отменить|змінити|изменить|без\s+змін|без\s+изменен|\sсил[іе]|"
    r"vernietigt|wijzigt|verbetert|bekrachtigt|bevestigt"
)
"""A part that holds none of these orders nothing; for engines whose patterns know no more than alternatives."""

_UKRAINIAN_ORDER = (
    r"(?i)(?P<overturned>(?<!\w)(?:скасувати|отменить)(?!\w))|(?P<changed>(?<!\w)(?:змінити|изменить)(?!\w))"
    r"|(?P<upheld>(?<!\w)(?:без\s+(?:змін|зміни|изменени[йя])|(?:залишити|оставить)\s+[ву]\s+сил[іе])(?!\w))"
)
_UKRAINIAN_DECISION = (
    r"(?i:(?<!\w)(?<!нове\s)(?<!нову\s)(?<!новий\s)(?<!новое\s)(?<!новый\s))"
    r"(?P<form>(?i:(?:(?:заочне|додаткове|судове|заочное)\s+)?(?:рішення|решение)|ухвалу|постанову|вирок|судовий\s+наказ|"
    r"определение|постановление|приговор|судебный\s+приказ))(?!\w)"
    rf"(?:(?P<court>(?:\s+(?!(?:від|от)\s)[^\s;:()]+){{0,22}}?)\s+(?:від|от)\s+(?P<day>{_DAY})"
    r"(?:\s?(?:року|р\.|года|г\.))?(?:\s*,?\s*(?:[уво]|по)\s+справ[іе]\s+(?:№|N)\s?(?P<case>[\w/\\-]+))?"
    r"|\s+суд[ауе]?(?:\s+\w+\s+(?:інстанції|инстанции))?(?!\w)"
    r"|(?=\s*-?\s*(?:без\s+|скасувати|змінити|залишити|отменить|изменить|оставить|[ву]\s+)))"
)
_UKRAINIAN_PARTIAL = (
    r"(?i)(?<!\w)(?:[ву]\s+(?:[\w']+\s+){0,2}част(?:ині|ини|инах|и)(?!\w)|[ву]\s+решті"
    r"|(?<!задовольнити\s)(?<!удовлетворить\s)част(?:ково|ично)(?!\s+(?:задовольнити|удовлетворить)))"
)
_UKRAINIAN_STOP = (
    r"(?<!\s[А-ЯІЇЄҐмрсч])(?<!\sст)(?<!\sім)(?<!\sобл)(?<!\sсмт)[.](?=\s+[А-ЯІЇЄҐ\d\"])|;|\n\s*\n|\n(?=\s*\d{1,2}[.)])"
)
_NO_COURT = (
    r"(?i)виконав|інспектор|прокурор|міністерств|управлінн|комісі|нотаріус|(?:міськ|районн|сільськ|обласн)\w+\s+рад[иі]"
)

_DUTCH_ORDER = (
    r"(?P<overturned>(?<!\w)[Vv]ernietigt(?!\w))|(?P<changed>(?<!\w)(?:[Ww]ijzigt|[Vv]erbetert)(?!\w))"
    r"|(?P<upheld>(?<!\w)(?:[Bb]ekrachtigt|[Bb]evestigt)(?!\w))"
)
_DUTCH_COURT = (
    r"(?:rechtbank|kantonrechter|kantongerecht|gerechtshof|[Hh]of|voorzieningenrechter|politierechter|president|"
    r"kinderrechter|economische\s+politierechter|[Rr]aad\s+van\s+(?:[Bb]eroep|State))"
)
_DUTCH_DECISION = (
    r"(?<!\w)(?:[Hh]et|[Dd]e|[Dd]ie)\s+(?:(?:bestreden|aangevallen|beroepen|genoemde|mondelinge|tussen\s+partijen\s+gewezen)\s+){0,3}"
    r"(?P<form>(?:eind|tussen|verstek|deel)?(?:vonnis(?:sen)?|arrest(?:en)?|uitspra(?:ak|ken)|beschikking(?:en)?))(?!\w)"
    r"(?!\s+op\s+bezwaar|\s+van\s+(?:de|het)\s+(?:[Ii]nspecteur|raad\s+van\s+tucht|heffingsambtenaar|[Mm]inister|[Ss]taatssecretaris))"
    rf"(?:(?:,?\s+(?:tussen\s+partijen\s+)?gewezen\s+door|\s+van)\s+(?:de|het)\s+(?P<court>(?:\w+\s+)?{_DUTCH_COURT}(?!\w)(?:\s+(?:te|in|den|[A-Z'][\w'-]*))*))?"
    rf"(?:\s*,?\s*(?:van|d\.d\.|op)\s+(?P<day>{_DAY}))?"
    r"(?:[\s,(]*(?:met\s+)?(?:(?:zaak-?|rol|parket)[\w\s/-]{0,24}?(?:nummers?|nr\.?)|nrs?\.?|AWB|kenmerk)?[\s:]*"
    r"(?P<case>(?:ECLI:[A-Z:\d]+|[A-Z]?/?\d[\d./ -]*\d(?:\s?[A-Z]{2,5})?)))?"
)
_DUTCH_PARTIAL = (
    r"voor\s?zover|behoudens|in\s+zoverre|voor\s+het\s+overige|gedeeltelijk|met\s+uitzondering\s+van|uitsluitend|"
    r"wat\s+betreft|ten\s+aanzien\s+van"
)
_DUTCH_STOP = r"(?<!\snr)(?<!\snrs)(?<!\smr)(?<!\sd\.d)[.](?=\s+[A-Z\d])|;|\n"

_FORMS = {
    "решение": "рішення", "определение": "ухвала", "постановление": "постанова", "приговор": "вирок",
    "ухвалу": "ухвала", "постанову": "постанова",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """Patterns of a language: decisions, orders with a group for each of `outcomes`, what bounds a clause."""

    decision: re.Pattern[str]
    order: re.Pattern[str]
    partial: re.Pattern[str]
    stop: re.Pattern[str]
    other_body: re.Pattern[str]
    outcomes: tuple[str, ...] = ("overturned", "changed", "upheld")


@cache
def words_of(language: str) -> Words:
    """The words of nl, or of uk with the Russian forms."""
    if language == "nl":
        patterns = (_DUTCH_DECISION, _DUTCH_ORDER, _DUTCH_PARTIAL, _DUTCH_STOP, r"(?!)")
    else:
        patterns = (_UKRAINIAN_DECISION, _UKRAINIAN_ORDER, _UKRAINIAN_PARTIAL, _UKRAINIAN_STOP, _NO_COURT)
    decision, order, partial, stop, other_body = map(re.compile, patterns)
    return Words(decision, order, partial, stop, other_body)


def form_of(written: str) -> str:
    """The form of a decision in the nominative, lower case; empty where the word stands for any form."""
    words = written.lower().split()
    if not words or words[0] == "судове" or "uitspra" in words[-1]:
        return ""
    last = re.sub(r"^(?:eind|tussen|verstek|deel)|(?<=vonnis)sen$|(?<=arrest)en$|(?<=beschikking)en$", "", words[-1])
    return {"наказ": "судовий наказ", "приказ": "судовий наказ"}.get(last, _FORMS.get(last, last))


def day_of(written: str) -> str:
    """A day as written («12.03.2019», «"5" березня 2019», «12 maart 2019») as YYYY-MM-DD; empty when it is none."""
    parts = re.findall(r"\d+|[^\W\d]+", written)
    if len(parts) != 3:
        return ""
    month = int(parts[1]) if parts[1].isdigit() else _MONTHS.get(parts[1][:3].lower(), 0)
    year = parts[2] if len(parts[2]) == 4 else ("19" if parts[2] >= "60" else "20") + parts[2].zfill(2)[-2:]
    return f"{year}-{month:02}-{int(parts[0]):02}" if 1 <= month <= 12 and 1 <= int(parts[0]) <= 31 else ""
