"""Identifiers of invented persons, with check digits that hold.

What belongs here: how an identifier is formed. What does not: in which text it stands (see leaks.py).
"""

from __future__ import annotations

import datetime as dt

from tests.fixture_maker import draw


def digits(count: int, *key: object) -> str:
    """That many digits, the first not zero."""
    return str(10 ** (count - 1) + draw.number(9 * 10 ** (count - 1), *key))


def rnokpp(*key: object) -> str:
    """Taxpayer number: days since 1899-12-31 of the birth, four digits, check digit (order 822 of 2017)."""
    born = dt.date(1955, 1, 1) + dt.timedelta(draw.number(15_000, "born", *key))
    body = f"{(born - dt.date(1899, 12, 31)).days:05d}{draw.number(10_000, 'serial', *key):04d}"
    weights = (-1, 5, 7, 9, 4, 6, 10, 5, 7)
    return body + str(sum(w * int(d) for w, d in zip(weights, body, strict=True)) % 11 % 10)


def edrpou(*key: object) -> str:
    """Company code of the state register (eight digits); kept, never masked."""
    body = str(3_000_000 + draw.number(1_000_000, "edrpou", *key))
    check = sum(w * int(d) for w, d in zip((7, 1, 2, 3, 4, 5, 6), body, strict=True)) % 11
    if check == 10:
        check = sum(w * int(d) for w, d in zip((9, 3, 4, 5, 6, 7, 8), body, strict=True)) % 11 % 10
    return body + str(check)


def iban(country: str, account: str) -> str:
    """IBAN with its check digits (ISO 13616, mod 97)."""
    rest = account + country + "00"
    value = int("".join(str(int(letter, 36)) for letter in rest))
    return f"{country}{98 - value % 97:02d}{account}"


def iban_ua(bank: str, *key: object) -> str:
    """Ukrainian IBAN of an account at the bank with this MFO; 899998 is the Treasury."""
    return iban("UA", bank + "00000" + digits(14, "account", *key))


def iban_nl(*key: object) -> str:
    """Dutch IBAN at an invented bank."""
    return iban("NL", "TEST" + digits(10, "account", *key))


def bsn(*key: object) -> str:
    """Dutch citizen number that passes the elfproef: 9a+8b+7c+6d+5e+4f+3g+2h-i divisible by 11."""
    for attempt in range(100):
        body = digits(8, "bsn", attempt, *key)
        check = sum(w * int(d) for w, d in zip(range(9, 1, -1), body, strict=True)) % 11
        if check < 10:
            return body + str(check)
    raise ValueError(f"No citizen number for {key}: choose another key.")


def card(*key: object) -> str:
    """Payment card number with a Luhn digit (ISO/IEC 7812)."""
    body = "4" + digits(14, "card", *key)
    doubled = [int(d) * 2 if place % 2 == 0 else int(d) for place, d in enumerate(body)]
    return body + str(-sum(d - 9 if d > 9 else d for d in doubled) % 10)
