"""Compiled: where the pieces of a text begin, many at once.

What belongs here: the loop over plain text, which follows `piece_states.steps`. What does not: what else a text may
hold (`piece_kernel.py`), and counting (`piece_table_kernel.py`).
"""

from __future__ import annotations

import numba
import numpy as np

from tokenizer.piece_kernel import piece_end
from tokenizer.piece_states import WIDTH, place_of

_U0, _U1 = np.uint64(0), np.uint64(1)

_STATE = np.uint64((1 << WIDTH) - 2)
"""The bits of a state, without the one that tells whether a piece begins."""

_AWKWARD, _LINES = (np.uint64(place_of(state)) for state in ("awkward", "lines"))

_STRIDE = np.uint64(32)
"""Bytes read before it is asked whether they were plain."""

ROOM = 256 + int(_STRIDE)
"""Pieces that are cut at once, at most."""

_ROOM = np.uint64(ROOM)


@numba.njit(cache=True, nogil=True)
def plain_begins(
    data: np.ndarray, at: np.uint64, end: np.uint64, steps: np.ndarray, begins: np.ndarray, found: np.uint64
) -> tuple[np.uint64, np.uint64]:
    """Find where pieces begin while the text is plain: how many are found, and where the first begins that is not.

    Args:
        data: uint8, the text.
        at: byte where a piece begins.
        end: where the text ends.
        steps: `piece_states.steps`.
        begins: uint64, filled from `found` on; what lies behind the last one found means nothing.
        found: pieces that it has already.
    """
    begins[found] = at
    state = steps[data[at]] >> _LINES
    more, place, most = found + _U1, at + _U1, np.uint64(len(begins)) - _STRIDE
    while place < end and more < most and state & _STATE != _AWKWARD:
        stop = min(place + _STRIDE, end)
        while place < stop:
            state = steps[data[place]] >> (state & _STATE)
            begins[more] = place
            more += state & _U1
            place += _U1
    if place == end and state & _STATE != _AWKWARD:
        return np.uint64(more), end
    return np.uint64(more - _U1), begins[more - _U1]


@numba.njit(cache=True, nogil=True)
def cut(
    data: np.ndarray, at: np.uint64, end: np.uint64, kinds: np.ndarray, steps: np.ndarray, words: int,
    begins: np.ndarray,
) -> np.uint64:  # fmt: skip
    """Cut pieces from a stretch of text that holds no tag, as many as there is room for; how many.

    Args:
        data: uint8, the text.
        at: byte where to begin.
        end: where the stretch ends.
        kinds: of characters.
        steps: `piece_states.steps`.
        words: that may be in one piece.
        begins: uint64[ROOM + 1], filled with where pieces begin, and then with where the last one ends.
    """
    found = _U0
    while at < end and found + _STRIDE < _ROOM:
        if words == 1:
            found, at = plain_begins(data, at, end, steps, begins, found)
        if at < end:
            begins[found] = at
            found, at = found + _U1, piece_end(data, at, end, kinds, words)
    begins[found] = at
    return found
