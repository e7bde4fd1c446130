"""Grammar of Dutch statutes as plain text or as Markdown.

    act      = [preamble] ( boek | deel | titel | hoofdstuk | afdeling | paragraaf )* artikel+ bijlage*
    artikel  = lid*;  lid = onderdeel*;  onderdeel = ( 1° | 2° )*
    amending = artikel I ( onderdeel A ( artikel of another act )* )*

Belongs here: how each unit announces itself at the beginning of a line, and which articles are the act's own. Which
division holds which is told by the act itself: a Titel holds Hoofdstukken in one act and stands in one in another.
Simple for now: no source of Dutch acts is offered, so the levels that their XML marks are not read.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from sectionizer.numbering import Key, key, roman, row
from sectionizer.shadow import LinePattern, line_end, shadow
from sectionizer.tables import Span, tables
from sectionizer.tree import INNERMOST, Grammar, Hint, Mark

DIVISIONS = {
    "boek": "book", "deel": "section", "titel": "section", "titeldeel": "section", "hoofdstuk": "chapter",
    "afdeling": "section", "onderafdeling": "section", "paragraaf": "subsection", "§": "subsection",
}  # fmt: skip
ORDINALS = (
    "eerste", "tweede", "derde", "vierde", "vijfde", "zesde", "zevende", "achtste", "negende", "tiende", "elfde",
    "twaalfde", "dertiende", "veertiende", "vijftiende", "zestiende", "zeventiende", "achttiende", "negentiende",
    "twintigste",
)  # fmt: skip
ANNEX, DIVISION, ARTICLE, PREAMBLE = 10, 20, 80, 135
"""Ranks; each kind of division goes one deeper than those that came before it in the act."""
QUOTED = "quoted_article"
RANKS = {"part": 110, "item": 120, "sub_item": 130}
HEAD = 1
"""Group of the pattern of units: where one begins."""
WORDY = 5
"""An unpointed «Artikel 5» before more words than this, ended by a stop, is a sentence about an article."""

_SHAPE = r"(?:\d{1,4}|[IVXLC]{1,7})(?:bis|ter|quater|[a-z]{1,2})?\d{0,2}"
_NUMBER = rf"{_SHAPE}(?:[.:-]{_SHAPE}){{0,3}}"
_WORDS = "boek|deel|titel(?:deel)?|hoofdstuk|(?:onder)?afdeling|paragraaf"
_UNIT = LinePattern(
    r"\"?(?P<head>)(?:"
    rf"(?P<division>(?i:{_WORDS}|§)) *(?P<count>[\dIVXA-Z][\w.:-]*?)\.?(?= |\n|\Z)"
    rf"|(?P<ordinal>(?i:{'|'.join(ORDINALS)})) (?P<ordered>(?i:{_WORDS}))(?=\.? *(?:\n|\Z)|\. )"
    rf"|(?i:art(?:ikel|\.)) +(?P<article>{_NUMBER})(?![\w:-])(?P<point>\.?)(?=[ \n\[]|\Z)"
    r"|(?P<annex>(?i:bijlage))(?=(?: [\dIVXA-Z]{1,4})?[.:]? *(?:\n|\Z)|(?: [\dIVXA-Z]{1,4},?)? (?:als|behorende?|bij) )"
    r"|(?P<preamble>(?:Wij|Alzo|Allen, die|Gelet op|Overwegende)(?=[ ,]))"
    r"|(?P<part>\d{1,2}[a-z]{0,2})(?:\.(?= )|(?= +[A-Z]))"
    r"|(?P<sub_item>\d{1,2})(?:[°º]|e)[.)]?(?= )"
    r"|(?P<item>[a-z]{1,2})[.)](?= )"
    r"|(?P<letter>[A-Z]{1,2})\.?(?= *\n)"
    r")"
)
_ROMAN = re.compile("[IVXLC]+")
_REPEALED = re.compile(r"[\s.]*[\[(]?(?i:vervallen)\b[^\n]{0,60}\s*\Z")
"""What stands alone in a repealed article."""
_BELOW = re.compile(r"\n *(?P<title>[A-Z][^\n.;:]{2,100})(?=\n)")
"""The title of a division on the line below it."""


def marks(text: str, hints: Sequence[Hint] = ()) -> list[Mark]:
    """Where the units of a statute begin; no source of Dutch acts has markup, so hints are not looked at."""
    drawn, text = tables(text), shadow(text)
    units = _outside(drawn, _UNIT.finditer(text)) if drawn else _UNIT.finditer(text)
    found = [match for match in units if match.lastgroup != "point" or _heads(text, match)]
    reading = _Reading(text, _own([match for match in found if match.lastgroup == "point"]))
    ends = [*(match.start() for match in found[1:]), len(text)]
    marks = [mark for mark in map(reading.unit, found, ends) if mark is not None]
    marks += [Mark(start, INNERMOST * 10, "table", end=end) for start, end in drawn]
    marks.sort(key=itemgetter(0))
    after = [*(mark[0] for mark in marks[1:]), len(text)]
    return [mark._replace(end=end) if mark.kind == QUOTED else mark
            for mark, end in zip(marks, after, strict=bool(marks))]  # fmt: skip


def _outside(spans: Sequence[Span], matches: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """The matches that begin in none of the spans; both come in order."""
    coming = iter([*spans, (sys.maxsize, sys.maxsize)])
    start, end = next(coming)
    for match in matches:
        while end <= match.start(HEAD):
            start, end = next(coming)
        if match.start(HEAD) < start:
            yield match


def _heads(text: str, match: re.Match[str]) -> bool:
    """Whether «Artikel 5 …» is a heading and no sentence."""
    title = text[match.end() : line_end(text, match.end())].strip()
    if match["point"] or not title or title.startswith(("[", "(")):
        return True
    return title[0].isupper() and title[-1] not in ",;:" and not (title[-1] == "." and title.count(" ") > WORDY)


def _own(articles: Sequence[re.Match[str]]) -> set[int]:
    """Places of the act's own articles: one rising row, in Roman numbers if its first article has one."""
    if not articles:
        return set()
    arabic = articles[0]["article"][0].isdigit()
    alike = [match for match in articles if match["article"][0].isdigit() == arabic]
    return {alike[index].start() for index in row([_key(match["article"]) for match in alike])}


