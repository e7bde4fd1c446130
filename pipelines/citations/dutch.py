"""Units and their numbers in Dutch texts: «artikel 6, eerste lid, onder a», «lid 3 van artikel 1:228».

What belongs here: the words of the units, the lists of numbers, what may stand between two units. Names of
laws are in `dutch_laws`. A bare number with a colon («7:669 BW») opens a citation too, once a law follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from pipelines.citations.anchors import DIGIT, SPACE, Beginning, matches
from pipelines.citations.chains import Chain, Segment, chain, runs
from pipelines.citations.numbers import DUTCH_ORDINAL, DUTCH_ORDINALS, read

BEGINNINGS: tuple[Beginning, ...] = (
    ("Aa", "r", "t"), (DIGIT, ":"), (DIGIT, DIGIT + "aA" + SPACE, ":"), (DIGIT, DIGIT + "aA", "aA" + SPACE, ":"),
    (DIGIT, "aA", SPACE, ":"), (DIGIT, DIGIT, "aA", SPACE, ":"),
    ("l", "ie", "d"), ("a", "l", "i", "n"), ("o", "n", "d", "e", "r", SPACE + "d"), ("s", "u", "b"),
    ("l", "e", "t", "t"),
    ("t", "e", "n", SPACE, SPACE + DIGIT + "etd"), ("a", "h", "f", SPACE),
)  # fmt: skip
"""How the words of the units begin, and an article that needs no word."""

AMENDS: tuple[Beginning, ...] = (("w", "o", "r", "d", "t", SPACE), ("k", "o", "m", "t", SPACE))
"""How the words begin by which an act amends another."""

POINTERS: tuple[Beginning, ...] = (
    ("Dd", "ia", "t", SPACE, SPACE + "ab"), ("Dd", "e", "z", "e", SPACE, SPACE + "ab"),
    ("Dd", "i", "e", SPACE, SPACE + "ab"), ("Vv", "o", "o", "r", "n", "o"), ("Gg", "e", "n", "o", "e", "m"),
)  # fmt: skip
"""How words begin that point back to an article: «dat artikel»."""

_NO_MEMBER = (
    r"(?!\s?(?:%|euro|€|jaar|jaren|maanden|dagen|weken|uur|gram|kilo|km|m2|procent|januari|februari|maart|april|mei|"
    r"juni|juli|augustus|september|oktober|november|december|leden|lid\s+van))"
)
_COLON = r"\d{1,2}[aA]?\s?:\s?\d{1,4}[a-z]{0,2}(?![\w:])"
_LETTERED = (
    r"(?:(?:[a-z]{1,3}\d?|[A-H])(?!\w)|\s?(?:bis|ter|quater)(?!\w)|\s[a-z](?=,?\s+(?:van\s+(?:de|het)|lid|[A-Z]\w)))"
)
_ARTICLE = rf"(?:{_COLON}|\d{{1,4}}(?:[.:]\d{{1,4}})*(?!\d){_NO_MEMBER}{_LETTERED}?)(?!\w)"
_AND = (
    r"(?:\s*,\s*(?:en\s+|of\s+)?|\s+(?:en/of|en|of|alsmede|respectievelijk|resp\.|subsidiair|dan\s?wel|&)\s+|"
    r"\s*/\s*|\s*(?:-|tot(?:\s+en\s+met)?(?!\w)|t/m)\s*)"
)
_UNIT_AHEAD = rf"(?!\s*,?\s*(?:lid|leden|aanhef|onder|sub|(?:{DUTCH_ORDINAL})\s+lid)(?!\w))"
_LID_AHEAD = rf"(?!(?:{DUTCH_ORDINAL})\s+(?:lid|vol)?(?:zin)?(?!\w))"
_ARTICLES = rf"{_ARTICLE}(?:(?:{_AND}|,?\s+(?:juncto|jo\.?|j°)\s+)(?:de\s+)?{_LID_AHEAD}{_ARTICLE})*"
_ROMAN = r"[IVXL]{1,7}[a-z]?(?![\w/])"
"""Articles of amending acts and of treaties: «artikel XIIa»."""
_NUMBER = r"\d{1,2}(?:\.\d{1,2})*[a-z]?(?![\w:.]\w|\w)"
_NUMBERS = rf"{_NUMBER}(?:{_AND}{_NUMBER}{_NO_MEMBER}{_UNIT_AHEAD})*"
_ORDINALS = rf"(?:{DUTCH_ORDINAL})(?:{_AND}(?:het\s+)?(?:{DUTCH_ORDINAL}))*"
_LETTER = r"(?:\(?(?:[ivx]{1,4}|aa|bb|cc|dd|ee|ff|[a-zA-Z]|\d{1,2}(?:e(?!\w))?)(?:[°º])?\)?)(?![\w.:]\w|\w)"
_LETTERS = rf"{_LETTER}(?:{_AND}{_LETTER}{_UNIT_AHEAD})*"
_WITH = (
    r"(?:gelezen\s+|bezien\s+)?in\s+(?:onderlinge\s+)?(?:verbinding|samenhang)\s+met|i\.v\.m\.|iv?o?m(?!\w)|j\.(?=\s)"
)
_JOINTS = (
    rf"(?:[\s,]|juncto(?!\w)|jo\.?(?!\w)|j°|{_WITH}|aanhef(?:\s+en)?(?!\w)|en(?!\w)|of(?!\w)|&|"
    r"alsmede|dan\s+wel|respectievelijk|van(?!\w)|het(?!\w)|de(?!\w)|\(oud\)|zowel|als(?!\w)|zoals|telkens)*"
)
_PLURAL = re.compile(rf"(?<!\w)(?:[Dd]e\s+artikelen|[Hh]et\s+(?:{DUTCH_ORDINAL}))")
_LONGEST_ORDINAL = 30
_SUFFIX = re.compile(r"(?<=\d)\s?(?:e|de|ste|ᵉ)(?!\w)")
_OF = re.compile(r"(?<!\w)van(?!\w)")
_MARKS = re.compile(rf"juncto|(?<!\w)(?:jo\.?|en|of|alsmede)(?!\w)|j°|&|{_WITH}")


@cache
def _segment_pattern() -> re.Pattern[str]:
    return re.compile(
        r"(?<!\w)(?:"
        rf"[Aa]rt(?:ikel(?:en|s)?|[tns])?\.?:?\s*(?P<article>{_ARTICLES}|{_ROMAN}(?:{_AND}{_ROMAN})*)"
        r"|\d(?<![:.].)(?P<implied>\d?[aA]?\s?:\s?\d{1,4}[a-z]{0,2}(?![\w:]))"
        rf"|l(?:id|eden)(?!\w)(?:\s*(?P<part>{_NUMBERS}))?|a(?P<paragraph>linea)(?!\w)"
        rf"|(?:onder(?:del(?:en)?|deel)?|sub|letters?|ahf/(?:ond|sub))\s+(?P<item>{_LETTERS})"
        r"|ten\s+(?P<numeral>\d{1,2}(?:[°º]|e(?!\w))|(?:eerste|tweede|derde)(?!\w)))"
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


def _read(match: re.Match[str], shadow: str, earliest: int) -> Segment | None:
    """One unit with its numbers, which stand behind it, or before it from `earliest` on; «12e» before is an article."""
    name = match.lastgroup or "part"
    if name == "implied":
        return Segment("article", read(match[0]), match.start(), match.end())
    listed = match["article"] or match["part"] or match["item"] or match["numeral"]
    if listed:
        name = "item" if name == "numeral" else name
        values = read(_SUFFIX.sub("", listed) if name == "item" else listed)
        return Segment(name, values, match.start(), match.end()) if values else None
    before = shadow[max(0, match.start() - _LONGEST_ORDINAL) : match.start()].split()
    if not before or not (before[-1].lower() in DUTCH_ORDINALS or before[-1][0].isdigit()):
        return None
    window = max(earliest, match.start() - 60)
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
        found = _read(match, shadow, previous.end if previous else 0)
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
    read = (chain(run, shadow, _direction, tight, forward=False) for run in with_article)
    return [_with_article_word(one, shadow) for one in read]


def _with_article_word(chain: Chain, shadow: str) -> Chain:
    """«de artikelen» and «het eerste lid» begin with their article; a unit with a number has none."""
    start = chain.start
    if shadow[max(0, start - 3) : start - 1].lower() not in ("de", "et"):
        return chain
    found = _PLURAL.search(shadow, max(0, start - 4), start + 12)
    return replace(chain, start=found.start()) if found and found.end() > start else chain
