"""Compiled: texts cut into pre-tokens as the makers of base models cut them.

What belongs here: automata over bytes, one for each way to cut that `foreign.py` knows. What does not: the patterns
they follow and the table of kinds (`foreign.py`), and this project's own pattern (`piece_kernel.py`).

Each function is given a byte of a text at which a pre-token begins, and tells where it ends. Texts are valid UTF-8.
"""

from __future__ import annotations

import numba
import numpy as np

from tokenizer.foreign import (
    BLANK,
    CASELESS,
    DEEPSEEK,
    FEED,
    LOWER,
    MARK,
    NUMBER,
    OTHER,
    PUNCTUATION,
    SPACE,
    STRETCH,
    SYMBOL,
    UPPER,
)  # fmt: skip
from tokenizer.piece_kernel import kind_at

Kind = int | np.uint8
"""A kind, or a stretch, of which compiled code knows one type."""

_END = 0xFF
"""Kind of what is behind the end."""

_APOSTROPHE, _SLASH, _A, _Z, _CASE = ord("'"), ord("/"), ord("a"), ord("z"), 0x20

_ONE, _TWO, _THREE = (np.uint64(n) for n in (1, 2, 3))


@numba.njit(cache=True, nogil=True)
def foreign_end(data: np.ndarray, at: np.uint64, end: np.uint64, kinds: np.ndarray, cut: int | None
                ) -> np.uint64:  # fmt: skip
    """Where the pre-token ends that begins at byte `at` of a text that ends at `end`."""
    return deepseek_end(data, at, end, kinds) if cut == DEEPSEEK else o200k_end(data, at, end, kinds)


@numba.njit(cache=True, nogil=True)
def seen(data: np.ndarray, at: np.uint64, end: np.uint64, kinds: np.ndarray, stretch: Kind) -> tuple[Kind, np.uint64]:
    """The kind of the character at a byte and where the next begins; `_END` where the text or the stretch ends."""
    if at < end:
        kind, after = kind_at(data, at, kinds)
        if kind & STRETCH == stretch:
            return kind & ~STRETCH, after
    return _END, at


@numba.njit(cache=True, nogil=True)
def run_end(data: np.ndarray, at: np.uint64, end: np.uint64, kinds: np.ndarray, low: Kind, high: Kind) -> np.uint64:
    """Where a run of characters of the kinds from `low` to `high` ends, which are all of one stretch."""
    while at < end:
        kind, after = kind_at(data, at, kinds)
        if kind < low or kind > high:
            return at
        at = after
    return at


@numba.njit(cache=True, nogil=True)
def number_end(data: np.ndarray, at: np.uint64, end: np.uint64, kinds: np.ndarray) -> np.uint64:
    """Where a run of at most three digits ends, of which there is one."""
    digit, _ = kind_at(data, at, kinds)
    for _ in range(3):
        if at < end and kind_at(data, at, kinds)[0] == digit:
            at = kind_at(data, at, kinds)[1]
    return at


@numba.njit(cache=True, nogil=True)
def white_end(data: np.ndarray, at: np.uint64, end: np.uint64, kinds: np.ndarray, stretch: Kind) -> np.uint64:
    r"""What `\s*[\r\n]+|\s+(?!\S)|\s+` takes: blanks up to their last line end, else all but the last of several."""
    place, last, lines = at, at, at
    kind, after = seen(data, at, end, kinds, stretch)
    while SPACE <= kind <= FEED:
        last, place = place, after
        if kind == FEED:
            lines = place
        kind, after = seen(data, place, end, kinds, stretch)
    if lines > at:
        return lines
    return place if kind == _END or last == at else last


@numba.njit(cache=True, nogil=True)
def deepseek_end(data: np.ndarray, at: np.uint64, end: np.uint64, kinds: np.ndarray) -> np.uint64:
    """As DeepSeek-V3 cuts: digits apart, kana and Han apart, and within each stretch by one more pattern."""
    first, after = kind_at(data, at, kinds)
    kind, stretch = first & ~STRETCH, first & STRETCH
    if kind == NUMBER:
        return number_end(data, at, end, kinds)
    if kind <= LOWER:
        return letters_end(data, after, end, kinds, stretch)
    follows, beyond = seen(data, after, end, kinds, stretch)
    is_sign = kind == PUNCTUATION or kind == SYMBOL
    if is_sign and data[at] < 0x80 and ascii_end(data, after, end) > after:
        return ascii_end(data, after, end)
    if follows <= LOWER and (kind == SPACE or kind == BLANK or kind == OTHER):
        return letters_end(data, beyond, end, kinds, stretch)
    if is_sign:
        return signs_end(data, after, end, kinds, stretch)
    if kind == SPACE and (follows == PUNCTUATION or follows == SYMBOL):
        return signs_end(data, beyond, end, kinds, stretch)
    if kind == OTHER:
        return gap_end(data, after, end, kinds, stretch)
    return white_end(data, at, end, kinds, stretch)


