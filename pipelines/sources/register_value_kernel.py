"""Numba kernels over values of the register: days of timestamps, numbers in words, paths of addresses.

What belongs here: loops over the bytes of single values. What does not: cutting the file into them
(`register_kernel.py`), and what they mean (`register_names.py`, `register_texts.py`). Import it inside functions only,
numba is heavy. Numbers are unsigned, for which division by a constant is cheap.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pipelines.sources.register_column_kernel import copy

U0, U1, U2, U4, U5, U7, U8, U9, U10, U12 = (np.uint64(n) for n in (0, 1, 2, 4, 5, 7, 8, 9, 10, 12))
U28, U31, U100, U365, U400, U10000 = (np.uint64(n) for n in (28, 31, 100, 365, 400, 10_000))
BEFORE_1970 = 719_468
"""Days from 1 March of the year 0 to 1 January 1970."""

ZERO, NINE, DASH = np.uint64(48), 57, 45
SLASH, COLON, BACKSLASH, DOT, QUESTION, NUMBER_SIGN, UNDERSCORE = (ord(sign) for sign in "/:\\.?#_")


@njit(cache=True, nogil=True)
def read_days(data, bounds, days, strange):
    """The day that each value begins with as `2019-12-31`, since 1970; how many `strange` values begin otherwise.

    `days` is int32[n]; `strange` (bool[n]) tells of each value that it is no such day, even if it may be one in
    another form.
    """
    count = 0
    for row in range(len(days)):
        at = np.uint64(bounds[row])
        sound = bounds[row + 1] - bounds[row] >= 10 and data[at + U4] == DASH and data[at + U7] == DASH
        if sound:
            year = number(data, at) * U100 + number(data, at + U2)
            month, day = number(data, at + U5), number(data, at + U8)
            sound = U100 <= year < U10000 and U1 <= month <= U12 and U1 <= day <= U31
            after = days_before(year + month // U12, month % U12 + U1) if day > U28 else U0
            sound = sound and (day <= U28 or days_before(year, month) + day <= after)
            days[row] = np.int64(days_before(year, month) + day - U1) - BEFORE_1970 if sound else 0
        strange[row] = not sound
        count += not sound
    return count


@njit(cache=True, nogil=True, inline="always")
def number(data, at):
    """The number that two digits write; far above any where they are none."""
    tens, ones = np.uint64(data[at]) - ZERO, np.uint64(data[at + U1]) - ZERO
    return tens * U10 + ones if tens < U10 and ones < U10 else U10000


@njit(cache=True, nogil=True, inline="always")
def days_before(year, month):
    """Days before a month, counted from March of the year 0: years of March to February end with their leap day."""
    since_march = month + (U9 if month <= U2 else ~U2)
    year -= U1 if month <= U2 else U0
    leap_days = year // U4 - year // U100 + year // U400
    return year * U365 + leap_days + (since_march * np.uint64(153) + U2) // U5


@njit(cache=True, nogil=True)
def write_numbers(prefix, numbers, ends, out):
    """Write `prefix`, padded by 8 bytes, and each number (uint64, at most 19 digits) in decimal digits end to end.

    `ends` (int32[n + 1]) gets where each ends, behind the 0 that it begins with.
    """
    length = np.uint64(len(prefix)) - U8
    at = U0
    for row in range(len(numbers)):
        rest, least = numbers[row], U10
        first = copy(prefix, U0, length, out, at)
        at = first + U1
        while rest >= least:
            least *= U10
            at += U1
        place = at
        while rest >= U10:
            out[place - U1], out[place - U2] = ZERO + rest % U10, ZERO + rest // U10 % U10
            rest //= U100
            place -= U2
        if place > first:
            out[place - U1] = ZERO + rest
        ends[row + 1] = at


@njit(cache=True, nogil=True)
def copy_paths(data, bounds, ends, out):
    """Copy the path of each address, behind scheme, host and slashes and before a query, end to end.

    `ends` (int32[n + 1]) gets where each ends, behind the 0 that it begins with. A path that names a parent folder or
    holds a colon or a backslash might leave its folder; it is left empty.
    """
    written = 0
    for row in range(len(ends) - 1):
        at, end = behind_host(data, bounds[row], bounds[row + 1]), bounds[row + 1]
        first, dots, fit = written, 0, True
        while at < end and data[at] != QUESTION and data[at] != NUMBER_SIGN:
            letter = data[at]
            fit = fit and letter != COLON and letter != BACKSLASH and not (letter == SLASH and dots == 2)
            dots = 0 if letter == SLASH else (dots + 1 if letter == DOT else 3)
            out[written] = letter
            written += 1
            at += 1
        if not fit or dots == 2:
            written = first
        ends[row + 1] = written


@njit(cache=True, nogil=True, inline="always")
def behind_host(data, start, end):
    """Where an address goes on behind its scheme and host, if any, and slashes."""
    at = start
    while at < end and is_word(data[at]):
        at += 1
    if start < at < end - 2 and data[at] == COLON and data[at + 1] == SLASH and data[at + 2] == SLASH:
        start = at + 3
        while start < end and data[start] != SLASH:
            start += 1
    while start < end and data[start] == SLASH:
        start += 1
    return start


@njit(cache=True, nogil=True, inline="always")
def is_word(letter):
    """Whether a byte is a letter, a digit or an underscore; letters that are not ASCII count as such."""
    return 48 <= letter <= NINE or 65 <= letter & 0xDF <= 90 or letter == UNDERSCORE or letter >= 0x80
