"""What stands around a word of a Ukrainian or Russian text that makes it somebody's name.

What belongs here: the surroundings of names that no list knows («сусідка Хоролець», «на ім'я Вагіф», «Цой В. просив»).
What does not: the grammar of names (names_uk), and role words (roles).
"""

from __future__ import annotations

import re

REACH = 40
"""Characters before a name in which such words stand."""

MARK = "'’ʼ`"
HUMAN = re.compile(
    r"\b(?:потерпіл|підсудн|обвинувачен|засудж|підозрюв|водій|водія|водієм|водію|пішох|пасажир|гр[. -]|гр-|учн|студент|"
    r"потерпевш|обвиняем|осужд|подозреваем|подсудим|пан[ауіо]?\b|паном\b)\w*\W{1,2}$",
    re.IGNORECASE,
)
"""Words for those in a case who are no companies."""

CITIZEN = re.compile(rf"\b(?:громадян|гражданин)\w* (?:[^\W\d_][\w{MARK}]* ){{1,3}}$", re.IGNORECASE)
"""A citizen of some country, whose name follows."""

NAMING = re.compile(rf"\b(?:ім[{MARK}]я|імена|прізвище|назвався|назвалася|назвалась|назвался)[ \u00a0]$", re.IGNORECASE)
"""Words that a name follows, whatever it may be."""

COMPANY_END = re.compile(r"(?:банк|газ|пром|буд|торг|енерго|транс|сервіс|агро|пошт|страх|лізинг|інвест|груп)\w{0,3}$")
"""Ends of words that companies are called by."""

SMALL = "а-яіїєґёыэъ"
GOES_ON = re.compile(rf"[ \u00a0\n]{{1,2}}(?:[–—-] )?[{SMALL}]")
LAST = re.compile(r"\n|$")
SMALL_BEFORE = re.compile(rf"[{SMALL}][ \u00a0\n]$")


def is_human(text: str, start: int) -> bool:
    """Whether the word before is one for a human being in a case."""
    return HUMAN.search(text, max(0, start - REACH), start) is not None


def is_citizen(text: str, start: int) -> bool:
    """Whether a citizenship stands before: «громадянин Нігерії Окафор Емека»."""
    return CITIZEN.search(text, max(0, start - REACH), start) is not None


def is_called(text: str, start: int) -> bool:
    """Whether the words before say that a name follows: «особа на ім'я Вагіф»."""
    return NAMING.search(text, max(0, start - REACH), start) is not None


def is_in_sentence(text: str, start: int, end: int) -> bool:
    """Whether a sentence goes on behind «Цой В.», or ends with it: «просив Цой В.»."""
    if GOES_ON.match(text, end):
        return True
    return LAST.match(text, end) is not None and SMALL_BEFORE.search(text, max(0, start - 2), start) is not None
