"""The people of one document: the role each has in it, and where they are called by their surname alone.

What belongs here: what only the whole document tells (who is a party anywhere is a party everywhere; who was named
in full may be «Петренко» afterwards). What does not: finding names by their shape (names_*), role words (roles),
who is who (identity), and what else each language calls people (people_uk, people_nl).
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from pipelines.annotate.personal import names_nl, names_uk, people_nl, people_uk, things_nl, words_nl, words_uk
from pipelines.annotate.personal.identity import CYRILLIC, WORD, fold, is_mixed, person, plain, stem
from pipelines.annotate.personal.roles import OFFICES, UNKNOWN, Name

CAPITALISED = re.compile(r"(?:(?<!\w)[А-ЯІЇЄҐЁ](?:[\w'’ʼ`-]*|\w{0,3}\.)[ \u00a0])+\Z")
"""Capitalised words before a surname: «вул. Михайла Грушевського»."""

SHIFTING = ("ц", "к")
"""Ends of stems before which the nominative may have a vowel more: Лук'янця, Лук'янець."""

ALTERNATING = re.compile("(?<=.{3})[оеі][^аеєиіїоуюяьй'-]$")
"""Ends of stems whose vowel is another in the nominative: Кривоноса, Кривоніс."""

OF_COURT = frozenset(("judge", "clerk"))
"""Roles in which somebody is named where the court is told over, and that no text gives to a party by mistake."""

SHORTEST = 3
"""Letters of the shortest beginning of a surname that a text is searched for."""


def settled(text: str, names: list[Name]) -> list[Name]:
    """`names` (all of one document, in order) with the role each person has in it; then further mentions by surname.

    Someone who is anywhere a party is private everywhere; without that, someone named in office anywhere is in
    office everywhere. The whole stem of the surname agrees, and the initials as far as both have them; a surname
    alone keeps the role it is named in. Private people are looked for by their surname, as far as how they were named
    tells that it is one, and by their first name, as a child is called.
    """
    people = [person(text[name.start : name.end]) for name in names]
    times = Counter(surname for surname, initials in people if initials)
    heard: dict[str, dict[tuple[str, str], None]] = {}
    for (surname, initials), name in zip(people, names, strict=True):
        heard.setdefault(surname, {})[initials, name.role] = None
    known, private, given = list[Name](), dict[str, Name](), dict[str, Name]()
    for (surname, initials), name in zip(people, names, strict=True):
        named = UNKNOWN if not initials and people_nl.is_told_from_afar(text, name) else name.role
        role = _role(named, initials, heard[surname]) if len(heard[surname]) > 1 else name.role
        known.append(name if role == name.role else name._replace(role=role))
        if role not in OFFICES:
            given |= dict.fromkeys(people_uk.first_names(text[name.start : name.end]), known[-1])
            if initials:
                is_told = people_uk.is_told(text, name, surname, times[surname])
            else:
                is_told = surname not in private and people_uk.is_called_alone(text, name)
            if is_told:
                private[surname] = known[-1]
    if all(name.role in OFFICES for name in known):
        return known
    private |= {word: name for name in known for word in people_nl.called(text, name) if word not in private}
    listed = [*people_uk.listed(text, known), *people_uk.opponents(text, known)]
    for name in listed:
        if people_uk.is_called_alone(text, name):
            private.setdefault(person(text[name.start : name.end])[0], name)
    listed += people_uk.beside(text, known, private)
    further = [*listed, *_further(text, private, given, [*known, *listed])]
    if not further:
        return known
    people = sorted([*known, *further], key=lambda name: name.start)
    return [*known, *sorted([*further, *people_uk.listed(text, people)], key=lambda name: name.start)]


def _role(named: str, initials: str, heard: Iterable[tuple[str, str]]) -> str:
    """Role of somebody `named` in a role, among the (initials, role) heard of the surname.

    Where a namesake with other initials is private, the surname alone is his, and tells nothing of this one; where one
    has no role, it may be his. Of somebody of the court, named in full, the surname alone tells nothing either.
    """
    if not initials and named != UNKNOWN and not (named in OFFICES and _is_of_parties(heard)):
        return named
    heard = [(other, role) for other, role in heard if other or not (initials and named in OF_COURT)]
    agreeing = [(other, role) for other, role in heard if other.startswith(initials) or initials.startswith(other)]
    namesake = any(other and _is_private(role) and (other, role) not in agreeing for other, role in heard)
    roles = [role for other, role in agreeing if other or not namesake]
    private = [role for role in roles if _is_private(role)]
    bearers = [] if initials or private else [_role(role, other, heard) for other, role in heard if other]
    roles = private or ([] if UNKNOWN in bearers else [role for role in roles if role != UNKNOWN]) or [UNKNOWN]
    return named if named in roles else roles[0]


def _is_of_parties(heard: Iterable[tuple[str, str]]) -> bool:
    """Whether of all who are named in full with the surname none is in office, and one who bears it is private."""
    full = [role for other, role in heard if other]
    return bool(full) and not OFFICES.intersection(full) and any(_is_private(role) for _, role in heard)


def _is_private(role: str) -> bool:
    return role not in OFFICES and role != UNKNOWN


def _further(text: str, private: dict[str, Name], given: dict[str, Name], known: list[Name]) -> Iterator[Name]:
    """Places where a surname of `private`, or a first name of `given`, stands alone; no two overlap.

    They are of no known name and of no thing.
    """
    taken = sorted((name.start, name.end) for name in known)
    folded = cache(lambda: fold(text))
    for surname, name in (given | private).items():
        written = text[name.start : name.end]
        searched = folded() if is_mixed(written) or ("'" in surname and CYRILLIC.match(surname)) else text
        for at in _places(text, searched, _beginning(plain(written), surname)):
            end = _end(text, at)
            place = bisect(taken, (at, len(text)))
            is_taken = place > 0 and at < taken[place - 1][1]
            if is_taken or stem(plain(text[at:end]).removesuffix("'s")) != surname or _is_common(text[at:end]):
                continue
            last = taken[place - 1][1] if place else 0
            is_first = surname not in private and not text[at:end].isupper()
            if is_first and (CAPITALISED.search(text, max(last, at - 30), at) or people_uk.BESIDE.match(text, end)):
                continue
            taken.insert(place, (at, end))
            start = names_nl.with_prefix(text, at) if names_nl.is_prefixed(written) else at
            if not _is_thing(text, start, end) and people_nl.is_meant(text, written, start, at, end):
                following = taken[place + 1][0] if place + 1 < len(taken) else len(text)
                yield Name(*_with_first_name(text, start, end, written, (last, following)), name.role)


def _with_first_name(text: str, start: int, end: int, written: str, within: tuple[int, int]) -> tuple[int, int]:
    """Start and end of the surname of somebody `written` so elsewhere, with a first name beside it."""
    if not CYRILLIC.match(written) or " " not in written:
        return start, end
    return people_uk.widened(text, start, end, written, within)


def _is_common(word: str) -> bool:
    """Whether a word is a role, opens a Dutch sentence or fills decisions; a street may be somebody's name."""
    if word.isupper() and words_uk.is_common(fold(word)):
        return True
    return words_nl.is_common(word) or words_nl.role_of(word) is not None


