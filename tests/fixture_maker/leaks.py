"""Personal data planted in texts, and the look-alikes that are none.

What belongs here: sentences that hold one identifier of an invented person, and what should happen to it.
What does not: how identifiers are formed (see identifiers.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.fixture_maker import draw
from tests.fixture_maker import identifiers as ids
from tests.fixture_maker.courts import PARTIES


@dataclass(frozen=True, slots=True)
class Planted:
    """A string that was put into a text: its type, and whether to mask or keep it."""

    type: str
    text: str
    action: str


@dataclass(frozen=True, slots=True)
class Leak:
    """A sentence with one planted string."""

    sentence: str
    planted: Planted


PLATE_LETTERS = "АВЕІКМНОРСТХ"
VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"


def ukrainian(*key: object) -> list[Leak]:
    """One leak of every kind, values drawn by the key."""
    values = {
        "RNOKPP": ("Згідно з довідкою податкового органу РНОКПП сторони: {}.", ids.rnokpp(*key)),
        "PASSPORT": (
            "Особу встановлено за паспортом серії {}, виданим Вербівським РВ УМВС.",
            f"{letters('АВЕКМНСТ', 2, 'series', *key)} № {ids.digits(6, 'passport', *key)}",
        ),
        "ID_CARD": (
            "Подано копію паспорта громадянина України (ID-картка) № {}, орган видачі 8034.",
            "00" + ids.digits(7, "idcard", *key),
        ),
        "PHONE": (
            "Про засідання просила повідомляти за номером телефону {}.",
            f"+380 67 {ids.digits(3, 'p1', *key)} {ids.digits(2, 'p2', *key)} {ids.digits(2, 'p3', *key)}",
        ),
        "EMAIL": (
            "Копію позову надіслано на електронну пошту {}.",
            f"vygadko.{ids.digits(4, 'mail', *key)}@example.com",
        ),
        "IBAN": (
            "Кошти зараховано на особовий рахунок фізичної особи {} в АТ «Вигадбанк».",
            ids.iban_ua("388888", "person", *key),
        ),
        "PLATE": (
            "Сторони спільно користувалися автомобілем «Деу Ланос», державний номерний знак {}.",
            f"{letters(PLATE_LETTERS, 2, 'p', *key)}{ids.digits(4, 'plate', *key)}"
            f"{letters(PLATE_LETTERS, 2, 's', *key)}",
        ),
        "VIN": (
            "У технічному паспорті вказано номер кузова {}.",
            letters(VIN_LETTERS, 11, "vin", *key) + ids.digits(6, "serial", *key),
        ),
        "CARD": ("Гроші переказано на платіжну картку № {}.", spaced(ids.card(*key), 4)),
        "PERSON": ("Допитаний як свідок {} підтвердив ці обставини.", draw.pick(PARTIES, "name", *key)),
        "ADDRESS": (
            "За даними адресної довідки особа проживає за адресою: {}.",
            f"м. Вербівка, вул. Вишнева, буд. {1 + draw.number(90, 'house', *key)}, "
            f"кв. {1 + draw.number(60, 'flat', *key)}",
        ),
        "BIRTH_DATE": (
            "У заяві зазначено дату народження відповідача: {} року народження.",
            f"{1 + draw.number(28, 'd', *key):02d}.{1 + draw.number(12, 'm', *key):02d}."
            f"{1950 + draw.number(50, 'y', *key)}",
        ),
    }
    return [Leak(sentence.format(value), Planted(kind, value, "mask")) for kind, (sentence, value) in values.items()]


def dutch(*key: object) -> list[Leak]:
    """One leak of every kind for Dutch texts."""
    values = {
        "BSN": ("De betrokkene heeft burgerservicenummer (BSN) {}.", ids.bsn(*key)),
        "IBAN": ("Het bedrag is overgemaakt naar rekening {} op naam van betrokkene.", ids.iban_nl(*key)),
        "PHONE": ("Betrokkene was bereikbaar op telefoonnummer {}.", "06-" + ids.digits(8, "mobile", *key)),
        "EMAIL": ("Hij stuurde een bericht vanaf {}.", f"verzonnen.{ids.digits(4, 'mail', *key)}@example.com"),
        "ADDRESS": (
            "Betrokkene woont aan de {}.",
            f"Verzonnenlaan {1 + draw.number(200, 'house', *key)}, "
            f"{ids.digits(4, 'post', *key)} {letters('BCDGHJKLN', 2, 'pc', *key)} Duinveen",
        ),
        "PLATE": (
            "De auto met kenteken {} stond op de oprit.",
            f"{ids.digits(2, 'k', *key)}-{letters('BDGHJKLNPRSTXZ', 3, 'l', *key)}-{1 + draw.number(9, 'n', *key)}",
        ),
        "PASSPORT": (
            "Hij legitimeerde zich met paspoort nummer {}.",
            f"{letters('BCDEFGHJ', 2, 'pp', *key)}{ids.digits(7, 'pass', *key)}",
        ),
        "BIRTH_DATE": (
            "Volgens het uittreksel is hij geboren op {}.",
            f"{1 + draw.number(28, 'd', *key):02d}-{1 + draw.number(12, 'm', *key):02d}-"
            f"{1950 + draw.number(50, 'y', *key)}",
        ),
    }
    return [Leak(sentence.format(value), Planted(kind, value, "mask")) for kind, (sentence, value) in values.items()]


def chosen(leaks: Iterable[Leak], *key: object) -> list[Leak]:
    """Two leaks for every second key, none for the others."""
    return draw.several(list(leaks), 2, "leak", *key) if draw.number(2, "leaky", *key) == 0 else []


def found(text: str, candidates: Iterable[Planted]) -> list[Planted]:
    """The candidates that the finished text really holds."""
    return [planted for planted in candidates if planted.text in text]


def kept(fields: Mapping[str, str]) -> list[Planted]:
    """What looks personal in the fields of a Ukrainian case, but belongs to a public body or a person in office."""
    bodies = [
        ("PHONE", fields["court_phone"]),
        ("EMAIL", f"inbox@{fields['court_mail']}"),
        ("ADDRESS", fields["court_address"]),
        ("IBAN", fields["treasury"]),
    ]
    office = [("PERSON", fields[role]) for role in ("judge", "clerk", "prosecutor", "lawyer")]
    return [Planted(kind, value, "keep") for kind, value in (*bodies, *office)]


def letters(alphabet: str, count: int, *key: object) -> str:
    """That many letters of the alphabet."""
    return "".join(draw.pick(alphabet, place, *key) for place in range(count))


def spaced(value: str, width: int) -> str:
    """The value in groups, as people write it."""
    return " ".join(value[place : place + width] for place in range(0, len(value), width))
