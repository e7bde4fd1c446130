"""Ukrainian cases: the facts of one invented case, and the decisions made in it.

What belongs here: from a template name, a year and a number to a decision with its text and its truth.
What does not: the register's rows and files (see register.py), damage (see damage.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from tests.fixture_maker import courts, draw, leaks
from tests.fixture_maker import identifiers as ids
from tests.fixture_maker.days import ukrainian
from tests.fixture_maker.leaks import Planted
from tests.fixture_maker.templates import template

KINDS_AT = {
    "order": courts.CIVIL[1],
    "supply": courts.COMMERCIAL,
    "adjourn": courts.COMMERCIAL,
    "arbitration": courts.COMMERCIAL,
    "russian": courts.COMMERCIAL,
    "pension": courts.ADMINISTRATIVE,
    "special": courts.ADMINISTRATIVE,
    "appeal": courts.APPEAL,
    "resolution2006": courts.OLD_APPEAL,
    "cassation": courts.SUPREME_ADMINISTRATIVE,
    "dissent": courts.GRAND_CHAMBER,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision before it enters the register."""

    name: str
    kind: str
    court: courts.Court
    number: str
    day: dt.date
    judge: str
    lines: tuple[str, ...]
    planted: tuple[Planted, ...]
    traps: tuple[str, ...]


def decide(kind: str, year: int, index: int, *, quoting: Decision | None = None, holder: int = 0) -> Decision:
    """The decision of this kind, year and number; `quoting` is the decision under appeal, `holder` a companion's."""
    key = (kind, year, index)
    court = KINDS_AT.get(kind) or draw.pick(courts.CIVIL, "court", *key)
    fields = facts(kind, year, index, court)
    if kind == "order":
        fields["company"] = "КП «Вербівтепломережа»"
    fields["holder"] = courts.HOLDERS[holder]
    if quoting:
        fields |= {"number": quoting.number, "first_court_gen": quoting.court.genitive, "first_judge": quoting.judge}
    chosen = leaks.chosen(leaks.ukrainian(*key), *key)
    lines = template("decisions", kind).fill(
        fields, *key, leaks=[leak.sentence for leak in chosen], quoted=reasoning(quoting.lines if quoting else ())
    )
    text = "\n".join(lines)
    planted = leaks.found(text, [*(leak.planted for leak in chosen), *leaks.kept(fields)])
    traps = [fields[name] for name in ("number", "erdr", "edrpou", "edrpou2", "old_account") if fields[name] in text]
    name = f"{kind}-{year}-{index}" + (f"-{holder}" if holder else "")
    return Decision(
        name, kind, court, fields["number"], day_of(*key), fields["judge"], tuple(lines), tuple(planted), tuple(traps)
    )


def day_of(kind: str, year: int, index: int) -> dt.date:
    """Day of the decision, in the year."""
    return dt.date(year, 1, 9) + dt.timedelta(draw.number(340, "day", kind, year, index))


def facts(kind: str, year: int, index: int, court: courts.Court) -> dict[str, str]:
    """Every field a template may ask for."""
    key = (kind, year, index)
    day = day_of(*key)
    began = day - dt.timedelta(200 + draw.number(900, "began", *key))
    return (
        people(key)
        | money(key)
        | numbers(kind, year, index, court)
        | {
            "court": court.name.strip(),
            "court_gen": court.genitive,
            "court_upper": court.name.strip().upper(),
            "city": court.city,
            "bare_city": court.city.removeprefix("м. "),
            "court_address": f"{court.city}, вул. Судова, 5",
            "court_phone": f"(0532) 55-{court.code[:2]}-{court.code[2:]}",
            "court_mail": f"c{court.code}.court.example",
            "court_code_edrpou": ids.edrpou("court", court.code),
            "day": ukrainian(day),
            "date": f"{day:%d.%m.%Y}",
            "short_date": f"{day:%d.%m.%y}",
            "yy": f"{day:%y}",
            "later_day": ukrainian(day + dt.timedelta(5)),
            "later_date": f"{day + dt.timedelta(14):%d.%m.%Y}",
            "hearing_day": ukrainian(day - dt.timedelta(40)),
            "first_day": ukrainian(day - dt.timedelta(90)),
            "contract_day": ukrainian(began),
            "contract_date": f"{began:%d.%m.%Y}",
            "hour": str(9 + draw.number(8, "hour", *key)),
            "minute": draw.pick(("00", "10", "30", "45"), "minute", *key),
            "gap": "\N{NO-BREAK SPACE}" * 60,
            "body_verb": draw.pick(
                ("ВСТАНОВИВ:", "УСТАНОВИВ:", "в с т а н о в и в :", "В С Т А Н О В И В :"), "b", *key
            ),
            "verdict_verb": draw.pick(("ВИРІШИВ:", "УХВАЛИВ:", "у х в а л и в :", "В И Р ІШ И В :"), "v", *key),
            "outcome": draw.pick(("задовольнити повністю", "задовольнити", "задовольнити частково"), "outcome", *key),
            "record": draw.pick(("не судимого", "судимого за ч. 1 ст. 185 КК України"), "record", *key),
            "part": str(1 + draw.number(3, "part", *key)),
            "months": str(6 + draw.number(30, "months", *key)),
            "offence": draw.pick(("124", "130", "173-2"), "offence", *key),
        }
    )


