"""What the words of a decision name: persons, things, what it orders.

What belongs here: closed lists of the words of both languages, and reading them off a text. What does not: comparing
two texts (`content.py`), and numbers written out (`numerals.py`).
"""

from __future__ import annotations

import re

_UPPER = "[A-ZА-ЯҐЄІЇ]"
_INITIALS = rf"(?:{_UPPER}\.[ \u00a0]?){{1,4}}"
_PARTICLES = r"(?:(?:de|den|der|van|het|'t|ten|ter|te|in|op|el|la|le)[ \u00a0]){0,3}"

PERSON = re.compile(
    rf"(?<!\w)(?:(?P<first>{_UPPER}\w[\w-]*)[ \u00a0](?P<after>{_INITIALS})"  # Бойка О. П.
    rf"|(?P<before>{_INITIALS})(?P<last>{_PARTICLES}{_UPPER}\w[\w-]*))"  # О. П. Бойко, J. de Boer
)
"""A name with initials; where names stand on both sides of them, with the one before."""

ENDINGS = frozenset(
    (
        *("", "а", "я", "у", "ю", "і", "ї", "о", "е", "є", "и", "й", "ь"),
        *("ом", "ем", "єм", "ою", "ею", "єю", "ові", "еві", "єві", "ий", "ій"),
        *("им", "ім", "ого", "ому", "ої", "их", "ими"),
    )
)  # fmt: skip
"""Endings of the case forms of Ukrainian nouns and names: Петренко, Петренкові; Ілля, Іллею; Чорний, Чорного. Іванов
and Іваненко, Марія and Марина differ in more."""

STEM = 3
"""Letters that case forms have in common, if the shorter has so many."""

_CYRILLIC_WORD = re.compile(r"[а-яґєії]+")

OUTCOME = re.compile(
    r"задовольнити|відмовити|скасувати|змінити|залишити|закрити|зупинити|поновити|повернути|відкрити|виправдати"
    r"|toe|af|gegrond|ongegrond|ontvankelijk|vernietigt|bekrachtigt|bevestigt|veroordeelt|ontslaat|vrij"
)
"""What a court does with what it was asked for."""

_OPERATIVE = re.compile(
    r"(?:ухвали|виріши|постанови|наказа|присуди|засуди)(?:в|ла)\s*:|^[ \t\d.]*(?:de )?beslissing[ \t:]*$",
    re.MULTILINE,
)
"""Heading of the operative part, in lower case."""

_IDENTIFIER = re.compile(r"(?:(?<=№)|(?<=№ )|(?<=кв\. )|(?<=буд\. ))\w*\d\w*|(?<![\w.,/])(?=\w*\d)\w{5,}")
"""Number of a thing, as of a telephone, a car, a flat."""

_SUM = re.compile(r"[.,]\d\d(?!\d)|[.,-]*\s*(?:\([^)\n]*\)\s*)?(?:грн|гривень|гривні|коп|євро|дол|euro?\b|%)")
"""What follows a number that is a sum."""


def persons(text: str) -> frozenset[tuple[str, str]]:
    """(name, initials), in lower case, of everyone who is named with initials."""
    found = ((each["first"] or each["last"], each["after"] or each["before"]) for each in PERSON.finditer(text))
    return frozenset((name.lower(), re.sub(r"\W", "", initials).lower()) for name, initials in found)


def operative_part(text: str) -> str:
    """What the decision orders, in lower case: all from its last heading on; nothing if it has no such heading."""
    lower = text.lower()
    headings = list(_OPERATIVE.finditer(lower))
    return lower[headings[-1].end() :] if headings else ""


def identifiers(text: str) -> frozenset[str]:
    """Numbers of things, which are no dates and no sums."""
    found = (each for each in _IDENTIFIER.finditer(text) if "€" not in text[max(0, each.start() - 2) : each.start()])
    return frozenset(each[0] for each in found if not _SUM.match(text, each.end()))


def case_forms(one: str, other: str) -> bool:
    """Two words, in lower case, that are one but for the endings of a Ukrainian declension."""
    if one == other:
        return True
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    stems = range(min(STEM, len(one), len(other)), same + 1)
    endings = any(one[stem:] in ENDINGS and other[stem:] in ENDINGS for stem in stems)
    return endings and all(map(_CYRILLIC_WORD.fullmatch, (one, other)))
