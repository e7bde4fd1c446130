"""Grammar of Dutch statutes as plain text.

    act = ( boek | deel | titel | hoofdstuk | afdeling | paragraaf )* artikel+;  artikel = lid* ;  lid = onderdeel*

Belongs here: how each unit announces itself at the beginning of a line. The simple first form: articles that an
amending act quotes, annexes and repealed articles («vervallen») are not told apart yet, the row of numbers alone
decides which articles are the act's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sectionizer.numbering import key, roman, row
from sectionizer.shadow import LinePattern
from sectionizer.tree import Grammar, Hint, Mark

DIVISIONS = {
    "boek": ("book", 20), "deel": ("section", 25), "titel": ("section", 30), "hoofdstuk": ("chapter", 30),
    "afdeling": ("section", 40), "paragraaf": ("subsection", 50), "§": ("subsection", 50),
}  # fmt: skip
ARTICLE, PART, ITEM = 80, 110, 120

_UNIT = LinePattern(
    r"(?:(?P<division>(?i:boek|deel|titel|hoofdstuk|afdeling|paragraaf|§)) *"
    r"(?P<count>[\dIVXA-Z][\w.:-]*?)\.?(?= |\n|\Z)"
    r"|(?i:artikel) +(?P<article>[\dIVX][\w.:-]*?)\.?(?= +[A-Z(]| *\n| *\Z)"
    r"|(?P<part>\d{1,2}[a-z]?)\.(?= )|(?P<item>[a-z]{1,2})\.(?= ))(?P<title>[^\n]*)"
)


def marks(text: str, hints: Sequence[Hint] = ()) -> list[Mark]:
    """Where the units of a statute begin; publisher's markup is not used yet."""
    found = list(_UNIT.finditer(text))
    articles = [match for match in found if match["article"]]
    own = {articles[index].start() for index in row([_key(match["article"]) for match in articles])}
    return list(_units([match for match in found if not match["article"] or match.start() in own]))


def _key(number: str) -> tuple[int, ...]:
    """Arabic numbers in their order, Roman ones as written: they head the few articles of an amending act."""
    return key(number) if number[0].isdigit() else (0, roman(number))


def _units(matches: Sequence[re.Match[str]]) -> Iterator[Mark]:
    last: dict[int, tuple[int, ...]] = {}
    for match in matches:
        title = match["title"].strip(" .") or None
        if match["division"]:
            kind, rank = DIVISIONS[match["division"].lower()]
            yield Mark(match.start("division"), rank, kind, match["count"], title)
        elif match["article"]:
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            yield Mark(start, ARTICLE, "article", match["article"], title)
            last = {ARTICLE: (0,)}
        elif ARTICLE in last:
            name, rank = ("part", PART) if match["part"] else ("item", ITEM)
            if key(match[name]) > last.get(rank, ()):
                last = {open_rank: value for open_rank, value in last.items() if open_rank < rank}
                last[rank] = key(match[name])
                yield Mark(match.start(name), rank, name, match[name])


GRAMMAR = Grammar("statute_nl", marks)
