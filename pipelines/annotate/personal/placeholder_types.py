"""What a numbered placeholder of the Ukrainian register stands for: НОМЕР_1 a telephone, ІНФОРМАЦІЯ_2 a birth date.

What belongs here: the words that tell it, and the rule that one number has one type in a document. What does not:
finding placeholders, and their canonical form (placeholders).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

NEAR = 70
"""Characters before and behind a placeholder in which telling words are looked for."""

ANYBODY = (
    r"(?:позива\w+|відповіда\w+|заявни\w+|обвинувачен\w+|підозрюван\w+|засуджен\w+|потерпіл\w+|син\w{0,2}|доч\w+|донь\w+|"
    r"дитин\w+|громадян\w+|боржни\w+|особ\w{1,3}[_\s]\d+|[\w'’`-]*?(?:вич|вна|вни|вні|вну)\w{0,2}|[а-яіїєґ]\.)"
)
"""Somebody whose birth date follows: a party, a placeholder, a patronymic, an initial."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "NUMBER": {
        "RNOKPP": r"рно?к?пп|[іi]\.?п\.?н\b|инн\b|дрфо|(?:ідентиф|идентиф|податков)\w+ (?:номер|код)\w*|"
        r"платник\w+ податк\w+",
        "EDRPOU": r"[єе]дрпоу|егрпоу|код юридичн\w+ особ\w+",
        "IBAN": r"iban\b|рахун(?:ок|к)\w*|[рпк]/[рс]\b|сч[её]т\w*",
        "CARD": r"карт(?:к|оч)\w+|карт[уаы]\b",
        "PLATE": r"номерн\w+ знак\w*|д\.?\s?н\.?\s?з\b|[дн][/.]\s?[нз]\b|(?:державн|реєстраційн)\w+ номер\w*|"
        r"автомоб\w+|автомашин\w+|марки\b|мотоцикл\w*|причеп\w*|гос\w* номер\w*",
        "VIN": r"кузов\w*|шасі\b|vin\b|рам[аи]\b",
        "PASSPORT": r"паспорт\w*|id[-\s]?карт\w*|посвідк\w+",
        "UNZR": r"унзр|демографічн\w+ реєстр\w*",
        "UNIT": r"(?:військов|войсков)\w+ част\w+|в\s?/\s?ч\b|в\.\s?ч\b|команд[иіу]\b|бригад\w+|батальйон\w*",
        "PHONE": r"тел\b|телефон\w*|моб(?:ільн\w+)?\b|абонент\w*|факс\w*|дзв[оі]н\w*|[cс][іi]м[-\s]карт\w+",
        "DOCUMENT": r"свідоцтв\w*|диплом\w*|військов\w+ квит\w+|посвідченн\w*|довідк\w+|договор\w*|протокол\w*|"
        r"поліс\w*|трудов\w+ книжк\w+|ордер\w*|накладн\w+|висновк\w+|виконавч\w+ лист\w*",
        "NUMBER": r"(?:імеі|imei)\b|лічильник\w*|квартир\w*|кв\b|будин\w+",
    },
    "INFORMATION": {
        "ADDRESS": r"(?:уродж\w+|урожен\w+|народи\w+ (?:в|у))\s*$|місц\w+ (?:народження|проживання|реєстрації)|"
        r"прожива\w+|мешка\w+|зареєстрован\w+",
        "EMAIL": r"(?:електронн\w+|ел\.)\s?(?:пошт|адрес|скриньк)\w*|e-?mail\b",
        "PHONE": r"тел\b|телефон\w*|моб(?:ільн\w+)?\b|абонент\w*",
        "BIRTH_DATE": rf"{ANYBODY}\s*[,(]*\s*$|народж\w+|народи\w+|рожд[её]н\w*",
        "ORGANISATION": r"(?:до|при|від|з|із|щодо|через|дії|дій|бездіяльн\w+|списку|начальник\w*|командир\w*|"
        r"видан\w+|призван\w+|довідк\w+|відповідач\w*|зобов\S{1,2}язан\w*|представник\w*|наказ\w*|відділ\w*|"
        r"управлінн\w+)\s*$|комісаріат\w*|тцк\b",
    },
}
"""Words before НОМЕР_n and ІНФОРМАЦІЯ_n, lower case, from the beginning of a word, by what they make of it; the nearest
decides. Since 2022 the register writes ІНФОРМАЦІЯ_n for offices of conscription too: «позов до ІНФОРМАЦІЯ_1»."""

