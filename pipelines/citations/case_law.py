"""Decisions cited in a text: case numbers, ECLI, LJN, reporters, the Constitutional Court, Luxembourg, Strasbourg.

What belongs here: the patterns of cases, in both languages. Which document of the corpus a case is, is the
business of `authority`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from pipelines.citations.anchors import Beginning, matches
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
_PROCEEDING = rf"\d{{2}}-\d{{1,6}}[{_LETTERS}]{{2,5}}\d{{2}}|[{_LETTERS}]{{1,2}}/\d{{3,4}}/\d{{1,6}}/\d{{2}}"
"""A number of the Supreme Court for the same case: «61-1234св21», «К/990/52423/25»."""

_LONGEST_CASE = 30
_DIGITS_AROUND = re.compile(r"\d.*[/-].*\d")
_BLANK = re.compile(r"\s+")
_COUNTRY = r"[А-ЯІЇЄҐ][а-яіїєґ']+(?:\s+(?:[А-ЯІЇЄҐ][а-яіїєґ']+|Федерації|Королівства))?"
_REPORTERS = r"NJB|NJ|AB|JOR|JBPr|JB|RvdW|BNB|JAR|JIN|RSV|USZ|V-N|VN|NTFR|FED|TvC|JV|Gst|SEW|JA"


_ECLI = r"ECLI\s?:\s?[A-Z]{2}\s?:\s?[A-Z]{1,8}\s?:\s?\d{4}\s?:\s?[A-Z0-9.]{0,24}[A-Z0-9]"


_REGISTER = re.compile(r"ЄДРСР(?:у|і)?[\s:,(]*(?:№|N|за|номер|реєстраційний)?[\s:№]*(?P<number>\d{5,9})(?![\d/-])")
_OTHER_NAME = re.compile(r"[\s,;(]*(?:\w+\s+)?[Пп]ровадження\s(?=№)")


@cache
def _ukrainian() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Case numbers after «справа», numbers that need no such word, and Strasbourg names around «проти»."""
    return (
        re.compile(
            r"прав(?<=(?<!\w)[сСcC]прав)(?:а|и|і|у|ою|ах|ам|ами)?\s+(?:за\s+)?(?:№№|№|N|No)\s*"
            rf"(?P<numbers>{_CASE}(?:\s*(?:,|та|і|й)\s*(?:№\s*)?{_CASE})*)"
        ),
        re.compile(
            r"№\s*(?:(?P<modern>\d{3}/\d{1,6}/\d{2}(?:-[а-яіa-z]{1,2})?)(?![\w/])"
            rf"|(?P<proceeding>(?:(?<=ровадженн[яюі]\s№\s)|(?<=ровадженн[яюі]\s№))(?:{_PROCEEDING}))(?!\w)"
            r"|(?P<act>\d{1,3}\s?-\s?(?:рп|зп|уп|вп|р|в|у)(?:\s?\([IІV]{1,3}\))?/\d{2,4})(?!\w))"
        ),
        re.compile(
            rf"проти\s+(?P<state>{_COUNTRY})\"?(?:\s+від\s+[\d.]+)?(?:,?\s*\(?(?:заява|заяви|№)[\s№]*(?P<application>\d{{2,6}}/\d{{2}}))?"
        ),
    )


@cache
def _before() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before the number of the Constitutional Court, and before «проти»."""
    return (
        re.compile(
            r"(?:(?:[Рр]ішення\w{0,2}|[Вв]исновк\w{1,2}|[Уу]хвал\w{1,2})\s+)?"
            rf"(?:Конституційного\s+Суду\s+України\s+)?(?:{DATE}\s+)?\Z"
        ),
        re.compile(
            r"(?:[Рр]ішенн\w{1,2}\s+(?:ЄСПЛ|Європейського\s+[Сс]уду(?:\s+з\s+прав\s+людини)?)\s+)?"
            r"(?:від\s+[\d.]+(?:\s?р(?:оку|\.))?\s+)?(?:[уву]\s)?(?:(?:[Сс]прав[аиіу]х?\s+)?"
            r"\"(?P<quoted>[^\"\n]{2,90}?)\"?|[Сс]прав[аиіу]х?\s+(?P<bare>[А-ЯІЇЄ][^\",.;:()\n]{1,60}?))\s+\Z"
        ),
    )


def dutch_beginnings() -> tuple[Beginning, ...]:
    """How Dutch citations of cases begin."""
    first, second = ("".join({series[place] for series in _REPORTERS.split("|")}) for place in (0, 1))
    return ("E", "C", "L", "I"), ("L", "J", "N"), ("H", "vo"), ("E", "H", "R", "M"), (first, second)


@cache
def _dutch() -> re.Pattern[str]:
    return re.compile(
        r"[A-Z](?<!\w.)(?:"
        rf"(?<=E)(?P<ecli>{_ECLI[1:]})"
        r"|(?<=L)(?P<ljn>JN[\s:-]*(?:nummer\s+)?(?P<tail>[A-Z]{2}\s?\d{4}))"
        r"|(?<=H)(?P<luxembourg>(?:vJ|of\s+van\s+Justitie)[^.;()\n]{0,120}?(?P<docket>[CT]-\d{1,4}/\d{2}))"
        rf"|(?<=E)(?P<strasbourg>HRM\s+(?:\(GK\)\s+)?{_DUTCH_DATE}[^;()\n]{{0,80}}?"
        r"(?:nrs?\.?|no\.?|app\.)\s*(?P<application>\d{2,6}/\d{2}))"
        rf"|(?P<reporter>(?<=(?=(?:{_REPORTERS})\s)[A-Z])(?P<series>[A-Za-z-]*)\s+"
        r"(?P<year>(?:19|20)\d\d)\s?[/,]\s?(?:nr\.\s?)?(?P<page>\d{1,4})(?!\d)))"
    )


def _number(written: str) -> str:
    return _BLANK.sub("", written).replace("\\", "/")


def _is_case(number: str) -> bool:
    """A case number has digits around a slash or a hyphen, and is no date, range or contract."""
    return len(number) <= _LONGEST_CASE and _DIGITS_AROUND.search(number) is not None


def _by_word(shadow: str) -> Iterator[Citation]:
    """«у справах № 1/2/20, № 3/4/21»: the first number has the word in its span."""
    for match in _ukrainian()[0].finditer(shadow):
        offset = match.start("numbers")
        for number in re.finditer(_CASE, match["numbers"]):
            if _is_case(_number(number[0])):
                start = match.start() - 1 if number.start() == 0 else offset + number.start()
                yield Citation(
                    start=start, end=offset + number.end(), kind="case", case=_number(number[0]), confidence=0.95
                )


def _by_form(shadow: str) -> Iterator[Citation]:
    """Numbers that tell by their form what they are: today's case numbers, acts of the Constitutional Court."""
    for match in _ukrainian()[1].finditer(shadow):
        if match["act"] is None:
            case = _number(match["modern"] or match["proceeding"])
            yield Citation(start=match.start(), end=match.end(), kind="case", case=case, confidence=0.8)
            continue
        window = max(0, match.start() - 100)
        before = _before()[0].search(shadow[window : match.start()])
        start = window + before.start() if before else match.start()
        case = re.sub(r"\(.*\)", lambda numeral: latin(numeral[0]), _number(match["act"]))
        yield Citation(start=start, end=match.end(), kind="case", case=case, confidence=0.95)


