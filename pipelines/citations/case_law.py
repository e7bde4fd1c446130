"""Decisions cited in a text: case numbers, ECLI, LJN, reporters, the Constitutional Court, Luxembourg.

What belongs here: the patterns of cases, in both languages. What does not: judgments by the names of their parties
(`strasbourg`), and which document of the corpus a case is (`authority`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from pipelines.citations import strasbourg
from pipelines.citations.anchors import DIGIT, SPACE, Beginning, matches, words
from pipelines.citations.citation import Citation
from pipelines.citations.numbers import latin
from pipelines.citations.ukrainian_attributes import DATE

_DUTCH_DATE = (
    r"\d{1,2}\s+(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)\s+\d{4}"
)
_LETTERS = "А-ЯІЇЄа-яіїєA-Za-z"
_CASE = (
    rf"[\d{_LETTERS}]{{1,8}}(?:\s?[-/\\]\s?(?:\d{{1,8}}[{_LETTERS}]{{0,3}}\d{{0,2}}|[{_LETTERS}]{{1,3}})(?!\w)){{1,5}}"
)
_MODERN = r"\d{3}/\d{1,6}/\d{2}(?:-[а-яіa-z]{1,2})?(?![\w/])"
"""A number given since 2011: court, case, year, and what became of it."""

_PROCEEDING = (
    rf"\d{{2}}-\d{{1,6}}[{_LETTERS}]{{2,5}}\d{{2}}|[{_LETTERS}]{{1,2}}/\d{{3,4}}/\d{{1,6}}/\d{{2}}"
    rf"|\d{{1,2}}(?:-[{_LETTERS}]{{1,3}})?/\d{{3,4}}/\d{{1,6}}/(?:20)?\d{{2}}"
)
"""A number of a higher court for the same case: «61-1234св21», «К/990/52423/25», «22-ц/824/1234/2020»."""

_LONGEST_CASE = 30
_DIGITS_AROUND = re.compile(r"\d.*[/-].*\d")
_COURT = re.compile(r"[Zz]a(?:ak|ken)(?!\w)|HvJ|Hof\s+van\s+Justitie|[Aa]rrest|Gerecht")
_BLANK = re.compile(r"\s+")
_REPORTERS = r"NJB|NJ|AB|JOR|JBPr|JB|RvdW|BNB|JAR|JIN|RSV|USZ|V-N|VN|NTFR|FED|TvC|JV|Gst|SEW|JA"


_ECLI = r"ECLI\s?:\s?[A-Z]{2}\s?:\s?[A-Z]{1,8}\s?:\s?\d{4}\s?:\s?[A-Z0-9.]{0,24}[A-Z0-9]"


_OTHER_NAME = re.compile(r"[\s,;(]*(?:\w+\s+)?[Пп]ровадження\s(?=№)")


UKRAINIAN_BEGINNINGS: tuple[Beginning, ...] = (
    ("сС", "п", "р", "а"), ("№", SPACE + DIGIT), ("п", "р", "о", "т"), ("Є", "Д", "Р", "С"), ("E", "C", "L", "I"),
    ("v", ".", SPACE), ("r", "e", "y", "e", "s", "t"),
)  # fmt: skip
"""How Ukrainian citations of cases begin."""


@cache
def _ukrainian() -> re.Pattern[str]:
    """Case numbers after «справа», numbers that need no such word, Strasbourg names around «проти», ids."""
    return re.compile(
        r"(?<![^\W\d])(?:"
        r"[сС](?P<word>прав(?:а|и|і|у|ою|ах|ам|ами)?\s*(?:за\s+)?"
        rf"(?:(?:№№|№|N|No)\s*|(?<=\s)(?={_MODERN}))(?P<numbers>{_CASE}(?:\s*(?:,|та|і|й)\s*(?:№\s*)?{_CASE})*))"
        rf"|№\s*(?:(?P<modern>{_MODERN})"
        rf"|(?P<proceeding>(?:(?<=ровадженн[яюі]\s№\s)|(?<=ровадженн[яюі]\s№))(?:{_PROCEEDING}))(?!\w)"
        r"|(?P<act>\d{1,3}\s?-\s?(?:рп|зп|уп|вп|р|в|у)(?:\s?\([IІV]{1,3}\))?/\d{2,4})(?!\w))"
        rf"|{strasbourg.UKRAINIAN}"
        r"|Є(?P<register>ДРСР(?:у|і)?[\s:,(]*(?:№|N|за|номер|реєстраційний)?[\s:№]*(?P<id>\d{5,9}))(?![\d/-])"
        r"|r(?P<address>eyestr\.court\.gov\.ua/Review/(?P<shown>\d{5,9}))(?!\d)"
        rf"|E(?P<ecli>{_ECLI[1:]}))"
    )


@cache
def _court_before() -> re.Pattern[str]:
    """What stands before the number of the Constitutional Court."""
    return re.compile(
        r"(?:(?:[Рр]ішення\w{0,2}|[Вв]исновк\w{1,2}|[Уу]хвал\w{1,2})\s+)?"
        rf"(?:Конституційного\s+Суду\s+України\s+)?(?:{DATE}\s+)?\Z"
    )


def dutch_beginnings() -> tuple[Beginning, ...]:
    """How Dutch citations of cases begin."""
    reporters = words(f"{series} " for series in _REPORTERS.split("|"))
    fixed: tuple[Beginning, ...] = (("Ee", "Cc", "Ll", "Ii"), ("L", "J", "N-"), ("H", "vo"), ("E", "Hu", "Rr", "Mo"))
    return *fixed, ("CT", "-", DIGIT), *reporters


@cache
def _dutch() -> re.Pattern[str]:
    return re.compile(
        r"(?<!\w)(?:"
        rf"(?P<ecli>{_ECLI}|e(?i:{_ECLI[1:]}))"
        r"|L(?P<ljn>J(?:N|(?=-nummer))[\s:-]*(?:nummer\s+)?(?P<tail>[A-Z]{2}\s?\d{4}))"
        r"|[CT](?P<joined>-\d{1,4}/\d{2})(?!\d)"
        r"|H(?P<luxembourg>(?:vJ|of\s+van\s+Justitie)[^.;()\n]{0,120}?(?P<docket>[CT]-\d{1,4}/\d{2}))"
        rf"|{strasbourg.DUTCH}"
        rf"|(?P<reporter>(?P<series>{_REPORTERS})\s+"
        r"(?P<year>(?:19|20)\d\d)\s?[/,]\s?(?:nr\.\s?)?(?P<page>\d{1,4})(?!\d)))"
    )


def _number(written: str) -> str:
    return _BLANK.sub("", written).replace("\\", "/")


def _is_case(number: str) -> bool:
    """A case number has digits around a slash or a hyphen, and is no date, range or contract."""
    return len(number) <= _LONGEST_CASE and _DIGITS_AROUND.search(number) is not None


def _by_word(match: re.Match[str]) -> Iterator[Citation]:
    """«у справах № 1/2/20, № 3/4/21»: the first number has the word in its span."""
    offset = match.start("numbers")
    for number in re.finditer(_CASE, match["numbers"]):
        case, start = _number(number[0]), offset + number.start() if number.start() else match.start()
        if _is_case(case):
            yield Citation(start=start, end=offset + number.end(), kind="case", case=case, confidence=0.95)


def _of_court(match: re.Match[str], shadow: str) -> Citation:
    """An act of the Constitutional Court, with the words before it that belong to its name."""
    window = max(0, match.start() - 100)
    before = _court_before().search(shadow[window : match.start()])
    start = window + before.start() if before else match.start()
    case = re.sub(r"\(.*\)", lambda numeral: latin(numeral[0]), _number(match["act"]))
    return Citation(start=start, end=match.end(), kind="case", case=case, confidence=0.95)


def _of_ecli(written: str, start: int, end: int) -> Citation:
    ecli = _number(written).upper()
    kind = {"EU": "eu", "CE": "echr"}.get(ecli[5:7], "case")
    return Citation(start=start, end=end, kind=kind, case=strasbourg.application(ecli) or ecli, confidence=1.0)


def _dutch_case(match: re.Match[str]) -> Citation:
    start, end = match.span()
    if match["ecli"]:
        return _of_ecli(match[0], start, end)
    if match["ljn"]:
        return Citation(start=start, end=end, kind="case", case=_number(match["tail"]), confidence=0.9)
    if match["reporter"]:
        case = f"{match['series']} {match['year']}, {match['page']}"
        return Citation(start=start, end=end, kind="case", case=case, confidence=0.8)
    if match["joined"]:
        return Citation(start=start, end=end, kind="eu", case=match[0], confidence=0.8)
    if match["luxembourg"]:
        return Citation(start=start, end=end, kind="eu", case=match["docket"], confidence=0.9)
    return strasbourg.dutch(match)


def _of_luxembourg(match: re.Match[str], shadow: str) -> bool:
    """Whether a number like a docket («C-12/17») is said to be one."""
    return _COURT.search(shadow, max(0, match.start() - 80), match.start()) is not None


def _rank(citation: Citation) -> tuple[int, str]:
    """Of parallel citations the ECLI counts, then the LJN, then docket or reporter; one reporter is no parallel."""
    case = citation.case or ""
    series = case.partition(" ")[0] if ", " in case else ""
    return (0 if case.startswith("ECLI") else 1 if re.fullmatch(r"[A-Z]{2}\d{4}", case) else 2), series


def _without_parallels(found: list[Citation], shadow: str) -> Iterator[Citation]:
    """One citation for neighbours that name one decision in several ways, with the span of all of them."""
    parallel = re.compile(rf"[\s,;(]*(?:{_DUTCH_DATE}[\s,;(]*)?(?:m\.nt\.[^,;()]{{0,40}}[,;(]\s*)?")
    kept: Citation | None = None
    for citation in found:
        if kept and _rank(kept) != _rank(citation) and parallel.fullmatch(shadow, kept.end, citation.start):
            best = min(kept, citation, key=lambda one: _rank(one)[0])
            kept = Citation(
                start=kept.start, end=citation.end, kind=best.kind, case=best.case, confidence=best.confidence
            )
            continue
        if kept:
            yield kept
        kept = citation
    if kept:
        yield kept


def _dated(citation: Citation, shadow: str) -> Citation:
    """With the court and the day that stand before it: «HR 6 oktober 1989, NJ 1990, 286»."""
    window = max(0, citation.start - 100)
    told = _told().search(shadow, window, citation.start)
    if not told:
        return citation
    end = citation.end + (told[0].rstrip().endswith("(") and shadow.startswith(")", citation.end))
    return citation._replace(start=told.start(), end=end)


@cache
def _told() -> re.Pattern[str]:
    return re.compile(
        r"(?<!\w)(?:(?:HR|CRvB|ABRvS|RvS|CBb|HvJ(?:\s?E[UG])?|EHRM|Hof\s+[\w-]+|Rb\.?\s+[\w-]+)\s+|"
        r"(?:uitspraak|arrest|vonnis|beschikking)\s+van\s+(?:(?:de|het)\s+[\w ]{2,40}\s+van\s+)?)?"
        rf"{_DUTCH_DATE}[\s,(]*\Z"
    )


def _by_form(match: re.Match[str], shadow: str) -> Citation | None:
    """A case that tells by its form what it is."""
    start, end = match.span()
    if match["act"]:
        return _of_court(match, shadow)
    if match["strasbourg"] or match["versus"]:
        return strasbourg.ukrainian(match, shadow)
    if match["ecli"]:
        return _of_ecli(match[0], start, end)
    if match["register"] or match["address"]:
        return Citation(
            start=start, end=end, kind="case", case=f"edrsr:{match['id'] or match['shown']}", confidence=0.9
        )
    case = _number(match["modern"] or match["proceeding"])
    return Citation(start=start, end=end, kind="case", case=case, confidence=0.8)


def ukrainian_cases(shadow: str, starts: Iterable[int]) -> list[Citation]:
    """All decisions cited in a Ukrainian text; `starts` are where one may begin."""
    found: list[Citation] = []
    other = -1
    for match in matches(_ukrainian(), shadow, starts):
        one = None if match["word"] or match.start() == other else _by_form(match, shadow)
        found.extend(_by_word(match) if match["word"] else [one] if one else [])
        named = (
            _OTHER_NAME.match(shadow, match.end()) if match["word"] or match["modern"] or match["proceeding"] else None
        )
        other = named.end() if named else other
    return found


def dutch_cases(shadow: str, starts: Iterable[int]) -> list[Citation]:
    """All decisions cited in a Dutch text; `starts` are where one may begin."""
    read = matches(_dutch(), shadow, starts)
    found = [_dutch_case(match) for match in read if not match["joined"] or _of_luxembourg(match, shadow)]
    return [_dated(citation, shadow) for citation in _without_parallels(found, shadow)]
