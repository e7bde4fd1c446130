"""Laws named in Dutch texts: full names, abbreviations, books of the Burgerlijk Wetboek, European acts.

What belongs here: where a name begins and ends, and which act it is. Still to come: names of acts younger
than the table (2017), and local rules, which have no BWB id.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import groupby

from pipelines.citations.anchors import Beginning, matches, words
from pipelines.citations.laws import Law, in_force, table
from pipelines.citations.mention import Mention

BOOKS = {"1": "BWBR0002656", "2": "BWBR0003045", "3": "BWBR0005291", "4": "BWBR0002761", "5": "BWBR0005288",
         "6": "BWBR0005289", "7": "BWBR0005290", "7A": "BWBR0006000", "8": "BWBR0005034",
         "10": "BWBR0030068"}  # fmt: skip
"""Books of the Burgerlijk Wetboek: each is an act of its own."""

CIVIL_CODE = "BW"
"""Stands for the Burgerlijk Wetboek until the article tells the book."""

_SHORTEST_NAME = 6
_BRACKET = re.compile(r"\s*\((?:hierna[\s:,]*)?[\"']?(?:de\s+)?[A-Z][\w ]{0,20}[\"']?\)")
_POINTER = re.compile(
    r"(?<!\w)(?:[Dd]eze|[Dd]ie|[Dd]e|[Hh]et|[Dd]at|(?:(?:voor|laatst|boven|eer)?genoemde|(?:voor)?noemde))\s+\Z"
)
_ABBREVIATED = re.compile(r"\.(?=\s*[,;)a-z])")
"""The point of an abbreviation («Fw.»), where it does not end the sentence."""

_BOOK_BEFORE = re.compile(r"[Bb]oek\s+(\d{1,2}A?)\s+(?:van\s+het\s+)?\Z")
_BOOK_AFTER = re.compile(r",?\s+[Bb]oek\s+(\d{1,2}A?)(?!\w)")
_YEAR = re.compile(r"\s+(?:19|20)\d\d(?!\d)(?!\s?[/,]\s?\d)")
"""A year after a name makes it the name of another act: Ambtenarenwet 2017."""

AFTER_WORD = (
    r"(?:\s*(?:[,.;:)\"'\]]|\Z)|\s+(?:wordt|worden|is|zijn|was|waren|niet|kan|kunnen|en|of|in|aan|dat|die|bij|heeft|hebben|"
    r"bepaalt|luidt|luidde|te|zoals|dient|moet|zou|geen|om|ook|reeds|bedoelde?|genoemde?|gestelde?|neergelegde?|opgenomen|"
    r"volgt|mag|als|voor|gegeven|wel|dan|door|met|blijkt|staat|vereist)(?!\w))"
)
"""What may follow «de Wet» when the word is the whole name; «Wet administratieve …» is a name the table lacks."""

_POINTERS = {"wet": "law", "richtlijn": "eu", "verordening": "eu", "verdrag": "treaty"}
_OF_UNION = r"/(?:EEG|EG|EU|JBZ|GBVB|Euratom|EGKS)"
_NUMBERED = (
    r"(?:\([A-Z]{2,4}(?:,\s?\w+)?\)\s*)?(?P<nr>nrs?\.?\s*)?(?P<first>\d{1,4})/(?P<second>\d{1,4})"
    rf"(?P<union>{_OF_UNION})?(?!\d)"
)
_EUROPEAN = (
    r"[RrVvBKkUu](?P<european>(?:itvoerings)?(?:(?:ri|(?<=[Rr])i)chtlijn(?:en)?|(?:ve|(?<=[Vv])e)rordening(?:en)?|"
    rf"(?:be|(?<=B)e)sluit)|aderbesluit)\s+{_NUMBERED}"
)
_CELEX = r"C(?P<celex>ELEX(?:[\s:-]|%3A|nr\.?|nummer)*(?P<number>3\d{4}[A-Z]\d{4}))(?!\w)"
_PROTOCOL, _TO_CONVENTION = "BWBV0001001", re.compile(r"\s+(?:bij\s+(?:het\s+)?)?EVRM(?!\w)")
_FURTHER = re.compile(rf"\s*(?:,|en)\s+{_NUMBERED}")


@cache
def _abbreviations() -> dict[str, tuple[Law, ...]]:
    """By abbreviation as written, and from three letters on in capitals, with one, or with one small («VwEU»)."""
    known = {a.rstrip("."): acts for a, acts in table("nl").by_abbreviation.items()}
    for written, acts in list(known.items()):
        if len(written) > 2 and written.isalpha():
            known.setdefault(written.upper(), acts)
            known.setdefault(written.capitalize(), acts)
        if len(written) > 2 and written.isupper():
            known.setdefault(".".join(written), acts)
        if len(written) > 3 and written.isupper():
            known.setdefault(written[0] + written[1].lower() + written[2:], acts)
        name, _, year = written.rpartition(" ")
        if len(name) > 2 and name.isupper() and year.isdigit():
            known.setdefault(f"{name.capitalize()} {year}", acts)
    return {a: acts for a, acts in known.items() if not re.fullmatch(r"\d+A? BW", a)}


def _spelled(words: str) -> str:
    return r"\s+".join(map(re.escape, words.split(" ")))


def _grouped(words: Iterable[str]) -> str:
    """Pattern of words by their first letter, the longest first."""
    ordered = sorted(set(words), key=lambda word: (word[0], -len(word), word))
    return "|".join(
        rf"{first}(?:{'|'.join(_spelled(word[1:]) for word in group)})"
        for first, group in groupby(ordered, key=lambda word: word[0])
    )


def _first_words() -> set[str]:
    names = table("nl").by_name
    first = {name.partition(" ")[0].capitalize() for name in names if name[0].isalpha() and name[0].isascii()}
    return first | {"wetboek"}


@cache
def _name() -> re.Pattern[str]:
    abbreviations = _grouped(a for a in _abbreviations() if a[0].isupper())
    first_words = _grouped(_first_words())
    return re.compile(
        r"(?<![\w-])(?:B(?P<civil>urgerlijk\s+Wetboek|W)(?![\w-])"
        rf"|{_EUROPEAN}|{_CELEX}|[Pp](?P<protocol>rotocol\s+(?:nr?\.?\s*)?(?P<which>\d{{1,2}}))(?!\w)"
        rf"|(?P<abbreviation>{abbreviations})(?![\w'])|(?P<word>{first_words})(?!\w)"
        r"|(?P<pointer>[Ww]et|[Rr]ichtlijn|[Vv]er(?:ordening|drag))(?![\w-]))"
    )


@cache
def beginnings() -> tuple[Beginning, ...]:
    """How the names begin."""
    fixed = ["Burg", "BW", "Rich", "Vero", "Besl", "Kade", "Wet", "Verd", "wet", "rich", "vero", "verd", "CELE", "Uitv",
             "uitv", "kade", "Prot", "prot"]  # fmt: skip
    return tuple(words([*fixed, *_first_words(), *(a for a in _abbreviations() if a[0].isupper())]))


def _full_name(shadow: str, start: int, date: datetime.date | None) -> Mention | None:
    """The longest name of the table that begins here; a short single word is a common noun."""
    end, acts = table("nl").at(shadow, start)
    single = shadow.find(" ", start, end) < 0
    if not acts or (single and (end - start < _SHORTEST_NAME or shadow[end : end + 1] == "-")):
        return None
    law, confidence = _chosen(acts, date)
    return Mention(start, end, law.id if law else None, _kind((law,) if law else acts), confidence)


def _chosen(acts: tuple[Law, ...], date: datetime.date | None) -> tuple[Law | None, float]:
    """The act in force; of a treaty of the Union that two registers hold, the Dutch one's."""
    if len(acts) == 2 and {act.kind for act in acts} == {"treaty", "eu"}:
        return next(act for act in acts if act.kind == "treaty"), 0.8
    return in_force(acts, date)


