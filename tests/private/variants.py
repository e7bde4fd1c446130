"""Variants of a text: as it is, in capitals, and as a scanner and a careless clerk leave it.

What belongs here: changes of characters with the way of every offset. What does not: whether anything is personal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

Varied = tuple[str, list[int]]
"""The new text, and for each old offset (0..length) the new one."""

CYRILLIC = dict(zip("АВЕІКМНОРСТХаеіорсух013", "ABEIKMHOPCTXaeiopcyxОІЗ", strict=True))
LATIN = {"l": "1", "I": "l", "O": "0", "e": "c", "0": "O", "1": "l"}
"""What a character is typed or read as: letters of the other alphabet that look the same, and digits."""

LETTER, DIGIT, SPACE = 0.015, 0.015, 0.03
"""Share of characters that are changed."""

LINE = 68
"""Characters after which a scanned line is wrapped."""


def plain(text: str, rng: Random) -> Varied:
    """The text as it is."""
    return text, list(range(len(text) + 1))


def capitals(text: str, rng: Random) -> Varied:
    """The whole text in capitals."""
    return _joined([character.upper() for character in text])


def scanned(text: str, rng: Random) -> Varied:
    """Look-alikes, misread digits, lost and doubled spaces, hard line wraps."""
    alike = CYRILLIC if "і" in text or "и" in text else LATIN
    pieces, column = [], 0
    for before, character in zip(" " + text, text, strict=False):
        column = 0 if character == "\n" else column + 1
        if character == " " and column > LINE:
            pieces.append("\n")
            column = 0
        else:
            pieces.append(_misread(before, character, alike, rng))
    return _joined(pieces)


def _misread(before: str, character: str, alike: Mapping[str, str], rng: Random) -> str:
    """One character as a scanner may leave it."""
    chance = rng.random()
    if character == " ":
        return "" if chance < SPACE and before in ".,)" else "  " if chance < SPACE else " "
    share = DIGIT if character.isdigit() else LETTER
    return alike.get(character, character) if chance < share else character


def _joined(pieces: list[str]) -> Varied:
    """The pieces that each character became, and where each begins."""
    offsets, length = [0], 0
    for piece in pieces:
        length += len(piece)
        offsets.append(length)
    return "".join(pieces), offsets


VARIANTS: Mapping[str, Callable[[str, Random], Varied]] = {"plain": plain, "caps": capitals, "ocr": scanned}
"""Variants by name."""
