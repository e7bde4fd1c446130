"""What the publishers have already replaced: placeholders, found in every spelling, and their canonical form.

What belongs here: ОСОБА_1 and its family (law 3262-IV, art. 7), the tags that masking adds to it, and the brackets of
rechtspraak.nl (read by role_tags). What does not: presidio (placeholder_recognizers), and what НОМЕР_1 stands for in a
document (placeholder_types).

A prefilter must mark a figure behind an underscore with the letters and underscores before it, a square bracket that
closes, and for the loose spellings the stems of kind `placeholder_word` in anchor_words_uk.txt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pipelines.annotate.personal import role_tags
from pipelines.annotate.personal.spans import Span

Found = tuple[int, int, str]
"""(start, end, type) of a placeholder, in code points."""


@dataclass(frozen=True, slots=True)
class Family:
    """Placeholders of one word of the register: its type, and the word as a stem and its endings."""

    word: str
    type: str
    stem: str
    endings: str


FAMILIES = (
    Family("ОСОБА", "PERSON", "ОСОБ", "АМИ|АМ|АХ|ОЮ|А|И|І|У"),
    Family("АДРЕСА", "ADDRESS", "АДРЕС", "АМИ|АМ|АХ|ОЮ|А|И|І|У"),
    Family("НОМЕР", "NUMBER", "НОМЕР", "ОМ|ОВІ|А|У|І|"),
    Family("ІНФОРМАЦІЯ", "INFORMATION", "ІНФОРМАЦІ", "ЄЮ|Я|Ї|Ю"),
)
"""Families of the Ukrainian register, which clerks inflect at times."""

TAGS: Mapping[str, Mapping[str, str]] = {
    "NUMBER": {
        "RNOKPP": "РНОКПП",
        "EDRPOU": "ЄДРПОУ",
        "IBAN": "РАХУНОК",
        "CARD": "КАРТКА",
        "PLATE": "НОМЕРНИЙ_ЗНАК",
        "VIN": "КУЗОВ",
        "PASSPORT": "ПАСПОРТ",
        "UNZR": "УНЗР",
        "UNIT": "ЧАСТИНА",
        "PHONE": "ТЕЛЕФОН",
        "DOCUMENT": "ДОКУМЕНТ",
    },
    "INFORMATION": {"BIRTH_DATE": "ДАТА_НАРОДЖЕННЯ", "EMAIL": "ПОШТА", "ORGANISATION": "УСТАНОВА"},
}
"""Word of the canonical tag of a НОМЕР_n or ІНФОРМАЦІЯ_n by its type. No word is in both families, so that their
numbers never meet: an ІНФОРМАЦІЯ_1 that is a telephone stays ІНФОРМАЦІЯ_1."""

TYPED: Mapping[str, str] = {word: kind for words in TAGS.values() for kind, word in words.items()}
"""Type by the word of such a tag."""

ALIKE = str.maketrans({
    "А": "[АA]", "Б": "[Б6]", "Е": "[ЕE]", "І": "[ІI]", "М": "[МM]", "Н": "[НH]", "О": "[ОO0]", "Р": "[РP]",
    "С": "[СC]",
})  # fmt: skip
"""Letters and figures that a scanner or a keyboard puts for those of the families' words."""

CYRILLIC = str.maketrans("AEIMHOPC06", "АЕІМНОРСОБ")
"""The other way round."""

NUMBERED = re.compile(r"_{1,2}[0-9]{1,5}(?![0-9])")
"""A figure behind an underscore: rare, so it is asked first."""

LONGEST_WORD = 16
"""Characters before an underscore in which its word stands: one more than ДАТА_НАРОДЖЕННЯ has."""

WRITTEN = re.compile(r"(.*?)[\s_]*([0-9]+|[ІIl])", re.DOTALL)
"""A placeholder as word and figure."""


