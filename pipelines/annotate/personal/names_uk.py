"""People named in Ukrainian and Russian decisions: where a name stands.

What belongs here: the grammar of names over runs of capitalised words and initials (surname and initials in both
orders, patronymics, listed first names, Turkic and Vietnamese forms, a lone surname where somebody speaks), and what
only bears a name (streets, companies, cases, textbooks). What does not: what one word may be (words_uk), roles
(roles), and a surname alone that only the whole document betrays (people).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipelines.annotate.personal import words_uk
from pipelines.annotate.personal.identity import fold
from pipelines.annotate.personal.roles import (
    LIST,
    UNKNOWN,
    WINDOW,
    Name,
    Roles,
    in_roles,
    leading_role,
    role_before,
    role_by_beginning,
)
from pipelines.annotate.personal.wordlists import begins, role_words, words

UPPER, LOWER = "А-ЯІЇЄҐЁABCEHIKMOPTXY", "а-яіїєґёaceiopxy013"
"""Letters, with the Latin ones and the digits that look like them."""

MARK = "'’ʼ`"
PART = rf"(?:[{UPPER}]|[013](?!\d))(?:[{LOWER}{MARK}]{{1,24}}|[{UPPER}{MARK}013]{{2,24}})(?![{LOWER}\d_a-z])"
UNIT = re.compile(rf"{PART}(?:-{PART})?|[{UPPER}](?!\w)(?: ?\.)?|(?:[Оо]гли|[Оо]глы|[Кк]изи|[Кк]ызы)(?!\w)")
"""A capitalised word, an initial, or the particle of a Turkic patronymic."""

GAP = r"[ \t\u00a0]{0,3}\n?[ \t\u00a0]{0,3}"
RUN = re.compile(
    rf"[{UPPER}013](?<!\w[{UPPER}013])(?!(?<=\d)\d)"
    rf"(?:(?:[{LOWER}{MARK}]{{1,24}}|[{UPPER}{MARK}013]{{2,24}})(?![{LOWER}\d_a-z])(?:-{PART})?"
    rf"|(?<![013])(?!\w)(?: ?\.)?)"
    rf"(?:(?:{GAP}|-)(?:{UNIT.pattern}))*"
)
"""Units that follow one another on a line or over one line break; the first letter leads, for speed."""

SHAPES = re.compile(
    r"(?P<full>[SLPWwF]?[WwFSL]{1,2}Pg|[WwSLF]{2,3}g|[SLPF][FWwSL]P|[FWw]P[SL](?![FWwI]P|I)"
    r"|[WwY][FWwSL]P(?![SL](?![FWw]P|I))|[FWwSL]P[WwFSLP](?![FWwSLP]P|I)|[FWwSL]P)"
    r"|(?P<initials>[SLPWF](?:I[Ii]|i[Ii])(?![SL](?!I))|[SLP](?:I[Ii]|i[Ii])|[wY](?:I[Ii]|ii)(?![SLPWwFY])"
    r"|II[SLPWwFY](?!I{1,4}(?![SLPWwFYI]))|Ii?[SLPWwF](?!I{1,4}(?![SLPWwFYI]))|w(?:I[Ii]|ii)|ii[SLP])"
    r"|(?P<listed>[SLWwP]F{1,3}I?(?![SL])|F{1,3}[SLWw]|FF{1,3}|[WwFSL]V[WwFSLi]|V[VWwFSL]{1,3}i?)"
    r"|(?P<initial>[SLPW]I(?![ISLPWwF])|Fi?I(?![ISLPWwF]))"
    r"|(?P<pair>[WSL]{2,3}(?![FPIi]))"
    r"|(?P<alone>[SL])"
)
"""Grammar of names over the kinds of a run's units; `I` is an initial, `i` one that lost its full stop, `g` a particle.

