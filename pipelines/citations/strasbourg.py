"""Judgments of the European Court of Human Rights by name: «Петренко проти України», «Garcia v. Spain», «X tegen Y».

What belongs here: the states that are sued, and how the name before them begins. Where in a text that is looked for,
and every other court, is in `case_law`. States are those that are or were members of the Council of Europe, as the
court's own register names them.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.citations.citation import Citation

_UKRAINIAN = (
    "України|Австрії|Азербайджану|Албанії|Андорри|Бельгії|Болгарії|Боснії\\s+(?:і|та)\\s+Герцеговини|Великої\\s+Британії|"
    "Великобританії|(?:Сполученого|Об'єднаного|З'єднаного)\\s+Королівства|Вірменії|Греції|Грузії|Данії|Естонії|Ірландії|"
    "Ісландії|Іспанії|Італії|Кіпру|Латвії|Литви|Ліхтенштейну|Люксембургу|Македонії|Мальти|Молдови|Молдавії|"
    "Республіки\\s+Молдова|Монако|Нідерландів|Німеччини|ФРН|Норвегії|Польщі|Португалії|Росії|Російської\\s+Федерації|РФ|"
    "Румунії|Сан-Марино|Сербії|Словаччини|Словенії|Туреччини|Турції|Угорщини|Фінляндії|Франції|Хорватії|Чехії|"
    "Чеської\\s+Республіки|Чорногорії|Швейцарії|Швеції"
)
_ENGLISH = (
    "Ukraine|Albania|Andorra|Armenia|Austria|Azerbaijan|Belgium|Bosnia\\s+and\\s+Herzegovina|Bulgaria|Croatia|Cyprus|"
    "(?:the\\s+)?Czech\\s+Republic|Czechia|Denmark|Estonia|Finland|France|Georgia|Germany|Greece|Hungary|Iceland|Ireland|"
    "Italy|Latvia|Liechtenstein|Lithuania|Luxembourg|Malta|(?:the\\s+Republic\\s+of\\s+)?Moldova|Monaco|Montenegro|"
    "(?:the\\s+)?Netherlands|North\\s+Macedonia|Norway|Poland|Portugal|Romania|Russia|San\\s+Marino|Serbia|Slovakia|"
    "Slovenia|Spain|Sweden|Switzerland|Turkey|(?:the\\s+)?United\\s+Kingdom|(?:the\\s+)?UK"
)
_DUTCH = (
    "Nederland|Albanië|Armenië|Azerbeidzjan|België|Bosnië(?:\\s+en\\s+Herzegovina)?|Bulgarije|Cyprus|Denemarken|Duitsland|"
    "Estland|Finland|Frankrijk|Georgië|Griekenland|Hongarije|Ierland|IJsland|Italië|Kroatië|Letland|Litouwen|Luxemburg|"
    "Malta|Moldavië|Montenegro|Noorwegen|Oekraïne|Oostenrijk|Polen|Portugal|Roemenië|Rusland|Servië|Slovenië|Slowakije|"
    "Spanje|Tsjechië|Turkije|(?:het\\s+)?(?:Verenigd\\s+Koninkrijk|VK)|Zweden|Zwitserland"
)
_DAY = r"(?:\d{1,2}\s+[а-яі]+\s+\d{4}|[\d.]+)(?:\s?р(?:оку|\.))?"
_IN_ENGLISH = r"[A-Z][^()\n]{2,80}\sv\.\s[^()\n]{3,40}"

UKRAINIAN = (
    rf"(?:п(?P<strasbourg>роти\s+(?P<state>(?:{_UKRAINIAN})(?!\w)(?:\s+(?:та|і|й)\s+(?:{_UKRAINIAN})(?!\w))?))"
    rf"|v(?P<versus>\.\s+(?P<sued>(?i:{_ENGLISH})(?!\w))))"
    rf"\"?(?:\s*\({_IN_ENGLISH}\))?(?:\s+(?:від\s+)?{_DAY})?(?:\s*\[(?:ВП|GC)\])?"
    r"(?:,?\s*\(?(?:заява|заяви|application|№)[\s№]*(?:[Nn]o\.\s*)?(?P<application>\d{2,6}/\d{2}))?"
)
"""«проти України» and «v. Ukraine», with chamber, day and number of the application; the name stands before."""

DUTCH = (
    r"E(?P<strasbourg>(?:HRM|uropees\s+Hof\s+voor\s+de\s+[Rr]echten\s+van\s+de\s+[Mm]ens)\s+"
    r"(?:\([^()\n]{2,20}\)\s+)?(?:van\s+)?\d{1,2}\s+[a-z]+\s+\d{4}(?:"
    r"[^;\n]{0,80}?(?:nrs?\.?|[Nn]o\.|app\.)\s*(?P<application>\d{2,6}/\d{2})"
    rf"|[^;:\n\d/]{{0,20}}?(?P<party>[A-Z][^()/;:,\n\d]{{1,60}}?)\s?(?:/|tegen\s|t\.\s|v\.\s)\s?"
    rf"(?P<state>(?:{_DUTCH}|{_ENGLISH})(?!\w))))"
)
"""The court, the day, and the number of the application or the names of both sides."""


@cache
def _name_before() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before «проти» and «v.»: of a name without quotes or the word «справа» only what is in brackets."""
    return (
        re.compile(
            r"(?:[Рр]ішенн\w{1,2}\s+(?:ЄСПЛ|Європейського\s+[Сс]уду(?:\s+з\s+прав\s+людини)?)\s+)?"
            r"(?:від\s+[\d.]+(?:\s?р(?:оку|\.))?\s+)?(?:[уву]\s)?(?:(?:[Сс]прав[аиіу]х?\s+)?"
            r"\"(?P<quoted>[^\"\n]{2,90}?)\"?|[Сс]прав[аиіу]х?\s+(?P<bare>[А-ЯІЇЄA-Z][^\",.;:()\n]{1,60}?)"
            r"|(?<=[(;])\s*(?P<listed>[А-ЯІЇЄA-Z][^\",.;:()\n]{1,60}?))\s+\Z"
        ),
        re.compile(
            r"\"?(?:(?i:case\s+of)\s+)?(?P<name>[A-Z][\w'./-]*(?:\s+(?:and|others|of|the|de|van|von|&|[A-Z][\w'./-]*))*)"
            r"\s+\Z"
        ),
    )


