"""People who do not exist, with names in every case: Ukrainian and Russian.

What belongs here: how a name is declined, and the written forms of a name. What does not: the pools the names are drawn
from (`names.txt`), Dutch names (`people_nl`), and what a person is in a case (the templates).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from tests.private.pools import pool

CASES = "ngdail"
"""Nominative, genitive, dative, accusative, instrumental, locative."""

Paradigm = tuple[str, int, str, str]
"""(end of the nominative, letters cut, endings of a man, endings of a woman); without endings a word stays."""

SURNAMES_UK: tuple[Paradigm, ...] = (
    (r"ий", 2, "ий ого ому ого им ому", "а ої ій у ою ій"),
    (r"(?:[оеє]в|[ії]н)", 0, " а у а им у", "а ої ій у ою ій"),
    (r"ець", 3, "ець ця цю ця цем цеві", ""),
    (r"й", 1, "й я ю я єм єві", ""),
    (r"ко", 1, "о а у а ом ові", ""),
    (r"ь", 1, "ь я ю я ем еві", ""),
    (r"а", 1, "а и і у ою і", "а и і у ою і"),
    (r"я", 1, "я і і ю ею і", "я і і ю ею і"),
    (r"(?:их|[уо])", 0, "", ""),
    (r"", 0, " а у а ом ові", ""),
)
NAMES_UK: tuple[Paradigm, ...] = (
    (r"ій", 2, "ій ія ію ія ієм ієві", ""),
    (r"о", 1, "о а у а ом ові", ""),
    (r"ь", 1, "ь я ю я ем еві", ""),
    (r"гор", 2, "ор оря орю оря орем ореві", ""),
    (r"ія", 2, "", "ія ії ії ію ією ії"),
    (r"'я", 1, "", "я ї ї ю єю ї"),
    (r"я", 1, "я і і ю ею і", "я і і ю ею і"),
    (r"а", 1, "а и і у ою і", "а и і у ою і"),
    (r"ов", 2, "", "ов ові ові ов ов'ю ові"),
    (r"", 0, " а у а ом ові", ""),
)
SURNAMES_RU: tuple[Paradigm, ...] = (
    (r"ый", 2, "ый ого ому ого ым ом", "ая ой ой ую ой ой"),
    (r"ий", 2, "ий ого ому ого им ом", "ая ой ой ую ой ой"),
    (r"[оеёи][вн]", 0, " а у а ым е", "а ой ой у ой ой"),
    (r"(?:ко|их)", 0, "", ""),
    (r"", 0, " а у а ом е", ""),
)
NAMES_RU: tuple[Paradigm, ...] = (
    (r"ий", 2, "ий ия ию ия ием ии", ""),
    (r"ей", 2, "ей ея ею ея еем ее", ""),
    (r"ия", 2, "", "ия ии ии ию ией ии"),
    (r"ь", 1, "ь я ю я ем е", ""),
    (r"я", 1, "я и е ю ей е", "я и е ю ей е"),
    (r"а", 1, "а ы е у ой е", "а ы е у ой е"),
    (r"", 0, " а у а ом е", ""),
)
PATRONYMICS: Mapping[str, tuple[Paradigm, ...]] = {
    "uk": ((r"ч", 0, " а у а ем у", ""), (r"а", 1, "", "а и і у ою і")),
    "ru": ((r"ч", 0, " а у а ем е", ""), (r"а", 1, "", "а ы е у ой е")),
}
SPELLING: tuple[tuple[str, str], ...] = (
    (r"([гкхжшч])ы$", r"\1и"),
    (r"кі$", "ці"),
    (r"гі$", "зі"),
)
"""What a letter becomes before an ending: Ольгы is Ольги, Сорокі is Сороці."""


@dataclass(frozen=True, slots=True)
class Person:
    """Surname in a man's nominative, name and patronymic in the person's own; `gender` m or f, `language` uk or ru."""

    surname: str
    name: str
    patronymic: str
    gender: str
    language: str

    def declined(self, case: str) -> tuple[str, str, str]:
        """Surname, name and patronymic in a case of CASES."""
        surnames, names = (SURNAMES_UK, NAMES_UK) if self.language == "uk" else (SURNAMES_RU, NAMES_RU)
        return (
            "-".join(decline(part, surnames, self.gender, case) for part in self.surname.split("-")),
            decline(self.name, names, self.gender, case),
            decline(self.patronymic, PATRONYMICS[self.language], self.gender, case),
        )


def decline(word: str, paradigms: tuple[Paradigm, ...], gender: str, case: str) -> str:
    """`word` in a case of CASES, by the first paradigm whose ending it has."""
    for ending, cut, man, woman in paradigms:
        if re.search(f"{ending}$", word):
            endings = (man if gender == "m" else woman).split(" ")
            if len(endings) == 1:
                return word
            form = word[: len(word) - cut] + endings[CASES.index(case)]
            for wrong, right in SPELLING:
                form = re.sub(wrong, right, form)
            return form
    raise AssertionError(word)


def draw_person(rng: Random, language: str, gender: str) -> Person:
    """A person of the pools of `language`, uk or ru; one surname in eight is double."""
    surname = rng.choice(pool(f"{language} surnames"))
    if rng.random() < 0.125:
        surname += "-" + rng.choice(pool(f"{language} surnames"))
    return Person(
        surname,
        rng.choice(pool(f"{language} names {gender}")),
        rng.choice(pool(f"{language} patronymics {gender}")),
        gender,
        language,
    )


INITIALS = (
    "{s} {n}.{p}.",
    "{s} {n}.{p}.",
    "{s} {n}. {p}.",
    "{s} {n}.{p}.",
    "{n}.{p}. {s}",
    "{n}. {p}. {s}",
    "{n}.{p}.{s}",
    "{s} {n} {p}",
    "{s}\u00a0{n}.{p}.",
)
"""Surname and initials as clerks write them."""

FORMS: Mapping[str, Callable[[str, str, str], str]] = {
    "spn": lambda s, n, p: f"{s} {n} {p}",
    "nps": lambda s, n, p: f"{n} {p} {s}",
    "sn": lambda s, n, p: f"{s} {n}",
    "ns": lambda s, n, p: f"{n} {s}",
    "nS": lambda s, n, p: f"{n} {s.upper()}",
    "Spn": lambda s, n, p: f"{s.upper()} {n} {p}",
    "SPN": lambda s, n, p: f"{s} {n} {p}".upper(),
    "s": lambda s, n, p: s,
    "np": lambda s, n, p: f"{n} {p}",
    "si": lambda s, n, p: f"{s} {n[0]}.{p[0]}.",
    "is": lambda s, n, p: f"{n[0]}.{p[0]}. {s}",
    "isg": lambda s, n, p: f"{n[0]}.{p[0]}.{s}",
    "SI": lambda s, n, p: f"{s.upper()} {n[0]}.{p[0]}.",
    "IS": lambda s, n, p: f"{n[0]}. {p[0]}. {s.upper()}",
    "si1": lambda s, n, p: f"{s} {n[0]}.",
    "is1": lambda s, n, p: f"{n[0]}. {s}",
    "sib": lambda s, n, p: f"{s} {n[0]} {p[0]}",
    "sin": lambda s, n, p: f"{s}\n{n[0]}.{p[0]}.",
}
"""Written forms by name; `init` draws one of INITIALS."""


def written(person: Person, case: str, form: str, rng: Random) -> str:
    """The name of `person` in a case of CASES and a form of FORMS, or `init`."""
    surname, name, patronymic = person.declined(case)
    if form == "init":
        return rng.choice(INITIALS).format(s=surname, n=name[0], p=patronymic[0])
    return FORMS[form](surname, name, patronymic)
