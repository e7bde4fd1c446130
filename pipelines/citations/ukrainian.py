"""Units and their numbers in Ukrainian and Russian texts: «п. 1 ч. 2 ст. 5», «частиною другою статті 651».

What belongs here: the words of the units, the lists of numbers after them, what may stand between two
units. Names of laws are in `ukrainian_laws`. Each way of a pattern begins with its letter, or a set of them, for the
engine passes at once over ways that begin otherwise; flags for case would cost it that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from pipelines.citations.anchors import DIGIT, SPACE, Beginning, matches
from pipelines.citations.chains import Chain, Segment, chain, runs
from pipelines.citations.numbers import ORDINAL, ORDINAL_HEADS, RAISED, ROMAN, Value, read

_UNITS = {  # unit: first letters, the rest of the word
    "article": ("Сс", r"т(?:\.?\s*,?\s?ст)?(?:\.{1,2}|(?=\s+\d))|ТАТТ[ЯІЮЕ]\w{0,2}(?!\w)|"
                      r"тат(?:т?[яіюеє]|ь[яиюеё])\w{0,2}(?!\w)"),
    "sign": ("§", r"§?(?=[\s\d:№\"])"),
    "part": ("Чч", r"(?:\.?\s?ч)?(?:\.{1,2}|(?=\s\d))|аст(?:ин(?:а|и|і|у|ою|ам|ами|ах)?|ь|и|ью|ей|ям|ями|ях|ю)(?!\w)"),
    "subsection": ("Пп", r"ідрозд\.|ідрозділ(?:у|ом|і|и|ів|ами|ах)?(?!\w)"),
    "sub_item": ("Пп", r"п\.{1,2}|ідп\.|(?:ід|од)пункт(?:а|у|і|и|ом|ів|ам|ами|ах|е|ы|ов)?(?!\w)"),
    "items": ("Пп", r"\.\s?п\.{1,2}"),
    "item": ("Пп", r"\.{1,2}|(?=\s\d)|ункт(?:а|у|і|и|ом|ів|ам|ами|ах|е|ы|ов)?(?!\w)"),
    "paragraph": ("Аа", r"бз\.{1,2}|бз(?=\s)|бзац(?:а|у|і|и|ом|ем|ів|ам|ами|ах|е|ы|ев)?(?!\w)"),
    "section": ("Рр", r"озд\.|озділ(?:у|ом|і|и|ів|ами|ах)?(?!\w)|аздел(?:а|у|ом|е)?(?!\w)"),
    "chapter": ("Гг", r"л\.|лав(?:а|и|і|у|ою|ы|е|ой)(?!\w)"),
}  # fmt: skip
BEGINNINGS: tuple[Beginning, ...] = (
    ("Сс", "тТ", "аА", "тТ", "тТья"), ("Сс", "тТ", "аА", "тТ", "еЕіІиюяЯЮ"), ("Сс", "т", ".,с"), ("Сс", "т", SPACE),
    ("§", '§:№"' + DIGIT + SPACE), ("Чч", ".ч"), ("Чч", SPACE, DIGIT + "ч"), ("Чч", "а", "с", "т", "иь"),
    ("Пп", "і", "д", "р", "о", "з"), ("Пп", "іо", "д", "п", ".у"), ("Пп", "п", "."), ("Пп", "."),
    ("Пп", SPACE, DIGIT + "п"), ("Пп", "у", "н", "к", "т"), ("Аа", "б", "з"), ("Рр", "оа", "з", "д"), ("Гг", "л", ".а"),
)  # fmt: skip
"""How the words of the units begin."""

AMENDS: tuple[Beginning, ...] = (
    ("Вв", "н", "е", "с", "т", "и"), ("в", "и", "к", "л", "а", "с"), ("д", "о", "п", "о", "в", "н"),
)  # fmt: skip
"""How the words begin by which an act amends another."""

POINTERS: tuple[Beginning, ...] = (
    ("Цц", "іь"), ("Цц", "ю", SPACE), ("Вв", "и", "щ", "е"), ("Зз", "а", "з", "н", "а", "ч"),
    ("Зз", "г", "а", "д", "а", "н"), ("ВвУу", "к", "а", "з", "а", "н"), ("Нн", "а", "з", "в", "а", "н"),
    ("Нн", "а", "в", "е", "д", "е"), ("Дд", "а", "н"), ("Тт", "і", "єй"),
)  # fmt: skip
"""How words begin that point back to a unit: «цієї статті», «зазначеної норми»."""

_NO_MEMBER = (
    r"(?!\s?(?:%|\bгрн|гривень|гривн|коп|тис|млн|млрд|рок|років|року|р\.|рр\.|г\.\s|год|місяц|дн[іяів]|діб|осіб|"
    r"січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня|чоловік|кв\.|га\b|км\b))"
)
_RULES = r"(?:ПДР(?!\w)|[Пп]равил\s+дорожнього)"
_DIGITS = (
    r"(?!\d{1,2}\.\d{2}\.\d{2,4})(?!\d+/\d+[/-])\d{1,6}(?:\.\d{1,4})*(?!\d)(?!\.\d)(?!/\d{3})"
    rf"{_NO_MEMBER}(?:{RAISED})?(?:[а-яіїєґ](?![\w.])|(?<=\.\d)\.[а-яґ](?![\w.])|\s[а-яґ](?=\s+{_RULES}))?"
)
_LETTER = (
    r'"[а-яіїєґa-zА-ЯҐ]"\)?|(?<!\w)[а-яіїєґa-z]\)'
    r"|[а-яіїєґ](?=\s+(?:ч\.|част|ст\.|стат|п\.|пункт))"
)
_NUMBER = rf"(?:{_DIGITS}(?:\s?(?:\"[а-яіїєґa-z]\"|\(?[а-яґa-z]\)))?|{ROMAN}|(?i:{ORDINAL})|{_LETTER})"
_SEPARATOR = (
    r"(?:\s*[,;]\s*(?:(?:та|і|й|и|або|чи)\s+)?|\s+(?:та|і|й|и|або|чи|по|та/або|і/або|й/або)\s+|\s*(?:-|\.\.\.|…)\s*)"
)
_LIST = rf"{_NUMBER}(?:{_SEPARATOR}{_NUMBER})*"
_JOINT = (
    r'\s*\.?\s*(?:"[^"\n]{3,80}"\s*|\([^()]{1,60}\)\s*)?[,;]?\s*'
    r"(?:(?:та|і|й|и|або|чи|а|також|-|до|в|у|во|зі|із|з|від|примітк[аиоі]\w*|речення|реченні|положень)[\s,]+){0,4}"
)
_NAMED_PARTS = ("part", "item", "paragraph", "sub_item")
_LONGEST_ORDINAL = 30
_PART_NEXT = re.compile(r"\s*ч\.")
_ITEM_NEXT = re.compile(r"\s*,?\s*п(?:\.|ункт)")
_ARTICLE_NEXT = re.compile(r"\s+[Сс]т(?:\.|атт)")
_AND = re.compile(r"(?<!\w)(?:та|і|й|и|або|чи|також)(?!\w)")
_APART = re.compile(r"[,;\-]|(?<!\w)(?:та|і|й|и|або|чи|також)(?!\w)")
_DEEPEST_PART = 40
"""No article has more parts: a larger number in a list of parts is an article («ст. 185 ч. 3, 186»)."""


@cache
def _segment_pattern() -> re.Pattern[str]:
    units = "|".join(rf"[{first}](?P<{unit}>{rest})" for unit, (first, rest) in _UNITS.items())
    return re.compile(rf"(?<![^\W\d])(?:{units})")


@cache
def _list_pattern() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:(?::|№|з(?=\s))\s*)?({_LIST})")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Joint between units, tight joint, ordinals that end where a unit begins («другої частини»)."""
    before = re.compile(rf"(?i:{ORDINAL})(?:{_SEPARATOR}(?i:{ORDINAL}))*\s+\Z")
    return re.compile(_JOINT), re.compile(r"\s*\.?\s*(?:(?:до|примітк\w+)\s+)*"), before


