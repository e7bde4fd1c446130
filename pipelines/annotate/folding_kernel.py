"""Texts as symbols: characters with case, digits and blanks made alike, and what is known of each.

What belongs here: plain numba kernels from code points to symbols, and what of a text is left out. What does not: which
character becomes which symbol (folding), and anything that reads symbols (charmodel_kernel, wording_kernel). The module
compiles on first use, so it is imported inside functions only.
"""

from __future__ import annotations

import numpy as np
from numba import njit

SYMBOL_BITS = 12
SPACE, RARE, SYMBOLS = 0x20, 0xDFF, 1 << SYMBOL_BITS
"""Symbols of white space and of characters beyond the table, and how many there may be. None is 0."""

LETTER, UPPER, VOWEL, CYRILLIC, DIGIT = (1 << bit for bit in range(5))
"""Bits of what is known of a character."""

STRETCHES = 8
"""Places of a long text at which it is read."""


@njit(cache=True, nogil=True)
def fold(points, start, end, symbols_of, traits_of, symbols, traits, count):
    """Add code points [start, end) to `count` symbols (uint16) and traits (uint8), blanks in a row as one."""
    last = symbols[count - 1] if count else SPACE
    for at in range(start, end):
        point = min(points[at], np.uint32(0xFFFF))
        symbol = symbols_of[point]
        if symbol != SPACE or last != SPACE:
            symbols[count], traits[count] = symbol, traits_of[point]
            count += 1
        last = symbol
    return count


@njit(cache=True, nogil=True)
def fold_lines(points, start, end, lines, left_out, symbols_of, traits_of, symbols, traits, count):
    """Add code points [start, end) of a text, but for those of lines to be left out; returns how many there are."""
    for line in range(len(lines)):
        first = max(start, lines[line].start)
        after = min(end, lines[line + 1].start if line + 1 < len(lines) else end)
        if not left_out[line]:
            count = fold(points, first, after, symbols_of, traits_of, symbols, traits, count)
    return count


@njit(cache=True, nogil=True)
def next_blank(points, at, end, symbols_of):
    """The first white space from `at` on."""
    while at < end and symbols_of[min(points[at], np.uint32(0xFFFF))] != SPACE:
        at += 1
    return at


@njit(cache=True, nogil=True)
def fold_text(points, lines, left_out, longest, symbols_of, traits_of, symbols, traits):
    """Fold a text, of one longer than `longest` eight stretches of whole words, evenly spread; returns how many."""
    end = len(points)
    if end <= longest:
        return fold_lines(points, 0, end, lines, left_out, symbols_of, traits_of, symbols, traits, 0)
    count, after, length = 0, 0, longest // STRETCHES
    for stretch in range(STRETCHES):
        first = next_blank(points, max(after, stretch * end // STRETCHES), end, symbols_of)
        after = next_blank(points, min(first + length, end), min(first + 2 * length, end), symbols_of)
        count = fold_lines(points, first, after, lines, left_out, symbols_of, traits_of, symbols, traits, count)
    return count


@njit(cache=True, nogil=True)
def fold_all(points, first_point, lines, first_line, left_out, longest, symbols_of, traits_of, symbols, traits, starts):
    """Fold all texts one behind the other.

    points: uint32; lines: line_kernels.LINE; first_point, first_line: int64, n + 1; left_out: bool, a line each;
    longest: code points of a text that is read whole; symbols_of: uint16 and traits_of: uint8 by code point; symbols,
    traits: room for 2 * longest of each text, or all of it; starts: int64, n + 1, where each text begins in them.
    """
    starts[0] = 0
    for document in range(len(first_point) - 1):
        text = points[first_point[document] : first_point[document + 1]]
        own = lines[first_line[document] : first_line[document + 1]]
        out = left_out[first_line[document] : first_line[document + 1]]
        room, marks = symbols[starts[document] :], traits[starts[document] :]
        count = fold_text(text, own, out, longest, symbols_of, traits_of, room, marks)
        starts[document + 1] = starts[document] + count
