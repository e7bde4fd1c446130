"""Role tags of rechtspraak.nl: which brackets are tags, what they stand for, and their canonical form.

What belongs here: reading one bracket by the words of roles_nl.txt. What does not: finding brackets in a text
(placeholders). Most brackets of a judgment are no tags but what an editor has put in («[is]», «[een forfaitair
bedrag]»), so one that holds a single word that is not listed is left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from pipelines.annotate.personal.wordlists import entries

ALONE = re.compile(r"[A-Z]\d?|([A-Z])\1|(?:[A-Z]\.){1,4}[A-Z]?")
"""Capitals that are a tag by themselves: [A], [E.], [AA]; two different ones are an abbreviation: [BW]."""

BESIDE = re.compile(r"\d{1,4}[A-Za-z]?|[A-Z]{1,3}\d?|[a-z]")
"""What tells one from another behind a role: [slachtoffer 1], [appellant sub 1B], [agent IT], [getuige a]."""

PLATE = re.compile(r"[A-Z0-9]{1,3}(?:-[A-Z0-9]{1,3}){2}|[xX]{1,3}(?:-[xX]{1,3}){2}")
"""A number plate that is none: [AA-00-BB], [xx-xx-xx]."""

STARS = re.compile(r"\*{2,}")
"""Stars in place of a word, a habit of some courts."""

BETWEEN = re.compile(r"[\s,/_:]+(?:-\s+)?|(?<=[^\W\d_]{3})-?(?=\d)")
"""What stands between words: white space, a sign, or nothing before a number ([slachtoffer1], [slachtoffer-1])."""

TYPES = (
    "ADDRESS", "BIRTH_DATE", "BSN", "CARD", "DATE", "EMAIL", "IBAN", "INFORMATION", "NUMBER", "ORGANISATION",
    "PASSPORT", "PERSON", "PHONE", "PLATE", "V_NUMBER",
)  # fmt: skip
"""What a tag may stand for: the kinds of roles_nl.txt but JOIN and NAME."""

LONGEST = 8
"""Most words of a tag."""


@dataclass(frozen=True, slots=True)
class Tag:
    """What a bracket stands for (see roles_nl.txt), and how it is written in the masked text."""

    type: str
    canonical: str


@dataclass(frozen=True, slots=True)
class Word:
    """A listed word: its kind (JOIN, NAME or a type of personal data), and how it is spelled."""

    kind: str
    spelling: str


@lru_cache(maxsize=4096)
def read(bracket: str) -> Tag | None:
    """The tag that `bracket`, with its brackets, is; None when an editor has written it."""
    inner = bracket[1:-1].strip()
    for form, kind in ((ALONE, "PERSON"), (PLATE, "PLATE"), (STARS, "INFORMATION")):
        if form.fullmatch(inner):
            return Tag(kind, f"[{inner}]")
    words = list(_words(inner))
    if len(words) > LONGEST or any(word is None for word in words):
        return None
    told = [word for word in words if word]
    kinds = [word.kind for word in told if word.kind not in ("JOIN", "NAME", "BESIDE")]
    named = any(word.kind == "NAME" for word in told)
    if not (kinds or named):
        return None
    return Tag(kinds[0] if kinds else "PERSON", f"[{' '.join(word.spelling for word in told)}]")


def _words(inner: str) -> Iterator[Word | None]:
    """Every word as it is listed; None for one that is not."""
    for written in filter(None, BETWEEN.split(inner)):
        listed = words_of_tags().get(folded(written)) or words_of_tags().get(folded(written.rstrip(".")))
        street = re.fullmatch(r"[A-Za-z]-(\w{3,})", written)
        if listed:
            yield listed
        elif BESIDE.fullmatch(written):
            yield Word("BESIDE", written.upper())
        elif street and (listed := words_of_tags().get(folded(street[1]))):
            yield Word(listed.kind, written.lower())
        else:
            yield None


@cache
def words_of_tags() -> dict[str, Word]:
    """Every listed word by its folded form."""
    lines = (line.split() for line in entries("roles_nl.txt"))
    return {folded(word): Word(kind, word) for kind, *words in lines for word in words}


def folded(word: str) -> str:
    """`word` in lower case without accents, hyphens and full stops: geintimeerde, emailadres, bv."""
    plain = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in plain if letter.isalnum())
