"""Which identifiers a run of digits may hold, by their number and their check digits.

What belongs here: numba kernels over the digits of one number; they may take too much for somebody's, never too little.
What does not: how far a number goes (number_kernels), and deciding (the recognizers ask python-stdnum). The module
compiles on first use, so it is imported inside functions only.

An identifier is written in groups and stands between others, so each stretch that begins and ends with a group counts.
"""

from __future__ import annotations

import numpy as np
from numba import njit

TAXPAYER, CARD, RECORD, DIALLED = (1 << bit for bit in range(4))
"""Bits, the first of number_kernels.KINDS."""

ANY = TAXPAYER | CARD | RECORD | DIALLED

DIGITS = 64
"""Digits of the longest number that is taken apart; a longer one may be anything."""

SHORTEST, LONGEST = 10, 16
"""Digits of the shortest and the longest identifier that is told by its digits alone."""

OPENS, CLOSES = 1, 2
"""Whether a digit is the first of a group, and whether it is the last."""

WEIGHTS = np.array([-1, 5, 7, 9, 4, 6, 10, 5, 7], np.int64)
"""Weights of the digits of a РНОКПП, as in python-stdnum `ua.rntrc`."""


@njit(cache=True, nogil=True)
def _taxpayer(digits: np.ndarray) -> bool:
    """Whether the tenth digit is the check digit of a РНОКПП."""
    return (digits[:9] * WEIGHTS).sum() % 11 % 10 == digits[9]


@njit(cache=True, nogil=True)
def _card(digits: np.ndarray) -> bool:
    """Whether sixteen digits pass the test of Luhn (ISO/IEC 7812)."""
    total = 0
    for place in range(16):
        twice = digits[place] * (2 - place % 2)
        total += twice - 9 * (twice > 9)
    return total % 10 == 0


@njit(cache=True, nogil=True)
def _dialled(digits: np.ndarray, length: int) -> bool:
    """Whether digits begin as a telephone of either country: 0, 80, 380, 31, 0031, with a trunk 0 in brackets."""
    first, second, third = digits[0], digits[1], digits[2]
    if first == 0:
        return length <= 12 or (second == 0 and third == 3 and digits[3] == 1)
    return (
        (first == 8 and second == 0 and length == 11)
        or (first == 3 and second == 8 and third == 0 and length == 12)
        or (first == 3 and second == 1 and length <= 12)
    )


@njit(cache=True, nogil=True)
def _told(digits: np.ndarray, length: int) -> int:
    """Bits of so many digits."""
    kind = DIALLED if length <= 14 and _dialled(digits, length) else 0
    if length == 10 and _taxpayer(digits):
        kind |= TAXPAYER
    if length == 13 and (digits[0] == 1 or digits[0] == 2):
        kind |= RECORD
    if length == 16 and _card(digits):
        kind |= CARD
    return kind


@njit(cache=True, nogil=True)
def identifiers(data: np.ndarray, start: int, end: int, counted: int, digits: np.ndarray, borders: np.ndarray) -> int:
    """Bits of what the number in data[start:end] may hold, `counted` digits with its misread letters.

    digits: int64, borders: uint8, of DIGITS places each, room for its digits and where groups begin and end.
    """
    count = 0
    for at in range(start, end):
        if 48 <= data[at] <= 57:
            if count == DIGITS:
                return ANY
            opens = at == start or not 48 <= data[at - 1] <= 57
            closes = at + 1 == end or not 48 <= data[at + 1] <= 57
            digits[count], borders[count] = data[at] - 48, OPENS * opens | CLOSES * closes
            count += 1
    if count != counted:
        return ANY
    kind = 0
    for first in range(count - SHORTEST + 1):
        if borders[first] & OPENS:
            for last in range(first + SHORTEST - 1, min(count, first + LONGEST)):
                if borders[last] & CLOSES:
                    kind |= _told(digits[first:], last - first + 1)
    return kind
