"""What a fastText model of characters and words hears in a paragraph.

What belongs here: plain numba kernels from the words of a paragraph to what the model says of each language. What does
not: the model's file (language_file), and which paragraphs are asked about and when the answer is believed
(language_model). The module compiles on first use, so it is imported inside functions only.

A paragraph is the mean of the rows of its words and of their runs of two to four characters, word ends included
(Bojanowski et al. 2017, arXiv 1607.04606), looked up by fastText's own hash; a language is a leaf of a Huffman tree,
and every node on the way to it a logistic regression (Joulin et al. 2016, arXiv 1607.01759).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pipelines.annotate.quality_kernels import CYRILLIC, LATIN, OTHER_LETTER, RUSSIAN, SPACE, UKRAINIAN

SLAVIC = 1 << CYRILLIC | 1 << UKRAINIAN | 1 << RUSSIAN
LETTERS = SLAVIC | 1 << LATIN | 1 << OTHER_LETTER
"""Sets of kinds, a bit each."""

WORDS, SAID = 2, 10
"""Words and letters of them by which a paragraph is judged at least; less may be of any language."""

WIDTH, BUCKETS = 16, np.uint64(2_000_000)
"""Columns of the model, and buckets of its runs: written here, for what the compiler knows it need not ask."""

GRAM = (2, 4)
"""Characters of a run at least and at most."""

SEED, STEP, LOW = np.uint64(2166136261), np.uint64(16777619), np.uint64(0xFFFFFFFF)
"""FNV-1a, 32 bit (Fowler, Noll, Vo), over bytes as signed numbers, as fastText has it."""

BEFORE, AFTER, OPENING_BRACKET, CLOSING_BRACKET = 0x3C, 0x3E, 0x5B, 0x5D
"""< and > stand for the two ends of a word; what stands in brackets is written in place of a name."""

DOT, CUT = 0x2E, 3
"""Before a full stop, words of three letters at most are abbreviations: ст. enz."""

JOINTS = (0x2D, 0x27)
"""What may stand between two letters of a word: hyphen, apostrophe."""

END = 0
"""Row of the end of a text, which every text has."""

SMALL, CAPITAL, CAPITALS = 1, 2, 3
"""How a word is written: abc, Abc (which may be a name), ABC; 0 is no word: an abbreviation, a number, an address."""


@njit(cache=True, nogil=True)
def stirred(value, byte):
    """The hash of a text with one more byte."""
    signed = byte if byte < 0x80 else byte | 0xFFFFFF00
    return (value ^ np.uint64(signed)) * STEP & LOW


@njit(cache=True, nogil=True)
def hashed(value, point):
    """The hash of a text with one more code point of the basic plane, by its bytes in UTF-8."""
    if point < 0x80:
        return stirred(value, point)
    if point < 0x800:
        return stirred(stirred(value, 0xC0 | point >> 6), 0x80 | point & 63)
    return stirred(stirred(stirred(value, 0xE0 | point >> 12), 0x80 | point >> 6 & 63), 0x80 | point & 63)


@njit(cache=True, nogil=True)
def add(row, rows, total):
    """Add a row to a sum; returns 1 for the mean."""
    for i in range(WIDTH):
        total[i] += rows[row, i]
    return 1


@njit(cache=True, nogil=True)
def hear_word(word, words, row_of_word, row_of_gram, rows, total):
    """Add what the model knows of one word (code points in lower case, < and > around it); returns how many rows."""
    value, known = SEED, 0
    for i in range(1, len(word) - 1):
        value = hashed(value, word[i])
    place = np.searchsorted(words, value)
    if place < len(words) and words[place] == value:
        known += add(row_of_word[place], rows, total)
    for first in range(len(word)):
        value = SEED
        for last in range(first, min(first + GRAM[1], len(word))):
            value = hashed(value, word[last])
            row = row_of_gram[value % BUCKETS]
            if last - first + 1 >= GRAM[0] and row:
                known += add(row - 1, rows, total)
    return known


@njit(cache=True, nogil=True)
def manner(points, kinds, start, end, lower):
    """(first, end, manner) of the word in the token [start, end), without the signs around it."""
    while start < end and not LETTERS >> kinds[start] & 1:
        start += 1
    is_cut = False
    while end > start and not LETTERS >> kinds[end - 1] & 1:
        end -= 1
        is_cut = points[end] == DOT
    if end - start < 2 or (is_cut and end - start <= CUT):
        return start, end, 0
    small = capitals = seen = 0
    for i in range(start, end):
        is_letter = LETTERS >> kinds[i] & 1
        seen |= 1 << kinds[i]
        if points[i] >= len(lower) or not (is_letter or lower[points[i]] in JOINTS):
            return start, end, 0
        capitals += is_letter and lower[points[i]] != points[i]
        small += is_letter and lower[points[i]] == points[i]
    if seen & 1 << LATIN and seen & SLAVIC:
        return start, end, 0
    if capitals == 0:
        return start, end, SMALL
    return start, end, CAPITAL if small else CAPITALS


@njit(cache=True, nogil=True)
def next_word(points, kinds, at, end, lower):
    """(first, end, manner, where to go on) of the next token of a paragraph; what stands in brackets is passed over."""
    while at < end and kinds[at] == SPACE:
        at += 1
    start, within = at, False
    while at < end and (within or kinds[at] != SPACE):
        within = points[at] == OPENING_BRACKET or (within and points[at] != CLOSING_BRACKET)
        at += 1
    first, last, how = manner(points, kinds, start, at, lower)
    return first, last, how, at


@njit(cache=True, nogil=True)
def tell(points, kinds, start, end, lower):
    """The manner of words by which a paragraph is judged, 0 for none.

    Small words, and the first one; a heading all in capitals by these. Capitalised words alone may be names.
    """
    at, small, capital, capitals = start, 0, 0, 0
    while at < end:
        _, _, how, at = next_word(points, kinds, at, end, lower)
        small, capital, capitals = small + (how == SMALL), capital + (how == CAPITAL), capitals + (how == CAPITALS)
    if small:
        return SMALL
    return CAPITALS if capitals > 1 and not capital else 0


@njit(cache=True, nogil=True)
def hear(points, kinds, start, end, lower, words, row_of_word, row_of_gram, rows, word, total):
    """Sum in `total` what the model knows of the paragraph [start, end); returns (rows, words, letters) heard."""
    how = tell(points, kinds, start, end, lower)
    known, heard, letters, at, is_first = 0, 0, 0, start, True
    while at < end and how:
        first, last, written, at = next_word(points, kinds, at, end, lower)
        if written == how or (written == CAPITAL and is_first):
            size = min(last - first, len(word) - 2)
            word[0], word[size + 1] = BEFORE, AFTER
            for i in range(size):
                word[i + 1] = lower[points[first + i]]
            known += hear_word(word[: size + 2], words, row_of_word, row_of_gram, rows, total)
            heard += 1
            letters += size
        is_first = is_first and not written
    return known, heard, letters


@njit(cache=True, nogil=True)
def descend(mean, nodes, turns, branches):
    """Log-probability of a leaf: the way to it are rows of `branches`, each to be taken (1) or not (-1)."""
    against = 1.0
    for step in range(len(nodes)):
        if turns[step]:
            score = 0.0
            for i in range(WIDTH):
                score += branches[nodes[step], i] * mean[i]
            against *= 1 + np.exp(-turns[step] * score)
    return -np.log(against)


@njit(cache=True, nogil=True)
def read(points, kinds, starts, ends, lower, words, row_of_word, row_of_gram, rows, nodes, turns, branches, logs):
    """Log-probabilities of each language: `logs`, float64 (paragraphs, languages), zeroed; rows of 0 say nothing.

    points: uint32, kinds: uint8; starts, ends: int64, code points of each paragraph; lower: uint32; words: uint32,
    ascending, with row_of_word: int32; row_of_gram: uint16, one more than the row, 0 for none; rows: float32; nodes,
    turns: int64 and int8 (languages, steps); branches: float32.
    """
    word = np.empty(64, np.uint32)
    for paragraph in range(len(starts)):
        total = rows[END].copy()
        known, heard, letters = hear(
            points, kinds, starts[paragraph], ends[paragraph], lower,
            words, row_of_word, row_of_gram, rows, word, total,
        )  # fmt: skip
        if known and heard >= WORDS and letters >= SAID:
            for place in range(len(nodes)):
                logs[paragraph, place] = descend(total / (known + 1), nodes[place], turns[place], branches)
