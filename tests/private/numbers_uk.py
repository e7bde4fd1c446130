"""Ukrainian identifiers, contacts, addresses and dates of nobody, and the numbers that only look like them.

What belongs here: makers of personal values (PERSONAL) and of traps (TRAPS), each with the right check digits. What
does not: names (`people`) and the sentences around them (templates).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from tests.private.numbers import Maker, born, digits, grouped, iban, luhn, money, month_name
from tests.private.pools import pool

PLATE_LETTERS = "АВЕІКМНОРСТХ"
OPERATORS = ("050", "063", "066", "067", "068", "073", "091", "093", "095", "096", "097", "098", "099")
AREAS = ("044", "032", "048", "057", "0542", "0472", "03122")
BANKS = ("322313", "305299", "300335", "322001", "334851", "351005")
"""МФО of commercial banks; 899998 is the Treasury's."""

TREASURY = "899998"


def rnokpp(rng: Random) -> str:
    """A taxpayer number of somebody born 1940-2005, with its check digit."""
    from stdnum.ua import rntrc

    number = f"{(born(rng) - date(1899, 12, 31)).days:05d}{digits(rng, 4)}"
    return number + rntrc.calc_check_digit(number)


def passport(rng: Random) -> str:
    """Series and number of a passport book, as clerks write them."""
    series = "".join(rng.choice("АВЕІКМНСТ") for _ in range(2))
    return series + rng.choice(("", " ", " № ", " №", " номер ", "\u00a0", " № ")) + digits(rng, 6)


def unzr(rng: Random) -> str:
    """Record number in the demographic register."""
    return f"{born(rng):%Y%m%d}-{digits(rng, 5)}"


def account_iban(rng: Random) -> str:
    """IBAN of a person's account in a bank."""
    number = iban("UA", rng.choice(BANKS) + "00000" + rng.choice(("2620", "2600")) + digits(rng, 10))
    parts = f"{number[:4]} {number[4:10]} {number[10:]}"
    return rng.choice((number, number, grouped(number, 4), f"{number[:2]} {number[2:]}", parts))


def account(rng: Random) -> str:
    """A bank account of before 2020: a person's, 2620 in the chart of the National Bank."""
    return "2620" + digits(rng, rng.choice((5, 8, 10)))


def card(rng: Random) -> str:
    """A payment card, whole or in groups."""
    number = luhn(rng.choice("45") + digits(rng, 14))
    return rng.choice((number, grouped(number, 4), grouped(number, 4, "-")))


def phone(rng: Random) -> str:
    """A mobile number in one of the groupings that occur."""
    code, rest = rng.choice(OPERATORS), digits(rng, 7)
    a, b, c = rest[:3], rest[3:5], rest[5:]
    return rng.choice(
        (
            f"+38{code}{rest}",
            f"+38 ({code}) {a}-{b}-{c}",
            f"+38 {code} {a} {b} {c}",
            f"38{code}{rest}",
            f"{code}{rest}",
            f"{code}-{a}-{b}-{c}",
            f"({code}) {a} {b} {c}",
            f"8-{code}-{a}-{b}-{c}",
            f"8 ({code}) {a}-{b}-{c}",
            f"{code} {rest}",
            f"+38({code}){rest}",
        )
    )


def landline(rng: Random) -> str:
    """A number in a town's network, with its area code."""
    area, rest = rng.choice(AREAS), digits(rng, 7)
    rest = rest[: 10 - len(area)]
    return rng.choice((f"({area}) {rest[:-4]}-{rest[-4:-2]}-{rest[-2:]}", f"({area}){rest}"))


def email(rng: Random) -> str:
    """An e-mail address of a person."""
    name = rng.choice(("olena", "kravets", "v.shevchuk", "s_bondar", "taras-k", "ivan.petrenko", "m-lytvyn"))
    host = rng.choice(("ukr.net", "gmail.com", "i.ua", "meta.ua", "outlook.com", "bigmir.net", "email.ua"))
    return f"{name}{rng.choice(('', digits(rng, 2), '.' + digits(rng, 4)))}@{host}"


def plate(rng: Random) -> str:
    """A plate: of today, spaced, or of before 2004."""
    a, b = ("".join(rng.choice(PLATE_LETTERS) for _ in range(2)) for _ in range(2))
    forms = (*("{a}{n}{b}",) * 4, *("{a} {n} {b}",) * 2, "{a} {n}{b}", "{m}{n}{b}", "{m}{k}-{k} {b}")
    return rng.choice(forms).format(a=a, b=b, n=digits(rng, 4), m=digits(rng, 1), k=digits(rng, 2))


