"""Numbers of articles and points, and which headings form the act's own row of articles.

Belongs here: reading a number (129-1, 129 - 1, 130¹, 6:162, 2a), the order of numbers, superscripts that a
conversion flattened. What a heading looks like belongs in the grammars.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from sectionizer.shadow import fold

Key = tuple[int, ...]
"""The place of a number in its row."""

Place = tuple[float, ...]
"""The same, or a figure for each level of a dotted number."""

MOST_SUPERSCRIPTS = 100
"""Superscripts of one article that are passed over in search of the next one; KUpAP 212 has more than twenty."""

MOST_RAISED = 1000
"""No superscript reaches it."""

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_DASH = re.compile(r"\s*[-–—‑−]\s*|(?<=\d)\s+(?=\d)")
TYPED = str.maketrans("aceiopxkmtbh", "асеіорхкмтвн")
"""Latin letters, lower case, that are typed for Cyrillic ones."""
_ALPHABET = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"


def normal(number: str) -> str:
    """A number in its canonical form: «129 - 1», «129–1», «129 1» and «129¹» are 129-1."""
    raised = _RAISED.sub(lambda match: "-" + match[0].translate(_SUPERSCRIPTS), number)
    return fold(_DASH.sub("-", raised).strip(" ."))


def key(number: str) -> Key:
    """The place of a canonical number in its row: 129 < 129-1 < 130, 1.2 < 1.10, 2 < 2a."""
    if number.isdecimal():
        return (int(number),)
    parts = re.findall(r"\d+|[a-z]+", number.lower())
    return tuple(int(part) if part.isdigit() else sum(ord(letter) - 96 for letter in part) for part in parts)


def level(key: Place) -> float:
    """The place of a number among its like as one figure: 42-1 stands between 42 and 43."""
    figure, *raised = key
    return figure + raised[0] / MOST_RAISED if raised else figure


def levels_key(number: str) -> Place:
    """The place of a dotted number, a figure a level: 14.1.36 < 14.1.36-1 < 14.1.37, and all three are of one rank."""
    return tuple(level(key(printed)) for printed in number.split("."))


def letter_key(letter: str) -> Key:
    """The place of a letter in the Ukrainian alphabet, ґ є і ї included; а-1 stands between а and б.

    A Latin letter typed for a Cyrillic one has its place.
    """
    head, _, tail = letter.partition("-")
    return (_ALPHABET.find(head.translate(TYPED)) + 1, *((int(tail),) if tail else ()))


def latin_letter_key(letter: str, last: Place) -> Place:
    """The place of a Latin letter after ``last``: typed for a Cyrillic one, or in the Latin rows of treaties, a) b) c).

    It is the nearer of the two that comes after ``last``.
    """
    typed = letter_key(letter)
    places = ((ord(letter[0]) - ord("a") + 1, *typed[1:]), typed)
    return min((place for place in places if place > last), default=typed)


def roman(number: str) -> int:
    """The value of a Roman number; a letter that is none counts nothing."""
    worth = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}.get(letter, 0) for letter in number]
    return sum(-a if a < b else a for a, b in zip(worth, [*worth[1:], 0], strict=True))


def row(keys: Sequence[Place]) -> list[int]:
    """Indices of the longest strictly rising row; of equal rows the one whose members come later.

    An act's own articles rise from its first to its last. A stray or quoted heading breaks the row, and the articles
    of an approving law that stand before article 1 are left behind when the numbers start again (patience sorting,
    Fredman 1975).
    """
    tops: list[Place] = []
    holders: list[int] = []
    before: list[int] = []
    for index, value in enumerate(keys):
        pile = bisect_left(tops, value)
        before.append(holders[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [value]
        holders[pile : pile + 1] = [index]
    chain = []
    index = holders[-1] if holders else -1
    while index >= 0:
        chain.append(index)
        index = before[index]
    return chain[::-1]


def unflatten(numbers: Sequence[str]) -> list[str]:
    """Numbers in order of the text, flattened superscripts restored where the neighbours say so.

    After 129, «1291» is 129-1 if the row goes on with 130 (or ends): the true article 1291 of a long code is followed
    by greater numbers.
    """
    result: list[str] = []
    base = sub = 0
    for index, number in enumerate(numbers):
        split = superscript(number, base, sub)
        if split and _returns(numbers, index + 1, int(number), base, split):
            number = f"{base}-{split}"
        place = key(number)
        base, sub = (place[0], place[1] if len(place) > 1 else 0) if place else (base, sub)
        result.append(number)
    return result


def superscript(number: str, base: int, sub: int) -> int:
    """The superscript that a flattened number would hold after ``base``-``sub``, or 0: 1291 holds 1 after 129."""
    stem = str(base)
    if not number.isdigit() or not number.startswith(stem) or int(number) == base + 1:
        return 0
    tail = number[len(stem) :]
    return int(tail) if base and tail and tail[0] != "0" and sub < int(tail) <= sub + 9 else 0


def _returns(numbers: Sequence[str], index: int, value: int, base: int, split: int) -> bool:
    """Whether from ``index`` the row goes on below ``value``, superscripts of the same article passed over."""
    for place in range(index, min(index + MOST_SUPERSCRIPTS, len(numbers))):
        number = numbers[place]
        first = key(number)[0]
        if not (number.isdigit() and number.startswith(str(base)) and first > value):
            return base <= first < value
    return value > 10 * base - 1
