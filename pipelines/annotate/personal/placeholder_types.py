"""What a numbered placeholder of the Ukrainian register stands for: НОМЕР_1 a telephone, ІНФОРМАЦІЯ_2 a birth date.

What belongs here: the words that tell it, and the rule that one number has one type in a document. What does not:
finding placeholders, and their canonical form (placeholders).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from pipelines.annotate.personal.spans import Span

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


def typed(text: str, spans: Sequence[Span]) -> list[Span]:
    """`spans` of the document `text`, those of НОМЕР_n and ІНФОРМАЦІЯ_n by what they stand for.

    Mentions are typed by the words around them, and all mentions of one number get the type most of them have, of
    equals the first; without any telling word it stays NUMBER or INFORMATION.
    """
    votes: dict[tuple[str, str], Counter[str]] = {}
    for span in spans:
        if not _is_open(span):
            continue
        count = votes.setdefault(_value(text, span), Counter())
        if count.total() < ASKED and (told := _told(text, span)) != span.type:
            count[told] += 1
    if not any(votes.values()):
        return list(spans)
    most = {value: count.most_common(1)[0][0] for value, count in votes.items() if count}
    return [replace(s, type=most.get(_value(text, s), s.type)) if _is_open(s) else s for s in spans]


def _is_open(span: Span) -> bool:
    return span.action == "register" and span.type in WORDS


def _value(text: str, span: Span) -> tuple[str, str]:
    """What mentions of one number share: НОМЕР_1 and номер _1 are one, ІНФОРМАЦІЯ_1 is another."""
    return span.type, "".join(filter(str.isdigit, text[span.start : span.end]))


def _told(text: str, span: Span) -> str:
    """The type that the words around one mention tell, its own type if none does."""
    before, behind = _patterns(span.type)
    after = behind.match(text, span.end, span.end + NEAR)
    if after and after.lastgroup:
        return after.lastgroup
    words = DONE.split(text[max(0, span.start - NEAR) : span.start])[-1].lower()
    return _last(before, words) or _last(before, words.translate(CYRILLIC)) or span.type


def _last(pattern: re.Pattern[str], words: str) -> str | None:
    """The type that the last match tells."""
    told = [found.lastgroup for found in pattern.finditer(words)]
    return told[-1] if told else None


@cache
def _patterns(kind: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words before and behind a placeholder of a kind, each as one expression with a group for each type."""
    tables = (WORDS[kind], BEHIND[kind])
    before, behind = (
        "|".join(f"(?P<{told}>{words})" for told, words in table.items()).replace(" ", r"\s+") for table in tables
    )
    return re.compile(rf"(?<!\w)(?:{before})"), re.compile(behind, re.IGNORECASE)