def vin(rng: Random) -> str:
    """A vehicle identification number without I, O and Q."""
    return (
        rng.choice(("Y6D", "WVW", "WBA", "XTA", "JTD", "KNA", "VF1"))
        + "".join(rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ0123456789") for _ in range(6))
        + digits(rng, 8)
    )


def house(rng: Random) -> str:
    """House and flat."""
    number = f"{rng.randint(1, 180)}{rng.choice(('', '', '', '-А', 'б', '/2', ' А'))}"
    forms = (
        "{n}, кв. {f}",
        "буд. {n}, кв. {f}",
        "будинок {n}, квартира {f}",
        "{n}/{f}",
        "{n}",
        "буд. {n}",
        "{n} кв.{f}",
        "буд.{n}, корп. 2, кв.{f}",
    )
    return rng.choice(forms).format(n=number, f=rng.randint(1, 240))


def address(rng: Random) -> str:
    """Where somebody lives, from city or village to flat, in either order."""
    kind = rng.choice(("вул.", "вул.", "вул.", "вул. ", "вулиця ", "просп. ", "пров. ", "бульв. "))
    street = f"{kind if kind.endswith(' ') else rng.choice((kind, kind + ' '))}{rng.choice(pool('uk streets'))}"
    place, city, village = house(rng), rng.choice(pool("uk cities")), rng.choice(pool("uk villages"))
    region, district = rng.choice(pool("uk regions")), rng.choice(pool("uk districts"))
    return rng.choice(
        (
            f"м. {city}, {street}, {place}",
            f"м. {city}, {street}, {place}",
            f"м.{city}, {street}, {place}",
            f"{digits(rng, 4)}0, м. {city}, {street}, {place}",
            f"{region} обл., {district} р-н, с. {village}, {street}, {place}",
            f"{region} область, {district} район, село {village}, {street}, {place}",
            f"{street}, {place}, м. {city}",
            f"с. {village}, {street}, {place}",
        )
    )


def birth_date(rng: Random) -> str:
    """A date of birth in digits or words."""
    day = born(rng)
    return rng.choice((f"{day:%d.%m.%Y}",) * 3 + (f"{day.day} {month_name(day, 'uk')} {day.year}",))


PERSONAL: Mapping[str, Maker] = {
    "RNOKPP": rnokpp,
    "PASSPORT": passport,
    "ID_CARD": lambda rng: f"00{digits(rng, 7)}",
    "UNZR": unzr,
    "IBAN": account_iban,
    "ACCOUNT": account,
    "CARD": card,
    "PHONE": phone,
    "LANDLINE": landline,
    "EMAIL": email,
    "PLATE": plate,
    "VIN": vin,
    "ADDRESS": address,
    "BIRTH_DATE": birth_date,
}
"""What each type of a span is made by; LANDLINE is a PHONE."""


def edrpou(rng: Random) -> str:
    """A company's code with its check digit."""
    from stdnum.ua import edrpou as code

    number = rng.choice("234") + digits(rng, 6)
    return number + code.calc_check_digit(number)


def treasury(rng: Random) -> str:
    """An account of the Treasury, to which court fees and fines are paid."""
    number = iban("UA", TREASURY + "0" + rng.choice(("313", "318")) + digits(rng, 15))
    return rng.choice((number, number, grouped(number, 4)))


def case_number(rng: Random) -> str:
    """Number of a case: of first instance, of commercial and administrative courts, of the Supreme Court."""
    year = rng.randint(9, 25)
    return rng.choice(
        (
            f"{rng.randint(100, 960)}/{rng.randint(1, 29999)}/{year:02d}-{rng.choice(('ц', 'к', 'п', 'а'))}",
            f"{rng.randint(100, 960)}/{rng.randint(1, 29999)}/{year:02d}",
            f"910/{rng.randint(1, 29999)}/{year:02d}",
            f"61-{rng.randint(1, 22000)}св{year:02d}",
            f"2-{rng.randint(1, 9999)}/20{year:02d}",
            f"1-кп/{rng.randint(100, 960)}/{rng.randint(1, 900)}/{year:02d}",
        )
    )


def other_date(rng: Random) -> str:
    """A date on which nobody was born: of a contract, a hearing, an order."""
    day = date(2008, 1, 1) + timedelta(days=rng.randint(0, 6300))
    return rng.choice((f"{day:%d.%m.%Y}", f"{day.day} {month_name(day, 'uk')} {day.year} року", f"{day:%d.%m.%Y} року"))


TRAPS: Mapping[str, Maker] = {
    "treasury": treasury,
    "edrpou": edrpou,
    "case": case_number,
    "erdr": lambda rng: f"1{rng.randint(2, 9)}0{rng.randint(12, 24)}{digits(rng, 12)}"[:17],
    "date": other_date,
    "sum": lambda rng: money(rng, "грн"),
    "law": lambda rng: f"{rng.randint(100, 5500)}-{rng.choice(('XII', 'XIV', 'IV', 'VI', 'VIII', 'IX', 'ІХ', 'V'))}",
    "execution": lambda rng: digits(rng, 8),
    "inventory": lambda rng: digits(rng, rng.choice((6, 9, 10))),
    "contract": lambda rng: rng.choice(("214/{}-21", "{}451", "SAMDN52000{}178", "№ {}")).format(digits(rng, 7)),
    "protocol": lambda rng: f"{rng.choice(('ААД', 'ДПР18', 'БР', 'АП1', 'АА'))} № {digits(rng, 6)}",
    "cadastre": lambda rng: f"{digits(rng, 10)}:{digits(rng, 2)}:{digits(rng, 3)}:{digits(rng, 4)}",
    "court_phone": landline,
    "court_email": lambda rng: rng.choice(("inbox@sm.su.court.gov.ua", "inbox@adm.ko.court.gov.ua")),
}
"""What looks like personal data and is none, by what it is."""
