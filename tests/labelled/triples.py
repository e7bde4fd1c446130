"""Three rows of which the middle one is like two others that are not one decision.

What belongs here: such triples, and between which of their rows a keeper may be shared. What does not: pairs
(`hard_cases.jsonl`). The form rulings and orders are made of no case.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from tests.labelled.rows import Row

FORM_RULING = (
    "УХВАЛА Суддя, вивчивши скаргу, встановила: скаргу подано без доказів сплати збору та без копій для інших "
    "учасників, тому вона не може бути прийнята до розгляду. Скаржникові належить усунути ці недоліки протягом десяти "
    "днів з дня вручення ухвали. Керуючись процесуальним законом, УХВАЛИЛА: скаргу залишити без руху, строк встановити."
)
ORDER = (
    "СУДОВИЙ НАКАЗ Суд, розглянувши заяву підприємства «Водограй» про стягнення плати за подану воду, встановив, що "
    "борг підтверджений рахунками, які боржник отримував щомісяця і не оспорював, а строк сплати за ними давно "
    "минув. Заява відповідає вимогам закону, збір сплачено, спору про право з поданих матеріалів не вбачається, а тому "
    "підстав для відмови у видачі наказу немає. НАКАЗАВ: стягнути з {who} на користь підприємства плату за подану воду "
    "та судовий збір. Боржник може подати заяву про скасування наказу протягом п'ятнадцяти днів з дня вручення йому "
    "копії наказу разом із копією заяви та доданих до неї документів. Наказ набирає законної сили, якщо протягом цього "
    "строку заяви про скасування не подано."
)
DAY = dt.date(2021, 5, 14)
RULING = Row("t:0", FORM_RULING, "form ruling", date=DAY, form="Ухвала", issuer_code="0703", instance="first")


@dataclass(frozen=True, slots=True)
class Triple:
    """Rows in the order in which they came; those at the places `apart` are two decisions."""

    what: str
    rows: tuple[Row, Row, Row]
    apart: tuple[int, int]


def triples() -> tuple[Triple, ...]:
    """Each with the row between the two in the middle, and with it at the beginning."""
    between = (
        ("a row without a number between two cases", _cases("301/77/21", None, "301/78/21")),
        ("a row of which nothing is told between two cases", _silent()),
        ("a row of two numbers between two cases", _cases("301/77/21", "301/77/21 301/78/21", "301/78/21")),
        ("a row without a day between two days", _days()),
        ("a court's number without its court between two courts", _courts()),
        ("a masked row between two parties, nothing told", _orders()),
        ("a masked row between two parties of one case", _orders(case_numbers=("301/77/21",), date=DAY)),
    )
    middle = [Triple(what, rows, (0, 2)) for what, rows in between]
    return (*middle, *(Triple(f"{what}, first", (rows[1], rows[0], rows[2]), (1, 2)) for what, rows in between))


def _cases(*numbers: str | None) -> tuple[Row, Row, Row]:
    one, other, third = (
        replace(RULING, id=f"t:{place}", case_numbers=(number,) if number else ())
        for place, number in enumerate(numbers)
    )
    return one, other, third


def _silent() -> tuple[Row, Row, Row]:
    one, _, third = _cases("301/77/21", None, "301/78/21")
    return one, Row("t:1", FORM_RULING, "form ruling"), third


def _days() -> tuple[Row, Row, Row]:
    one, other, third = _cases("301/77/21", "301/77/21", "301/77/21")
    return one, replace(other, date=None), replace(third, date=DAY + dt.timedelta(30))


def _courts() -> tuple[Row, Row, Row]:
    one, other, third = _cases("2-77/09", "2-77/09", "2-77/09")
    return one, replace(other, issuer_code=None), replace(third, issuer_code="0704")


def _orders(**told: object) -> tuple[Row, Row, Row]:
    people = ("Гнатюка Олега", "ОСОБА_1", "Ребрик Ганни")
    one, other, third = (
        replace(Row(f"t:{place}", ORDER.format(who=who), "order"), **told) for place, who in enumerate(people)
    )
    return one, other, third
