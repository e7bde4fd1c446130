"""Dutch people who do not exist, and how judgments write them.

What belongs here: initials, interfixes and their capitals. What does not: declension, which Dutch has not, and titles,
which the templates write.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.private.pools import pool


@dataclass(frozen=True, slots=True)
class DutchPerson:
    """Surname with its interfixes in lower case as a rule, and first names."""

    surname: str
    names: tuple[str, str]


def draw_dutch_person(rng: Random, gender: str) -> DutchPerson:
    """A person of the pools; one surname in eight is double."""
    surname = rng.choice(pool("nl surnames"))
    if rng.random() < 0.125:
        surname += "-" + rng.choice([name for name in pool("nl surnames") if "'" not in name])
    first, second = rng.sample(pool(f"nl names {gender}"), 2)
    return DutchPerson(surname, (first, second))


FORMS = {
    "is": "{a}.{b}. {s}",
    "is1": "{a}. {s}",
    "ns": "{n} {s}",
    "nns": "{n} {m} {s}",
    "nis": "{n} {b}. {s}",
    "s": "{S}",
    "aS": "{a}.{b}. {C}",
}
"""Written forms by name; `init` draws one of INITIALS. A surname alone begins with a capital: Van den Berg."""

INITIALS = (*("{a}.{b}. {s}",) * 4, "{a}. {b}. {s}", "{a}.{b}.C. {s}", "{a}. {s}", "{a}.{b}.{s}")


def dutch_written(person: DutchPerson, form: str, rng: Random) -> str:
    """The name of `person` in a form of FORMS, or `init`."""
    (first, second), surname = person.names, person.surname
    pattern = rng.choice(INITIALS) if form == "init" else FORMS[form]
    capital = surname[0].upper() + surname[1:]
    return pattern.format(a=first[0], b=second[0], n=first, m=second, s=surname, S=capital, C=surname.upper())
