"""Texts as symbols: characters with case, digits and blanks made alike, and what is known of each.

What belongs here: plain numba kernels from UTF-8 to symbols, and leaving out Russian lines. What does not: which
character becomes which symbol (folding), and anything that reads symbols (charmodel_kernel, wording_kernel). The module
compiles on first use, so it is imported inside functions only. Texts must be valid UTF-8, as `documents` guarantees.
"""

from __future__ import annotations

import numpy as np
from numba import njit

SYMBOL_BITS = 12
SPACE, RARE, SYMBOLS = 0x20, 0xDFF, 1 << SYMBOL_BITS
"""Symbols of white space and of characters beyond the table, and how many there may be. None is 0."""

LETTER, UPPER, VOWEL, CYRILLIC, DIGIT, LINE_END, UKRAINIAN, RUSSIAN = (1 << bit for bit in range(8))
"""Bits of what is known of a character; the last two are letters that one of the two languages lacks."""

RUSSIAN_WORDS = 20
"""A Russian line has one function word of Russian alone for so many words at least."""

SEED, STEP = np.uint64(14695981039346656037), np.uint64(1099511628211)
"""FNV-1a, 64 bit (Fowler, Noll, Vo), over symbols instead of bytes."""


@njit(cache=True, nogil=True)
def fold(data, start, end, symbols_of, traits_of, symbols, traits):
    """UTF-8 bytes [start, end) as symbols (uint16) and traits (uint8), blanks in a row as one; returns how many."""
    count, last = 0, SPACE
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
            point, width = np.uint32(0xFFFF), 4
        at += width
        symbol = symbols_of[point]
        if symbol != SPACE or last != SPACE:
            symbols[count], traits[count] = symbol, traits_of[point]
            count += 1
        elif count:
            traits[count - 1] |= traits_of[point]  # a line end among blanks
        last = symbol
    return count


@njit(cache=True, nogil=True)
def word_hash(symbols):
    """Hash of a word given as symbols (uint16)."""
    value = SEED
    for i in range(len(symbols)):
        value = (value ^ np.uint64(symbols[i])) * STEP
    return value


@njit(cache=True, nogil=True)
def is_russian(symbols, traits, start, end, russian):
    """Whether a line has letters and words of Russian, and fewer of Ukrainian; russian: hashes (uint64), ascending."""
    balance = 0
    for i in range(start, end):
        balance += (traits[i] & RUSSIAN != 0) - (traits[i] & UKRAINIAN != 0)
    if balance <= 0:
        return False
    words, found, value = 0, 0, SEED
    for i in range(start, end + 1):
        if i < end and traits[i] & LETTER:
            value = (value ^ np.uint64(symbols[i])) * STEP
        elif value != SEED:
            place = np.searchsorted(russian, value)
            found += place < len(russian) and russian[place] == value
            words, value = words + 1, SEED
    return found * RUSSIAN_WORDS >= words


@njit(cache=True, nogil=True)
def without_russian(symbols, traits, count, russian):
    """Close the ranks over Russian lines; returns how many symbols are left."""
    start = left = 0
    while start < count:
        end = start
        while end < count and not traits[end] & LINE_END:
            end += 1
        end = min(end + 1, count)
        if not is_russian(symbols, traits, start, end, russian):
            for i in range(start, end):
                symbols[left], traits[left] = symbols[i], traits[i]
                left += 1
        start = end
    return left


@njit(cache=True, nogil=True)
def fold_all(data, offsets, symbols_of, traits_of, russian, symbols, traits, starts):
    """Fold all texts one behind the other, Russian lines left out.

    data: uint8, UTF-8; offsets: int64, n + 1; symbols_of: uint16 and traits_of: uint8 by code point; symbols, traits:
    as long as data at least; starts: int64, n + 1, where each text begins in them.
    """
    starts[0] = 0
    for document in range(len(offsets) - 1):
        own, marks = symbols[starts[document] :], traits[starts[document] :]
        count = fold(data, offsets[document], offsets[document + 1], symbols_of, traits_of, own, marks)
        starts[document + 1] = starts[document] + without_russian(own, marks, count, russian)