def _kind(acts: tuple[Law, ...]) -> str:
    return {"eu": "eu", "verdrag": "treaty", "treaty": "treaty"}.get(acts[0].kind, "law")


def celex(kind: str, first: str, second: str, numbered: bool = True) -> str:
    """CELEX of an act «first/second»: directives are year/number, regulations number/year until 2014, after «nr.».

    Source: the numbering of acts in EUR-Lex; two-digit years are of the last century.
    """
    until_2014 = len(first) < 4 or first < "2015" or (numbered and len(second) == 4 and "1958" <= second <= "2014")
    by_number = kind.endswith("verordening") and until_2014
    year, number = (second, first) if by_number else (first, second)
    if len(year) == 4 and not "1951" <= year <= "2099":
        year, number = number, year
    letter = {"richtlijn": "L", "verordening": "R", "kaderbesluit": "F"}.get(kind.removeprefix("uitvoerings"), "D")
    return f"3{year if len(year) == 4 else f'19{year:0>2}'}{letter}{number:0>4}"


def _abbreviated(shadow: str, match: re.Match[str], date: datetime.date | None) -> Mention:
    written = re.sub(r"\s+", " ", match[0])
    acts = _abbreviations()[written]
    law, confidence = _chosen(acts, date)
    end = match.end() + ((len(written) < 4 or "." in written) and _ABBREVIATED.match(shadow, match.end()) is not None)
    return Mention(match.start(), end, law.id if law else None, _kind(acts), confidence, alone=len(written) > 2)


