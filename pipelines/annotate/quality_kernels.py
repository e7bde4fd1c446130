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
def garbled_pairs(points, count, trail):
    """Code points in UTF-8 that was read as code page 1251 («Р’РёСЂРѕРє») or 1252 («Ð’Ð¸»), and U+FFFD.

    Two pairs of a lead (Р, С, Ð, Ñ, Ã, â) and a trail (a character at bytes 80-BF of its page) must follow each
    other, for one alone is an ordinary word: «РІ», «СЃ».
    """
    garbled = at = 0
    while at < count:
        run = at
        while run + 1 < count and is_lead(points[run]) and points[run + 1] < len(trail) and trail[points[run + 1]]:
            run += 2
        if run - at >= 4:
            garbled += run - at
            at = run
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
        found[document] = garbled_pairs(text, len(text), trail)
    return found