def _preceding(shadow: str, start: int, end: int, unit: str) -> Segment | None:
    """The segment of a unit whose ordinal stands before it."""
    words = shadow[max(0, start - _LONGEST_ORDINAL) : start].split()
    if unit not in _NAMED_PARTS or not words or words[-1][:3].lower() not in ORDINAL_HEADS:
        return None
    window = max(0, start - 60)
    found = _patterns()[2].search(shadow[window:start])
    if not found:
        return None
    return Segment(unit, read(found[0]), window + found.start(), end)


def _units_of_parts(segment: Segment, shadow: str) -> tuple[Segment, ...]:
    """A list of parts that runs over into articles («ст. 185 ч. 3, 186 ч. 2») as two segments."""
    values = tuple(end for value in segment.values for end in _ends(value))
    split = next((n for n, value in enumerate(values) if n and _is_article(value)), len(values))
    if split == len(values) > 1 and _PART_NEXT.match(shadow, segment.end):
        split -= 1
    digits = values[split].text.partition("-")[0] if split < len(values) else ""
    start = shadow.find(digits, segment.start + 1, segment.end) if digits else -1
    if start < 0:
        return (segment,)
    end = segment.start + len(shadow[segment.start : start].rstrip(" ,;-"))
    return (
        Segment("part", values[:split], segment.start, end),
        Segment("article", values[split:], start, segment.end),
    )


