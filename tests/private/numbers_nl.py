"""Dutch identifiers, contacts, addresses and dates of nobody, and the numbers that only look like them.

What belongs here: makers of personal values (PERSONAL) and of traps (TRAPS), each with the right check digits. What
does not: names (`people_nl`) and the sentences around them (templates).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from tests.private.numbers import Maker, born, digits, grouped, iban, luhn, money, month_name
from tests.private.pools import pool

CONSONANTS = "BDFGHJKLNPRSTVXZ"
SIDE_CODES = "99-XX-XX XX-99-XX XX-XX-99 99-XXX-9 9-XXX-99 XX-999-X X-999-XX XX-99-99 99-99-XX XXX-99-X"
"""Forms of plates, X a letter and 9 a digit; codes 3 to 10 of the vehicle authority and two old ones."""


def bsn(rng: Random) -> str:
    """A citizen service number that passes the elfproef."""
    while True:
        number = digits(rng, 8)
        check = sum(weight * int(digit) for weight, digit in zip(range(9, 1, -1), number, strict=True)) % 11
        if check < 10:
            break
    whole = f"{number}{check}"
    dotted = f"{whole[:4]}.{whole[4:6]}.{whole[6:]}"
    return rng.choice((whole, whole, grouped(whole, 3, "."), dotted, grouped(whole, 3)))


def account_iban(rng: Random) -> str:
    """IBAN at a Dutch bank."""
    number = iban("NL", rng.choice(("ABNA", "INGB", "RABO", "SNSB", "TRIO", "KNAB", "BUNQ")) + "0" + digits(rng, 9))
    return rng.choice((number, number, grouped(number, 4), f"{number[:4]} {number[4:8]} {number[8:]}"))


def mobile(rng: Random) -> str:
    """A mobile number in one of the groupings that occur."""
    rest = digits(rng, 8)
    return rng.choice(
        (
            f"06-{rest}",
            f"06{rest}",
            f"06 {rest}",
            f"06 {grouped(rest, 2)}",
            f"06-{grouped(rest, 2, '-')}" if rest[0] != "9" else f"06-{rest}",
            f"+31 6 {rest}",
            f"+316{rest}",
            f"0031 6 {rest}",
            f"+31 (0)6 {rest}",
            f"06.{grouped(rest, 2, '.')}",
        )
    )


def landline(rng: Random) -> str:
    """A number of a town's network."""
    area = rng.choice(("020", "010", "070", "030", "0172", "0317", "0223"))
    rest = digits(rng, 10 - len(area))
    return rng.choice((f"{area}-{rest}", f"{area} {rest}", f"({area}) {rest}"))


def email(rng: Random) -> str:
    """An e-mail address of a person."""
    name = rng.choice(("jan.bakker", "fatima_b", "p.devries", "info.visser", "sanne-m", "koster", "h.y.kaya"))
    host = rng.choice(("gmail.com", "hotmail.com", "ziggo.nl", "kpnmail.nl", "live.nl", "xs4all.nl", "outlook.com"))
    return f"{name}{rng.choice(('', digits(rng, 2), digits(rng, 4)))}@{host}"


def plate(rng: Random) -> str:
    """A plate of one of the side codes."""
    return "".join(
        rng.choice(CONSONANTS) if sign == "X" else str(rng.randint(0, 9)) if sign == "9" else sign
        for sign in rng.choice(SIDE_CODES.split())
    )


def v_number(rng: Random) -> str:
    """Number of a foreigner at the immigration service."""
    number = digits(rng, 10)
    return rng.choice((number, f"{number[:3]}.{number[3:6]}.{number[6:]}"))


def passport(rng: Random) -> str:
    """Document number of passport or identity card: no letter O, a digit at the end."""
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
    middle = "".join(rng.choice(letters + "0123456789") for _ in range(5))
    return f"{rng.choice(('N', 'B', 'I', 'X', 'S'))}{rng.choice(letters)}{rng.randint(0, 9)}{middle}{rng.randint(0, 9)}"


def postcode(rng: Random) -> str:
    """Four digits and two letters, with or without a space."""
    letters = rng.choice("ABCDEGHKLMNPRVWX") + rng.choice("ABCEGHJKLMNPRTVWX")
    return f"{rng.randint(1011, 9998)}{rng.choice((' ', ' ', ''))}{letters}"


