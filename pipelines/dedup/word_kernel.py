"""Numba kernels that read words: a hash of each, and how many there are up to the end of each line.

What belongs here: from a text to the hashes of its words. What does not: letters (`letter_kernel.py`), and what is
made of words (`signature_kernel.py`). Import it inside functions only, numba is heavy.

A word is hashed eight bytes at a time and found by the bits of `mark_ends`: a loop that asks at every letter whether
the word goes on is mispredicted by the processor at nearly every word, and takes a quarter longer.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from pipelines.dedup.letter_kernel import fold_text, mark_ends

U0, U1, U2, U4, U6, U8, U16, U24, U32, U40, U48, U56 = (
    np.uint64(n) for n in (0, 1, 2, 4, 6, 8, 16, 24, 32, 40, 48, 56)
)
ZERO, TEN = np.uint64(48), np.uint64(10)

SEED = np.uint64(0x9E3779B97F4A7C15)
"""Golden ratio, as in splitmix64: start of every hash."""
STEP = np.uint64(0xBF58476D1CE4E5B9)
"""First multiplier of splitmix64 (Steele, Lea, Flood 2014)."""

PAIRS, FOURS, EIGHTS, BYTES = (
    np.uint64(n) for n in (0x5555555555555555, 0x3333333333333333, 0x0F0F0F0F0F0F0F0F, 0x0101010101010101)
)
"""Masks for counting bits."""

BITS = [[8 * min(8, max(0, size - first)) for first in (0, 8, 16)] for size in range(25)]
LEFT = np.array([[(1 << bits) - 1 for bits in row] for row in BITS], np.uint64)
"""What is left of each of the first three eights of a word, by its bytes: uint64[25, 3]."""


class Desk(NamedTuple):
    """Room to read texts in, one after the other.

    folded, ends: the text as of `fold_text` and `mark_ends`; eight: their room; words: uint64, the hashes of the words;
    lines: uint64, how many words had been read when each line ended.
    """

    folded: np.ndarray
    ends: np.ndarray
    eight: np.ndarray
    words: np.ndarray
    lines: np.ndarray


@njit(cache=True, nogil=True)
def longest(offsets):
    """Bytes of the longest text."""
    most = U0
    for i in range(len(offsets) - 1):
        most = max(most, offsets[i + 1] - offsets[i])
    return most


@njit(cache=True, nogil=True)
def desk(offsets):
    """Room for the longest of the texts."""
    most = longest(offsets)
    folded = np.empty(most * U2 + np.uint64(128), np.uint8)  # a block, and three eights behind the last word
    ends = np.empty(len(folded) // 64 + 1, np.uint64)
    words, lines = np.empty(most // U2 + U2, np.uint64), np.empty(most + U2, np.uint64)
    return Desk(folded, ends, np.empty(8, np.uint64), words, lines)


@njit(cache=True, nogil=True)
def eight_bytes(folded, at):
    """The eight bytes from a place on as one number, which the compiler reads at once."""
    low = np.uint64(folded[at]) | np.uint64(folded[at + U1]) << U8
    low |= np.uint64(folded[at + U2]) << U16 | np.uint64(folded[at + np.uint64(3)]) << U24
    high = np.uint64(folded[at + U4]) << U32 | np.uint64(folded[at + np.uint64(5)]) << U40
    return low | high | np.uint64(folded[at + U6]) << U48 | np.uint64(folded[at + np.uint64(7)]) << U56


@njit(cache=True, nogil=True)
def followed(h, part):
    """Hash of a run with one more part at its end."""
    h = (h ^ part) * STEP
    return h ^ (h >> U32)


@njit(cache=True, nogil=True)
def word_hash(folded, begin, end):
    """Hash of the word of these bytes, eight at a time, three times at least; its lowest bit tells of a first digit."""
    size = end - begin
    left = LEFT[min(size, U24)]
    first = eight_bytes(folded, begin)
    h = followed(followed(SEED, first & left[0]), eight_bytes(folded, begin + U8) & left[1])
    h = followed(h, eight_bytes(folded, begin + U16) & left[2])
    at = begin + U24
    while at < end:
        h = followed(h, eight_bytes(folded, at) & LEFT[min(end - at, U8), 0])
        at += U8
    is_number = U1 if np.uint64(folded[begin]) - ZERO < TEN else U0
    return (h & ~U1) | is_number


@njit(cache=True, nogil=True)
def ones(bits):
    """How many bits are set; the compiler knows this way of counting, and makes one instruction of it."""
    bits -= (bits >> U1) & PAIRS
    bits = (bits & FOURS) + ((bits >> U2) & FOURS)
    return (((bits + (bits >> U4)) & EIGHTS) * BYTES) >> U56


@njit(cache=True, nogil=True)
def read_words(data, start, end, letters, desk):
    """Hash the words of `data[start:end]` into `desk.words`, and fill `desk.lines`.

    Returns (number of words, number of lines). A word is a run of word characters, lower-cased one by one.
    """
    folded, ends, words, lines = desk.folded, desk.ends, desk.words, desk.lines
    length = fold_text(data, start, end, letters, folded, desk.eight)
    count, line, begin = U0, U0, U0
    for block in range(mark_ends(folded, length, ends, desk.eight)):
        bits, first = ends[np.uint64(block)], np.uint64(block) << U6
        while bits:
            before = bits - U1
            at = first + ones(before & ~bits)
            bits &= before
            words[count] = word_hash(folded, begin, at)
            count += U1 if at > begin else U0  # asking first would cost a misprediction
            lines[line] = count
            line += np.uint64(folded[at])
            begin = at + U1
    return count, line + U1