def _ends(value: Value) -> tuple[Value, ...]:
    """«ч. 2 - 115» leads from a part to an article and is no range."""
    last = Value(value.end or "")
    return (Value(value.text), last) if _is_article(last) else (value,)


def _is_article(value: Value) -> bool:
    return value.text.isdigit() and int(value.text) > _DEEPEST_PART


def _unit(match: re.Match[str], shadow: str, end: int, previous: Segment | None) -> str:
    """The unit of a word; «§» is a paragraph of the article before or after it («стаття 6 § 1»), else an article."""
    name = match.lastgroup or ""
    if name == "items":
        return "sub_item" if _before_item(shadow, end) else "item"
    if name != "sign":
        return name
    follows = previous and previous.unit == "article" and not shadow[previous.end : match.start()].strip(" ,(")
    return "item" if follows or _ARTICLE_NEXT.match(shadow, end) else "article"


def _segments(shadow: str, starts: Iterable[int]) -> Iterator[Segment]:
    previous: Segment | None = None
    for match in matches(_segment_pattern(), shadow, starts):
        listed = _list_pattern().match(shadow, match.end())
        end = listed.end() if listed else match.end()
        unit = _unit(match, shadow, end, previous)
        if listed:
            found = Segment(unit, read(listed[1]), match.start(), end)
        else:
            found = _preceding(shadow, match.start(), end, unit)
        if found and found.values and (previous is None or found.start >= previous.end):
            if unit == "part" and previous and previous.unit == "article":
                *units, found = _units_of_parts(found, shadow)
                yield from units
            yield found
            previous = found


def _before_item(shadow: str, end: int) -> bool:
    """«п.п. 7.4.1 п. 7.4» is a sub-item, «п.п. 1, 2 ч. 1» are items."""
    return _ITEM_NEXT.match(shadow, end, end + 12) is not None


def _direction(segment: Segment, following: Segment, between: str, enclosed: bool) -> str:
    """Deep before wide («п. 1 ч. 2 ст. 5»), or wide before deep with nothing between («ст. 212 ч. 3»)."""
    if following.level > segment.level:
        return "beside" if _AND.search(between) else "up"
    if following.level < segment.level and not enclosed and not _APART.search(between):
        return "down"
    return "beside"


def chains(shadow: str, starts: Iterable[int]) -> list[Chain]:
    """All chains of units of a text, in order; `starts` are where a unit may begin, and laws are not looked at."""
    joint, tight, _ = _patterns()
    found = runs(_segments(shadow, starts), shadow, joint)
    return [chain(run, shadow, _direction, tight, forward=True) for run in found]
