"""Grammar of Dutch judgments.

    judgment = header ( procesverloop | feiten | geschil | overwegingen | kosten | beslissing | rechtsmiddel )*
    each of them = [lead] consideration*        numbered 3, 3.1, 3.1.2, a tree

Belongs here: the lexicon of titles and the rules for numbers. The publisher's sections and numbers win where they
are marked; the publisher's role is only believed for a title the lexicon does not know. Simple for now: headings of
criminal judgments (tenlastelegging, bewijs, straf) and of conclusions stay inside the part before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sectionizer.numbering import Key, roman, row
from sectionizer.shadow import LinePattern, line_end
from sectionizer.tree import Grammar, Hint, Mark

LEXICON = (
    ("procesverloop", r"procesverloop|ontstaan en (?:de )?loop van het geding|(?:(?:verdere )?verloop van )?(?:het )?"
                      r"(?:geding|de procedure|procedure)|voortgang van de zaak|zitting|onderzoek ter zitting|"
                      r"(?:[a-z]+, )?[a-z ]+ en geding voor het hof"),
    ("overwegingen", r"(?:rechts)?overwegingen|(?:feiten|geschil|procesverloop) en (?:de )?beoordeling|"
                     r"(?:verdere |ambtshalve |nadere )*beoordeling|gronden(?! van het (?:hoger )?beroep)|"
                     r"behandeling van (?:het|de) (?:cassatie)?middel(?:en)?|"
                     r"bespreking van (?:het|de) (?:cassatie)?middel(?:en)?|slotsom|motivering"),
    ("feiten", r"(?:vaststaande )?feiten|grondslag van het geschil"),
    ("geschil", r"(?:omschrijving van het )?geschil|vordering(?:en)?|verweer|grieven|gronden van het (?:hoger )?beroep|"
                r"oordeel van de rechtbank|(?:nadere )?standpunt(?:en)?|bestreden (?:tucht)?(?:beslissing|uitspraak)|"
                r"beslissing(?:en)? van|aangevallen uitspraak|(?:cassatie)?middel(?:en)?|in geschil|verzoek"),
    ("kosten", r"(?:proces)?kosten"),
    ("beslissing", r"beslissing|uitspraak|rechtdoende|dictum"),
    ("rechtsmiddel", r"rechtsmiddel(?:en)?"),
)  # fmt: skip
"""Kind and its titles, number and leading De/Het stripped; the first that fits wins."""

ROLES = ("procesverloop", "overwegingen", "beslissing")
"""Roles the publisher gives (schema of rechtspraak.nl, 2010)."""

_TITLES = "|".join(f"(?P<{kind}>{titles})" for kind, titles in LEXICON)
_TITLE = rf"(?P<title>(?i:(?:(?:de|het) +)?(?:{_TITLES})(?!\w)))"
_KIND = re.compile(_TITLE)
_LINE = LinePattern(rf"(?:(?P<number>\d{{1,2}}|[IVX]{{1,5}}\b)[ .):]*)?{_TITLE}")
_OF_NUMBERED = re.compile(
    r"(?i)(?: *\([^()]*\)| (?:van|in|en|op|tegen|door|tot|de|het|der|eerste|hoger|beroep|aanleg|[IVX]+)\b.{0,90})?\Z"
)
_OF_BARE = re.compile(r"(?i)(?: van (?:het|de) (?:geschil|geding|zaak|beroep|verzoek|middel(?:en)?)"
                      r"| in (?:hoger beroep|eerste aanleg|cassatie|reconventie|conventie)){0,2}\Z")  # fmt: skip
_RUN_IN = re.compile(r"(?: in (?:cassatie|hoger beroep|eerste aanleg)| van (?:het|de) (?:middel(?:en)?|klacht(?:en)?|"
                     r"geschil|beroep)(?: van cassatie)?)?(?=:? +[A-Z\d'])")  # fmt: skip
"""What may follow a title on its line: to the end, below a number; to the end, without one; before a sentence."""
_WORDY = 8
"""A line of more words than this that ends in a point is a sentence."""
_CONSIDERATION = LinePattern(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4}) ?(?P<point>\.?)(?=[ \n])")
GAP = 3
"""How far a consideration's number may run ahead; farther, and it is a date or an amount."""


@dataclass(frozen=True, slots=True)
class _Title:
    start: int
    number: str | None
    title: str
    kind: str


