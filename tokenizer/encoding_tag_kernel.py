"""Compiled: the added tokens of a text, which are found before anything is split.

What belongs here: finding them as `tokenizers` does. What does not: which there are (`encoding_rules`).
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from tokenizer.encoding_merge_kernel import NONE, Place, found

_ONE, _BYTE = np.uint64(1), np.uint64(8)


class Tags(NamedTuple):
    """The added tokens as a tree over bytes; node 0 is its root."""

    opens: np.ndarray
    """bool[65536]: whether one begins with these two bytes, the first as the higher one"""
    steps: np.ndarray
    """uint64[slots, 2]: (node, byte) to the node it leads to, in the form of `Rules.pairs`"""
    ids: np.ndarray
    """uint32[nodes]: the token that ends at a node, or `NONE`"""
    alone: np.ndarray
    """bool[nodes]: that token is found only where no word goes on"""
    silent: np.ndarray
    """bool[nodes]: that token is never given out, only passed over: a special token, which text is not"""
    words: np.ndarray
    r"""bool[0x110000]: whether a code point is \\w"""


@numba.njit(cache=True, nogil=True)
def next_tag(data: np.ndarray, place: Place, text: tuple[Place, Place], tags: Tags) -> tuple[Place, Place, Place]:
    """Where the next added token of a text begins and ends, and its node; the end of the text and 0 when there is none.

    The leftmost, and of those the longest. One that does not count where it stands is passed over as a whole, with
    whatever else is in it.
    """
    _, end = text
    while True:
        place = next_opening(data, place, end, tags.opens)
        if place == end:
            return end, end, 0
        after, node = _longest(data, place, end, tags.steps, tags.ids)
        if node and not tags.silent[node] and not (tags.alone[node] and _in_word(data, place, after, text, tags.words)):
            return place, after, node
        place = max(after, place + 1)


@numba.njit(cache=True, nogil=True)
def next_opening(data: np.ndarray, place: Place, end: Place, opens: np.ndarray) -> Place:
    """Where the first two bytes of an added token are next met; the end when nowhere."""
    for each in range(np.uint64(place + 1), np.uint64(end)):
        if opens[np.uint64(data[each - _ONE]) << _BYTE | np.uint64(data[each])]:
            return np.int64(each) - 1
    return end


@numba.njit(cache=True, nogil=True)
def _longest(data: np.ndarray, place: Place, end: Place, steps: np.ndarray, ids: np.ndarray) -> tuple[Place, Place]:
    """The end and the node of the longest added token that begins at ``place``; node 0 when none does."""
    last, at, node = 0, place, np.uint32(0)
    for each in range(place, end):
        node = found(steps, node, np.uint32(data[each]))
        if node == NONE:
            break
        if ids[node] != NONE:
            last, at = np.int64(node), each + 1
    return at, last


@numba.njit(cache=True, nogil=True)
def _in_word(data: np.ndarray, begin: Place, after: Place, text: tuple[Place, Place], words: np.ndarray) -> bool:
    """Whether a word of the text goes on before or after a stretch."""
    first, end = text
    before = begin - 1
    while before > first and data[before] & 0xC0 == 0x80:
        before -= 1
    return bool((begin > first and words[_code_at(data, before)]) or (after < end and words[_code_at(data, after)]))


@numba.njit(cache=True, nogil=True)
def _code_at(data: np.ndarray, place: Place) -> Place:
    """The code point whose UTF-8 begins at ``place``."""
    lead = np.int64(data[place])
    if lead < 0x80:
        return lead
    length = 2 + (lead >= 0xE0) + (lead >= 0xF0)
    code = lead & (0x7F >> length)
    for number in range(1, length):
        code = code << 6 | np.int64(data[place + number]) & 0x3F
    return code
