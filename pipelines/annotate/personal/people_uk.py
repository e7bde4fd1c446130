"""What else Ukrainian and Russian documents call their people: by first names alone, and in lists by surnames alone.

What belongs here: what is read off the names of one document that were found by their shape. What does not: finding
those (names_uk), and in which role somebody is (people).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipelines.annotate.personal import names_uk, words_uk
from pipelines.annotate.personal.around_uk import is_human
from pipelines.annotate.personal.identity import CYRILLIC, WORD, fold, person, stem
from pipelines.annotate.personal.roles import OFFICES, Name
from pipelines.annotate.personal.wordlists import begins, words

SHORTEST = 4
"""Letters of the shortest first name that is looked for alone."""

BESIDE = re.compile(r"[ \u00a0]\n?[А-ЯІЇЄҐЁ]")
"""A capital right behind a first name: it is part of another name."""

ALSO = re.compile(
    r"(?:,|[ \u00a0](?:та|і|й|и))[ \u00a0\n]([А-ЯІЇЄҐЁ][а-яіїєґёыэъ'’ʼ`-]{2,}(?:[ \u00a0][А-ЯІЇЄҐЁ][а-яіїєґё'’ʼ]{2,})?)"
    r"(?:(?P<closed>[,.;:)\n]|$|[ \u00a0][–—-]|[ \u00a0](?:та|і|й|и)\b)|[ \u00a0]([а-яіїєґёыэъ'’ʼ]+))"
)
"""One more of a list, behind a name: «Дубини Р.Р., Тхора та Величко З.І.», «з Жуком Б.А. та Сорокою зайшла»."""

PAST = re.compile("(?:ли|ла|лися|лись|лася|лась|ав|ив|ився|вся)$")
"""Endings of verbs of the past."""

NOT_GIVEN = words_uk.PATRONYMIC + words_uk.SURE + words_uk.NONE
"""Kinds of words that are no first name, though they stand beside a surname."""


@lru_cache(1 << 14)
def first_names(name: str) -> list[str]:
    """Stems of the first names in a Cyrillic name: of what stands beside the surname, listed or not."""
    surname, initials = person(name)
    parts = WORD.findall(name) if CYRILLIC.match(name) else []
    if not initials:
        return [surname] if len(parts) == 1 and words_uk.kind(parts[0]) == words_uk.FIRST else []
    first = [stem(fold(word)) for word in parts if len(word) >= SHORTEST and words_uk.kind(word) not in NOT_GIVEN]
    return [word for word in first if word != surname]


def listed(text: str, known: list[Name]) -> Iterator[Name]:
    """Those who follow private people in a list by their surname alone."""
    starts = {name.start for name in known}
    for name in known:
        also = ALSO.match(text, name.end) if name.role not in OFFICES else None
        while also and also.start(1) not in starts and _is_listed(also, name.role, _is_human(text, name)):
            yield Name(*also.span(1), name.role)
            also = ALSO.match(text, also.end(1))


def _is_human(text: str, name: Name) -> bool:
    """Whether a human being is named, and no company."""
    return name.role in ("witness", "relative") or is_human(text, name.start)


def _is_listed(also: re.Match[str], role: str, human: bool) -> bool:
    """Whether the word is a surname, or may be one where human beings are told over."""
    kinds = "".join(map(words_uk.kind, also[1].split()))
    told = human or (role == "party" and len(kinds) == 2)
    if also["closed"] is None and not (told and PAST.search(also[3])) and not names_uk.is_verb(also[3]):
        if names_uk.ADJECTIVE.fullmatch(also[1]) or begins(also[3], words("named_things_uk.txt")):
            return False
        return kinds in ("S", "L") and not names_uk.role_of(also[3])
    return kinds in ("S", "L") or (told and not set(kinds) - set("SLFW"))
