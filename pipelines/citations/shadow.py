"""The shadow of a text: the same length, one look for each sign, so that patterns stay short and offsets true.

What belongs here: one-to-one replacements of punctuation, and of a Latin letter typed inside a Cyrillic word
(«cтаттi»). No other letters are touched here: those of numbers are folded where the number is read (`numbers.latin`).
"""

from __future__ import annotations

from functools import cache

import numpy as np

_LOOKS = {
    " ": "\u00a0\u2007\u2009\u202f\u2003\u2002\t",
    "'": "\u2019\u02bc\u2018`\u00b4\u201b",
    '"': "«»„“”‟″",
    "-": "\u2013\u2014\u2212\u2010\u2011\u2012\u2015\u00ad",
}
_TYPED = dict(zip("icoeapxyCT\u00ef", "ісоеархуСТї", strict=True))
"""Latin letters met in Cyrillic words, by what they stand for."""

_DOUBLED = "'<>"
_SMALL = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяёыэъ"


@cache
def _tables(mixed: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """By sign of the basic plane: its look; whether it is odd (`signs_kernel`); what it is typed for; small letters.

    Only where both alphabets are mixed is a Latin letter odd.
    """
    from pipelines.citations.signs_kernel import DOUBLED, OTHER, TYPED

    looks, typed = np.arange(1 << 16, dtype=np.uint16), np.zeros(1 << 16, np.uint16)
    odd, small = np.zeros(1 << 16, np.uint8), np.zeros(1 << 16, bool)
    for look, variants in _LOOKS.items():
        places = [ord(variant) for variant in variants]
        looks[places], odd[places] = ord(look), DOUBLED if look in _DOUBLED else OTHER
    for letter, cyrillic in _TYPED.items():
        typed[ord(letter)], odd[ord(letter)] = ord(cyrillic), TYPED * mixed
    odd[[ord(sign) for sign in _DOUBLED]] = DOUBLED
    small[[ord(letter) for letter in _SMALL]] = True
    return looks, odd, typed, small


def shadow(text: str) -> str:
    """The text with spaces, apostrophes, quotes, dashes and mixed alphabets unified; as long as the text, by index."""
    from pipelines.citations.signs_kernel import look

    signs = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    seen = np.empty_like(signs)
    look(signs, *_tables("а" in text), seen)
    return str(seen.data, "utf-16-le", "surrogatepass")
