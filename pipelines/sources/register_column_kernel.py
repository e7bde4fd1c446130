"""Numba kernels that make Arrow columns of the fields of documents.csv: texts, and codes of values that recur.

What belongs here: loops over the fields of one column. What does not: where fields lie (`register_kernel.py`), and what
they mean (`register_names.py`). Import it inside functions only, numba is heavy. Bytes must be padded by 16 more;
indices are unsigned, so that eight bytes are read as one word.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pipelines.sources.register_kernel import CLEAN, QUOTE, QUOTED, SPACE, U0, U1, U8, U32, space_at, trim, word

MULTIPLIER, SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)
"""Golden ratio (Knuth 6.4), and how far its upper bits come down for the next word."""
SEVEN_BYTES, HASHED = np.uint64(56), np.uint64(0xFF << 56)

EMPTY, UNTIDY = -1, -2
"""Codes of fields that have no value, and of those whose value must first be made of them."""


@njit(cache=True, nogil=True, inline="always")
def put(data, at, letters):
    """Write eight bytes, the inverse of `word`."""
    for byte in range(8):
        data[at + np.uint64(byte)] = np.uint8(letters >> np.uint64(8 * byte))


@njit(cache=True, nogil=True, inline="always")
def last_word(data, at, end):
    """The fewer than nine bytes before `end`, zeros behind them."""
    return word(data, at) & (~U0 >> (U8 * (U8 - (end - at))))


@njit(cache=True, nogil=True, inline="always")
def copy(data, start, end, out, at):
    """Copy bytes eight at a time, up to seven more than asked for; where they end."""
    after = at + (end - start)
    while start < end:
        put(out, at, word(data, start))
        start += U8
        at += U8
    return after


@njit(cache=True, nogil=True)
def write_loose(data, start, end, form, one_line, out, at):
    """Write a field as it is meant: white space trimmed, `""` as `"`, in one line a run of white space as one space."""
    start, end = trim(data, start, end)
    first = at
    while start < end:
        letter = data[start]
        space = space_at(data, start, end) if one_line else 0
        if space:
            start += space
            if out[at - 1] != SPACE or at == first:
                out[at] = SPACE
                at += 1
            continue
        out[at] = letter
        at += 1
        start += 2 if form == QUOTED and letter == QUOTE else 1
    return at


@njit(cache=True, nogil=True)
def write_texts(data, starts, ends, forms, rows, one_line, bounds, out):
    """Write one column's fields of the chosen rows to `out`, end to end; how many are empty.

    `bounds` (int32[n + 1]) gets where each ends, behind the 0 that it begins with. `out` must be as long as the fields
    are, and padded.
    """
    empty, at = 0, U0
    for place in range(len(rows)):
        row = rows[place]
        if forms[row] == CLEAN:
            at = copy(data, np.uint64(starts[row]), np.uint64(ends[row]), out, at)
        else:
            at = np.uint64(write_loose(data, starts[row], ends[row], forms[row], one_line, out, np.int64(at)))
        bounds[place + 1] = at
        empty += bounds[place] == bounds[place + 1]
    return empty


@njit(cache=True, nogil=True, inline="always")
def key_of(data, start, end):
    """A number of a value that is not empty: its bytes and how many, where there are fewer than eight; else a hash,
    whose upper byte no such number has.
    """
    key, upper = (end - start) << SEVEN_BYTES, HASHED if end - start >= U8 else U0
    while start + U8 < end:
        key = (key ^ word(data, start)) * MULTIPLIER
        key ^= key >> SHIFT
        start += U8
    return (key ^ last_word(data, start, end)) | upper


@njit(cache=True, nogil=True, inline="always")
def equals(data, start, end, values, at, stop):
    """Whether two values that are not empty are the same bytes."""
    same = end - start == stop - at
    while same and start + U8 < end:
        same = word(data, start) == word(values, at)
        start += U8
        at += U8
    return same and last_word(data, start, end) == last_word(values, at, stop)


@njit(cache=True, nogil=True)
def code_values(data, starts, ends, forms, rows, codes, slots, keys, bounds, values, known):
    """Number the different values of one column's fields of the chosen rows as they come; how many are known then.

    `codes` (int32[n]) gets the number of each row's value, `EMPTY` or `UNTIDY` for what has none or is not clean.
    Of the `known` values `values` (uint8, as long as all fields, and padded) has the bytes end to end, `bounds` (int32)
    where each ends, behind the 0 that it begins with, and `keys` (uint64) the `key_of` each. `slots` (int32, a power of
    two above the rows) is an open hash table of their numbers, -1 where free.
    """
    mask = np.uint64(len(slots) - 1)
    for place in range(len(rows)):
        row = rows[place]
        start, end = np.uint64(starts[row]), np.uint64(ends[row])
        if forms[row] != CLEAN or start == end:
            codes[place] = EMPTY if forms[row] == CLEAN else UNTIDY
            continue
        key = key_of(data, start, end)
        at = key * MULTIPLIER >> U32 & mask
        while slots[at] >= 0 and (
            keys[slots[at]] != key
            or (
                end - start >= U8
                and not equals(data, start, end, values, np.uint64(bounds[slots[at]]), np.uint64(bounds[slots[at] + 1]))
            )
        ):
            at = (at + U1) & mask
        if slots[at] < 0:
            slots[at] = known
            keys[known] = key
            bounds[known + 1] = copy(data, start, end, values, np.uint64(bounds[known]))
            known += 1
        codes[place] = slots[at]
    return known
