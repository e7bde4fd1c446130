"""People named in Ukrainian and Russian decisions: where a name stands.

What belongs here: the grammar of names over runs of capitalised words and initials (surname and initials in both
orders, patronymics, listed first names, Turkic and Vietnamese forms, a lone surname where somebody speaks), and what
only bears a name (streets, companies, cases, textbooks). What does not: what one word may be (words_uk), roles
(roles), and a surname alone that only the whole document betrays (people).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pipelines.annotate.personal import capitals_uk, lone_uk, words_uk
from pipelines.annotate.personal.around_uk import COMPANY_END, MARK, is_called, is_citizen, is_human, is_in_sentence
from pipelines.annotate.personal.cited import is_author, ukrainian
from pipelines.annotate.personal.identity import fold
from pipelines.annotate.personal.roles import (
    LIST,
    UNKNOWN,
    WINDOW,
    Name,
    Roles,
    Shape,
    in_roles,
    leading_role,
    role_before,
    role_by_beginning,
)
from pipelines.annotate.personal.wordlists import begins, role_words, words

UPPER, LOWER = "А-ЯІЇЄҐЁABCEHIKMOPTXY", "а-яіїєґёaceiopxy013"
"""Letters, with the Latin ones and the digits that look like them."""

TAIL = (
    rf"(?:[{LOWER}{MARK}]{{1,24}}(?!(?<=[013])[{UPPER}])|[{UPPER}{MARK}013]{{2,24}}(?![{UPPER}]))"
    rf"(?![{LOWER}\d_a-z])"
)
"""Letters behind the first; a capital begins the next word behind a small letter, not behind a digit («А30А00»)."""

IRISH = rf"(?:(?<=[ОO])[{MARK}][{UPPER}])?"
"""The second capital of «О'Коннор»."""

PART = rf"(?:[{UPPER}]{IRISH}|[013](?![\d{MARK}])){TAIL}"
UNIT = re.compile(rf"{PART}(?:-{PART})?|[{UPPER}](?!\w)(?: ?\.)?|(?:[Оо]гли|[Оо]глы|[Кк]изи|[Кк]ызы)(?![\w{MARK}])")
"""A capitalised word, an initial, or the particle of a Turkic patronymic."""

GAP = r"[ \t\u00a0]{0,3}\n?[ \t\u00a0]{0,3}"
RUN = re.compile(
    rf"[{UPPER}013](?<!\w[{UPPER}013])(?!(?<=\d)[\d{MARK}])"
    rf"(?:{IRISH}{TAIL}(?:-{PART})?"
    rf"|(?<![013])(?!\w)(?: ?\.)?)"
    rf"(?:(?:{GAP}|-)(?:{UNIT.pattern}))*"
)
"""Units that follow one another on a line or over one line break; the first letter leads, for speed."""

SHAPES = re.compile(
    r"(?P<full>[WSLw]YP|[SLPWwF]?[WwFSL]{1,2}Pg|[WwSLF]{2,3}g|[SLPF][FWwSL]P|[FWw]P[SL](?![FWwI]P|I)"
    r"|[WwY][FWwSL]P(?![SL](?![FWw]P|I))|[FWwSL]P[WwFSLP](?![FWwSLP]P|I)|[FWwSL]P)"
    r"|(?P<initials>[SLPWF](?:I[Ii]|i[Ii])(?![SL](?!I))|[SLP](?:I[Ii]|i[Ii])|[wY](?:I[Ii]|ii)(?![SLPWwFY])"
    r"|II[SLPWwFY](?!I{1,4}(?![SLPWwFYI]))|Ii?[SLPWwF](?!I{1,4}(?![SLPWwFYI]))|w(?:I[Ii]|ii)(?![SL](?!I))|ii[SLP])"
    r"|(?P<listed>[SLWwP]F{1,3}I?(?![SL])|F{1,3}[SLWw]|FF{1,3}|[WwFSL]V[WwFSLi]|V[VWwFSL]{1,3}i?)"
    r"|(?P<initial>[SLPWw]I(?![ISLPWwF])|Fi?I(?![ISLPWwF]))"
    r"|(?P<pair>[WSL]{2,3}(?![FPIi]|[FWSL]P)|YF(?![FPIiSLWw])|FY(?![FWSLYPIi]))"
    r"|(?P<alone>[SLF])|(?P<bare>(?<![^x])[WP]$)"
)
"""Grammar of names over the kinds of a run's units; `I` is an initial, `i` one that lost its full stop, `g` a particle.

An alternative of its own for each thing that must be asked of its surroundings."""

