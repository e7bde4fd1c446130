"""Latin and Cyrillic letters that look alike, set right inside one word.

What belongs here: words whose script is certain. A word that could be either (``АС``, a car plate) stays as it is.
Not here: the search for such words (tidy_kernel).
"""

from __future__ import annotations

import re

import numpy as np

from pipelines.text.tidy_classes import classes
from pipelines.text.units import units_of

LATIN = "ABCEHIKMOPTXaceiopxyï"
CYRILLIC = "АВСЕНІКМОРТХасеіорхуї"
TO_CYRILLIC = str.maketrans(LATIN, CYRILLIC)
TO_ROMAN = str.maketrans("ІХСМ", "IXCM")

NUMERAL = re.compile("[ІХ]*І[ІХ]*")
"""A numeral in Cyrillic letters alone, which no word is: «СМІХ» is laughter and «ХХ» a series."""
ROMAN = re.compile(r"(?=[IVXLC])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
LATIN_LETTER = re.compile("[A-Za-zï]")
ONLY_CYRILLIC = re.compile(f"[^A-Za-z{LATIN}{CYRILLIC}]")
WITHOUT_TWIN = re.compile(f"[^{LATIN}\u0400-\u052f]")


def fold_lookalikes(text: str) -> str:
    """The text with mixed-script words in one script: ``VІІ`` becomes ``VII``, ``cуд`` becomes ``суд``.

    A Roman numeral goes to Latin letters, also when typed all in Cyrillic (``ХІІ``). Another word goes to
    Cyrillic when it holds a letter that only Cyrillic has and none that only Latin has. No letter is added or lost.
    """
    pieces, done = [], 0
    for start, end in _suspects(text):
        pieces += [text[done:start], _one_script(text, start, end)]
        done = end
    return "".join([*pieces, text[done:]])


def _suspects(text: str) -> list[list[int]]:
    """[start, end) of every word in which scripts meet, and of every possible numeral in Cyrillic."""
    from pipelines.text.tidy_kernel import mixed_words

    units = units_of(text)
    spans = np.empty((units.size // 2 + 1, 2), np.int64)
    return spans[: mixed_words(units, classes(), spans)].tolist()


def _one_script(text: str, start: int, end: int) -> str:
    word = text[start:end]
    if ROMAN.fullmatch(roman := word.translate(TO_ROMAN)):
        is_numeral = LATIN_LETTER.search(word) or (NUMERAL.fullmatch(word) and _stands_alone(text, start, end))
        return roman if is_numeral else word
    if ONLY_CYRILLIC.search(word) and not WITHOUT_TWIN.search(word):
        return word.translate(TO_CYRILLIC)
    return word


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether neither digit nor letter touches the word: ``ХІ2`` is a code."""
    around = text[max(start - 1, 0) : start] + text[end : end + 1]
    return not any(char.isalnum() or char == "_" for char in around)
