"""What differs in Russian-language decisions of Ukrainian courts: dates and addresses.

What belongs here: makers that overrule those of `numbers_uk`. What does not: everything that has no words.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from tests.private import numbers_uk
from tests.private.numbers import Maker, born, month_name
from tests.private.pools import pool


def birth_date(rng: Random) -> str:
    """A date of birth in digits or words."""
    day = born(rng)
    return rng.choice((f"{day:%d.%m.%Y}", f"{day:%d.%m.%Y}", f"{day.day} {month_name(day, 'ru')} {day.year}"))


def other_date(rng: Random) -> str:
    """A date on which nobody was born."""
    day = date(2002, 1, 1) + timedelta(days=rng.randint(0, 5000))
    return rng.choice((f"{day:%d.%m.%Y}", f"{day:%d.%m.%Y} г.", f"{day.day} {month_name(day, 'ru')} {day.year} года"))


def address(rng: Random) -> str:
    """City, street, house and flat."""
    street, city = rng.choice(pool("ru streets")), rng.choice(pool("ru cities"))
    number, flat = rng.randint(1, 180), rng.randint(1, 200)
    return rng.choice(
        (
            f"г. {city}, ул. {street}, д. {number}, кв. {flat}",
            f"г. {city}, ул. {street}, {number}, кв. {flat}",
            f"г. {city}, пр. {street}, дом {number}, квартира {flat}",
            f"ул. {street}, {number}/{flat}, г. {city}",
            f"АР Крым, Сакский район, с. {rng.choice(pool('ru villages'))}, ул. {street}, {number}",
        )
    )


PERSONAL: Mapping[str, Maker] = {**numbers_uk.PERSONAL, "BIRTH_DATE": birth_date, "ADDRESS": address}
TRAPS: Mapping[str, Maker] = {**numbers_uk.TRAPS, "date": other_date}