BETWEEN = re.compile(r"(?:[\s\u00a0,;|–-]|та\b|і\b|й\b|и\b|або\b)*", re.IGNORECASE)
FOLLOWS = re.compile(
    r"[ \u00a0]{0,3}(?:\(\s?(?:далі\s?(?:по тексту\s?)?[–-]?\s?)?|[,–-]{1,2}[ \u00a0]{0,3})"
    r"(?:свідоцтво |посвідчення |(?:держ|прив|пом)\.?\s?|державн\w{1,3} |приватн\w{1,3} |як )?"
    r"(?P<role>[^\W\d_][\w'’ʼ-]+)"
    rf"(?:\)|(?= ?(?:[,;).\x00]|\n(?![{UPPER}][\w'’ʼ-]+[ \u00a0][{UPPER}]\.)|$))|"
    r"(?<=свідоцтво адвоката)|(?<=посвідчення адвоката))",
    re.IGNORECASE,
)
"""A role behind a name: «Гнатюк О.П., адвокат.», «Гнатюк О.П. (далі – позивач)»."""

COUNTRIES = (
    r"(?:України|Росі|Італі|Франці|Польщ|Польськ|Сполучен|Великобритан|Німеч|ФРН|Туреч|Румун|Молдов|Болгар|Грец|"
    r"Іспан|Португ|Литв|Латв|Естон|Угор|Словач|Словен|Чес|Чех|Хорват|Серб|Македон|Боснi|Боснії|Алба|Австр|Швейцар|"
    r"Нідерл|Бельг|Люксем|Фінл|Швец|Норвег|Дан[іи]|Ірлан|Іслан|Мальт|Кіпр|Грузі|Вірмен|Азербай|Украин|Росси)"
)
THING_BEHIND = re.compile(
    r"[»\"”]?[\s\u00a0]{1,2}(?:(?:і|й|та|и|&)[\s\u00a0](?:партнер|Ко\b|компан|сини\b|син\b)"
    rf"|(?:(?:та|і|и)[\s\u00a0](?:інш|друг)\w{{1,4}}[\s\u00a0])?(?:проти|против)[\s\u00a0]{COUNTRIES})"
)
"""What follows a name that is a company's or a case's of the Court of Human Rights."""

SEATED_BEHIND = re.compile(
    r"[\s\u00a0]{1,2}(?:(?:(?:окружн|районн|міськ|міжрайон|апеляційн|господарськ|обласн|городск|апелляц|хозяйств)"
    r"\w*[\s\u00a0]{1,2}){1,2}(?:адміністративн\w+ |административн\w+ )?"
    r"(?:суд|рад|прокуратур|відділ|управлін)|район|р-н|обл)",
    re.IGNORECASE,
)
"""What follows the adjective of a place, which surnames look like: «Черкаський окружний», «Хмельницькій області»."""

ADJECTIVE = re.compile(r"(?:\w\. ?)?[\w'’ʼ-]+[сзц]ьк\w{1,3}", re.IGNORECASE)
"""A word that may be such an adjective; the sign of a year or a town before it looks like an initial in capitals."""

PLACE = re.compile("[МСГХ] ?\\. ?")
NUMERAL = re.compile(r"(?<![^\n])[IХX]\. ")
"""«I. Рух справи»: at the beginning of a line a Roman numeral looks like an initial."""

IN_TOWN = (" У М", " В М", " У С", " В С")
PLACE_KINDS = ("Iw", "IF", "IL")
"""«М. КРЕМЕНЧУК», «ГУК У М. КИЄВІ»: in capitals the sign of a town or a village looks like an initial."""

NUMBERED = re.compile(r"\d\d")
"""Digits of a number plate behind «Р.Н.», which in capitals are as good as letters."""

CAPITALS = re.compile(rf"[{UPPER}]{{2}}")
LAST_WORD = re.compile(r"([\w'’ʼ№-]+)(\.?)$")
OPENING = ' \u00a0\n«"„“('
"""What may stand between the word for a thing and its name."""

