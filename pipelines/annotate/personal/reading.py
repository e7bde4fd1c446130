"""A text as recognizers read it: the same length, one kind of space and hyphen, and digits where a scanner saw letters.

What belongs here: changes of single characters, so that every offset stays true. What does not: the clean-up of
documents (text/), which may add and drop characters, and what any number means (recognizers_*).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

ALIKE = (
    *((space, " ") for space in "\u00a0\u2007\u2009\u202f\t"),
    *((dash, "-") for dash in "\u2010\u2011\u2012\u2013\u2212"),
)
"""Characters that mean the same and what they are read as. The long dash (\u2014) is no hyphen: it divides clauses."""

LETTERS = "ОOоoІIіlЗзВBбS"
MISREAD = str.maketrans(LETTERS, "00001111338865")
"""Letters that a scanner or a clerk puts for digits. Only beside digits, for each is a letter as well."""


@lru_cache(maxsize=2)
def reading(text: str) -> str:
    """`text` in the same number of code points, as recognizers match it.

    The last two texts are remembered: every recognizer of an engine asks for the same one.
    """
    for written, read in ALIKE:
        text = text.replace(written, read)
    return _with_digits(_in_one_script(text))


def _in_one_script(text: str) -> str:
    """Words of two alphabets in one: most texts have none, and a look is cheaper than the folding."""
    cyrillic, mixed = scripts()
    if not (cyrillic.search(text) and mixed.search(text)):
        return text
    from pipelines.text.lookalikes import fold_lookalikes

    return fold_lookalikes(text)


def _with_digits(text: str) -> str:
    """Letters inside and at the ends of numbers as digits: «305120О457», «О67 123», «198О»."""
    pieces, done = [], 0
    for start, end in sorted(_misread(text)):
        pieces += [text[done:start], text[start:end].translate(MISREAD)]
        done = end
    return "".join([*pieces, text[done:]])


def _misread(text: str) -> Iterator[tuple[int, int]]:
    """[start, end) of letters that stand for digits, not overlapping."""
    inside, before = misread_digits()
    yield from (found.span(1) for found in inside.finditer(text))
    yield from ((found.start() - 1, found.start()) for found in before.finditer(text))


@cache
def scripts() -> tuple[Any, Any]:
    """A Cyrillic letter, and a Latin letter beside one."""
    import regex

    letter = "[\u0400-\u04ff]"
    return regex.compile(letter), regex.compile(f"[A-Za-z](?:{letter}|(?<={letter}.))")


@cache
def misread_digits() -> tuple[Any, Any]:
    """Letters between digits or after the last one, and a digit whose only neighbour before is such a letter.

    Both begin with a digit, which is rare: the engine then looks at little else.
    """
    import regex

    inside = rf"[0-9]([{LETTERS}]{{1,3}}(?=[0-9])|[ОOІIlЗ](?![\w-]))"
    before = r"[0-9](?<=(?<!\w|(?<![0-9ОOІIlЗ])[.])[ОOІIlЗ][0-9])"
    return regex.compile(inside), regex.compile(before)
