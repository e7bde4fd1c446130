"""What a word of a Dutch text may be in a name: a first name, a frequent surname, a prefix, or no part of a name.

What belongs here: the kinds of words and their lists (package data, short and written from common knowledge). What
does not: how words make up a name (names_nl).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from pipelines.annotate.personal.identity import PREFIXES
from pipelines.annotate.personal.wordlists import begins, entries, role_words, words

FIRST, LISTED, PREFIX, COURT, OTHER, NONE = "FLphWx"
"""Kinds: listed first name, listed surname, prefix of a surname, the word «Hof», a surname behind prefixes only, any
other word, a word that is no part of a name."""

ALL_PREFIXES = PREFIXES | {"'s"}

STREETS = (
    "straat",
    "plein",
    "gracht",
    "singel",
    "laan",
    "weg",
    "dijk",
    "steeg",
    "park",
    "wet",
    "arrest",
    "school",
    "kade",
)
"""Endings of words that are named after somebody: «Mulderstraat»."""

BRAND = re.compile(
    r"(?:Albert Heijn|Douwe Egberts|Jan Linders|Max Havelaar|Dirk van den Broek|Philip Morris|Tommy Hilfiger|Hugo Boss|"
    r"Calvin Klein|Van Lanschot|Van Dale|Van Gend)(?!\w)",
    re.IGNORECASE,
)
"""Companies and works whose name is that of a person and nothing more."""


@lru_cache(1 << 16)
def kind(word: str) -> str:
    """Kind of one word as written."""
    folded = fold(word)
    if folded.replace("’", "'") in ALL_PREFIXES:
        return PREFIX
    if folded == "hof":
        return COURT
    if folded in first_names() or folded.split("-")[0] in first_names():
        return FIRST
    last = folded.rsplit("-", 1)[-1].rsplit(" ", 1)[-1]
    if last in surnames() or folded.split("-")[0] in surnames():
        return LISTED
    if begins(folded, words("not_names_nl.txt")) or begins(folded, role_words("role_words_nl.txt")):
        return NONE
    if folded in openers() or any(len(part) > 8 and part.endswith(STREETS) for part in folded.split("-")):
        return NONE
    return OTHER


def fold(word: str) -> str:
    """`word` in lower case, without accents."""
    if word.isascii():
        return word.lower()
    letters = unicodedata.normalize("NFD", word.replace("’", "'").lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def first_names() -> frozenset[str]:
    """Listed first names, folded."""
    return frozenset(map(fold, entries("first_names_nl.txt")))


@cache
def surnames() -> frozenset[str]:
    """Listed surnames without prefixes, folded."""
    return frozenset(map(fold, words("surnames_nl.txt")))


@cache
def openers() -> frozenset[str]:
    """Words that open a sentence, folded."""
    return frozenset(map(fold, entries("openers_nl.txt")))