def _key(number: str) -> Key:
    """Arabic numbers in their order; Roman ones, the heads of an amending act, by their value and what follows."""
    head = _ROMAN.match(number)
    return (roman(head[0]), *key(number[head.end() :])) if head else key(number)


@dataclass(slots=True)
class _Reading:
    """An act while it is read: the rows of numbers that are open, and whether a quotation is.

    ``levels`` holds the rank of each kind of division met so far; ``ranks`` and ``keys`` the open rows, outermost
    first, and their last numbers; ``preceded``: a preamble has begun.
    """

    text: str
    own: set[int]
    levels: dict[str, int] = field(default_factory=dict)
    ranks: list[int] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    opened: bool = False
    quoted: bool = False
    preceded: bool = False

    def unit(self, match: re.Match[str], end: int) -> Mark | None:
        """What the match opens; ``end`` is where the next announcement stands. Quoted units are none of the act's."""
        unit, start = match.lastgroup or "", match.start(HEAD)
        if unit in RANKS:
            return self._enumerated(unit, match[unit], start) if self.opened and not self.quoted else None
        if unit == "point":
            return self._article(match, start, end)
        if unit == "annex":
            self._begin(opened=True)
            return Mark(start, ANNEX, "annex", None, _words(self.text[start : line_end(self.text, start)]))
        if unit == "letter":
            return self._letter(match["letter"], start)
        if self.quoted:
            return None
        if unit == "preamble":
            first = not self.opened and not self.levels and not self.preceded
            self.preceded = True
            return Mark(start, PREAMBLE, "preamble") if first else None
        self._begin(opened=False)
        return self._division(match, start)

    def _begin(self, *, opened: bool) -> None:
        """A unit begins that holds rows of its own."""
        self.ranks, self.keys, self.opened, self.quoted = [], [], opened, False

    def _division(self, match: re.Match[str], start: int) -> Mark:
        """A division, with its title on its line or on the one below."""
        word = (match["division"] or match["ordered"]).lower()
        rank = self.levels.setdefault(word, DIVISION + 5 * len(self.levels))
        number = match["count"] or str(ORDINALS.index(match["ordinal"].lower()) + 1)
        end = line_end(self.text, match.end())
        below = _BELOW.match(self.text, end)
        title = _words(self.text[match.end() : end]) or (_words(below["title"]) if below else None)
        return Mark(start, rank, DIVISIONS[word], number, title)

    def _article(self, match: re.Match[str], start: int, end: int) -> Mark:
        """An article of the act, an empty one, or one that it quotes."""
        number, title = match["article"], _words(self.text[match.end() : line_end(self.text, match.end())])
        if match.start() not in self.own:
            self.quoted = self.opened
            return Mark(start, INNERMOST * 10, QUOTED, number, title, end)
        self._begin(opened=True)
        if _REPEALED.match(self.text, match.end(), end):
            return Mark(start, ARTICLE, "article_excluded", number)
        return Mark(start, ARTICLE, "article", number, title)

    def _letter(self, letter: str, start: int) -> Mark | None:
        """«B» on a line of its own: what an amending article does next; it ends a quotation."""
        if not self.opened or not self._accepts(RANKS["item"], _letter_key(letter)):
            return None
        self.quoted = False
        return Mark(start, RANKS["item"], "item", letter)

    def _enumerated(self, kind: str, number: str, start: int) -> Mark | None:
        """A member, an onderdeel, or what stands below one; 1° without a letter above it is an onderdeel."""
        rank = RANKS[kind]
        if kind == "sub_item" and RANKS["item"] not in self.ranks:
            kind = "item"
        value = (int(number),) if number.isdecimal() else _letter_key(number) if rank == RANKS["item"] else key(number)
        return Mark(start, rank, kind, number) if self._accepts(rank, value) else None

    def _accepts(self, rank: int, value: Key) -> bool:
        """Whether the number goes on in its row; if so deeper rows begin anew."""
        place = bisect_left(self.ranks, rank)
        if self.ranks[place : place + 1] == [rank] and value <= self.keys[place]:
            return False
        self.ranks[place:], self.keys[place:] = [rank], [value]
        return True


def _letter_key(letters: str) -> Key:
    """The place of letters in their row: z comes before aa."""
    return (len(letters), *map(ord, letters.lower()))


def _words(line: str) -> str | None:
    return line.strip(" .") or None


GRAMMAR = Grammar("statute_nl", marks)
