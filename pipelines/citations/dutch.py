"""Units and their numbers in Dutch texts: «artikel 6, eerste lid, onder a», «lid 3 van artikel 1:228».

What belongs here: the words of the units, the lists of numbers, what may stand between two units. Names of
laws are in `dutch_laws`. A bare number with a colon («7:669 BW») opens a citation too, once a law follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from pipelines.citations.anchors import DIGITS, SPACE, Beginning, matches
from pipelines.citations.chains import Chain, Segment, chain, runs
from pipelines.citations.numbers import DUTCH_ORDINAL, read

BEGINNINGS: tuple[Beginning, ...] = (
    ("Aa", "r", "t"), (DIGITS, ":"), (DIGITS, DIGITS + "aA" + SPACE, ":"), (DIGITS, DIGITS + "aA", "aA" + SPACE),
    ("l", "ie", "d"), ("a", "l", "i", "n"), ("o", "n", "d", "e"), ("s", "u", "b"), ("l", "e", "t", "t"),
    ("t", "e", "n"),
)  # fmt: skip
"""How the words of the units begin, and an article that needs no word."""

_NO_MEMBER = (
    r"(?!\s?(?:%|euro|€|jaar|jaren|maanden|dagen|weken|uur|gram|kilo|km|m2|procent|januari|februari|maart|april|mei|"
    r"juni|juli|augustus|september|oktober|november|december|leden|lid\s+van))"
)
_COLON = r"\d{1,2}[aA]?\s?:\s?\d{1,4}[a-z]{0,2}(?![\w:])"
_LETTERED = r"(?:[a-z]{1,2}(?!\w)|\s[a-z](?=,?\s+(?:van\s+(?:de|het)|lid|[A-Z]\w)))"
_ARTICLE = rf"(?:{_COLON}|\d{{1,4}}(?:[.:]\d{{1,4}})*(?!\d){_NO_MEMBER}{_LETTERED}?)(?!\w)"
_AND = r"(?:\s*,\s*(?:en\s+|of\s+)?|\s+(?:en/of|en|of|alsmede)\s+|\s*(?:-|tot\s+en\s+met|t/m)\s*)"
_UNIT_AHEAD = rf"(?!\s*,?\s*(?:lid|leden|aanhef|onder|sub|(?:{DUTCH_ORDINAL})\s+lid)(?!\w))"
_ARTICLES = rf"{_ARTICLE}(?:(?:{_AND}|,?\s+(?:juncto|jo\.?|j°)\s+)(?:de\s+)?{_ARTICLE})*"
_ROMAN = r"[IVXL]{1,7}[a-z]?(?![\w/])"
"""Articles of amending acts and of treaties: «artikel XIIa»."""
_NUMBER = r"\d{1,2}(?:\.\d{1,2})*[a-z]?(?![\w:.]\w|\w)"
_NUMBERS = rf"{_NUMBER}(?:{_AND}{_NUMBER}{_NO_MEMBER}{_UNIT_AHEAD})*"
_ORDINALS = rf"(?:{DUTCH_ORDINAL})(?:{_AND}(?:het\s+)?(?:{DUTCH_ORDINAL}))*"
_LETTER = r"(?:\(?(?:[ivx]{1,4}|aa|bb|cc|dd|ee|ff|[a-zA-Z]|\d{1,2})(?:[°º])?\)?)(?![\w.:]\w|\w)"
_LETTERS = rf"{_LETTER}(?:{_AND}{_LETTER}{_UNIT_AHEAD})*"
_JOINTS = (
    r"(?:[\s,]|juncto(?!\w)|jo\.?(?!\w)|j°|in\s+(?:verbinding|samenhang)\s+met|aanhef\s+en(?!\w)|en(?!\w)|of(?!\w)|"
    r"alsmede|van(?!\w)|het(?!\w)|de(?!\w)|\(oud\)|zowel|als(?!\w)|zoals|telkens)*"
)
_SUFFIX = re.compile(r"(?<=\d)\s?(?:e|de|ste|ᵉ)(?!\w)")
_OF = re.compile(r"(?<!\w)van(?!\w)")
_MARKS = re.compile(r"juncto|(?<!\w)(?:jo\.?|en|of|alsmede)(?!\w)|j°|in\s+(?:verbinding|samenhang)\s+met")


@cache
def _segment_pattern() -> re.Pattern[str]:
    return re.compile(
        r"[Aalost\d](?<!\w.)(?:"
        rf"(?<=[Aa])rt(?:ikel(?:en|s)?|t)?(?:\.\s?|\s*)(?P<article>{_ARTICLES}|{_ROMAN}(?:{_AND}{_ROMAN})*)"
        r"|(?<=\d)(?<![:.].)(?P<implied>\d?[aA]?\s?:\s?\d{1,4}[a-z]{0,2}(?![\w:]))"
        rf"|(?<=l)(?:id|eden)(?!\w)(?:\s*(?P<part>{_NUMBERS}))?|(?<=a)(?P<paragraph>linea)(?!\w)"
        rf"|(?:(?<=o)nder(?:del(?:en)?|deel)?|(?<=s)ub|(?<=l)etters?|(?<=t)en)\s+(?P<item>{_LETTERS}))"
    )


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(_JOINTS), re.compile(r"\s*(?:van\s+(?:het\s+|de\s+)?)")


@cache
def _inner_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Ordinals before «lid»; an article without its word between two units («lid 1 juncto 305 lid 2»)."""
    return (
        re.compile(rf"(?<![\w:])(?i:{_ORDINALS})\s+\Z"),
        re.compile(
            rf"\s*,?\s*(?:juncto|jo\.?|j°|en|of|alsmede|,)\s+(?P<article>{_ARTICLES})\s*,?\s*(?:aanhef\s+en\s+)?"
        ),
    )