def _civil_code(shadow: str, match: re.Match[str]) -> Mention:
    """The Burgerlijk Wetboek, with its book where the book stands beside the name."""
    window = max(0, match.start() - 30)
    before, after = _BOOK_BEFORE.search(shadow[window : match.start()]), _BOOK_AFTER.match(shadow, match.end())
    book = before or after
    start = window + before.start() if before else match.start()
    end = after.end() if after and not before else match.end()
    return Mention(start, end, BOOKS.get(book[1], CIVIL_CODE) if book else CIVIL_CODE, "code", 0.95, alone=bool(book))


def _pointer(shadow: str, match: re.Match[str]) -> Mention | None:
    """«die wet», «de Richtlijn»: a law named before."""
    family = _POINTERS.get(match[0].lower())
    window = max(0, match.start() - 8)
    article = _POINTER.search(shadow[window : match.start()]) if family else None
    if not family or not article or (match[0][0].isupper() and not re.compile(AFTER_WORD).match(shadow, match.end())):
        return None
    return Mention(window + article.start(), match.end(), None, family, 0.3, pointer=True, alone=False)


def _european(shadow: str, match: re.Match[str]) -> Iterator[Mention]:
    """«Richtlijn 93/13/EEG», and in «richtlijnen …» each further number; none for a decision of a treaty's council."""
    kind = (shadow[match.start()] + match["european"]).lower()
    start, more = match.start(), match
    while more:
        numbers = more["first"], more["second"]
        law = celex(kind.removesuffix("en"), *numbers, bool(more["nr"])) if _is_of_union(kind, more) else None
        yield Mention(start, more.end(), law, "eu", 0.95 if law else 0.3)
        more = _FURTHER.match(shadow, more.end()) if kind.endswith("en") else None
        start = more.start("first") if more else start


def _is_of_union(kind: str, match: re.Match[str]) -> bool:
    return not kind.endswith("besluit") or bool(match["union"]) or len(match["first"]) == 4


def _protocol(match: re.Match[str], shadow: str) -> Mention:
    known = match["which"] == "1"
    end = _TO_CONVENTION.match(shadow, match.end())
    end = end.end() if end else match.end()
    return Mention(match.start(), end, _PROTOCOL if known else None, "treaty", 0.95 if known else 0.3, alone=False)


def _read(shadow: str, match: re.Match[str], date: datetime.date | None) -> Iterator[Mention]:
    if match["european"]:
        yield from _european(shadow, match)
        return
    found = _one(shadow, match, date)
    if found:
        yield found


def _one(shadow: str, match: re.Match[str], date: datetime.date | None) -> Mention | None:
    if match["civil"]:
        return _civil_code(shadow, match)
    if match["celex"]:
        return Mention(match.start(), match.end(), match["number"], "eu", 1.0)
    if match["protocol"]:
        return _protocol(match, shadow)
    named = _full_name(shadow, match.start(), date) if match["pointer"] is None else None
    short = _abbreviated(shadow, match, date) if match["abbreviation"] is not None else None
    found = max((mention for mention in (named, short) if mention), key=lambda mention: mention.end, default=None)
    if found and found.law == _PROTOCOL and (convention := _TO_CONVENTION.match(shadow, found.end)):
        found = replace(found, end=convention.end())
    return found or _pointer(shadow, match)


def mentions(shadow: str, starts: Iterable[int], date: datetime.date | None) -> list[Mention]:
    """All laws named in a text, in order, none within another; `starts` are where a name may begin."""
    found: list[Mention] = []
    for match in matches(_name(), shadow, starts):
        if not found or match.start() >= found[-1].end:
            found.extend(
                mention if mention.pointer else _whole(mention, shadow) for mention in _read(shadow, match, date)
            )
    return found


def _whole(mention: Mention, shadow: str) -> Mention:
    """The name with what belongs to it: a year that makes it another act, the abbreviation in brackets."""
    if _YEAR.match(shadow, mention.end):
        mention = replace(mention, law=None, confidence=0.3)
    bracket = _BRACKET.match(shadow, mention.end)
    return replace(mention, end=bracket.end()) if bracket else mention