BEHIND: Mapping[str, Mapping[str, str]] = {
    "NUMBER": {"RNOKPP": r"\W{0,4}(?:РНОКПП|ІПН)", "PASSPORT": r"[\s,]{0,3}видан"},
    "INFORMATION": {"BIRTH_DATE": r"[\s,]{0,3}(?:р\.\s?н|рок\w* народж|г\.\s?р|года рожд|народж)"},
}
"""Words behind a placeholder, which outweigh those before it."""


DONE = re.compile(r"_\d{1,5}\W{0,2}[.;)]")
"""Another placeholder and the end of its clause: what stands before is said of that one."""

CYRILLIC = str.maketrans("abeikmhopctxy", "авеікмнорстху")
"""Latin letters that look Cyrillic, as capitals at least, for words that tell nothing as they are."""

ASKED = 5
"""Mentions of one number that are asked; a document may name a military unit a hundred times."""


class Mention(NamedTuple):
    """A НОМЕР_n or ІНФОРМАЦІЯ_n: its type, a key of WORDS, and its start and end in code points."""

    type: str
    start: int
    end: int


def typed(text: str, mentions: Sequence[Mention]) -> list[str]:
    """What each of `mentions`, all of the document `text`, stands for: a type of WORDS.

    Mentions are typed by the words around them, and all mentions of one number get the type most of them have, of
    equals the first; without any telling word it stays NUMBER or INFORMATION.
    """
    values = [(mention.type, _number(text, mention)) for mention in mentions]
    votes: dict[tuple[str, str], list[str]] = {}
    for value, mention in zip(values, mentions, strict=True):
        told = votes.setdefault(value, [])
        if len(told) < ASKED and (kind := _told(text, mention)) != mention.type:
            told.append(kind)
    most = {value: max(told, key=told.count) for value, told in votes.items() if told}
    return [most.get(value, value[0]) for value in values]


def _number(text: str, mention: Mention) -> str:
    """The digits of a mention: НОМЕР_1 and номер _1 are one."""
    return "".join(filter(str.isdigit, text[mention.start : mention.end]))


def _told(text: str, mention: Mention) -> str:
    """The type that the words around one mention tell, its own type if none does."""
    _, behind = _patterns(mention.type)
    after = behind.match(text, mention.end, mention.end + NEAR)
    if after and after.lastgroup:
        return after.lastgroup
    words = DONE.split(text[max(0, mention.start - NEAR) : mention.start])[-1].lower()
    return _last(mention.type, words) or _last(mention.type, words.translate(CYRILLIC)) or mention.type


@lru_cache(1 << 14)
def _last(kind: str, words: str) -> str | None:
    """The type that the last telling word before a placeholder of a kind tells; courts repeat themselves."""
    before, _ = _patterns(kind)
    told = [found.lastgroup for found in before.finditer(words)]
    return told[-1] if told else None


@cache
def _patterns(kind: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words before and behind a placeholder of a kind, each as one expression with a group for each type."""
    tables = (WORDS[kind], BEHIND[kind])
    before, behind = (
        "|".join(f"(?P<{told}>{words})" for told, words in table.items()).replace(" ", r"\s+") for table in tables
    )
    return re.compile(rf"(?<!\w)(?:{before})"), re.compile(behind, re.IGNORECASE)
