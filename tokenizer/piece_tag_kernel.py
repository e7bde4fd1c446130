"""Compiled: where a text holds tags, which are tokens anyway, so that nothing is learned from them.

What belongs here: finding them. What does not: which tags there are (`pretokenizer.unlearned`).
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from tokenizer.characters import LETTER, NUMBER
from tokenizer.piece_kernel import kind_at

DIGITS = 1
"""Byte in a tag that stands for a run of digits."""

_BLOCK = 256
"""Bytes looked at at once."""

_UNDERSCORE, _BRACKET, _ZERO, _NINE = (ord(each) for each in "_[09")


class Tags(NamedTuple):
    """Tags that are tokens anyway, so that nothing is learned from them."""

    patterns: np.ndarray
    """uint8[tags, width]: their bytes, 0 after the last; `DIGITS` for a number"""
    anchors: np.ndarray
    """int64[tags]: which byte of each is the bracket, or the last underscore, by which it is found"""


@numba.njit(cache=True, nogil=True)
def tag_end(data: np.ndarray, at: int, end: int, pattern: np.ndarray) -> int:
    """Where a tag ends that begins at a byte; 0 when there is none."""
    for byte in pattern:
        if byte == 0:
            return at
        begin = at
        if byte == DIGITS:
            while at < end and _ZERO <= data[at] <= _NINE:
                at += 1
        elif at < end and data[at] == byte:
            at += 1
        if at == begin:
            return 0
    return at


@numba.njit(cache=True, nogil=True)
def in_word(data: np.ndarray, at: int, kinds: np.ndarray) -> bool:
    """Whether the code point at a byte is part of a word, so that no tag of letters ends or begins beside it."""
    kind, _ = kind_at(data, np.uint64(at), kinds)
    return kind == LETTER or kind == NUMBER or data[at] == _UNDERSCORE


@numba.njit(cache=True, nogil=True)
def stands_alone(data: np.ndarray, tag: tuple[int, int], text: tuple[int, int], kinds: np.ndarray) -> bool:
    """Whether a tag in a text stands in no longer word; one in brackets always does."""
    (begin, after), (start, end) = tag, text
    if data[begin] == _BRACKET:
        return True
    before = begin - 1
    while before > start and data[before] & 0xC0 == 0x80:
        before -= 1
    return not (begin > start and in_word(data, before, kinds)) and not (after < end and in_word(data, after, kinds))


@numba.njit(cache=True, nogil=True)
def may_hold_tag(data: np.ndarray, begin: int, end: int) -> bool:
    """Whether a bracket or an underscore is among the bytes; they differ in one bit. Without a way out: vectorised."""
    found = False
    for place in range(begin, end):
        found |= data[place] & 0xFB == _BRACKET
    return found


@numba.njit(cache=True, nogil=True)
def tag_at(
    data: np.ndarray, place: int, at: int, text: tuple[int, int], tags: Tags, kinds: np.ndarray
) -> tuple[int, int]:
    """Begin and end of a tag whose anchor is at a place, and which begins at `at` at the earliest; else (0, 0)."""
    for which in range(len(tags.anchors)):
        begin = place - tags.anchors[which]
        if begin >= at and data[begin] == tags.patterns[which, 0]:
            after = tag_end(data, begin, text[1], tags.patterns[which])
            if after > place and stands_alone(data, (begin, after), text, kinds):
                return begin, after
    return 0, 0


@numba.njit(cache=True, nogil=True)
def next_tag(data: np.ndarray, at: int, text: tuple[int, int], tags: Tags, kinds: np.ndarray) -> tuple[int, int]:
    """Begin and end of the next tag of a text from a byte on; twice the end of the text when there is none."""
    end = text[1]
    for block in range(at, end, _BLOCK):
        block_end = min(block + _BLOCK, end)
        if not may_hold_tag(data, block, block_end):
            continue
        for place in range(block, block_end):
            digit = place + 1 < end and _ZERO <= data[place + 1] <= _NINE
            if data[place] == _BRACKET or (data[place] == _UNDERSCORE and digit):
                begin, after = tag_at(data, place, at, text, tags, kinds)
                if after:
                    return begin, after
    return end, end