def _by_register(shadow: str) -> Iterator[Citation]:
    """«ЄДРСР 84152411»: the number of the decision in the register is its id in the corpus."""
    for match in _REGISTER.finditer(shadow):
        yield Citation(
            start=match.start(), end=match.end(), kind="case", case=f"edrsr:{match['number']}", confidence=0.9
        )


def _strasbourg(shadow: str) -> Iterator[Citation]:
    """«Завалій та інші проти України»: by application number where it is given, else by name."""
    for match in _ukrainian()[2].finditer(shadow):
        window = max(0, match.start() - 200)
        before = _before()[1].search(shadow[window : match.start()])
        if before:
            name = " ".join(f"{before['quoted'] or before['bare']} проти {match['state']}".split())
            start, case = window + before.start(), match["application"] or name
            yield Citation(start=start, end=match.end(), kind="echr", case=case, confidence=0.9)


def _application(ecli: str) -> str | None:
    """The application number inside a Strasbourg ECLI: …JUD004622199 is 46221/99."""
    found = re.fullmatch(r"ECLI:CE:ECHR:\d{4}:\d{4}(?:JUD|DEC|REP)(\d{7})(\d{2})", ecli)
    return f"{int(found[1])}/{found[2]}" if found else None


def _of_ecli(written: str, start: int, end: int) -> Citation:
    ecli = _number(written)
    kind = {"EU": "eu", "CE": "echr"}.get(ecli[5:7], "case")
    return Citation(start=start, end=end, kind=kind, case=_application(ecli) or ecli, confidence=1.0)


def _dutch_case(match: re.Match[str]) -> Citation:
    start, end = match.span()
    if match["ecli"]:
        return _of_ecli(match[0], start, end)
    if match["ljn"]:
        return Citation(start=start, end=end, kind="case", case=_number(match["tail"]), confidence=0.9)
    if match["reporter"]:
        case = f"{match[0][0]}{match['series']} {match['year']}, {match['page']}"
        return Citation(start=start, end=end, kind="case", case=case, confidence=0.8)
    if match["luxembourg"]:
        return Citation(start=start, end=end, kind="eu", case=match["docket"], confidence=0.9)
    return Citation(start=start, end=end, kind="echr", case=match["application"], confidence=0.9)


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


def _eclis(shadow: str) -> Iterator[Citation]:
    """ECLI stand in Ukrainian texts too, of Strasbourg above all."""
    return (_of_ecli(match[0], *match.span()) for match in re.finditer(_ECLI, shadow))


def ukrainian_cases(shadow: str, _: Iterable[int]) -> list[Citation]:
    """All decisions cited in a Ukrainian text; each of its few ways to cite one is sought by a word of its own."""
    named = list(_by_word(shadow))
    # A number after «справа» tells by its form too what it is.
    formed = list(_by_form(shadow))
    ends = {citation.end for citation in named}
    others = {match.end() for citation in (*named, *formed) if (match := _OTHER_NAME.match(shadow, citation.end))}
    formed = [citation for citation in formed if citation.end not in ends and citation.start not in others]
    return [*named, *formed, *_by_register(shadow), *_strasbourg(shadow), *_eclis(shadow)]


def dutch_cases(shadow: str, starts: Iterable[int]) -> list[Citation]:
    """All decisions cited in a Dutch text; `starts` are where one may begin."""
    found = [_dutch_case(match) for match in matches(_dutch(), shadow, starts)]
    return list(_without_parallels(found, shadow))