NEXT_WORD = re.compile(r"[\s\u00a0]{1,3}([^\W\d_][\w'’ʼ-]*)")
SETTLEMENTS = frozenset(
    [
        "м",
        "місто",
        "міста",
        "місті",
        "г",
        "город",
        "с",
        "село",
        "села",
        "селі",
        "смт",
        "хутір",
        "обл",
        "область",
        "район",
    ]
)
"""Things whose name is one word: a name further on in the run is a person's («м. Києва Гнатюк О.П.»)."""

STREET = re.compile(r"\b(?:вул|площ|просп|пров(?:ул|\b)|бульв|сквер|майдан|шосе|імені\b|ім\b(?!['’ʼ`]))", re.IGNORECASE)
"""In capitals the word for a street or for «named after» is part of the run; «ПРОВАДЖЕННЯ» and «ІМ'Я» are others."""

CLOSING = ("»", "”", '"')
CLAUSES = frozenset(("що", "чи", "щоб", "якщо", "коли", "оскільки", "что", "чтобы", "если", "когда", "поскольку"))
"""Conjunctions behind which a clause speaks of somebody else: «експерта запитати, чи підписав Гнатюк О.П.»."""

DOING = ("аючи", "яючи", "юючи", "уючи", "іючи", "аючись", "уючись", "юючись", "ачи", "вши", "вшись")
"""Ends of words for what somebody does beside: «виконавець, накладаючи арешт на частку Мороза»."""

LONE = words_uk.SURE + words_uk.LIKELY + words_uk.FIRST + words_uk.OTHER + words_uk.PATRONYMIC
"""Kinds of a word that may be a name where it stands alone."""

PREPOSITIONS = frozenset(("на", "до", "за", "по", "від", "про", "из", "от"))
"""Small words of the list of no names, which tell nothing of the surname before them."""

FAMOUS = re.compile(r"Богдан\w{0,3}[ \u00a0\n]Хмельниц")
"""Whose name so many places bear that the word for the place is often left out."""

HONOURS = frozenset(("засл.", "проф.", "акад.", "доц.", "д.ю.н.", "ак."))
"""What may stand between a thing and whom it is named after: «інститут ім. Засл. проф. М.С. Бокаріуса»."""

FILES = frozenset(("справа", "справи", "справі", "справу"))
FULL = re.compile(r"\.|\w\s\w+\s\w")
"""An initial, or three words: so somebody's file is called, «пенсійна справа Бучко К.Я.», and no case of Strasbourg."""

QUOTES = ("«", '"', "“", "„")
QUOTED = re.compile('ПП ?[«"“„]$')
"""A private company; without the quotation mark it is an entrepreneur."""

STREET_NAME = 30
"""Characters of a run behind a word for a thing that may belong to its name: «вул. Гетьмана Богдана Хмельницького»."""


@lru_cache(1 << 16)
def role_of(word: str) -> str | None:
    """Role of a word as written, before or behind a name."""
    folded = fold(word)
    beginnings = role_words("role_words_uk.txt")
    return beginnings.get(folded) or role_by_beginning(folded.strip("().,/"), beginnings)


@lru_cache(1 << 16)
def is_verb(word: str) -> bool:
    """Whether a word is a verb of what people say and do."""
    return begins(fold(word), words("said_uk.txt"))


def speaks_of_another(word: str) -> bool:
    """Whether behind this word somebody in office is no longer meant: a verb, or what opens a clause."""
    folded = fold(word)
    return folded in CLAUSES or folded.endswith(DOING) or is_verb(word)


ROLES = Roles(role_of, speaks_of_another, BETWEEN, FOLLOWS)


def shaped(text: str, start: int = 0) -> Iterator[Shape]:
    """Everything in `text`, from `start`, that has the shape of a name."""
    for run in RUN.finditer(text, start):
        first = run.start()
        for shape, kinds, start, end in _parsed(run[0]):
            yield Shape(shape, kinds, first, first + start, first + end)


