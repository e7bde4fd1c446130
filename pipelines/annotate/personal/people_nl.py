"""What else Dutch documents call their people: by given names, and by one name of two.

What belongs here: what is read off the names of one document that were found by their shape. What does not: finding
those (names_nl), and in which role somebody is (people).
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.annotate.personal import names_nl, shouted_nl, words_nl
from pipelines.annotate.personal.identity import CYRILLIC, person, plain
from pipelines.annotate.personal.leads_nl import SURE, leads_to_person, may_be_person
from pipelines.annotate.personal.roles import OFFICES, Name, leading_role

PLACING = frozenset(("te", "in", "naar", "gemeente"))
"""What stands before a place and hardly before a surname alone."""


def called(text: str, name: Name) -> Iterator[str]:
    """What else a private person with a Dutch name is called: by the given name, one name of two, or one alone."""
    written = text[name.start : name.end]
    if name.role in OFFICES or CYRILLIC.match(written):
        return
    words, (first, hyphen, _) = written.split(), person(written)[0].partition("-")
    if hyphen:
        yield first
    if len(words) > 1 and (words[0].istitle() or _is_given(words[0])) and _is_human(text, name, words[0]):
        yield plain(words[0])
    elif all(map(names_nl.is_prefixed, words[:-1])) and _is_human(text, name, words[-1]):
        yield person(written)[0]


def _is_given(word: str) -> bool:
    """Whether a word in capitals is a first name and no other word."""
    ordinary = words_nl.is_common(word) or shouted_nl.is_ordinary(word)
    return word.isupper() and not ordinary and words_nl.kind(word) == words_nl.FIRST


def _is_human(text: str, name: Name, word: str) -> bool:
    """Whether a listed name, or the word right before, tells that one name is a person's; a party may be a company."""
    kind = words_nl.kind(word)
    if kind != words_nl.OTHER or not word.istitle():
        return kind in words_nl.LISTED_KINDS
    start = name.start
    led = leading_role(text, start, names_nl.ROLES)
    if leads_to_person(text, start, SURE) and may_be_person(text, start, name.end):
        return True
    return led in ("witness", "relative") or names_nl.HUMAN.search(text, max(0, start - 20), start) is not None


def is_meant(text: str, name: str, start: int, at: int, end: int) -> bool:
    """Whether the surname alone at `at`, with prefixes from `start`, is the one in `name`, and no place or word."""
    if CYRILLIC.match(text[at]):
        return True
    is_led = start < at or f" te {text[at:end]}".lower() in name.lower()
    if not is_led and (shouted_nl.is_behind(text, at, PLACING) or _is_place(text, name, text[at:end])):
        return False
    return shouted_nl.spreads(text, name, start, at, end)


def _is_place(text: str, name: str, word: str) -> bool:
    """Whether the one name that somebody has in a document is elsewhere in it a place's: «te Doetinchem»."""
    return not person(name)[1] and shouted_nl.stands_behind(text, word, PLACING)


def is_told_from_afar(text: str, name: Name) -> bool:
    """Whether the office of one Dutch name alone stands at some distance, where it may be another's."""
    if name.role not in OFFICES or CYRILLIC.match(text[name.start]):
        return False
    return leading_role(text, name.start, names_nl.ROLES) is None and text[name.start - 2 : name.start] != ", "
