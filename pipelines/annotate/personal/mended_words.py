"""Dutch words that a scanner has broken, as they were: digits and Cyrillic letters among Latin ones.

What belongs here: setting single letters of such words right, each for each, so that every offset stays true. What does
not: letters among digits (reading), and Ukrainian texts, in which either alphabet may be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

LATIN = str.maketrans("АВЕІКМНОРСТХУаеіорсухип", "ABEIKMHOPCTXYaeiopcyxun")
"""Cyrillic letters and the Latin ones that they look like."""

LETTER = str.maketrans("0569", "osbg")
"""Digits that look like small letters; 1 is told by its neighbours."""

READ_AS_ONE: dict[int, str] = {ord(sign): letter for sign, letter in zip("0l159ипб", "оііsgunв", strict=True)}
"""What is one letter to those who look for a word in any spelling: the digits and letters that are mended here, in the
folded form of anchor_automaton, to which 6 is б already."""

LONGEST = 40
"""Letters of a word; nothing longer is looked at."""

CYRILLIC = re.compile("[\u0400-\u04ff]")
BROKEN = re.compile(r"[A-Za-z][a-z]*(?:[01569]{1,2}[a-z]+){0,2}[15]?")
"""A word in small letters with digits inside it, or one at its end."""

NOT_VOWELS = frozenset("bcdfghjklmnpqrstvwxz")


def mended(text: str, places: Iterable[int]) -> str:
    """`text` with its broken words set right.

    places: code points at which a small letter and a digit, or letters of two alphabets, stand side by side, in order.
    """
    pieces, done = [], 0
    for place in places:
        if place < done:
            continue
        start, end = _word_around(text, place, done)
        if end - start <= LONGEST:
            pieces += [text[done:start], _mended(text[start:end])]
            done = end
    return "".join([*pieces, text[done:]])


def _word_around(text: str, place: int, begin: int) -> tuple[int, int]:
    """[start, end) of the letters and digits around a place, as far as a word may be long."""
    start, end = place, place + 1
    while start > begin and place - start <= LONGEST and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and end - place <= LONGEST and text[end].isalnum():
        end += 1
    return start, end


@lru_cache(1 << 12)
def _mended(word: str) -> str:
    """The word in Latin letters, if it can be, and with letters for digits in it."""
    latin = word.translate(LATIN)
    if CYRILLIC.search(latin):
        return word
    letters = sum(map(str.isalpha, latin))
    if letters < 3 or len(latin) - letters > 2 or not BROKEN.fullmatch(latin):
        return latin
    return "".join(_letter(latin, at) for at in range(len(latin)))


def _letter(word: str, at: int) -> str:
    """The letter at a place of a word; 1 is i between consonants, else l."""
    if word[at] != "1":
        return word[at].translate(LETTER)
    around = (word[at - 1].lower(), word[at + 1 : at + 2].lower())
    return "i" if around[0] in NOT_VOWELS and around[1] in NOT_VOWELS else "l"
