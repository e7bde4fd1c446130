"""Numbers as courts write them: digits, superscripts, Roman numerals, letters, ordinals, lists and ranges.

What belongs here: reading a piece of shadow that is known to be a list of numbers. Which unit they number,
and where such a list may stand, is in `ukrainian` and `dutch`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_LOOK_ALIKES = str.maketrans("ІХСМАЕОРВУіхсмаеор", "IXCMAEOPBVixcmaeop")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_STEMS = {
    "перш": 1, "перв": 1, "друг": 2, "втор": 2, "трет": 3, "четверт": 4, "четвёрт": 4, "пят": 5, "шост": 6, "шест": 6,
    "сьом": 7, "седьм": 7, "восьм": 8, "девят": 9, "десят": 10, "одинадцят": 11, "одиннадцат": 11, "дванадцят": 12,
    "двенадцат": 12, "тринадцят": 13, "тринадцат": 13, "чотирнадцят": 14, "четырнадцат": 14, "пятнадцят": 15,
    "пятнадцат": 15, "шістнадцят": 16, "шестнадцат": 16, "сімнадцят": 17, "семнадцат": 17, "вісімнадцят": 18,
    "восемнадцат": 18, "девятнадцят": 19, "девятнадцат": 19, "двадцят": 20, "двадцат": 20, "тридцят": 30,
    "тридцат": 30, "сорок": 40,
    "eerste": 1, "tweede": 2, "derde": 3, "vierde": 4, "vijfde": 5, "zesde": 6, "zevende": 7, "achtste": 8,
    "negende": 9, "tiende": 10, "elfde": 11, "twaalfde": 12, "dertiende": 13, "veertiende": 14, "vijftiende": 15,
    "zestiende": 16, "zeventiende": 17, "achttiende": 18, "negentiende": 19, "twintigste": 20,
}  # fmt: skip
_ENDINGS = (
    "ого|ому|ий|ій|им|ім|их|іх|ими|іми|ої|ою|а|я|у|ю|е|є|і|ьої|ьою|ього|ьому|"
    "ый|ой|ая|ья|ую|ью|ое|ье|ые|ьи|его|ьего|ему|ьему|ей|ьей|ым|ьим|ом|ем|ых|ьих|ыми|ьими"
)
_UKRAINIAN_STEMS = "|".join(
    sorted((stem.replace("пят", "п'?ят").replace("девят", "дев'?ят") for stem in _STEMS if not stem.isascii()),
           key=len, reverse=True)
)  # fmt: skip

ORDINAL = rf"(?:(?:двадцят|двадцат|тридцят|тридцат|сорок)[ьи]?\s+)?(?:{_UKRAINIAN_STEMS})(?:{_ENDINGS})(?!\w)"
"""A Ukrainian or Russian ordinal in any case: «другої», «двадцять першій», «пятого»."""

ORDINAL_HEADS = frozenset(stem[:3] for stem in _STEMS if not stem.isascii()) | {"п'я"}
"""The first three letters of all ordinals."""

DUTCH_ORDINALS = frozenset(stem for stem in _STEMS if stem.isascii()) | {"e", "de", "ste", "ᵉ"}
"""The words of which the last of a Dutch ordinal is one, unless it begins with a digit."""

_DUTCH_WORDS = rf"(?:{'|'.join(stem for stem in _STEMS if stem.isascii())})(?!\w)"

DUTCH_ORDINAL = rf"{_DUTCH_WORDS}|\d{{1,2}}\s?(?:e|de|ste|ᵉ)(?!\w)"
"""A Dutch ordinal: «eerste», «12e»."""

ROMAN = r"[IVXLІХ]{1,7}(?!\w)"
"""A Roman numeral in either script."""

RAISED = (
    r"(?:\s?[⁰¹²³⁴-⁹]+|<sup>\d{1,2}</sup>|[\^\\/]\d{1,2}(?![\d/-])|\(\d{1,2}\)|"
    r"\s?прим(?:\.|(?!\w))(?!\s*до)(?:\s?\d{1,2}(?!\d))?|\s+з\s+позначкою\s+\"?\d{1,2}\"?)"
)
"""A superscript after its number: «130¹», «130<sup>1</sup>», «44/1», «130(1)», «130 прим.»."""

_TOKEN = re.compile(
    rf"(?P<ordinal>(?i:{ORDINAL}))|(?P<dutch>(?i:{_DUTCH_WORDS}))"
    r"|(?P<number>(?P<base>\d+(?:[aA](?=\s?:))?(?:\s?[:.]\s?\d+)*)"
    rf"(?P<raised>{RAISED})?(?:[°º](?=\W|$))?(?P<suffix>\s?(?:bis|ter|quater)(?!\w)|[a-z]{{2,3}}(?!\w)|\s?[a-z](?![a-z'/°])\d?|[A-H](?!\w)|\.?[а-яіїєґ](?!\w))?)"
    rf"|(?P<roman>{ROMAN}|[IVXL]{{1,7}}[a-z](?!\w))|\(?(?P<small_roman>[ivx]{{2,5}})(?!\w)|(?P<range>-|(?:tot(?:\s+en\s+met)?|t/m|по)(?!\w)|\.\.\.|…)"
    r"|(?P<separator>[,;]|(?<![\"\w])(?:та|і|й|и|або|чи|en|of)(?![\"\w)]))"
    r"|(?P<letter>(?<!\w)(?!j°)[a-zа-яіїєґА-ЯA-Z](?!\w))"
)


_BLANK = re.compile(r"[\s°º]")
_REMEMBERED = 1 << 16
"""Lists kept: most lists of a corpus are a few thousand short ones."""


class Value(NamedTuple):
    """One number of a list: its text normalised, the last one of its range, and a letter nested below it."""

    text: str
    end: str | None = None
    nested: str | None = None


def latin(text: str) -> str:
    """Cyrillic letters that look like Latin ones, folded: «ХІІ» gives «XII»."""
    return text.translate(_LOOK_ALIKES)


def ordinal(words: str) -> int:
    """The number an ordinal stands for: «двадцять першої» 21, «derde» 3."""
    parts = words.lower().replace("'", "").split()
    return sum(max((len(stem), value) for stem, value in _STEMS.items() if part.startswith(stem))[1] for part in parts)


def _normal(match: re.Match[str]) -> str:
    kind, text = match.lastgroup, match[match.lastgroup or 0]
    if kind in ("ordinal", "dutch"):
        return str(ordinal(text))
    if kind == "roman":
        return latin(text)
    if match["raised"]:
        raised = re.search(r"\d+", match["raised"].translate(_SUPERSCRIPTS))
        text = f"{match['base']}-{raised[0] if raised else 1}{match['suffix'] or ''}"
    return _BLANK.sub("", text)


def _is_superscript(first: str, second: str) -> bool:
    """«40-1» is an article with a superscript, «33-35» a range: a range never falls."""
    base = first.partition("-")[0]
    return first == base and base.isdigit() and second.isdigit() and int(second) <= int(base)


def _extend(value: Value, text: str) -> Value:
    """The value after a dash and one more number: a range, or a superscript of either end."""
    if value.end is None:
        return Value(f"{value.text}-{text}") if _is_superscript(value.text, text) else value._replace(end=text)
    return value._replace(end=f"{value.end}-{text}") if _is_superscript(value.end, text) else value


def _tokens(listed: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(listed):
        kind = match.lastgroup or ""
        yield kind, "" if kind in ("range", "separator") else _normal(match)


@lru_cache(_REMEMBERED)
def read(listed: str) -> tuple[Value, ...]:
    """The values of a list of numbers, in order: «33-35, 40-1» gives 33 to 35, and 40-1."""
    values: list[Value] = []
    joint = "separator"
    for kind, text in _tokens(listed):
        if kind in ("range", "separator"):
            joint = kind
            continue
        if values and joint == "range":
            values[-1] = _extend(values[-1], text)
        elif values and not joint and kind == "letter":
            values[-1] = values[-1]._replace(nested=text)
        else:
            values.append(Value(text))
        joint = ""
    return tuple(values)