def find_underscored(text: str) -> Iterator[Found]:
    """ОСОБА_1 in any case, letters of either alphabet; and the canonical tags."""
    for figure in NUMBERED.finditer(text):
        word = _word().search(text, max(0, figure.start() - LONGEST_WORD), figure.start())
        if word:
            yield word.start(), figure.end(), TYPED.get(word[0]) or family_of(word[0]).type


def find_loose(text: str) -> Iterator[Found]:
    """«ОСОБА 1», «Особа 1», «ОСОБА _1», «ОСОБА_ 1» and «ОСОБА_І», where nothing else can be meant."""
    for found in _loose().finditer(text):
        yield found.start(), found.end(), family_of(found[0]).type


def find_role_tags(text: str) -> Iterator[Found]:
    """Brackets that hold nothing but a role: [verdachte], [slachtoffer 1], [A]; never an editor's insertion."""
    for bracket in re.finditer(r"\[[^\[\]\x00]{1,60}\]", text):
        if tag := role_tags.read(bracket[0]):
            yield bracket.start(), bracket.end(), tag.type


def canonical(text: str, span: Span) -> str:
    """The register's placeholder at `span` of `text` as a masked text has it, with its one number at the end.

    ОСОБА_1 for «ОСОБОЮ _1», РНОКПП_1 for a НОМЕР_1 of that type, [slachtoffer 1] for [Slachtoffer-1]. Within a
    document one number of one family has one tag, and two have two.
    """
    written = text[span.start : span.end]
    if written.startswith("["):
        tag = role_tags.read(written)
        return tag.canonical if tag else written
    parts = WRITTEN.fullmatch(written)
    if not parts:
        return written
    word = parts[1]
    if word not in TYPED:
        family = family_of(word)
        word = TAGS.get(family.type, {}).get(span.type, family.word)
    return f"{word}_{int(parts[2]) if parts[2].isdigit() else 1}"


def family_of(written: str) -> Family:
    """The family of a word in any spelling."""
    plain = written.upper().translate(CYRILLIC)
    return next(family for family in FAMILIES if plain.startswith(family.stem))


@cache
def _word() -> re.Pattern[str]:
    """A word of a tag at the end of what is searched: a canonical one, or one of a family in any spelling.

    In capitals it may be glued to a word before it («проОСОБА_1»).
    """
    tags = "|".join(sorted(TYPED, key=len, reverse=True))
    spelled = "|".join(f"{family.stem}(?:{family.endings})".translate(ALIKE) for family in FAMILIES)
    return re.compile(rf"(?:{tags}|{spelled}|(?<![^\W\d_])(?i:{spelled}))\Z")


@cache
def _loose() -> re.Pattern[str]:
    """Placeholders with a space between word and figure.

    Without an underscore a figure may go on («АДРЕСА 12/3») or count («Особа 1 групи»), and of any word but ОСОБА a
    heading may be made («НОМЕР 1 У СПИСКУ»).
    """
    person, address, number, information = (rf"{family.stem}(?:{family.endings})" for family in FAMILIES)
    person = rf"{person}|Особ(?:ою|[аиіу])"
    any_word = rf"{person}|{address}|{number}|{information}"
    underscored = r"(?: {1,2}_{1,2} ?| ?_{1,2} {1,2})[0-9]{1,5}(?![0-9])"
    misread = r"_[ІIl](?!\w)"
    bare = r" {1,2}[1-9][0-9]{0,2}(?![0-9]|[.,/:-][0-9]| ?(?i:груп|категор|розряд|ступен|рок|грн|%|р\.))"
    no_heading = rf"(?!,? (?:[А-ЯІЇЄҐ] )?(?!{any_word})[А-ЯІЇЄҐ]{{2}})"
    return re.compile(
        rf"(?<![^\W\d_])(?:(?:{any_word})(?:{underscored}|{misread})|(?:{person}){bare}|"
        rf"(?:{address}|{information}|(?<![А-ЯІЇЄҐ] ){number}){bare}{no_heading})"
    )
