"""What the makers of both countries share: digits, groups, check digits of ISO standards, days and sums.

What belongs here: pieces of values. What does not: a value of one country (`numbers_uk`, `numbers_nl`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from tests.private.pools import pool

Maker = Callable[[Random], str]

"""Makes one value."""


def digits(rng: Random, count: int) -> str:
    """`count` digits, the first of them not zero."""
    return str(rng.randint(1, 9)) + "".join(str(rng.randint(0, 9)) for _ in range(count - 1))


def grouped(number: str, size: int, by: str = " ") -> str:
    """`number` in groups."""
    return by.join(number[at : at + size] for at in range(0, len(number), size))


def iban(country: str, account: str) -> str:
    """An account with the check digits of ISO 13616."""
    value = int("".join(str(int(character, 36)) for character in f"{account}{country}00"))
    return f"{country}{98 - value % 97:02d}{account}"


def luhn(number: str) -> str:
    """`number` with its check digit of ISO/IEC 7812."""
    from stdnum import luhn as check

    return number + check.calc_check_digit(number)


def born(rng: Random) -> date:
    """A day on which a party of a case may be born: 1940-2005."""
    return date(1940, 1, 1) + timedelta(days=rng.randint(0, 24_000))


def month_name(day: date, language: str) -> str:
    """The month of `day` in words."""
    return pool(f"{language} months")[day.month - 1]


def money(rng: Random, unit: str) -> str:
    """A sum as it is printed."""
    whole = rng.choice((rng.randint(17, 990), rng.randint(1_000, 99_000), rng.randint(100_000, 9_900_000)))
    written = rng.choice((f"{whole:,}".replace(",", " "), str(whole)))
    return f"{written}{rng.choice(('', f',{rng.randint(10, 99)}'))} {unit}"
