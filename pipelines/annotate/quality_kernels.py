"""Code points of texts and their kinds, over Arrow buffers: what the other kernels of quality read.

What belongs here: plain numba kernels over bytes, and signs of a wrong code page. What does not: lines
(line_kernels), words of letters (word_kernels), words between blanks and their runs (ngram_kernels), names,
thresholds and word lists (quality, language, lexicon). These modules compile on first use, so they are imported inside
functions only, and none calls another's kernels, for numba's cache watches a kernel's own file and no other. Texts must
be valid UTF-8, as `documents` guarantees.
"""

from __future__ import annotations

import numpy as np
from numba import njit

SPACE, LATIN, CYRILLIC, UKRAINIAN, RUSSIAN, OTHER_LETTER, DIGIT, PUNCTUATION, SYMBOL, CONTROL = range(10)
"""Kinds of code points, values of `Tables.kinds`. UKRAINIAN are і ї є ґ, RUSSIAN ы э ъ ё, CYRILLIC all others."""

KINDS = 10

RARE_LEADS = (0xC2, 0xC3, 0xC6, 0xE2, 0x251C, 0x393, 0x402)
"""Ã and its like, one of which is in each pair that is damage even alone."""


@njit(cache=True, nogil=True)
def bounds(data, offsets):
    """(first code point, first line, first token) of each document, int64 of n + 1; data: uint8, offsets: int64.

    A text of k line ends has k + 1 lines. Of tokens it has at most one more than bytes that may belong to a blank.
    """
    points, lines = np.zeros(len(offsets), np.int64), np.zeros(len(offsets), np.int64)
    tokens = np.zeros(len(offsets), np.int64)
    for document in range(len(offsets) - 1):
        letters = ends = blanks = 0
        for at in range(offsets[document], offsets[document + 1]):
            byte = data[at]
            letters += byte & 0xC0 != 0x80
            ends += byte == 10
            blanks += byte <= 32 or byte == 0xC2 or 0xE1 <= byte <= 0xE3
        points[document + 1] = points[document] + letters
        lines[document + 1] = lines[document] + ends + 1
        tokens[document + 1] = tokens[document] + blanks + 1
    return points, lines, tokens


@njit(cache=True, nogil=True)
def decode(data, start, end, kinds_of, points, kinds):
    """UTF-8 bytes [start, end) as code points (uint32) and their kinds (uint8)."""
    count = 0
    at = start
    while at < end:
        byte = np.uint32(data[at])
        if byte < 0x80:
            point, width = byte, 1
        elif byte < 0xE0:
            point, width = (byte & 31) << 6 | (data[at + 1] & 63), 2
        elif byte < 0xF0:
            point, width = (byte & 15) << 12 | (data[at + 1] & 63) << 6 | (data[at + 2] & 63), 3
        else:
            point = (byte & 7) << 18 | (data[at + 1] & 63) << 12 | (data[at + 2] & 63) << 6 | (data[at + 3] & 63)
            width = 4
        points[count] = point
        kinds[count] = kinds_of[point] if point < len(kinds_of) else SYMBOL
        count += 1
        at += width


@njit(cache=True, nogil=True)
def may_be_garbled(points):
    """Whether a text has what `garbled_pairs` looks for at all: hardly any sound text has, and asking is cheap."""
    found = 0
    for i in range(len(points) - 1):
        found += points[i] in RARE_LEADS
    for i in range(len(points) - 2):
        between = points[i + 1] > 0x7F and not 0x410 <= points[i + 1] <= 0x44F
        inside = points[i] == 0x413 and is_small(points[i + 2])
        found += between and (inside or (is_lead(points[i]) and is_lead(points[i + 2])))
    return found > 0


@njit(cache=True, nogil=True)
def is_small(point):
    """A small letter of ASCII."""
    return 0x61 <= point <= 0x7A


@njit(cache=True, nogil=True)
def is_alone(lead, sign, after):
    """A pair that no sound text has, even alone.

    «Ã«», «Â§», «â€», «Æ’» (ƒ) of page 1252; «├½», «├⌐», «ΓÇ» of 437; «вЂ», «Г«» inside a Latin word of 1251. A closing
    quotation mark may follow a capital, and so must stand inside a word.
    """
    if lead == 0xC3 or lead == 0xC2:
        if sign == 0xBB or 0x2019 <= sign <= 0x201D:
            return is_small(after)
        is_letter = sign == 0xAA or sign == 0xB5 or sign == 0xBA
        return (0x80 <= sign <= 0xBF and sign != 0xA0 and not is_letter) or (lead == 0xC3 and 0x2013 <= sign <= 0x2122)
    if lead == 0x251C:
        return 0xA1 <= sign <= 0xBF or sign == 0x2310
    if lead == 0x413:
        return sign > 0x7F and not 0x410 <= sign <= 0x44F and is_small(after)
    euro = lead == 0xE2 and (sign == 0x20AC or sign == 0x80)
    florin = lead == 0xC6 and (sign == 0x2019 or sign == 0x92)
    return euro or florin or (lead == 0x432 and sign == 0x402) or (lead == 0x393 and (sign == 0xC7 or sign == 0xE9))


@njit(cache=True, nogil=True)
def garbled_pairs(points, count, trail):
    """Code points in UTF-8 that was read as code page 1251 («Р’РёСЂРѕРє») or 1252 («Ð’Ð¸»), and U+FFFD.

    Two pairs of a lead (Р, С, Ð, Ñ, Ã, â) and a trail (a character at bytes 80-BF of its page) must follow each
    other, for one alone is an ordinary word: «РІ», «СЃ»; or the pair must be one that is no word.
    """
    garbled = at = 0
    while at < count:
        run = at
        while run + 1 < count and is_lead(points[run]) and points[run + 1] < len(trail) and trail[points[run + 1]]:
            run += 2
        if run - at >= 4:
            garbled += run - at
            at = run
        elif at + 2 < count and is_alone(points[at], points[at + 1], points[at + 2]):
            garbled += 2
            at += 2
        else:
            garbled += points[at] == 0xFFFD
            at += 1
    return garbled


@njit(cache=True, nogil=True)
def is_lead(point):
    """What a wrong code page makes of the first byte of a letter in UTF-8."""
    return point == 0x420 or point == 0x421 or point == 0xD0 or point == 0xD1 or point == 0xC3 or point == 0xE2


@njit(cache=True, nogil=True)
def garbled(points, first_point, trail):
    """Code points of each document (int64, n) that a wrong code page made; first_point: int64, n + 1; trail: bool."""
    found = np.zeros(len(first_point) - 1, np.int64)
    for document in range(len(found)):
        text = points[first_point[document] : first_point[document + 1]]
        found[document] = garbled_pairs(text, len(text), trail) if may_be_garbled(text) else (text == 0xFFFD).sum()
    return found
