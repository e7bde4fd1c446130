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

from sectionizer.shadow import LinePattern
from sectionizer.tree import Grammar, Hint, Mark

LEXICON = (
    ("procesverloop", r"procesverloop|ontstaan en (?:de )?loop van het geding|(?:(?:verdere )?verloop van )?(?:het )?"
                      r"(?:geding|de procedure|procedure)|voortgang van de zaak|zitting|onderzoek ter zitting"),
    ("overwegingen", r"(?:rechts)?overwegingen|(?:feiten|geschil|procesverloop) en (?:de )?beoordeling|"
                     r"(?:verdere |ambtshalve |nadere )*beoordeling|gronden(?! van het (?:hoger )?beroep)|"
                     r"behandeling van (?:het|de) (?:cassatie)?middel(?:en)?|"
                     r"bespreking van (?:het|de) (?:cassatie)?middel(?:en)?|slotsom|motivering"),
    ("feiten", r"(?:vaststaande )?feiten|grondslag van het geschil"),
    ("geschil", r"(?:omschrijving van het )?geschil|vordering(?:en)?|verweer|grieven|gronden van het (?:hoger )?beroep|"
                r"oordeel van de rechtbank|(?:nadere )?standpunt(?:en)?|bestreden (?:tucht)?(?:beslissing|uitspraak)|"
                r"aangevallen uitspraak|(?:cassatie)?middel(?:en)?|in geschil|verzoek"),
    ("kosten", r"(?:proces)?kosten"),
    ("beslissing", r"beslissing(?:en)?|uitspraak|rechtdoende|dictum"),
    ("rechtsmiddel", r"rechtsmiddel(?:en)?"),
)  # fmt: skip
"""Kind and its titles, number and leading De/Het stripped; the first that fits wins."""

ROLES = ("procesverloop", "overwegingen", "beslissing")
"""Roles the publisher gives (schema of rechtspraak.nl, 2010)."""

_TITLES = tuple((kind, re.compile(rf"(?i:(?:{titles})(?!\w))")) for kind, titles in LEXICON)
_ARTICLE = re.compile(r"(?i:(?:de|het)\s+)")
_NUMBER = r"(?P<number>\d{1,2}|[IVX]{1,5})[ .):]*(?<![IVX])"
_LINE = LinePattern(rf"(?:{_NUMBER})?(?P<title>[A-Za-z(][^\n]{{2,109}}?)[ .:]*(?=\n|\Z)")
_TAIL = re.compile(
    r"(?i)(?:\s*(?:\((?:[^()]*)\)|(?:van|in|en|op|tegen|door|tot|de|het|der|eerste|hoger|beroep|aanleg|[IVX]+)\b.*))?\Z"
)
_PLAIN_TAIL = re.compile(r"(?i)(?:\s+(?:van (?:het|de) (?:geschil|geding|zaak|beroep|verzoek|middel(?:en)?)"
                         r"|in (?:hoger beroep|eerste aanleg|cassatie|reconventie|conventie))){0,2}\Z")  # fmt: skip
_RUN_IN = re.compile(r"(?i:beslissing|rechtdoende)\.?\s+(?:De|Het) (?:Hoge Raad|rechtbank|hof|Hof|Raad|College)\b")
_DECIDES = re.compile(r"(?i:beslissing(?:en)?|uitspraak|rechtdoende|dictum)(?!\w)")
_CONSIDERATION = LinePattern(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4}) ?(?P<point>\.?)(?=[ \n])")
GAP = 3
"""How many numbers of a row may be missing; more, and the number is a date or an amount."""


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
    titles = list(_marked(hints)) or _typed(text)
    sections = [Mark(title.start, 1, title.kind, title.number, title.title) for title in titles]
    if not sections or sections[0].start > 0:
        sections.insert(0, Mark(0, 1, "header"))
    numbers = [(hint.start, hint.number or "") for hint in hints if hint.kind == "nr"] or _numbers(text)
    return list(_with_considerations(sections, numbers))


def kind_of(title: str) -> str | None:
    """The kind a title names, or None."""
    bare = _ARTICLE.sub("", title.strip(), count=1)
    return next((kind for kind, pattern in _TITLES if pattern.match(bare)), None)


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
    found = [title for match in _LINE.finditer(text) if (title := _title(match))]
    numbered = list(_rising(title for title in found if title.number))
    return numbered if len(numbered) > 1 else _after_name(found)


def _title(match: re.Match[str]) -> _Title | None:
    title, number = match["title"].strip(), match["number"]
    bare = _ARTICLE.sub("", title, count=1)
    for kind, pattern in _TITLES:
        head = pattern.match(bare)
        if head:
            tail = _TAIL if number else _PLAIN_TAIL
            fits = tail.match(bare, head.end()) or (number and _RUN_IN.match(bare))
            return _Title(match.start("number") if number else match.start("title"), number, title, kind) \
                if fits and title[0].isupper() else None  # fmt: skip
    return None


def _rising(titles: Iterable[_Title]) -> Iterator[_Title]:
    last = 0
    for title in titles:
        value = _value(title.number or "")
        if last < value <= last + GAP:
            last = value
            yield title


def _value(number: str) -> int:
    """12 or XII as a number."""
    if number.isdigit():
        return int(number)
    worth = [{"I": 1, "V": 5, "X": 10}[letter] for letter in number]
    following = [*worth[1:], 0]
    return sum(-value if value < after else value for value, after in zip(worth, following, strict=True))


def _after_name(titles: list[_Title]) -> list[_Title]:
    """Bare titles; «Uitspraak» above the parties is the name of the document, not its decision."""
    first = next((i for i, title in enumerate(titles) if title.title.lower().strip(" :") != "uitspraak"), len(titles))
    return [title for title in titles[first:] if not title.number]


def _numbers(text: str) -> list[tuple[int, str]]:
    return [
        (match.start("number"), match["number"])
        for match in _CONSIDERATION.finditer(text)
        if match["point"] or "." in match["number"]
    ]


def _with_considerations(sections: list[Mark], numbers: Iterable[tuple[int, str]]) -> Iterator[Mark]:
    """The sections and, inside all but the header, the numbers that go on in order."""
    last: tuple[int, ...] = ()
    current = -1
    starts = [section.start for section in sections] + [10**12]
    for start, number in numbers:
        while starts[current + 1] <= start:
            current += 1
            yield sections[current]
            last = _key(sections[current].number) or last
            fresh = True
        key = _key(number)
        if start > starts[current] and sections[current].kind != "header" and key:
            restart = fresh and key[0] == 1
            if _follows(() if restart else last, key):
                last, fresh = key, False
                yield Mark(start, 1 + len(key), "consideration", ".".join(map(str, key)))
    yield from sections[current + 1 :]


def _key(number: str | None) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", number or ""))


def _follows(last: tuple[int, ...], key: tuple[int, ...]) -> bool:
    """4.2 follows 4.1, 4.1.7 and 4; 4.2.1 follows 4.2; 12.05 (an hour) follows nothing."""
    stem, value = key[:-1], key[-1]
    if stem and last[: len(stem)] != stem:
        return value <= GAP and _follows(last, stem)
    before = last[len(stem)] if len(last) > len(stem) else 0
    return before < value <= before + GAP


GRAMMAR = Grammar("decision_nl", marks)
