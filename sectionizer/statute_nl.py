"""Grammar of Dutch statutes as plain text or as Markdown.

    act      = [preamble] ( boek | deel | titel | hoofdstuk | afdeling | paragraaf )* artikel+ bijlage*
    artikel  = lid*;  lid = onderdeel*;  onderdeel = ( 1° | 2° )*
    amending = artikel I ( onderdeel A ( artikel of another act )* )*

Belongs here: how each unit announces itself at the beginning of a line, and which articles are the act's own. Which
division holds which is told by the act itself: a Titel holds Hoofdstukken in one act and stands in one in another.
Still to come: the levels that the XML of the Basiswettenbestand marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sectionizer.numbering import Key, key, roman, row
from sectionizer.shadow import LinePattern
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
ANNEX, DIVISION, ARTICLE, PART, ITEM, SUB_ITEM, PREAMBLE = 10, 20, 80, 110, 120, 130, 135
"""Ranks; each kind of division goes one deeper than those that came before it in the act."""
LEVELS = (("part", PART), ("item", ITEM), ("sub_item", SUB_ITEM))
WORDY = 5
"""An unpointed «Artikel 5» before more words than this, ended by a stop, is a sentence about an article."""

_SHAPE = r"(?:\d{1,4}|[IVXLC]{1,7})(?:bis|ter|quater|[a-z]{1,2})?\d{0,2}"
_NUMBER = rf"{_SHAPE}(?:[.:-]{_SHAPE}){{0,3}}"
_WORDS = "boek|deel|titel(?:deel)?|hoofdstuk|(?:onder)?afdeling|paragraaf"
_UNIT = LinePattern(
    r"(?:#{1,6} +)?\"?(?P<unit>"
    rf"(?P<division>(?i:{_WORDS}|§)) *(?P<count>[\dIVXA-Z][\w.:-]*?)\.?(?= |\n|\Z)"
    rf"|(?P<ordinal>(?i:{'|'.join(ORDINALS)})) (?P<ordered>(?i:{_WORDS}))(?=\.? *(?:\n|\Z)|\. )"
    rf"|(?i:art(?:ikel|\.)) +(?P<article>{_NUMBER})(?![\w:-])(?P<point>\.?)(?=[ \n\[]|\Z)"
    r"|(?P<annex>(?i:bijlage))(?=(?: [\dIVXA-Z]{1,4})?[.:]? *(?:\n|\Z)|(?: [\dIVXA-Z]{1,4},?)? (?:als|behorende?|bij) )"
    r"|(?P<preamble>(?:Wij|Alzo|Allen, die|Gelet op|Overwegende)(?=[ ,]))"
    r"|(?P<part>\d{1,2}[a-z]{0,2})(?:\.(?= )|(?= +[A-Z]))"
    r"|(?P<sub_item>\d{1,2})(?:[°º]|e)[.)]?(?= )"
    r"|(?P<item>[a-z]{1,2})[.)](?= )"
    r"|(?P<letter>[A-Z]{1,2})\.?(?= *\n)"
    r")(?P<title>[^\n]*)"
)
_ROMAN = re.compile("[IVXLC]+")
_REPEALED = re.compile(r"[\s.]*[\[(]?(?i:vervallen)\b[^\n]{0,60}\s*\Z")
"""What stands alone in a repealed article."""
_BELOW = re.compile(r"\n *(?:#{1,6} +)?(?P<title>[A-Z][^\n.;:]{2,100})(?=\n)")
"""The title of a division on the line below it."""


def marks(text: str, hints: Sequence[Hint] = ()) -> list[Mark]:
    """Where the units of a statute begin; publisher's markup is not used yet."""
    found = [match for match in _UNIT.finditer(text) if not match["article"] or _heads(match)]
    reading = _Reading(text, _own([match for match in found if match["article"]]))
    ends = [*(match.start() for match in found[1:]), len(text)]
    marks = [mark for match, end in zip(found, ends, strict=bool(found)) for mark in reading.units(match, end)]
    after = [*(mark.start for mark in marks[1:]), len(text)]
    return [mark if mark.end is None else mark._replace(end=end) for mark, end in zip(marks, after, strict=bool(marks))]