@lru_cache(1 << 16)
def _parsed(run: str) -> tuple[tuple[str, str, int, int], ...]:
    """(shape, kinds of its units, start, end) of every name the grammar sees in a run, each different run once."""
    units = [unit.span() for unit in UNIT.finditer(run)]
    kinds = capitals_uk.kinds_of(run, units, "".join([_unit_kind(run[start:end]) for start, end in units]))
    if len(kinds) == 1 and kinds not in LONE:
        return ()
    return tuple(_placed(found, units) for found in SHAPES.finditer(kinds))


def _placed(shape: re.Match[str], units: list[tuple[int, int]]) -> tuple[str, str, int, int]:
    """A shape with its place in the run; the full stop behind «О П.» ends the sentence."""
    last = units[shape.end() - 1]
    end = last[0] + 1 if shape[0].endswith("iI") else last[1]
    return shape.lastgroup or "", shape[0], units[shape.start()][0], end


def find_names(text: str) -> list[Name]:
    """People named in `text` (a document or a digest of windows), in order."""
    return list(in_roles(text, names(text, shaped(text)), ROLES))


def names(text: str, shapes: Iterable[Shape]) -> Iterator[Name]:
    """Those of the shapes in `text` that are names."""
    for shape in shapes:
        if _holds(text, shape) and not is_thing(text, shape.start, shape.end, shape.run, shape.cited):
            yield Name(shape.start, shape.end)


@lru_cache(1 << 16)
def _unit_kind(unit: str) -> str:
    if unit[0].islower() or fold(unit) in words_uk.PARTICLES:
        return "g"
    if len(unit) == 1:
        return "i"
    return "I" if unit.endswith(".") else words_uk.kind(unit)


def _holds(text: str, found: Shape) -> bool:
    """Whether the surroundings bear out a shape that could be something else as well."""
    shape, kinds, _, start, end, _ = found
    if shape == "initial":
        if kinds[0] == words_uk.CAPITALS:
            return leading_role(text, start, ROLES) in ("witness", "relative") or is_human(text, start)
        listed = kinds[0] in "SLF" or text[end : end + 1] in (",", ";", ")")
        return (
            listed
            or (kinds[0] == words_uk.OTHER and is_in_sentence(text, start, end))
            or leading_role(text, start, ROLES) is not None
        )
    if shape == "pair":
        if CAPITALS.search(text, start, end):
            return False
        if kinds == "FY" and (FAMOUS.match(text, start) or not lone_uk.is_alone(text, start, end)):
            return False
        if leading_role(text, start, ROLES) or is_citizen(text, start) or lone_uk.is_led(text, start, end):
            return True
        return kinds == "FY" or (words_uk.SURE in kinds and "\n" not in text[start:end])
    if shape == "alone":
        return _is_spoken_alone(text, kinds, start, end)
    if shape == "bare":
        return _is_led_alone(text, start, end)
    if shape == "initials" and kinds in ("IW", "Iw") and NUMERAL.match(text, start):
        return False
    if shape == "initials" and text[start:end].isupper():
        of_a_town = text.endswith(IN_TOWN, start, end) and text[end : end + 1] == "."
        if NUMBERED.search(text, start, end):
            return False
        if of_a_town or (PLACE.match(text, start) and kinds in PLACE_KINDS):
            return False
        return capitals_uk.bears_out(text, found, leading_role(text, start, ROLES) is not None)
    return True


def _is_spoken_alone(text: str, kind: str, start: int, end: int) -> bool:
    """Whether a name alone stands for somebody: a verb of saying follows, or a role word leads to it.

    To a first name leads a word for a relative or a child, «син Назар», or it is the surname: «позивач Роман, адвокат».
    """
    if text[end : end + 1] in CLOSING:
        return False
    if lone_uk.is_led(text, start, end) or _is_lone_citizen(text, start, end):
        return True
    if kind == words_uk.FIRST:
        role = leading_role(text, start, ROLES)
        lone = role in ("party", "witness") and _is_of_a_case(text, start, end)
        return lone or role == "relative" or is_called(text, start)
    behind = NEXT_WORD.match(text, end)
    role = leading_role(text, start, ROLES)
    if role in ("witness", "relative") or (behind and is_verb(behind[1])):
        return True
    if lone_uk.is_given(text, start, end):
        return True
    if role in ("party", UNKNOWN) and _is_of_a_case(text, start, end):
        return True
    if (
        kind == words_uk.LIKELY
        and behind
        and behind[1] not in PREPOSITIONS
        and begins(fold(behind[1]), words("not_names_uk.txt"))
    ):
        return False
    if role:
        return True
    return kind == words_uk.SURE and role_before(text, max(0, start - WINDOW), start, ROLES) != UNKNOWN


