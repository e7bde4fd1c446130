"""Whether two texts say the same in another rendering, and whether they speak of, or for, another.

What belongs here: comparing the words of two texts of which the register leaves open that they are one decision. Such
pairs are few, so plain Python over words will do. What does not: what single words name (`wording.py`,
`numerals.py`, `act_names.py`), likeness of many texts (`comparison.py`), and what follows in law (`labels.toml`).

Rendering is what publishers, scanners and anonymisers change: letters that only look alike or were misread,
apostrophes, headings with blanks between the letters, words glued or hyphenated, placeholders for names. A number is
never rendering.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines.dedup.act_names import ActName, act_name, same_told
from pipelines.dedup.numerals import numerals
from pipelines.dedup.wording import OUTCOME, case_forms, identifiers, operative_part, persons

UNSEEN = "\u00ad\u0301\u200b\u200c\u200d\ufeff"
"""Soft hyphen, stress mark, marks of width zero."""

FOLDED = str.maketrans("ABCEHIKMOPTXYabcehikmoptxy", "АВСЕНІКМОРТХУавсенікмортху", UNSEEN)
"""Latin letters that are typed or read for Cyrillic ones."""

PLAIN = str.maketrans("", "", UNSEEN)

CYRILLIC = re.compile(r"[а-яґєії]{4}", re.IGNORECASE)
"""What a text in Cyrillic has: one letter of it may be a slip."""

JOINED = re.compile(
    r"(?<=\w)[`'’ʼ‘´*](?=\w)"  # зобов`язання
    r"|(?<=[^\W\d_])-[ ]?\n\s*(?=[^\W\d_])"  # відпо-⏎відач
    r"|(?<=(?<!\w)[^\W\d_])[ \u00a0](?=[^\W\d_](?![\w.`'’ʼ‘´*]))"  # У Х В А Л А, not «у п'яти»
    r"|(?<=\d)\s+(?=\d{3}(?!\d))"  # 5 810
)
"""What stands between the letters of one word, or the digits of one number, and is dropped."""

TOKEN = re.compile(
    r"(?P<mark>(?:ОСОБА|АДРЕСА|НОМЕР|ІНФОРМАЦІЯ|ДАТА|ТЕЛЕФОН)_\d+|ПІБ_?\d*(?!\w)|\[[^\W\d_][^\]\n]{0,39}\])|\w+"
)
"""A word, or what the registers put for a name, an address, a number: ОСОБА_1, ПІБ, [verdachte], [naam 2]."""

DIGITS, WORDS = re.compile(r"\d+"), re.compile(r"\w+")

VOICE = re.compile(r"(?:окрема|розбіжна|збіжна)\s*думка|додатков[ае]\s*(?:рішення|постанова|ухвала)|про\s*виправлення")
"""What the head of a text says that stands beside a judgment, where the register does not tell its form."""

HEAD = 400
"""Characters of a head."""

HELD_BACK = 12
"""Words that one placeholder may stand for: a person in three, an address in ten."""

SLIPS = 3
"""Misread words from which a scanner is at work and not a correction."""

KEPT = 64
"""Texts whose words are held at a time."""

CONTENT = ("same_content", "another_name", "numerals_agree", "one_act", "one_title")
"""Columns of `compare_contents`, Boolean."""


@dataclass(frozen=True, slots=True)
class Content:
    """A text as it reads."""

    letters: str
    """all its words in one run, without what they have of numbers, and its placeholders"""
    numbers: tuple[str, ...]
    order: tuple[str, ...]
    """its words with their capitals"""
    words: Counter[str]
    marks: Counter[str]
    """its placeholders"""
    names: frozenset[str]
    """what it writes with a capital within a sentence, and any word that it says more than once; no numbers"""
    persons: frozenset[tuple[str, str]]
    numerals: Counter[str]
    """months, and numbers that it writes out"""
    act: ActName
    """what it calls itself, if it is an act"""
    orders: frozenset[str]
    """what its operative part does"""
    things: frozenset[str]
    """the numbers of what its operative part speaks of"""
    voice: str


def compare_contents(texts: pa.Array, rows: np.ndarray, others: np.ndarray) -> pl.DataFrame:
    """Columns `CONTENT` of each pair of places among the texts, in the order given; null where an act is not named."""
    content = lru_cache(KEPT)(lambda place: content_of(texts[place].as_py()))
    pairs = [(content(row), content(other)) for row, other in zip(rows.tolist(), others.tolist(), strict=True)]
    return pl.DataFrame(
        {
            "same_content": [same_content(one, other) for one, other in pairs],
            "another_name": [another_name(one, other) for one, other in pairs],
            "numerals_agree": [numerals_agree(one, other) for one, other in pairs],
            "one_act": [same_told(one.act.number, other.act.number) for one, other in pairs],
            "one_title": [same_told(one.act.title, other.act.title) for one, other in pairs],
        },
        schema=dict.fromkeys(CONTENT, pl.Boolean),
    )


def content_of(text: str) -> Content:
    """The text without what is only rendering."""
    folded = JOINED.sub("", text.translate(FOLDED if CYRILLIC.search(text) else PLAIN))
    voice, tokens = VOICE.search(folded[:HEAD].lower()), list(TOKEN.finditer(folded))
    marks = [token[0].lower() for token in tokens if token["mark"]]
    words = [token[0] for token in tokens if not token["mark"]]
    counts, operative = Counter(word.lower() for word in words), operative_part(folded)
    return Content(
        letters="".join(token[0].lower() if token["mark"] else DIGITS.sub("", token[0].lower()) for token in tokens),
        numbers=tuple(number for word in words for number in DIGITS.findall(word)),
        order=tuple(words),
        words=counts,
        marks=Counter(marks),
        names=_names(tokens, counts, folded),
        persons=persons(folded),
        numerals=numerals(counts),
        act=act_name(folded),
        orders=frozenset(word for word in WORDS.findall(operative) if OUTCOME.fullmatch(word)),
        things=identifiers(operative),
        voice="".join(voice[0].split()) if voice else "",
    )


def _names(tokens: list[re.Match[str]], counts: Counter[str], text: str) -> frozenset[str]:
    """`Content.names`; an initial is no name by itself."""
    within = [token for before, token in pairwise(tokens) if not (token["mark"] or _ends_sentence(before, text))]
    capitals = {token[0].lower() for token in within if token[0][0].isupper()}
    named = capitals | {word for word in counts if counts[word] > 1}
    return frozenset(word for word in named if word.isalpha() and len(word) > 1)


def _ends_sentence(token: re.Match[str], text: str) -> bool:
    """A stop follows it, and not that of an initial or of an abbreviation like «ст.»."""
    return text[token.end() : token.end() + 1] in (".", "!", "?") and len(token[0]) > 2


def same_content(one: Content, other: Content) -> bool:
    """They differ in rendering only, and in no number.

    They are the same run of letters; or one holds back in placeholders what the other tells; or some words are misread.
    """
    if one.letters == other.letters:
        return one.numbers == other.numbers
    marks, marks_other = one.marks - other.marks, other.marks - one.marks
    words, words_other = one.words - other.words, other.words - one.words
    if _of_one_kind(marks, marks_other):
        return False
    if words and words_other:
        return one.numbers == other.numbers and _misread(one.order, other.order)
    if not (marks or marks_other) or _renumbered(one, other):
        return False
    return words.total() <= HELD_BACK * marks_other.total() and words_other.total() <= HELD_BACK * marks.total()


def another_name(one: Content, other: Content) -> bool:
    """They speak of or for another, or order another thing: each says what the other does not, or one is an opinion.

    That is a name in no case form of the other's; a person by other initials; a placeholder against its like; the same
    numbers in another order; another outcome; the number of another thing.
    """
    if one.voice != other.voice or _of_one_kind(one.marks - other.marks, other.marks - one.marks):
        return True
    names, names_other = one.names - other.words.keys(), other.names - one.words.keys()
    return (
        (_without_kin(names, names_other) and _without_kin(names_other, names))
        or (_without_person(one.persons, other.persons) and _without_person(other.persons, one.persons))
        or bool(one.orders - other.orders and other.orders - one.orders)
        or bool(one.things - other.things and other.things - one.things)
        or _renumbered(one, other)
    )


def numerals_agree(one: Content, other: Content) -> bool:
    """One of them says every month and every number in words that the other says."""
    return not (one.numerals - other.numerals and other.numerals - one.numerals)


def _renumbered(one: Content, other: Content) -> bool:
    """They have the same numbers, or one more of them, and in another order: 1.11.2019 and 11.1.2019."""
    fewer, more = sorted((one.numbers, other.numbers), key=len)
    if Counter(fewer) - Counter(more):
        return False
    rest = iter(more)
    return not all(number in rest for number in fewer)


def _misread(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Word by word they differ in one letter at most, and mostly in words that are no names."""
    if len(words) != len(others):
        return False
    slips = [(one, other) for one, other in zip(words, others, strict=True) if one.lower() != other.lower()]
    small = sum(one[0].islower() for one, _ in slips)
    return small >= max(SLIPS, len(slips) / 2) and all(_one_letter(one, other) for one, other in slips)


def _one_letter(one: str, other: str) -> bool:
    """One letter, no digit, stands for another."""
    differ = [pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]]
    return len(one) == len(other) and len(differ) == 1 and all(map(str.isalpha, differ[0]))


def _of_one_kind(marks: Counter[str], others: Counter[str]) -> bool:
    """Both have placeholders of one kind: ОСОБА_1 here is ОСОБА_2 there."""
    kinds, kinds_other = ({mark.rstrip("_]0123456789 ") for mark in each} for each in (marks, others))
    return not kinds.isdisjoint(kinds_other)


def _without_kin(names: frozenset[str], others: frozenset[str]) -> bool:
    """Some name is no case form of any of the others."""
    return any(not any(case_forms(name, other) for other in others) for name in names)


def _without_person(some: frozenset[tuple[str, str]], others: frozenset[tuple[str, str]]) -> bool:
    """Some person is none of the others; О. may be short for О. П."""
    return any(
        not any((his.startswith(hers) or hers.startswith(his)) and case_forms(name, other) for other, hers in others)
        for name, his in some - others
    )