def _read(match: re.Match[str], shadow: str) -> Segment | None:
    name = match.lastgroup or "part"
    if name == "implied":
        return Segment("article", read(match[0]), match.start(), match.end())
    if match["article"] or match["part"] or match["item"]:
        values = read(match[name])
        return Segment(name, values, match.start(), match.end()) if values else None
    window = max(0, match.start() - 60)
    ordinals = _inner_patterns()[0].search(shadow[window : match.start()])
    if not ordinals:
        return None
    return Segment(name, read(_SUFFIX.sub("", ordinals[0])), window + ordinals.start(), match.end())


def _between(previous: Segment, found: Segment, shadow: str) -> Segment | None:
    """The article that stands without its word between two units."""
    match = _inner_patterns()[1].fullmatch(shadow, previous.end, found.start)
    return Segment("article", read(match["article"]), *match.span("article")) if match else None


def _segments(shadow: str, starts: Iterable[int]) -> Iterator[Segment]:
    """Segments in order; an item inside an item («onder a, sub 1°») is a sub-item."""
    previous: Segment | None = None
    for match in matches(_segment_pattern(), shadow, starts):
        found = _read(match, shadow)
        if found is None or (previous and found.start < previous.end):
            continue
        implied = _between(previous, found, shadow) if previous and found.unit != "article" else None
        if implied:
            yield implied
        elif previous and found.unit == "item" and _is_nested(previous, found, shadow):
            found = Segment("sub_item", found.values, found.start, found.end)
        yield found
        previous = found


def _is_nested(previous: Segment, item: Segment, shadow: str) -> bool:
    joint = _patterns()[0].fullmatch(shadow, previous.end, item.start)
    return previous.unit in ("item", "sub_item") and joint is not None and not _MARKS.search(joint[0])


def _direction(segment: Segment, following: Segment, between: str, enclosed: bool) -> str:
    """Wide before deep («artikel 6, lid 1»), unless «van» leads back to the whole («lid 3 van artikel 6»)."""
    if following.level > segment.level:
        return "up" if _OF.search(between) else "beside"
    return "beside" if following.level == segment.level or enclosed else "down"


def chains(shadow: str, starts: Iterable[int]) -> list[Chain]:
    """All chains of units of a text, in order; `starts` are where a unit may begin, and laws are not looked at."""
    joint, tight = _patterns()
    found = runs(_segments(shadow, starts), shadow, joint)
    with_article = (run for run in found if any(segment.unit == "article" for segment in run))
    return [chain(run, shadow, _direction, tight, forward=False) for run in with_article]
