"""Numba kernels that hash the rows of Arrow columns: 128 bits a row, in two independent lanes.

What belongs here: loops over rows and bytes. What does not: Arrow (`marks.py`). Import it inside functions only,
numba is heavy. The hash of a row is the sum of the hashes of its values, each taken with the tag of its column, so
that a value which many rows share is hashed once. Indices are unsigned, so that eight bytes are read as one word.
"""

from __future__ import annotations

import numpy as np
from numba import njit

U0, U1, U4, U8, U16 = (np.uint64(n) for n in (0, 1, 4, 8, 16))
ONES, NIBBLES = np.uint64(0x0101010101010101), np.uint64(0x000F000F000F000F)
HALF, NEARLY_HALF = np.uint64(32), np.uint64(29)
FIRST, SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
"""Golden ratio and first multiplier of splitmix64 (Steele, Lea, Flood 2014), one a lane."""
BLEND, SPREAD = np.uint64(0xD6E8FEB86659FD93), np.uint64(0x94D049BB133111EB)
"""Multiplier of rrmxmx (Pelle Evensen 2018), second multiplier of splitmix64."""


@njit(cache=True, nogil=True, inline="always")
def word(data, at):
    """Eight bytes as a little-endian number."""
    low = np.uint64(data[at]) | np.uint64(data[at + U1]) << U8
    low |= np.uint64(data[at + np.uint64(2)]) << np.uint64(16) | np.uint64(data[at + np.uint64(3)]) << np.uint64(24)
    low |= np.uint64(data[at + U4]) << HALF | np.uint64(data[at + np.uint64(5)]) << np.uint64(40)
    return (
        low | np.uint64(data[at + np.uint64(6)]) << np.uint64(48) | np.uint64(data[at + np.uint64(7)]) << np.uint64(56)
    )


@njit(cache=True, nogil=True, inline="always")
def stir(one, two, value):
    """Both lanes with one more word."""
    one = (one ^ value) * FIRST
    two = (two + value) * SECOND
    return one ^ (one >> HALF), two ^ (two >> NEARLY_HALF)


@njit(cache=True, nogil=True)
def stir_bytes(one, two, data, start, end):
    """Both lanes with the length and the bytes of a value."""
    length = end - start
    one, two = stir(one, two, length)
    if length < U8:
        rest = U0
        for at in range(start, end):
            rest = rest << U8 | np.uint64(data[np.uint64(at)])
        return stir(one, two, rest) if length else (one, two)
    at = start
    while at + U8 <= end:
        one, two = stir(one, two, word(data, at))
        at += U8
    return stir(one, two, word(data, end - U8))  # the last word may overlap the one before: the length tells them apart


@njit(cache=True, nogil=True, inline="always")
def blend(one, two):
    """Both lanes such that every bit of each depends on both."""
    one = (one ^ (two >> NEARLY_HALF)) * BLEND
    two = (two ^ (one >> HALF)) * SPREAD
    return one ^ (one >> HALF) ^ two, two ^ (two >> NEARLY_HALF)


@njit(cache=True, nogil=True)
def add_values(lanes, tag, data, offsets, there):
    """Add a column of byte strings; what is not there adds nothing."""
    for row in range(len(offsets) - 1):
        if there[row]:
            one, two = stir_bytes(tag, ~tag, data, np.uint64(offsets[row]), np.uint64(offsets[row + 1]))
            one, two = blend(one, two)
            lanes[row, 0] += one
            lanes[row, 1] += two


@njit(cache=True, nogil=True)
def add_coded(lanes, hashes, codes):
    """Add a column of codes, each standing for a value whose hash is known; a negative one stands for none."""
    for row in range(len(codes)):
        if codes[row] >= 0:
            code = np.uint64(codes[row])
            lanes[row, 0] += hashes[code, 0]
            lanes[row, 1] += hashes[code, 1]


@njit(cache=True, nogil=True)
def add_numbers(lanes, tag, numbers, there):
    """Add a column of 64-bit numbers; what is not there adds nothing."""
    for row in range(len(numbers)):
        if there[row]:
            one, two = stir(tag, ~tag, numbers[row])
            one, two = blend(one, two)
            lanes[row, 0] += one
            lanes[row, 1] += two


@njit(cache=True, nogil=True)
def add_lists(lanes, tag, lists, data, offsets):
    """Add a column of lists of byte strings; an empty one adds nothing."""
    for row in range(len(lists) - 1):
        if lists[row] < lists[row + 1]:
            one, two = stir(tag, ~tag, np.uint64(lists[row + 1] - lists[row]))
            for item in range(lists[row], lists[row + 1]):
                one, two = stir_bytes(one, two, data, np.uint64(offsets[item]), np.uint64(offsets[item + 1]))
            one, two = blend(one, two)
            lanes[row, 0] += one
            lanes[row, 1] += two


@njit(cache=True, nogil=True, inline="always")
def digits_of(half):
    """The eight hexadecimal digits of 32 bits, the first in the lowest byte: halves part until a byte has a nibble."""
    parted = half >> U16 | (half & np.uint64(0xFFFF)) << HALF
    parted = parted >> U8 & np.uint64(0xFF000000FF) | (parted & np.uint64(0xFF000000FF)) << U16
    parted = parted >> U4 & NIBBLES | (parted & NIBBLES) << U8
    letters = (parted + ONES * np.uint64(6)) >> U4 & ONES
    return parted + ONES * np.uint64(ord("0")) + letters * np.uint64(ord("a") - ord("0") - 10)


@njit(cache=True, nogil=True)
def write_digits(hashes, words, out):
    """Write the first words of each hash end to end, 16 hexadecimal digits a word, eight of them a word of `out`."""
    for row in range(len(hashes)):
        for word in range(words):
            at = 2 * (row * words + word)
            out[at] = digits_of(hashes[row, word] >> HALF)
            out[at + 1] = digits_of(hashes[row, word] & np.uint64(0xFFFFFFFF))