def _spelled(name: str) -> str:
    return " ".join(name.split())


def ukrainian(match: re.Match[str], shadow: str) -> Citation | None:
    """The judgment whose state was met in a Ukrainian text: by application number where it is given, else by name."""
    is_english = match["versus"] is not None
    window = max(0, match.start() - 200)
    before = _name_before()[is_english].search(shadow[window : match.start()])
    if not before:
        return None
    start, number = window + before.start(), match["application"]
    name = _spelled(f"{before['name']} v. {match['sued']}") if is_english else _in_ukrainian(before, match["state"])
    return Citation(start=start, end=match.end(), kind="echr", case=number or name, confidence=0.9)


def _in_ukrainian(before: re.Match[str], state: str) -> str:
    return _spelled(f"{before['quoted'] or before['bare'] or before['listed']} проти {state}")


def dutch(match: re.Match[str]) -> Citation:
    """The judgment that `DUTCH` matched."""
    case = match["application"] or _spelled(f"{match['party']} tegen {match['state']}")
    return Citation(start=match.start(), end=match.end(), kind="echr", case=case, confidence=0.9)


def application(ecli: str) -> str | None:
    """The application number inside a Strasbourg ECLI: …JUD004622199 is 46221/99."""
    found = re.fullmatch(r"ECLI:CE:ECHR:\d{4}:\d{4}(?:JUD|DEC|REP)(\d{7})(\d{2})", ecli)
    return f"{int(found[1])}/{found[2]}" if found else None
