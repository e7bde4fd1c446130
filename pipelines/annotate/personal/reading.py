"""A text as recognizers read it: the same length, one kind of space and hyphen, and digits where a scanner saw letters.

What belongs here: changes of single characters, so that every offset stays true. What does not: the clean-up of
documents (text/), which may add and drop characters, and what any number means (recognizers_*).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from string import ascii_letters, ascii_lowercase
from typing import Any

import numpy as np

ALIKE = (
    *((space, " ") for space in "\u00a0\u2007\u2009\u202f\t"),
    *((dash, "-") for dash in "\u2010\u2011\u2012\u2013\u2212"),
)
"""Characters that mean the same and what they are read as. The long dash (\u2014) is no hyphen: it divides clauses."""

LETTERS = "ОOоoІIіlЗзВBбS"
MISREAD = str.maketrans(LETTERS, "00001111338865")
"""Letters that a scanner or a clerk puts for digits. Only beside digits, for each is a letter as well."""


LETTER_LIKE = {"0": "о", "3": "з", "6": "б"}
"""Digits that a scanner puts for small letters. Only inside words: «пасп0рт», «нар0дження»."""

OTHER, DIGIT, MISTAKEN, CYRILLIC, ROMAN, ONE_OF_MANY, SMALL, PUT_IN, SMALL_ROMAN = 0, *(1 << bit for bit in range(8))
"""Bits of code points: a digit, a letter that may stand for one, a letter of one alphabet and of the other, a space or
hyphen of ALIKE, a small Cyrillic letter, a digit that may stand for one, a small letter of the Roman alphabet."""

PLANE = 0x10000
"""Code points whose bits are known; what is beyond has none."""


@lru_cache(maxsize=2)
def reading(text: str, language: str = "uk") -> str:
    """`text` in the same number of code points, as recognizers of its language match it.

    The last two texts are remembered: every recognizer of an engine asks for the same one.
    """
    bits = _bits(text)
    if (bits & ONE_OF_MANY).any():
        for written, read in ALIKE:
            text = text.replace(written, read)
    if language == "nl":
        text, bits = _with_words(text, bits)
    if _beside(bits, CYRILLIC, ROMAN).any():
        from pipelines.text.lookalikes import fold_lookalikes

        text = fold_lookalikes(text)
        bits = _bits(text)
    if len(within := _within_words(bits)):
        text = _with_letters(text, within.tolist())
        bits = _bits(text)
    return _with_digits(text, np.flatnonzero(_beside(bits, DIGIT, MISTAKEN)).tolist())


def _with_words(text: str, bits: np.ndarray) -> tuple[str, np.ndarray]:
    """A Dutch text with the words set right that a scanner has broken, and its bits."""
    broken = _beside(bits, CYRILLIC, ROMAN) | _beside(bits, DIGIT, SMALL_ROMAN)
    if not broken.any():
        return text, bits
    from pipelines.annotate.personal.mended_words import mended

    text = mended(text, np.flatnonzero(broken).tolist())
    return text, _bits(text)


def _bits(text: str) -> np.ndarray:
    """Bits of every code point (uint8)."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return _table().take(points, mode="clip")


@cache
def _table() -> np.ndarray:
    """Bits by code point, PLANE for all that are beyond (uint8)."""
    table = np.zeros(PLANE + 1, np.uint8)
    table[0x400:0x500] = CYRILLIC
    alike = [written for written, _ in ALIKE]
    small = [chr(point) for point in range(0x400, 0x500) if chr(point).islower()]
    for letters, bit in (
        *(("0123456789", DIGIT), (LETTERS, MISTAKEN), (ascii_letters, ROMAN), (alike, ONE_OF_MANY)),
        *((small, SMALL), (LETTER_LIKE, PUT_IN), (ascii_lowercase, SMALL_ROMAN)),
    ):
        table[[ord(letter) for letter in letters]] |= bit
    return table


def _beside(bits: np.ndarray, one: int, other: int) -> np.ndarray:
    """Whether of each code point and the next one is of a kind and one of the other (bool)."""
    first, second = bits[:-1], bits[1:]
    return ((first & one != 0) & (second & other != 0)) | ((first & other != 0) & (second & one != 0))


def _within_words(bits: np.ndarray) -> np.ndarray:
    """Code points (int64) of digits that stand for letters: between small ones, of which two are on one side."""
    small = np.concatenate([[False], bits & SMALL != 0, [False]])
    places = np.flatnonzero((bits & PUT_IN != 0) & small[:-2] & small[2:])
    return places[small[places - 1] | small[np.minimum(places + 3, len(small) - 1)]] if len(places) else places


def _with_letters(text: str, places: Iterable[int]) -> str:
    """Digits at these code points as the letters they stand for."""
    signs = list(text)
    for place in places:
        signs[place] = LETTER_LIKE[signs[place]]
    return "".join(signs)


def _with_digits(text: str, places: Iterable[int]) -> str:
    """Letters inside and at the ends of numbers as digits: «305120О457», «О67 123», «198О».

    places: code points at which a digit and such a letter stand side by side, in order.
    """
    pieces, done = [], 0
    for start, end in sorted(_misread(text, places)):
        pieces += [text[done:start], text[start:end].translate(MISREAD)]
        done = end
    return "".join([*pieces, text[done:]])


def _misread(text: str, places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """[start, end) of letters that stand for digits, not overlapping."""
    inside, before = misread_digits()
    for place in places:
        if found := inside.match(text, place):
            yield found.span(1)
        elif before.match(text, place + 1):
            yield place, place + 1


@cache
def misread_digits() -> tuple[Any, Any]:
    """Letters between digits or after the last one, and a digit whose only neighbour before is such a letter.

    Both begin with the digit.
    """
    import regex

    inside = rf"[0-9]([{LETTERS}]{{1,3}}(?=[0-9])|[ОOІIlЗ](?![\w-]))"
    before = r"[0-9](?<=(?<!\w|(?<![0-9ОOІIlЗ])[.])[ОOІIlЗ][0-9])"
    return regex.compile(inside), regex.compile(before)
