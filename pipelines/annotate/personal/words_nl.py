"""What a word of a Dutch text may be in a name: a first name, a frequent surname, a prefix, or no part of a name.

What belongs here: the kinds of words and their lists (package data, short and written from common knowledge). What
does not: how words make up a name (names_nl).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from pipelines.annotate.personal.identity import PREFIXES
from pipelines.annotate.personal.roles import role_by_beginning
from pipelines.annotate.personal.wordlists import begins, entries, role_words, words

FIRST, LISTED, PREFIX, BEHIND, OTHER, NONE = "FLphWx"
"""Kinds: listed first name, listed surname, prefix of a surname, a word of BEHIND_PREFIXES, any other word, a word that
is no part of a name."""

LISTED_KINDS = (FIRST, LISTED)

UPPER, LOWER = "A-ZÀ-ÖØ-ÞĆČĎĐĞİŁŃŚŞŠŹŻŽȘȚ", "a-zß-öø-ÿĀ-ſșț"
SPACE = r"[ \u00a0]"
"""Characters of names, and of the space between their words, inside patterns."""

ALL_PREFIXES = PREFIXES | {"'s"}

BEHIND_PREFIXES = ("hof", "meer")
"""Words that are surnames behind prefixes only: «In 't Hof», «van der Meer»."""

STREETS = (
    "straat",
    "plein",
    "gracht",
    "singel",
    "laan",
    "weg",
    "steeg",
    "park",
    "wet",
    "arrest",
    "school",
    "kade",
)
"""Endings of words that are named after somebody: «Mulderstraat»."""

SURNAME_ENDINGS = (
    *("stra", "rsma", "lsma", "nsma", "tsma", "ksma", "inga", "kkema", "ekema", "ddema", "iedema", "ssema", "ttema"),
    *("ssink", "nsink", "rdink", "ldink", "elink", "erink", "uijn", "uijs", "uijt"),
    *("uijsen", "uijzen", "ermans", "elmans", "ijmans", "oopmans", "rgmans", "orissen", "unissen", "tonissen"),
    *("ijssen", "ielsen", "eijer", "eijers", "kooij", "mooij"),
    *("oglu", "wicz", "owski", "ewski", "inski", "owska", "ewska", "inska", "czyk", "czak", "shvili", "adze", "idze"),
    *("aryan", "osyan", "nyan", "iyan", "escu", "ascu", "ovic", "evic", "enko", "ochuk", "achuk"),
    *("pour", "zadeh", "persad"),
)
"""Endings of surnames that no word has and hardly a place: Frisian, Saxon, old spelling, patronymics, and foreign."""

SHORTEST_ENDED = 6
"""Letters of the shortest word that an ending shows to be a surname."""

BRAND = re.compile(
    r"(?:Albert He(?:ij|y)n|Douwe Egberts|Jan Linders|Max Havelaar|Dirk van den Broek|Philip Morris|Tommy Hilfiger|"
    r"Calvin Klein|Björn Borg|Gianni Versace|Giorgio Armani|Karl Lagerfeld|Michael Kors|Ralph Lauren|Pierre Cardin|"
    r"R[eé]my Martin|Johnnie Walker|Perry Sport|Stella Artois|Jack Daniel'?s?|Van Lanschot|Van Dale|Van Gend|Hugo Boss|"
    r"Bart Smit|Bruno Banani|Max Factor|Jim Beam|Captain Morgan|William Lawson'?s?|Peter Stuyvesant|Hans Anders|"
    r"Leen Bakker|Jack Wolfskin|Yves Rocher|Yves Saint Laurent|Jean Paul Gaultier|Paco Rabanne|Louis Vuitton|"
    r"Christian Dior|Christian Louboutin|Coco Chanel|Carolina Herrera|Elizabeth Arden|Marc Jacobs|Tom Tailor|Tom Ford|"
    r"Ted Baker|Fred Perry|Philipp Plein|Alexander McQueen|Jimmy Choo|Steve Madden|Daniel Wellington|Franck Muller|"
    r"Patek Philippe|Audemars Piguet|John Deere|Aston Martin|Alfa Romeo|Ronald McDonald|Christine le Duc|Simon Lévelt|"
    r"Groot[ -]Britt?anni[eë])(?!\w)",
    re.IGNORECASE,
)
"""Companies and works whose name is that of a person and nothing more."""


ONE_LETTER = ("G", "G.", "(G", "(G.", "G)", "g", "g.", "g)")
"""An initial, the number of a paragraph, and a letter of a word set wide, «t e g e n»."""


@lru_cache(1 << 16)
def role_of(word: str) -> str | None:
    """Role of a word as written, before or behind a name: of «w.g.», getekend, and not of one letter."""
    if word in ONE_LETTER:
        return None
    return role_by_beginning(fold(word).strip("().,/"), role_words("role_words_nl.txt"))


@lru_cache(1 << 16)
def kind(word: str) -> str:
    """Kind of one word as written."""
    folded = fold(word)
    if folded.replace("’", "'") in ALL_PREFIXES:
        return PREFIX
    if folded in BEHIND_PREFIXES:
        return BEHIND
    if folded in first_names() or folded.split("-")[0] in first_names():
        return FIRST
    last = folded.rsplit("-", 1)[-1].rsplit(" ", 1)[-1]
    if last in surnames() or folded.split("-")[0] in surnames():
        return LISTED
    if len(last) >= SHORTEST_ENDED and last.endswith(SURNAME_ENDINGS):
        return LISTED
    if is_common(folded) or begins(folded, role_words("role_words_nl.txt")):
        return NONE
    if any(len(part) > 8 and part.endswith(STREETS) for part in folded.split("-")):
        return NONE
    return OTHER


def is_common(word: str) -> bool:
    """Whether a word opens sentences or is listed as no name, though it may be a first name: «Elke», «Frans»."""
    folded = fold(word)
    return folded in openers() or begins(folded, words("not_names_nl.txt"))


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