@numba.njit(cache=True, nogil=True)
def letters_end(data: np.ndarray, at: np.uint64, end: np.uint64, kinds: np.ndarray, stretch: Kind) -> np.uint64:
    """Where a run of letters and marks ends."""
    return run_end(data, at, end, kinds, stretch + UPPER, stretch + LOWER)


@numba.njit(cache=True, nogil=True)
def ascii_end(data: np.ndarray, at: np.uint64, end: np.uint64) -> np.uint64:
    """Where a run of letters of ASCII ends."""
    while at < end and _A <= data[at] | _CASE <= _Z:
        at += _ONE
    return at


@numba.njit(cache=True, nogil=True)
def signs_end(data: np.ndarray, at: np.uint64, end: np.uint64, kinds: np.ndarray, stretch: Kind) -> np.uint64:
    """Where punctuation and symbols end, with the line ends after them."""
    at = run_end(data, at, end, kinds, stretch + PUNCTUATION, stretch + SYMBOL)
    return run_end(data, at, end, kinds, stretch + FEED, stretch + FEED)


@numba.njit(cache=True, nogil=True)
def gap_end(data: np.ndarray, at: np.uint64, end: np.uint64, kinds: np.ndarray, stretch: Kind) -> np.uint64:
    """Where characters end that the pattern has no word for; the last of them may begin a word."""
    kind, after = seen(data, at, end, kinds, stretch)
    while kind == OTHER:
        follows, beyond = seen(data, after, end, kinds, stretch)
        if follows <= LOWER:
            return at
        at, kind, after = after, follows, beyond
    return at


@numba.njit(cache=True, nogil=True)
def o200k_end(data: np.ndarray, at: np.uint64, end: np.uint64, kinds: np.ndarray) -> np.uint64:
    """As GPT-4o cuts: a capital letter begins a word, and an English contraction stays with it."""
    kind, after = kind_at(data, at, kinds)
    if kind == NUMBER:
        return number_end(data, at, end, kinds)
    place = with_sign_end(data, at, end, kinds)
    if place > at:
        return contraction_end(data, place, end)
    begin = after if kind == SPACE else at
    place = others_end(data, begin, end, kinds)
    return place if place > begin else white_end(data, at, end, kinds, 0)


@numba.njit(cache=True, nogil=True)
def with_sign_end(data: np.ndarray, at: np.uint64, end: np.uint64, kinds: np.ndarray) -> np.uint64:
    """Where a word ends that may begin with one character that is no letter; `at` where there is none."""
    kind, after = kind_at(data, at, kinds)
    begin = at if kind <= LOWER and kind != MARK else after
    if kind == FEED:
        return at
    place = word_end(data, begin, end, kinds)
    if kind == MARK:  # is a word itself, unless more belongs to it
        return max(place, after)
    if place == begin:
        place = run_end(data, begin, end, kinds, UPPER, MARK)
    return place if place > begin else at


@numba.njit(cache=True, nogil=True)
def word_end(data: np.ndarray, at: np.uint64, end: np.uint64, kinds: np.ndarray) -> np.uint64:
    """Where a word ends that has more than capitals: before the capital that follows; `at` where there is none."""
    place = last = at
    kind, after = seen(data, at, end, kinds, 0)
    while kind <= MARK:
        place = after
        if kind != UPPER:
            last = place
        kind, after = seen(data, place, end, kinds, 0)
    return run_end(data, place, end, kinds, CASELESS, LOWER) if kind == LOWER else last


@numba.njit(cache=True, nogil=True)
def contraction_end(data: np.ndarray, at: np.uint64, end: np.uint64) -> np.uint64:
    """Where one of 's 't 'm 'd 're 've 'll ends, in letters of any case, of which the long s is one; else `at`."""
    if at + _ONE >= end or data[at] != _APOSTROPHE:
        return at
    first = data[at + _ONE] | _CASE
    if first == ord("s") or first == ord("t") or first == ord("m") or first == ord("d"):
        return at + _TWO
    if at + _TWO >= end:
        return at
    second = data[at + _TWO]
    long_s = data[at + _ONE] == 0xC5 and second == 0xBF
    ends_in_e = (first == ord("r") or first == ord("v")) and second | _CASE == ord("e")
    is_ll = first == ord("l") and second | _CASE == ord("l")
    return at + _THREE if long_s or ends_in_e or is_ll else at


@numba.njit(cache=True, nogil=True)
def others_end(data: np.ndarray, at: np.uint64, end: np.uint64, kinds: np.ndarray) -> np.uint64:
    """Where a run of what is neither letter, digit nor blank ends, and the line ends and slashes after it."""
    place = at
    kind, after = seen(data, at, end, kinds, 0)
    while kind == MARK or PUNCTUATION <= kind <= OTHER:
        place = after
        kind, after = seen(data, place, end, kinds, 0)
    if place > at:
        while place < end and (data[place] == _SLASH or kind_at(data, place, kinds)[0] == FEED):
            place += _ONE
    return place