def _beginning(name: str, surname: str) -> str:
    """Letters that every case of a surname begins with: those its stem shares with the form that was found."""
    shared = max((_shared(word, surname) for word in WORD.findall(name)), key=len).partition("-")[0]
    shared = shared[:-1] if shared.endswith(SHIFTING) and len(shared) > SHORTEST else shared
    return ALTERNATING.sub("", shared) if CYRILLIC.match(shared) else shared


def _shared(one: str, other: str) -> str:
    """Letters that both words begin with."""
    length = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[:length]


def _places(text: str, searched: str, beginning: str) -> Iterator[int]:
    """Starts of capitalised words of `text` with `beginning`; `searched` is the text, or the text folded."""
    if len(beginning) < (SHORTEST if CYRILLIC.match(beginning) else SHORTEST - 1):
        return
    written = dict.fromkeys((beginning.capitalize(), beginning.upper(), beginning.title()))
    for form in written if searched is text else (beginning,):
        at = searched.find(form)
        while at >= 0:
            if not text[at].islower() and not (at and text[at - 1].isalnum()) and not _is_joined(text, at):
                yield at
            at = searched.find(form, at + 1)


def _is_joined(text: str, at: int) -> bool:
    """Whether a hyphen joins a word before `at`: «Hoekstra-Postma» is another's name."""
    return at > 1 and text[at - 1] == "-" and text[at - 2].isalpha()


def _end(text: str, at: int) -> int:
    """End of a word; in Dutch the number of a footnote may stick to it: «Smit3»."""
    word = WORD.match(text, at)
    if not word:
        return at
    return word.end() if CYRILLIC.search(word[0]) else at + len(word[0].rstrip("0123456789"))


def _is_thing(text: str, start: int, end: int) -> bool:
    if not CYRILLIC.match(text[start]):
        return things_nl.is_thing(text, start, end)
    led = CAPITALISED.search(text, max(0, start - names_uk.STREET_NAME), start)
    return names_uk.is_thing(text, start, end, led.start() if led else -1)
