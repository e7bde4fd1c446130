"""What else Ukrainian and Russian documents call their people: by first names alone, and in lists by surnames alone.

What belongs here: what is read off the names of one document that were found by their shape, among it whether a name
in capitals is sure enough to be looked for. What does not: finding those (names_uk), and in which role somebody is
(people).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from pipelines.annotate.personal import lone_uk, names_uk, words_uk
from pipelines.annotate.personal.around_uk import is_human
from pipelines.annotate.personal.identity import CYRILLIC, WORD, fold, person, stem
from pipelines.annotate.personal.roles import OFFICES, Name
from pipelines.annotate.personal.wordlists import begins, words

SHORTEST = 4
"""Letters of the shortest first name that is looked for alone."""

BESIDE = re.compile(r"[ \u00a0]\n?[А-ЯІЇЄҐЁ]")
"""A capital right behind a first name: it is part of another name."""

ALSO = re.compile(
    r"(?:,(?P<number>[ \u00a0]?\n\d{1,2}[.)])?|[ \u00a0](?:та|і|й|и))[ \u00a0\n]"
    r"(?P<one>[А-ЯІЇЄҐЁ][а-яіїєґёыэъ'’ʼ`-]{2,}(?:[ \u00a0][А-ЯІЇЄҐЁ][а-яіїєґё'’ʼ]{2,})?)"
    r"(?:(?P<closed>[,.;:)\n]|$|[ \u00a0][–—-]|[ \u00a0](?:та|і|й|и)\b)|[ \u00a0](?P<verb>[а-яіїєґёыэъ'’ʼ]+))"
)
"""One more of a list, behind a name: «Дубини Р.Р., Тхора та Величко З.І.», «з Жуком Б.А. та Сорокою зайшла»."""

OPPONENT = re.compile(
    r"[ \u00a0\n](?:до|к)[ \u00a0\n](?P<name>[А-ЯІЇЄҐЁ][\w'’ʼ`-]{2,})"
    r"(?=[ \u00a0\n](?:про|об?|та|і|й|и|з|за)[ \u00a0\n]|[,;(]| \()"
)
"""One against whom a private person brings a case: «за позовом Мороз до Заплюйсвічки про стягнення»."""

PAST = re.compile("(?:ли|ла|лися|лись|лася|лась|ав|ив|ився|вся)$")
"""Endings of verbs of the past."""

CALLED = words_uk.SURE + words_uk.LIKELY + words_uk.OTHER + words_uk.PATRONYMIC
"""Kinds of words that a surname alone may be."""

SUED = CALLED + words_uk.FIRST
"""Kinds of words that the surname of the other side may be."""

LETTERS = "А-Яа-яІіЇїЄєҐґЁё'’ʼ`"
FIRST_BEFORE = re.compile(rf"(?<![\w.-])([А-ЯІЇЄҐЁ][{LETTERS}]{{2,}})[ \u00a0]$")
FIRST_BEHIND = re.compile(rf"[ \u00a0]([А-ЯІЇЄҐЁ][{LETTERS}]{{2,}})(?![\w.-])")
"""A capitalised word right beside a surname, which may be the first name."""

REACH = 30
"""Characters before a surname in which its first name begins."""

SURE_OF = words_uk.SURE + words_uk.LIKELY + words_uk.FIRST
"""Kinds of words in capitals that are a surname wherever they stand."""

ALONE_AT_MOST = 4
"""How often a surname in capitals stands in a text for each time in a name; other words stand oftener."""

NEXT_WORD = re.compile(rf"[ \u00a0\n]{{1,2}}([{LETTERS}]{{2,}})")
NOT_GIVEN = words_uk.PATRONYMIC + words_uk.SURE + words_uk.NONE
"""Kinds of words that are no first name, though they stand beside a surname."""


@lru_cache(1 << 14)
def first_names(name: str) -> list[str]:
    """Stems of the first names in a Cyrillic name: of what stands beside the surname, listed or not."""
    surname, initials = person(name)
    parts = WORD.findall(name) if CYRILLIC.match(name) else []
    if not initials:
        return [surname] if len(parts) == 1 and words_uk.kind(parts[0]) == words_uk.FIRST else []
    given = [word for word in parts if len(word) >= SHORTEST and words_uk.kind(word) not in NOT_GIVEN]
    first = [stem(fold(word)) for word in given if not word.isupper() or words_uk.kind(word) == words_uk.FIRST]
    return [word for word in first if word != surname]


def is_called_alone(text: str, name: Name) -> bool:
    """Whether somebody private is called by a surname that other places may have as well, for no word is written so."""
    word = text[name.start : name.end]
    return (
        _is_surname(text, name)
        and (not word.isupper() or text[name.start - 2 : name.start - 1].islower())
        and words_uk.kind(word) in CALLED
        and len(word) >= SHORTEST
    )


def _is_surname(text: str, name: Name) -> bool:
    """Whether somebody private is called by one Cyrillic word."""
    word = text[name.start : name.end]
    return name.role not in OFFICES and CYRILLIC.match(word) is not None and WORD.fullmatch(word) is not None


def is_told(text: str, name: Name, surname: str, times: int) -> bool:
    """Whether a name in capitals, found so many `times`, is sure enough for its surname to be looked for alone.

    In capitals any word may stand before initials or a first name. One that no list and no ending tells from others
    must stand with a patronymic, or with initials that no further word claims, or not stand alone all over the text;
    and it must stand nowhere in small letters.
    """
    written = text[name.start : name.end]
    if not written.isupper() or not CYRILLIC.match(written):
        return True
    parts = WORD.findall(written)
    kinds = [words_uk.kind(part) for part in parts if len(part) > 1]
    word = next((part for part in parts if stem(fold(part)) == surname), "")
    if words_uk.kind(word) in SURE_OF:
        return True
    if f" {surname}" in text and re.search(rf"(?<!\w){re.escape(surname)}\w{{0,3}}(?!\w)", text):
        return False
    if words_uk.PATRONYMIC in kinds or (len(kinds) == 1 and len(parts) > 2 and not _is_claimed(text, name.end)):
        return True
    return text.count(surname.upper()) <= ALONE_AT_MOST * times


def _is_claimed(text: str, end: int) -> bool:
    """Whether the word behind initials may be the surname that they belong to."""
    behind = NEXT_WORD.match(text, end)
    return behind is not None and words_uk.kind(behind[1]) in "SLw"


def widened(text: str, start: int, end: int, written: str, within: tuple[int, int]) -> tuple[int, int]:
    """Start and end of a surname that stands alone, with the first name beside it of somebody `written` so elsewhere.

    within: where the names before and behind end and begin.
    """
    before = FIRST_BEFORE.search(text, max(within[0], start - REACH), start)
    if before and _is_given(before[1], written):
        return before.start(1), end
    behind = FIRST_BEHIND.match(text, end, within[1])
    if behind and _is_given(behind[1], written):
        return start, behind.end(1)
    return start, end


def _is_given(word: str, written: str) -> bool:
    """Whether a word may be the first name of somebody: its initial agrees, in capitals of an unlisted one the stem."""
    kind, folded = words_uk.kind(word), fold(word)
    if folded[0] != person(written)[1][:1]:
        return False
    if word.isupper() and kind != words_uk.FIRST:
        return kind == words_uk.CAPITALS and stem(folded) in {stem(fold(part)) for part in WORD.findall(written)}
    return kind in (words_uk.FIRST, words_uk.OTHER, words_uk.LIKELY, words_uk.EASTERN)


def beside(text: str, known: list[Name], private: Mapping[str, Name]) -> Iterator[Name]:
    """First names beside the surnames of `private` people that the grammar has found alone."""
    last = 0
    for name, following in pairwise([*known, Name(len(text), len(text))]):
        word = text[name.start : name.end]
        told = private.get(person(word)[0]) if " " not in word and CYRILLIC.match(word) else None
        if told and name.role not in OFFICES:
            written = text[told.start : told.end]
            start, end = widened(text, name.start, name.end, written, (last, following.start))
            if start < name.start:
                yield Name(start, name.start - 1, name.role)
            if end > name.end:
                yield Name(name.end + 1, end, name.role)
        last = name.end


def listed(text: str, known: list[Name]) -> Iterator[Name]:
    """Those who follow private people in a list by their surname alone."""
    starts = {name.start for name in known}
    for name in known:
        also = ALSO.match(text, name.end) if name.role not in OFFICES else None
        human = also is not None and _is_human(text, name)
        while also and starts.isdisjoint(range(*also.span("one"))) and _is_listed(also, name.role, human):
            yield Name(*also.span("one"), name.role)
            also = ALSO.match(text, also.end("one"))


def opponents(text: str, known: list[Name]) -> Iterator[Name]:
    """Those whom a private person called by the surname sues, called so as well."""
    starts = {name.start for name in known}
    for name in known:
        found = OPPONENT.match(text, name.end) if _is_surname(text, name) else None
        if found is None or found.start("name") in starts or words_uk.kind(found["name"]) not in SUED:
            continue
        start, end = found.span("name")
        if lone_uk.is_alone(text, start, end) and not names_uk.is_thing(text, start, end):
            yield Name(start, end, "party")


def _is_human(text: str, name: Name) -> bool:
    """Whether a human being is named, and no company."""
    return name.role in ("witness", "relative") or is_human(text, name.start)


def _is_listed(also: re.Match[str], role: str, human: bool) -> bool:
    """Whether the word is a surname, or may be one where human beings are told over."""
    kinds = "".join(map(words_uk.kind, also["one"].split()))
    numbered = also["number"] and len(kinds) == 1 and lone_uk.may_be_a_surname(also["one"])
    told = human or (role == "party" and len(kinds) == 2) or bool(numbered)
    if also["closed"] is None and not (told and PAST.search(also["verb"])) and not names_uk.is_verb(also["verb"]):
        if names_uk.ADJECTIVE.fullmatch(also["one"]) or begins(also["verb"], words("named_things_uk.txt")):
            return False
        return kinds in ("S", "L") and not names_uk.role_of(also["verb"])
    return kinds in ("S", "L") or (told and not set(kinds) - set("SLFW"))