def marks(text: str, hints: Sequence[Hint] = ()) -> list[Mark]:
    """Where the parts and the numbered considerations of a judgment begin."""
    if not text:
        return []
    marked = list(_marked(hints))
    first = marked[0].start if marked else len(text)
    titles = [title for title in _typed(text) if title.start < first] + marked
    sections = [Mark(title.start, 1, title.kind, title.number, title.title) for title in titles]
    if not sections or sections[0].start > 0:
        sections.insert(0, Mark(0, 1, "header"))
    numbers = _numbers(text) | {hint.start: hint.number for hint in hints if hint.kind == "nr" and hint.number}
    return list(_with_considerations(sections, sorted(numbers.items())))


def kind_of(title: str) -> str | None:
    """The kind a title names, or None."""
    match = _KIND.match(title.strip())
    return _named(match) if match else None


def _named(match: re.Match[str]) -> str:
    return next(kind for kind, _ in LEXICON if match[kind])


def _marked(hints: Sequence[Hint]) -> Iterator[_Title]:
    """Sections the publisher marked and the lexicon (or else the publisher's role) can type."""
    for hint in hints:
        if hint.kind == "section" and hint.title:
            kind = kind_of(hint.title) or (hint.role if hint.role in ROLES else None)
            if kind:
                yield _Title(hint.start, _bare(hint.number), hint.title, kind)


def _bare(number: str | None) -> str | None:
    return number.strip(" .():") or None if number else None


def _typed(text: str) -> list[_Title]:
    """Titles typed as lines of their own. Where main headings carry numbers, a bare title is a sub-heading."""
    found = [title for match in _LINE.finditer(text) if (title := _title(text, match))]
    numbered = [title for title in found if title.number]
    rising = [numbered[index] for index in row([(_value(title.number or ""),) for title in numbered])]
    return rising if len(rising) > 1 else _after_name(found)


def _title(text: str, match: re.Match[str]) -> _Title | None:
    """The title at a line start, if the rest of the line belongs to it, or is a sentence that runs on after it."""
    title, number = match["title"], match["number"]
    rest = text[match.end() : line_end(text, match.end())].rstrip(" :")
    sentence = rest.endswith(".") and rest.count(" ") > _WORDY
    tail = None if sentence else (_OF_NUMBERED if number else _OF_BARE).match(rest.rstrip("."))
    if number and tail is None:
        tail = _RUN_IN.match(rest)
    if tail is None or title[0].islower():
        return None
    start = match.start("number") if number else match.start("title")
    return _Title(start, number, title + tail[0], _named(match))


def _value(number: str) -> int:
    return int(number) if number.isdigit() else roman(number)


def _after_name(titles: list[_Title]) -> list[_Title]:
    """Bare titles; «Uitspraak» above the parties is the name of the document, not its decision."""
    first = next((i for i, title in enumerate(titles) if title.title.lower().strip(" :") != "uitspraak"), len(titles))
    return [title for title in titles[first:] if not title.number]


def _numbers(text: str) -> dict[int, str]:
    """Numbers at line starts, by place; one of a single level needs its point."""
    return {
        match.start("number"): match["number"]
        for match in _CONSIDERATION.finditer(text)
        if match["point"] or "." in match["number"]
    }


def _with_considerations(sections: list[Mark], numbers: Sequence[tuple[int, str]]) -> Iterator[Mark]:
    """The sections and, inside all but the header, the numbers that go on in order."""
    last: Key = ()
    for section, after in zip(sections, [*sections[1:], None], strict=True):
        yield section
        end = after.start if after else None
        inside = [pair for pair in numbers if section.start < pair[0] and (end is None or pair[0] < end)]
        if section.kind != "header":
            last = _key(section.number) or last
            for start, key in _row(inside, last):
                yield Mark(start, 1 + len(key), "consideration", ".".join(map(str, key)))
                last = key


def _row(numbers: Iterable[tuple[int, str]], last: Key) -> Iterator[tuple[int, Key]]:
    """Numbers that follow one another; a section may begin again at 1."""
    fresh = True
    for start, number in numbers:
        key = _key(number)
        if key and (_follows(last, key) or (fresh and key[0] == 1 and _follows((), key))):
            yield start, key
            last, fresh = key, False


def _key(number: str | None) -> Key:
    return tuple(int(part) for part in re.findall(r"\d+", number or ""))


def _follows(last: Key, key: Key) -> bool:
    """4.2 follows 4.1, 4.1.7 and 4; 4.2.1 follows 4.2; 12.05 (an hour) follows nothing."""
    stem, value = key[:-1], key[-1]
    if stem and last[: len(stem)] != stem:
        return value <= GAP and _follows(last, stem)
    before = last[len(stem)] if len(last) > len(stem) else 0
    return before < value <= before + GAP


GRAMMAR = Grammar("decision_nl", marks)