def address(rng: Random) -> str:
    """Street, house, postcode and town, as far as judgments give them."""
    addition = rng.choice(("", "", "", "a", "-II", " B", " bis", "-3"))
    street = f"{rng.choice(pool('nl streets'))} {rng.randint(1, 320)}{addition}"
    code, city = postcode(rng), rng.choice(pool("nl cities"))
    forms = ("{s}, {p} {c}", "{s} te {c}", "{s}, {p} te {c}", "{p} {c}, {s}", "{s} in {c}", "{s}")
    return rng.choice(forms).format(s=street, p=code, c=city)


def birth_date(rng: Random) -> str:
    """A date of birth in words or digits."""
    day = born(rng)
    words = f"{day.day} {month_name(day, 'nl')} {day.year}"
    return rng.choice((words, words, words, f"{day:%d-%m-%Y}", f"{day.day}-{day.month}-{day.year}"))


PERSONAL: Mapping[str, Maker] = {
    "BSN": bsn,
    "IBAN": account_iban,
    "CARD": lambda rng: grouped(luhn(rng.choice("45") + digits(rng, 14)), 4),
    "PHONE": mobile,
    "LANDLINE": landline,
    "EMAIL": email,
    "PLATE": plate,
    "V_NUMBER": v_number,
    "PASSPORT": passport,
    "ADDRESS": address,
    "BIRTH_DATE": birth_date,
}
"""What each type of a span is made by; LANDLINE is a PHONE."""


def rsin(rng: Random) -> str:
    """A legal person's number, which passes the elfproef like a BSN."""
    return bsn(rng).replace(".", "").replace(" ", "")


def other_date(rng: Random) -> str:
    """A date on which nobody was born."""
    day = date(2006, 1, 1) + timedelta(days=rng.randint(0, 6900))
    return rng.choice((f"{day.day} {month_name(day, 'nl')} {day.year}", f"{day:%d-%m-%Y}", f"{day:%d/%m/%Y}"))


def case_number(rng: Random) -> str:
    """Number under which a court keeps a case."""
    year = rng.randint(5, 25)
    return rng.choice(
        (
            f"C/{rng.randint(1, 19):02d}/{rng.randint(100000, 799999)} / HA ZA {year:02d}-{rng.randint(1, 1200)}",
            f"200.{rng.randint(100, 399)}.{rng.randint(100, 999)}/01",
            f"20{year:02d}{rng.randint(1000, 9999)}/1/A{rng.randint(1, 3)}",
            f"{year:02d}/{rng.randint(1000, 6999)} WIA",
            f"AWB {year:02d}/{rng.randint(1000, 39999)}",
            f"{rng.randint(1000000, 9999999)} CV EXPL {year:02d}-{rng.randint(100, 9999)}",
            f"20{year:02d}0{rng.randint(1000, 9999)}",
            f"NL{year:02d}.{rng.randint(1000, 29999)}",
        )
    )


def ecli(rng: Random) -> str:
    """European case law identifier."""
    court = rng.choice(("HR", "RBAMS", "GHARL", "RVS", "CRVB"))
    return f"ECLI:NL:{court}:{rng.randint(2000, 2025)}:{rng.choice(('', 'BX'))}{rng.randint(100, 9999)}"


def report(rng: Random) -> str:
    """Number of a police report."""
    return f"PL{rng.randint(600, 2700):04d}-20{rng.randint(5, 25):02d}{digits(rng, 6)}-{rng.randint(1, 40)}"


TRAPS: Mapping[str, Maker] = {
    "parket": lambda rng: f"{rng.randint(1, 23):02d}-{rng.randint(100000, 999999)}-{rng.randint(5, 25):02d}",
    "parket_slash": lambda rng: f"{rng.randint(1, 23):02d}/{rng.randint(100000, 999999)}-{rng.randint(5, 25):02d}",
    "case": case_number,
    "ecli": ecli,
    "ljn": lambda rng: f"LJN {rng.choice(('BX', 'BD', 'AZ', 'BM'))}{digits(rng, 4)}",
    "kvk": lambda rng: digits(rng, 8),
    "rsin": rsin,
    "report": report,
    "gazette": lambda rng: f"Stb. {rng.randint(1994, 2024)}, {rng.randint(1, 640)}",
    "date": other_date,
    "sum": lambda rng: "€ " + money(rng, "").strip().replace(" ", "."),
    "invoice": lambda rng: digits(rng, rng.choice((8, 9, 10))),
    "court_phone": landline,
    "fictive_plate": lambda rng: rng.choice(("AA-11-AA", "00-AA-AA", "XX-00-XX")),
}
"""What looks like personal data and is none, by what it is."""
