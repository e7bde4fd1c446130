"""Names in capitals, where every word begins like one: what else the units of a run and the shapes may be.

What belongs here: small words and abbreviations that look like initials, headings whose letters stand apart, verbs
that look like surnames, whose initials stand between two words, and which shapes capitals do not bear out. What does
not: the grammar itself (names_uk), and the words (words_uk).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.annotate.personal import words_uk
from pipelines.annotate.personal.identity import fold
from pipelines.annotate.personal.roles import Shape

SMALL_WORDS = frozenset("авзєіуяоикс")
"""Letters that are words of their own, folded: prepositions, conjunctions, pronouns."""

SPACED = re.compile("i{3,}")
"""Three letters without a full stop are no initials: «В С Т А Н О В И В»."""

NAME = "SLFWwYcP"
"""Kinds of words that may belong to a name."""

MASCULINE = re.compile("ич(?:а|у|ем|еві|ові|і|е)?$")
"""A patronymic beside which a word in -ла is no verb: «ТОПАЛА РЕНАТА ГРИГОРОВИЧА»."""

ABBREVIATIONS = frozenset("рпмсгхчткбд")
"""Letters that alone with a full stop mean a year, a town, a part, a house: «1982 Р. НАРОДНИЙ», «В П. ТАРАЩА»."""

PAIRED = frozenset(("чч", "пп", "рр", "сс", "гг"))
"""Two letters that are no initials before a number: «Ч. Ч. 1, 2»."""

AMONG = frozenset(("тч", "тд", "чч"))
"""Two letters that are nobody's initials: «В Т.Ч. СИРОВИНА»."""

COUNTED = re.compile(r"\d[ \u00a0]?-?[\s\u00a0]?$")
"""A number right before a letter: of a year or of a case, «№ 799/10001/15-А»."""

YEAR = re.compile("[РГ] ?\\. ")
"""The sign of a year, behind which initials or a town may follow."""

COUNTED_BEHIND = re.compile(r"[ \u00a0]?\d")
INITIAL = re.compile(r"(?<![^\W\d_])([^\W\d_])[ \u00a0]?\.")


def kinds_of(run: str, units: Sequence[tuple[int, int]], kinds: str) -> str:
    """`kinds` of the units of a run, without what is no initial and no surname beside the others."""
    told = list(kinds)
    for spaced in SPACED.finditer(kinds):
        lines = run[units[spaced.start()][0] : units[spaced.end() - 1][1]]
        if "\n" not in lines:
            told[spaced.start() : spaced.end()] = words_uk.NONE * len(spaced[0])
    words = [run[start:end] for start, end in units]
    if not any(len(word) > 1 and word.isupper() for word in words if not word.endswith(".")):
        return "".join(told)
    for at, word in enumerate(words):
        if told[at] == "i" and fold(word) in SMALL_WORDS and not _is_initial(words, told, at):
            told[at] = words_uk.NONE
        elif told[at] == words_uk.VERBAL:
            told[at] = words_uk.CAPITALS if _is_surname(words, told, at) else words_uk.NONE
        elif told[at] == words_uk.CAPITALS and _is_of_another(words, told, at):
            told[at] = words_uk.NONE
    return "".join(told)


def _is_initial(words: Sequence[str], kinds: Sequence[str], at: int) -> bool:
    """Whether a letter that is a word as well is the first or second of two initials behind a surname.

    «МЕЛЬНИЧУК В З» is a name, «БУДИНКУ І В НЬОМУ» is none: behind an unknown word one of them must be no word.
    """
    first = at - 1 if at and kinds[at - 1] in "Ii" else at
    pair = "".join(kinds[first : first + 2])
    if not first or pair not in ("ii", "iI", "Ii"):
        return False
    if kinds[first - 1] in "SLF":
        return True
    return kinds[first - 1] in "Ww" and any(fold(word[0]) not in SMALL_WORDS for word in words[first : first + 2])


def _is_surname(words: Sequence[str], kinds: Sequence[str], at: int) -> bool:
    """Whether a word that looks like a verb is a surname: initials beside it are nobody else's, or a man's name."""
    behind, before = "".join(kinds[at + 1 : at + 4]), "".join(kinds[max(0, at - 3) : at])
    if behind.startswith("II"):
        return behind[2:] not in tuple("SLFWw")
    if behind[1:2] == "P" and behind[0] in "FWwL":
        return MASCULINE.search(fold(words[at + 2])) is not None
    return before.endswith("II") and before[0] not in tuple(NAME)


def _is_of_another(words: Sequence[str], kinds: Sequence[str], at: int) -> bool:
    """Whether a first name behind an unknown word belongs to the word behind it: «ЧАСТКИ АРСЕНА ПАСТЕРНАКА»."""
    if "".join(kinds[at + 1 : at + 3]) not in ("FS", "FL", "Fw") or kinds[at + 3 : at + 4] in (["P"], ["I"], ["g"]):
        return False
    if kinds[at + 2] != words_uk.CAPITALS:
        return True
    return _agrees(words[at + 1], words[at + 2]) > _agrees(words[at + 1], words[at])


def _agrees(first: str, word: str) -> int:
    """How well the ending of a word suits the case of a first name."""
    if word[-1] in "АЯ" and first[-1] in "АЯ":
        return 2
    return 2 if word[-1] == first[-1] else int(word[-1] in "ОХ")


def bears_out(text: str, shape: Shape, is_led: bool) -> bool:
    """Whether a shape of initials in capitals holds; `is_led`: whether a role leads to it."""
    written = text[shape.start : shape.end]
    letters = fold("".join(INITIAL.findall(written)))
    unlisted = shape.kinds[-1] in "wY" or shape.kinds[0] in "wY"
    if shape.kinds[0] not in "Ii":
        return not (unlisted and letters in PAIRED and COUNTED_BEHIND.match(text, shape.end))
    if unlisted and letters in AMONG:
        return False
    if COUNTED.search(text, max(0, shape.start - 3), shape.start) and (len(letters) == 1 or YEAR.match(written)):
        return False
    return is_led or shape.kinds != "Iw" or letters not in ABBREVIATIONS