def _is_led_alone(text: str, start: int, end: int) -> bool:
    """Whether a word that may be anything follows a word for a human being or of the law: «сусідка Хоролець»."""
    if text[end : end + 1] in CLOSING or text[start - 1 : start] not in (" ", "\u00a0"):
        return False
    if is_called(text, start) or lone_uk.is_led(text, start, end) or _is_lone_citizen(text, start, end):
        return True
    role = leading_role(text, start, ROLES) if text[start - 2].isalnum() or text[start - 2] in ".:-–—" else None
    if role in ("witness", "relative") or (role and is_human(text, start)):
        return True
    if role not in ("party", UNKNOWN):
        return False
    behind = NEXT_WORD.match(text, end)
    return _is_of_a_case(text, start, end) or (
        role == "party" and bool(behind and is_verb(behind[1])) and not COMPANY_END.search(text[start:end])
    )


def _is_of_a_case(text: str, start: int, end: int) -> bool:
    """Whether one of the sides of a case is called by the surname: «боржнику - Заплюйсвічці (»."""
    return lone_uk.is_of_a_case(text, start) and lone_uk.is_alone(text, start, end)


def _is_lone_citizen(text: str, start: int, end: int) -> bool:
    """Whether somebody follows the name of the country: «громадянина України Мороза»."""
    return (
        text.startswith(lone_uk.COUNTRIES, start - 8) and is_citizen(text, start) and lone_uk.is_alone(text, start, end)
    )


def is_thing(text: str, start: int, end: int, run: int = -1, cited: bool = True) -> bool:
    """Whether the name belongs to a street, a company, a case or a book, if one may be `cited` near.

    `run` is where its capitalised words begin.
    """
    if SEATED_BEHIND.match(text, end) and ADJECTIVE.fullmatch(text, start, end):
        return True
    thing = _thing_before(text, start)
    if thing in FILES and FULL.search(text, start, end):
        thing = ""
    if thing or THING_BEHIND.match(text, end) or _is_quoted(text, start):
        return True
    if cited and is_author(text, start, end, ukrainian()):
        return True
    if not 0 <= run < start <= run + STREET_NAME:
        return False
    if leading_role(text, start, ROLES) in ("party", "witness", "relative"):
        return False
    leader = _thing_before(text, run) or ("" if "." in text[start:end] else _thing(text[run:start].split()[0]))
    return (bool(leader) and leader not in SETTLEMENTS) or STREET.search(text, run, start) is not None


def _is_quoted(text: str, start: int) -> bool:
    """Whether the name is a private company's: «ПП „Сало О.“»."""
    return text[start - 1 : start] in QUOTES and QUOTED.search(text, max(0, start - 5), start) is not None


def _thing_before(text: str, start: int) -> str:
    """The word before `start`, folded, when it is one whose thing may bear a person's name."""
    tokens = text[max(0, start - LIST) : start].rstrip(OPENING).rsplit(None, 2)
    if tokens and fold(tokens[-1]) in HONOURS:
        tokens = [token for token in text[max(0, start - LIST) : start].split() if fold(token) not in HONOURS]
    thing = _thing(tokens[-1]) if tokens else ""
    year = thing == "г" and len(tokens) > 1 and tokens[-2][-1].isdigit()
    on_behalf = thing in ("імені", "имени") and len(tokens) > 1 and fold(tokens[-2]) in ("від", "от")
    return "" if year or on_behalf else thing


@lru_cache(1 << 16)
def _thing(token: str) -> str:
    """The last word of a token, folded, when it is one whose thing may bear a person's name."""
    word = LAST_WORD.search(token)
    if word is None or (len(word[1]) == 1 and not (word[2] and word[1].islower()) and word[1] != "№"):
        return ""
    folded = fold(word[1])
    return folded if begins(folded, words("named_things_uk.txt")) else ""
