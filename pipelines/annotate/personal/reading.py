"""A text as recognizers read it: the same length, one kind of space and hyphen, and digits where a scanner saw letters.

What belongs here: changes of single characters, so that every offset stays true. What does not: the clean-up of
documents (text/), which may add and drop characters, and what any number means (recognizers_*).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from string import ascii_letters
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


OTHER, DIGIT, MISTAKEN, CYRILLIC, ROMAN, ONE_OF_MANY = 0, 1, 2, 4, 8, 16
"""Bits of code points: a digit, a letter that may stand for one, a letter of one alphabet and of the other, a space or
hyphen of ALIKE."""

PLANE = 0x10000
"""Code points whose bits are known; what is beyond has none."""


@lru_cache(maxsize=2)
def reading(text: str) -> str:
    """`text` in the same number of code points, as recognizers match it.

    The last two texts are remembered: every recognizer of an engine asks for the same one.
    """
    bits = _bits(text)
    if (bits & ONE_OF_MANY).any():
        for written, read in ALIKE:
            text = text.replace(written, read)
    if _beside(bits, CYRILLIC, ROMAN).any():
        from pipelines.text.lookalikes import fold_lookalikes

        text = fold_lookalikes(text)
        bits = _bits(text)
    return _with_digits(text, np.flatnonzero(_beside(bits, DIGIT, MISTAKEN)).tolist())


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
    for letters, bit in (("0123456789", DIGIT), (LETTERS, MISTAKEN), (ascii_letters, ROMAN), (alike, ONE_OF_MANY)):
        table[[ord(letter) for letter in letters]] |= bit
    return table


def _beside(bits: np.ndarray, one: int, other: int) -> np.ndarray:
    """Whether of each code point and the next one is of a kind and one of the other (bool)."""
    first, second = bits[:-1], bits[1:]
    return ((first & one != 0) & (second & other != 0)) | ((first & other != 0) & (second & one != 0))


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
