"""Latin and Cyrillic letters that look alike, set right inside one word.

What belongs here: words whose script is certain. A word that could be either (``АС``, a car plate) stays as it is.
Still to come: the same over Arrow buffers.
"""

from __future__ import annotations

import re
from collections.abc import Callable

LATIN = "ABCEHIKMOPTXaceiopxyï"
CYRILLIC = "АВСЕНІКМОРТХасеіорхуї"
TO_CYRILLIC = str.maketrans(LATIN, CYRILLIC)
TO_ROMAN = str.maketrans("ІХСМ", "IXCM")

ROMAN = re.compile(r"(?=[IVXLC])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
MEETING = re.compile(r"[A-Za-zï](?:(?=[\u0400-\u052f])|(?<=[\u0400-\u052f].))")
"""A Latin letter beside a Cyrillic one."""
CYRILLIC_ROMAN = re.compile(r"\b[ІХ]{2,}\b")
LETTERS = re.compile(r"[A-Za-zï\u0400-\u052f]+")
NOT_LETTER = re.compile(r"[^A-Za-zï\u0400-\u052f]")
ONLY_CYRILLIC = re.compile(f"[^A-Za-z{LATIN}{CYRILLIC}]")
WITHOUT_TWIN = re.compile(f"[^{LATIN}\u0400-\u052f]")


def fold_lookalikes(text: str) -> str:
    """The text with mixed-script words in one script: ``VІІ`` becomes ``VII``, ``cуд`` becomes ``суд``.

    A Roman numeral goes to Latin letters, also when typed all in Cyrillic (``ХІІ``). Another word goes to
    Cyrillic when it holds a letter that only Cyrillic has and none that only Latin has.
    """
    if "ІІ" in text or "ІХ" in text or "ХІ" in text:
        text = CYRILLIC_ROMAN.sub(lambda found: _roman(found[0]), text)
    return _replace_words(text, _one_script) if MEETING.search(text) else text


def _roman(word: str) -> str:
    folded = word.translate(TO_ROMAN)
    return folded if "I" in folded and ROMAN.fullmatch(folded) else word


def _one_script(word: str) -> str:
    if ROMAN.fullmatch(roman := word.translate(TO_ROMAN)):
        return roman
    if ONLY_CYRILLIC.search(word) and not WITHOUT_TWIN.search(word):
        return word.translate(TO_CYRILLIC)
    return word


def _replace_words(text: str, change: Callable[[str], str]) -> str:
    """Apply ``change`` to each word in which the scripts meet; linear in the text, however long a word is."""
    pieces, done = [], 0
    for meeting in MEETING.finditer(text):
        if meeting.start() < done:
            continue
        start = _word_start(text, meeting.start(), done)
        word = LETTERS.match(text, start)
        assert word is not None, "a meeting of scripts lies inside a word"
        pieces += [text[done:start], change(word[0])]
        done = word.end()
    return "".join([*pieces, text[done:]])


def _word_start(text: str, inside: int, lowest: int) -> int:
    while inside > lowest and not NOT_LETTER.match(text, inside - 1):
        inside -= 1
    return inside