def _heads(match: re.Match[str]) -> bool:
    """Whether «Artikel 5 …» is a heading and no sentence."""
    title = match["title"].strip()
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

    ``ranks`` holds the rank of each kind of division met so far, ``rows`` the last number of each rank.
    """

    text: str
    own: set[int]
    ranks: dict[str, int] = field(default_factory=dict)
    rows: dict[int, Key] = field(default_factory=dict)
    opened: bool = False
    quoted: bool = False

    def units(self, match: re.Match[str], end: int) -> Iterator[Mark]:
        """What the match opens; ``end`` is where the next announcement stands. Quoted units are none of the act's."""
        start = match.start("unit")
        if match["annex"]:
            self._begin(opened=True)
            yield Mark(start, ANNEX, "annex", None, _words(match["unit"]))
        elif match["article"]:
            yield self._article(match, start, end)
        elif match["letter"]:
            yield from self._letter(match["letter"], start)
        elif self.quoted:
            return
        elif match["division"] or match["ordinal"]:
            self._begin(opened=False)
            yield self._division(match, start)
        elif match["preamble"]:
            if not self.opened and not self.ranks:
                yield Mark(start, PREAMBLE, "preamble")
        elif self.opened:
            yield from self._enumerated(match, start)

    def _begin(self, *, opened: bool) -> None:
        """A unit begins that holds rows of its own."""
        self.rows, self.opened, self.quoted = {}, opened, False

    def _division(self, match: re.Match[str], start: int) -> Mark:
        """A division, with its title on its line or on the one below."""
        word = (match["division"] or match["ordered"]).lower()
        rank = self.ranks.setdefault(word, DIVISION + 5 * len(self.ranks))
        number = match["count"] or str(ORDINALS.index(match["ordinal"].lower()) + 1)
        below = _BELOW.match(self.text, match.end())
        title = _words(match["title"]) or (_words(below["title"]) if below else None)
        return Mark(start, rank, DIVISIONS[word], number, title)

    def _article(self, match: re.Match[str], start: int, end: int) -> Mark:
        """An article of the act, an empty one, or one that it quotes."""
        number, title = match["article"], _words(match["title"])
        if match.start() not in self.own:
            self.quoted = self.opened
            return Mark(start, INNERMOST * 10, "quoted_article", number, title, end)
        self._begin(opened=True)
        if _REPEALED.match(self.text, match.start("title"), end):
            return Mark(start, ARTICLE, "article_excluded", number)
        return Mark(start, ARTICLE, "article", number, title)

    def _letter(self, letter: str, start: int) -> Iterator[Mark]:
        """«B» on a line of its own: what an amending article does next; it ends a quotation."""
        if self.opened and self._accepts(ITEM, _letter_key(letter)):
            self.quoted = False
            yield Mark(start, ITEM, "item", letter)

    def _enumerated(self, match: re.Match[str], start: int) -> Iterator[Mark]:
        """A member, an onderdeel, or what stands below one; 1° without a letter above it is an onderdeel."""
        kind, rank = next((kind, rank) for kind, rank in LEVELS if match[kind])
        number = match[kind]
        if kind == "sub_item" and ITEM not in self.rows:
            kind = "item"
        if self._accepts(rank, _letter_key(number) if rank == ITEM else key(number)):
            yield Mark(start, rank, kind, number)

    def _accepts(self, rank: int, value: Key) -> bool:
        """Whether the number goes on in its row; if so deeper rows begin anew."""
        if value <= self.rows.get(rank, ()):
            return False
        self.rows = {above: last for above, last in self.rows.items() if above < rank} | {rank: value}
        return True


def _letter_key(letters: str) -> Key:
    """The place of letters in their row: z comes before aa."""
    return (len(letters), *map(ord, letters.lower()))


def _words(line: str) -> str | None:
    return line.strip(" .#") or None


GRAMMAR = Grammar("statute_nl", marks)
