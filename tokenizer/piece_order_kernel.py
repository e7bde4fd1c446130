"""Compiled: what a table of pieces holds, spelled out and put in order.

What belongs here: from the slots of `piece_table_kernel.Table` to texts, and the order of texts by their bytes. What
does not: counting.
"""

from __future__ import annotations

import numba
import numpy as np

_KEPT = 7
"""Bytes that are compared at once; the eighth of a number says how many there are."""

_FEW = 16
"""Texts that are put in order one by one, sooner than the memory is there that a sort of many asks for."""


@numba.njit(cache=True, nogil=True)
def sizes_of(slots: np.ndarray) -> np.ndarray:
    """int64[slots]: bytes of the piece in each slot; that of a short one is the highest byte of its key."""
    sizes = np.empty(len(slots), np.int64)
    for which, row in enumerate(slots):
        high = row[3] >> np.uint64(56)
        sizes[which] = high if high < 0xFF else row[3] & np.uint64(0xFFFFFFFFFFFFFF)
    return sizes


@numba.njit(cache=True, nogil=True)
def spell(slots: np.ndarray, arena: np.ndarray, begins: np.ndarray, texts: np.ndarray) -> None:
    """Write the pieces one after another, each from `begins` on, uint8 of the size of all."""
    for which, row in enumerate(slots):
        begin, size = begins[which], begins[which + 1] - begins[which]
        if row[3] >> np.uint64(56) == 0xFF:
            texts[begin : begin + size] = arena[row[2] : row[2] + np.uint64(size)]
        else:
            for number in range(size):
                texts[begin + number] = (row[1 + number // 8] >> np.uint64(number % 8 * 8)) & np.uint64(0xFF)


@numba.njit(cache=True, nogil=True)
def next_bytes(texts: np.ndarray, begin: int, end: int) -> np.uint64:
    """A few bytes and how many they are, as a number that is in order as they are."""
    value, kept = np.uint64(0), min(max(end - begin, 0), _KEPT + 1)
    for number in range(_KEPT):
        value = value << np.uint64(8) | np.uint64(texts[begin + number] if number < kept else 0)
    return value << np.uint64(8) | np.uint64(kept)


def in_order(texts: np.ndarray, begins: np.ndarray) -> np.ndarray:
    """int64[texts]: the places of different texts by their bytes.

    Args:
        texts: uint8, all of them.
        begins: int64[texts + 1], where each begins, and the end of the last.
    """
    keys = first_bytes(texts, begins)
    order = np.argsort(keys)
    settle(order, keys[order], texts, begins)
    return order


@numba.njit(cache=True, nogil=True)
def first_bytes(texts: np.ndarray, begins: np.ndarray) -> np.ndarray:
    """uint64[texts]: the numbers by which texts are in order as far as their first bytes tell."""
    keys = np.empty(len(begins) - 1, np.uint64)
    for place in range(len(keys)):
        keys[place] = next_bytes(texts, begins[place], begins[place + 1])
    return keys


@numba.njit(cache=True, nogil=True)
def settle(order: np.ndarray, keys: np.ndarray, texts: np.ndarray, begins: np.ndarray) -> None:
    """Put those in order by their next bytes that have the bytes before in common, which are known to `keys`."""
    waiting = [(0, len(order), 0)]
    while waiting:
        first, last, known = waiting.pop()
        if known:
            for place in range(first, last):
                begin, end = begins[order[place]], begins[order[place] + 1]
                keys[place] = next_bytes(texts, int(begin) + known, int(end))
            if last - first <= _FEW:
                insert(order, keys, first, last)
            else:
                by_key = np.argsort(keys[first:last])
                order[first:last] = order[first:last][by_key]
                keys[first:last] = keys[first:last][by_key]
        begin = first
        for place in range(first + 1, last + 1):
            if place == last or keys[place] != keys[begin]:
                if place - begin > 1:
                    waiting.append((begin, place, known + _KEPT))
                begin = place


@numba.njit(cache=True, nogil=True)
def insert(order: np.ndarray, keys: np.ndarray, first: int, last: int) -> None:
    """Put a few in order by their keys, one after the other."""
    for at in range(first + 1, last):
        key, one, place = keys[at], order[at], at
        while place > first and keys[place - 1] > key:
            keys[place], order[place] = keys[place - 1], order[place - 1]
            place -= 1
        keys[place], order[place] = key, one