def people(key: tuple[object, ...]) -> dict[str, str]:
    """Those in office, and companies."""
    bench = draw.several(courts.JUDGES, 4, "bench", *key)
    firms = draw.several(courts.COMPANIES, 2, "firms", *key)
    return {
        "judge": bench[0],
        "judge2": bench[1],
        "judge3": bench[2],
        "first_judge": bench[3],
        "judge_ru": "Выдумкина Е.А.",
        "clerk": draw.pick(courts.CLERKS, "clerk", *key),
        "prosecutor": draw.pick(courts.PROSECUTORS, "pros", *key),
        "lawyer": draw.pick(courts.LAWYERS, "lawyer", *key),
        "company": firms[0],
        "company2": firms[1],
        "company_ru": "ОАО «Вымышленные электросети»",
        "first_court_gen": courts.CIVIL[0].genitive,
    }


def money(key: tuple[object, ...]) -> dict[str, str]:
    """Sums in the manner of judgments: 12 345,67."""

    def sum_of(name: str, limit: int) -> str:
        whole = 500 + draw.number(limit, name, *key)
        return f"{whole:,}".replace(",", " ") + f",{draw.number(100, 'cents', name, *key):02d}"

    return {
        "sum": sum_of("sum", 90_000),
        "principal": sum_of("principal", 60_000),
        "interest": sum_of("interest", 9_000),
        "costs": sum_of("costs", 2_000),
        "fine": str(340 * (1 + draw.number(50, "fine", *key))),
        "rate": str(12 + draw.number(40, "rate", *key)),
    }


def numbers(kind: str, year: int, index: int, court: courts.Court) -> dict[str, str]:
    """Case numbers in the style of the year, and identifiers that are no personal data."""
    key = (kind, year, index)
    serial = 100 + draw.number(9_000, "serial", *key)
    modern = f"{int(court.code) % 900 + 100}/{serial}/{year % 100}"
    number = draw.pick((f"6/{serial}", f"10/{serial}пд", f"22-{serial}/2006"), *key) if year < 2010 else modern
    return {
        "number": number + ("-ц" if kind in {"credit", "opening"} and year > 2010 and index % 4 == 0 else ""),
        "proceeding": f"2/{court.code}/{serial}/{year % 100}",
        "house": str(1 + draw.number(120, "house", *key)),
        "erdr": f"1{year}{draw.number(10**12, 'erdr', *key):012d}",
        "contract": f"{ids.digits(5, 'contract', *key)}-К",
        "factoring": f"{ids.digits(4, 'factoring', *key)}/Ф",
        "protocol": ids.digits(6, "protocol", *key),
        "edrpou": ids.edrpou("one", *key),
        "edrpou2": ids.edrpou("two", *key),
        "company_iban": ids.iban_ua("388888", "company", *key),
        "treasury": ids.iban_ua("899998", "fee", court.code),
        "old_account": "2600" + ids.digits(9, "old", *key),
    }


def reasoning(lines: Sequence[str]) -> list[str]:
    """What an appeal court quotes of a decision: from the examination of evidence to the legal basis."""
    start = next((i for i, line in enumerate(lines) if line.startswith("Дослідивши")), len(lines))
    end = next((i for i, line in enumerate(lines) if line.startswith("Керуючись")), len(lines))
    return list(lines[start:end])