An alternative of its own for each thing that must be asked of its surroundings."""

BETWEEN = re.compile(r"(?:[\s\u00a0,;|–-]|та\b|і\b|й\b|и\b|або\b)*", re.IGNORECASE)
FOLLOWS = re.compile(
    r"[ \u00a0]{0,3}(?:\(\s?(?:далі\s?(?:по тексту\s?)?[–-]?\s?)?|[,–-]{1,2}[ \u00a0]{0,3})"
    r"(?:(?:держ|прив|пом)\.?\s?|державн\w{1,3} |приватн\w{1,3} |як )?(?P<role>[^\W\d_][\w'’ʼ-]+)"
    r"(?:\)|(?= ?(?:[,;).\n\x00]|$)))",
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

TITLE_BEHIND = re.compile(rf"[.,]?[ \u00a0][{UPPER}][^\n;\0]{{3,80}}")
BOOKS = ("підручник", "навч. посіб", "посібник", "монографі", "практичний комент")
"""«Гнатюк О.П. Цивільне право: підручник»: what the title behind an author has in it."""

PLACE = re.compile("[МСГХ] ?\\. ?")
PLACE_KINDS = ("Iw", "IF", "IL")
"""«М. КРЕМЕНЧУК»: in capitals the sign of a town or a village looks like an initial."""

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

CLOSING = ("»", "”", '"')
LONE = words_uk.SURE + words_uk.LIKELY
"""Kinds of a surname that may stand alone."""

NEVER, ALWAYS, WHEN_TOLD = range(3)
"""Whether a run of capitalised words may hold a name."""

TOLD = ("alone", "pair")
"""Shapes that are a name only when the words around them say so."""

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


ROLES = Roles(role_of, is_verb, BETWEEN, FOLLOWS)


@lru_cache(1 << 16)
def bearing(run: str) -> int:
    """Whether a run of capitalised words may hold a name: NEVER, ALWAYS, or WHEN_TOLD by the words around it."""
    told = False
    for shape, kinds, start, end in shaped(run):
        if shape not in TOLD or words_uk.SURE in kinds or leads(run[:start]) or follows(run[end:]):
            return ALWAYS
        told = True
    return WHEN_TOLD if told else NEVER


@lru_cache(1 << 16)
def leads(before: str) -> bool:
    """Whether the text before a name ends in a word that leads to somebody."""
    return leading_role(before, len(before), ROLES) is not None


@lru_cache(1 << 16)
def follows(behind: str) -> bool:
    """Whether the text behind a name begins with a verb of saying."""
    word = NEXT_WORD.match(behind)
    return word is not None and is_verb(word[1])


def shaped(text: str) -> Iterator[tuple[str, str, int, int]]:
    """(shape, kinds of its units, start, end) of everything in `text` that has the shape of a name."""
    for run in RUN.finditer(text):
        for shape, kinds, start, end in _parsed(run[0]):
            yield shape, kinds, run.start() + start, run.start() + end


@lru_cache(1 << 16)
def _parsed(run: str) -> tuple[tuple[str, str, int, int], ...]:
    """(shape, kinds of its units, start, end) of every name the grammar sees in a run, each different run once."""
    units = [unit.span() for unit in UNIT.finditer(run)]
    kinds = "".join([_unit_kind(run[start:end]) for start, end in units])
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
    return list(in_roles(text, _names(text), ROLES))


def _names(text: str) -> Iterator[Name]:
    for run in RUN.finditer(text):
        first = run.start()
        for shape, kinds, begin, stop in _parsed(run[0]):
            start, end = first + begin, first + stop
            if _holds(text, shape, kinds, start, end) and not is_thing(text, start, end, first):
                yield Name(start, end)


@lru_cache(1 << 16)
def _unit_kind(unit: str) -> str:
    if unit[0].islower() or unit[1:] in ("гли", "глы", "изи", "ызы"):
        return "g"
    if len(unit) == 1:
        return "i"
    return "I" if unit.endswith(".") else words_uk.kind(unit)


def _holds(text: str, shape: str, kinds: str, start: int, end: int) -> bool:
    """Whether the surroundings bear out a shape that could be something else as well."""
    if shape == "initial":
        return kinds[0] in "SLF" or text[end : end + 1] in (",", ";", ")")
    if shape == "pair":
        return not CAPITALS.search(text, start, end) and bool(leading_role(text, start, ROLES))
    if shape == "alone":
        return _is_spoken_alone(text, kinds, start, end)
    if shape == "initials":
        return not (PLACE.match(text, start) and kinds in PLACE_KINDS and text[start:end].isupper())
    return True


def _is_spoken_alone(text: str, kind: str, start: int, end: int) -> bool:
    """Whether a surname alone stands for somebody: a verb of saying follows, or a role word leads to it."""
    behind = NEXT_WORD.match(text, end)
    following = fold(behind[1]) if behind else ""
    if text[end : end + 1] in CLOSING:
        return False
    if behind and is_verb(behind[1]):
        return True
    if kind == words_uk.LIKELY and begins(following, words("not_names_uk.txt")):
        return False
    if leading_role(text, start, ROLES):
        return True
    return kind == words_uk.SURE and role_before(text, max(0, start - WINDOW), start, ROLES) != UNKNOWN


def is_thing(text: str, start: int, end: int, run: int = -1) -> bool:
    """Whether the name belongs to a street, a company, a case or a book; `run` is where its capitalised words begin."""
    if THING_BEHIND.match(text, end) or _is_author(text, end) or _thing_before(text, start):
        return True
    leader = _thing_before(text, run) if 0 <= run < start <= run + STREET_NAME else ""
    return bool(leader) and leader not in SETTLEMENTS


def _is_author(text: str, end: int) -> bool:
    behind = TITLE_BEHIND.match(text, end)
    title = behind[0].lower() if behind else ""
    return any(book in title for book in BOOKS)


def _thing_before(text: str, start: int) -> str:
    """The word before `start`, folded, when it is one whose thing may bear a person's name."""
    tokens = text[max(0, start - LIST) : start].rstrip(OPENING).rsplit(None, 2)
    before = LAST_WORD.search(tokens[-1]) if tokens else None
    if before is None or (len(before[1]) == 1 and not (before[2] and before[1].islower()) and before[1] != "№"):
        return ""
    folded = fold(before[1])
    year = folded == "г" and len(tokens) > 1 and tokens[-2][-1].isdigit()
    return folded if not year and begins(folded, words("named_things_uk.txt")) else ""
