"""People named in Ukrainian and Russian decisions: where a name stands, and whether it is a name in office.

What belongs here: rules over shapes (surname and initials in both orders, patronymics in every case, a known first
name beside a surname) and the role window. What does not: dictionaries of surnames. Simple for now: a lone surname
(«Петренко пояснив») is not found, nor a first name that is not listed.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.annotate.roles import Name, Roles, in_roles
from pipelines.annotate.wordlists import entries

UPPER, LOWER = "А-ЯІЇЄҐЁ", "а-яіїєґё'’ʼ`"
WORD = rf"[{UPPER}][{LOWER}]{{1,24}}"
CAPS = rf"[{UPPER}][{UPPER}'’ʼ`]{{2,24}}"
GAP = r"[ \t\u00a0]{0,3}\n?[ \t\u00a0]{0,3}"
SPACE = r"(?:[ \t\u00a0]{1,3}(?:\n[ \t\u00a0]{0,3})?|\n)"

NOT_NAMES = (
    r"судд|суд(?:у|ом|і|ова|ові|ової|ового)?\b|головуюч|секретар|прокур|адвокат|представни|захисни|"
    r"експерт|слідч|слідств|"
    r"позива|відповіда|трет[яьіє]|свід(?:ок|к)|потерпіл|обвинувач|підозрюв|засуджен|заявни|боржни|"
    r"стягува|скаржни|апелян|"
    r"нотаріус|виконав|помічни|інспектор|начальни|директор|громадян|гр\b|голов[аиуоі]|член|спеціаліст|перекладач|"
    r"закон|кодекс|україн|конституц|верховн|касаційн|апеляційн|київ(?:ськ|а\b|і\b)|міністер|кабінет|"
    r"держав|національн|служб|"
    r"відділ|управлін|район|міськ|област|господар|окружн|адміністратив|європ|республік|пленум|постанов|ухвал|рішенн|"
    r"вирок|справ|встанов|розглян|заслуха|перевір|керую|відповідно|згідно|стат|частин|пункт|абзац|розділ|"
    r"глав[аиуі]\b|"
    r"також|крім|проте|однак|отже|таким|тому|якщо|при\b|про\b|під\b|від\b|для\b|після|щодо|оскільки|проти|просить|"
    r"судья|судом|истец|ответчик|председат|третье|третьего|адрес|підпис|копі[яїю]|дата|місяц|січ|лют|верес|особ[аиу]|"
    r"тов\b|пат\b|ат\b|фоп\b|пп\b|дп\b|кп\b|кпк\b|цпк\b|гпк\b|кас\b|кк\b|цк\b|гк\b|ск\b|мвс|сбу|нпу|унп|"
    r"гу\b|рф\b|ссср|срср|"
    r"прізвищ|ім'я|імен|адмін|посадов|старш|молодш|майор|капітан|лейтенант|сержант|полковник|"
    r"підполковник|доктор|професор"
)
"""Beginnings of capitalised words that stand where a surname might: roles, courts, laws, openings of sentences."""
NOT_NAME = rf"(?!(?i:{NOT_NAMES}))"

SURNAME = rf"{NOT_NAME}(?:{WORD}|{CAPS})(?:-(?:{WORD}|{CAPS}))?"
INITIAL = rf"[{UPPER}]\."
INITIALS = rf"{INITIAL}{GAP}-?{INITIAL}"

NOT_PATRONYMIC = r"(?!Головн|Основн|Верховн|Духовн|Церковн|Керівн)"
"""Adjectives that end like a Russian patronymic: «Головне управління»."""
MALE = r"(?:ович|йович|евич)(?:а|у|ем|ом|еві|ові|і|е)?"
FEMALE = r"(?:івн|ївн)(?:а|и|і|у|ою|о)|(?:овн|евн|ичн)(?:а|ы|е|у|ой|ою|и|і)"
SHORT = r"(?:Ілліч|Кузьмич|Лукич|Хомич|Фомич|Саввич|Савич|Ильич|Никитич|Микитич)(?:а|у|ем|ом|еві|і|е)?"
CAPITAL = (
    rf"[{UPPER}]{{2,16}}?(?:(?:ОВИЧ|ЕВИЧ)(?:А|У|ЕМ|ОМ|ЕВІ|ОВІ|І)?|(?:ІВН|ЇВН)(?:А|И|І|У|ОЮ)|(?:ОВН|ЕВН)(?:А|Ы|Е|У|ОЙ))"
)
EASTERN = rf"{WORD}[ -](?:[Оо]гли|[Оо]глы|[Кк]изи|[Кк]ызы)"
FORMED = rf"[{UPPER}][{LOWER}]{{1,16}}?(?:{MALE}|{FEMALE})"
PATRONYMIC = rf"{NOT_PATRONYMIC}(?:{FORMED}|{SHORT}|{CAPITAL}|{EASTERN})(?![{UPPER}{LOWER}])"
"""Patronymics in every case, Ukrainian and Russian; Turkic ones by their particle."""

PLACE_BEFORE = re.compile(
    r"(?:\b(?:вул|просп|пров|бульв|пл|ім|імені|ул|шосе|площ\w*|вулиц\w*|проспект\w*|провул\w*|бульвар\w*|майдан\w*|"
    r"орден\w{0,3}|медал\w{1,3}|гімн\w{0,3}|герб\w{0,3}|премі\w{1,3}|стипенді\w{1,3}|"
    r"університет\w*|театр\w*)\.?,?|(?<!\w)м\.|міст[оа]|№|ст\.)[\s\u00a0]*[«\"„]?$",
    re.IGNORECASE,
)
"""Ends of texts behind which a name is the name of a street, an institution, an award or an emblem."""


@cache
def name_pattern() -> re.Pattern[str]:
    """Every shape of a full name, the richest first; compiled on first use."""
    word = rf"(?:{WORD}|{CAPS})"
    first = rf"(?:{first_names()})(?![{UPPER}{LOWER}])"
    full = (
        rf"(?:{SURNAME}{SPACE})?{NOT_NAME}{word}{SPACE}{PATRONYMIC}"
        rf"(?:{SPACE}{SURNAME}(?!{GAP}{INITIAL})(?!{SPACE}{word}{SPACE}{PATRONYMIC}))?"
    )
    surname_first = rf"{SURNAME}{GAP}{INITIALS}|{SURNAME}[ \u00a0]{INITIAL}(?=\s?[,;)])"
    initials_first = rf"{INITIALS}{GAP}{SURNAME}(?!{GAP}{INITIALS}(?!{GAP}{SURNAME}))|{INITIAL}{GAP}{SURNAME}"
    listed = rf"{first}{SPACE}{SURNAME}|{SURNAME}{SPACE}{first}"
    # Two capitals near each other are asked first: most capitalised words open a sentence and end here.
    worth = rf"(?={INITIAL}|[{UPPER}][{UPPER}{LOWER}]+(?:-[{UPPER}][{UPPER}{LOWER}]+)?{GAP}[{UPPER}])"
    return re.compile(
        rf"(?<![{UPPER}{LOWER}.-]){worth}(?:{full}|{surname_first}|{initials_first}|{listed})(?![{UPPER}{LOWER}])"
    )


@cache
def first_names() -> str:
    """Alternation of the listed first names in every case, from first_names_uk.txt."""
    names = sorted(set(entries("first_names_uk.txt")))
    forms = "|".join(_forms(name) for name in names)
    return rf"{forms}|{'|'.join(name.upper() for name in names)}"


def anchors() -> list[str]:
    """Beginnings of the listed first names, in title case and in capitals, for the prefilter."""
    stems = set()
    for name in entries("first_names_uk.txt"):
        head, apostrophe, _ = name.partition("'")
        ends_open = len(name) > 4 and name[-1] in "аяйоьі"
        stems |= {head + mark for mark in "'’ʼ`"} if apostrophe else {name[:-1] if ends_open else name}
    return sorted(stems | {stem.upper() for stem in stems})


def _forms(name: str) -> str:
    """Cases of a first name: Іван(а, у, ові, ом …), Серг(ій, ія, ію …), Олен(а, и, і …), Юлі(я, ї, ю …)."""
    name = name.replace("'", "['’ʼ`]")
    endings = {
        "ій": "(?:ій|ія|ію|ієм|ієві|ії)",
        "ий": "(?:ий|ия|ию|ием|ии)",
        "ей": "(?:ей|ея|ею|еем|ее)",
        "ия": "(?:ия|ии|ию|ией)",
        "ія": "(?:ія|ії|ію|ією)",
        "о": "(?:о|а|у|ом|ові|і)",
        "а": "(?:а|и|ы|і|е|у|ою|ой|о)",
        "я": "(?:я|і|ї|и|ю|ею|єю|ей|е)",
        "ь": "(?:ь|я|ю|ем|еві|і|е)",
    }
    for ending, cases in endings.items():
        if name.endswith(ending):
            return name[: -len(ending)] + cases
    return name + "(?:а|у|я|ю|ові|еві|ом|ем|і|е)?"


STATESMAN = (
    r"\b(?:(?:віце-)?президент(?:а|у|ом|ові|и)?|(?:прем['’ʼ]єр-)?міністр(?:а|у|ом|ові|и)?)"
    r"(?=(?:\s+(?!(?:про|щодо|стосовно|від|до|для)\b)[\w'’ʼ-]+){0,4}\s*$)"
)
"""A president or minister beside the name: an act of theirs may be about anybody («указ Президента про …»)."""

ROLES = Roles(
    office=re.compile(
        r"судд\w*|колегі\w+|голову\w+|секретар\w*|прокурор\w*|слідч\w+|дізнавач\w*|детектив\w*|"
        r"адвокат\w*|захисни\w+|експерт\w*|"
        r"нотаріус\w*|виконав\w+|спеціаліст\w*|перекладач\w*|арбітражн\w+ керуюч\w+|ліквідатор\w*|доповідач\w*|"
        r"інспектор\w*|поліцейськ\w+|помічни\w+|розпорядни\w+|народн\w+ засідател\w*|судь\w+|"
        rf"председател\w*|следовател\w*|{STATESMAN}|"
        r"защитни\w+|нотариус\w*|голов[аиуою]+\b|начальник\w*",
        re.IGNORECASE,
    ),
    private=re.compile(
        r"позива\w+|відповіда\w+|обвинувач\w+|підозрюв\w+|підсудн\w+|засуджен\w+|потерпіл\w+|свід(?:ок|"
        r"к)\w*|заявни\w+|"
        r"боржни\w+|стягува\w+|скаржни\w+|трет\w+ ос[оі]б\w*|громадян\w*|\bгр\.|апелян\w+|особ[аиіу]\b|"
        r"відносно|стосовно|"
        r"позов\w*|заяв[аиіуою]+\b|скарг\w+|правопорушни\w+|ФОП|підприєм\w+|спадкоєм\w+|дружин\w+|"
        r"чоловік\w*|син\w?\b|"
        r"доч\w+|мат[иеі]\w*|бать\w+|неповнолітн\w+|малолітн\w+|дитин\w+|представни\w+|власни\w+|воді\w+|керува\w+|"
        r"истец\w*|истц\w+|ответчик\w*|подсудим\w+|потерпевш\w+|свидетел\w+|обвиняем\w+|осужденн\w+|осуждённ\w+",
        re.IGNORECASE,
    ),
    between=re.compile(r"(?:[\s\u00a0,;|–-]|та\b|і\b|й\b|и\b|або\b)*"),
    follows=re.compile(
        r"[\s\u00a0]*[,(–-]+[\s\u00a0]*(?:(?:держ\.?|прив\.?)?\s?"
        r"(?:суддя|адвокат|прокурор|секретар|слідч|експерт|виконавець|нотаріус|головуюч|захисни|"
        r"приватн\w+ виконав|державн\w+ виконав|юрист|юрисконсульт))\w*(?=\s*(?:[,;).\n–-]|$))",
        re.IGNORECASE,
    ),
)
"""Those in office stay named; parties, witnesses and their relatives do not. The nearest word decides."""


def find_names(text: str) -> list[Name]:
    """People named in `text` (a document or a digest of windows), in order."""
    spans = [
        found.span()
        for found in name_pattern().finditer(text)
        if not PLACE_BEFORE.search(text, max(0, found.start() - 30), found.start())
    ]
    return list(in_roles(text, spans, ROLES))
