"""Compiled: byte-pair merges learned from counted pieces.

What belongs here: the algorithm. What does not: how pieces become symbols (`merging.py`).

The merges are those of Hugging Face's `BpeTrainer`, in its order: the pair that occurs most often, on a tie the one
with the smaller (left, right). Three facts make it fast and small:

* A pair of symbols arises in one step only: at the start, or when the younger of the two is made. So where it stands
  is one stretch of one array, written once; and that array needs no more than three places for each symbol at the
  start, for each merge takes one symbol away and makes two pairs.
* What a pair occurs can only become less. So a heap may hold what it was when last looked at; the pair on top is
  counted anew, and put back if it is less. No count is ever corrected, and no table of pairs is needed.
* A symbol is as wide as the symbols it was made of, and written into its first and its last cell, so the neighbours
  of a symbol are in the cells beside it.
"""

from __future__ import annotations

import heapq
from typing import NamedTuple

import numba
import numpy as np

BORDER = -1
"""Cell between two words, before the first and after the last."""

_INSIDE = -2
"""Cell where a symbol began that is now part of another."""


class Words(NamedTuple):
    """What merges are learned from."""

    cells: np.ndarray
    """int32[n]: the symbols of all words, `BORDER` around each word; the kernel writes into it"""
    owners: np.ndarray
    """int32[n]: the word of each cell"""
    counts: np.ndarray
    """int64[words]: how often each word occurs"""


class Symbols(NamedTuple):
    """Symbols by number, those still to come included."""

    widths: np.ndarray
    """int64[symbols]: cells"""
    lengths: np.ndarray
    """int64[symbols]: bytes, or whatever `longest` counts"""


@numba.njit(cache=True, nogil=True)
def sorted_by(keys: np.ndarray, places: np.ndarray, ahead: int, known: int) -> np.ndarray:
    """The places by the key of the cell so far ahead of them; equal ones keep their order. Keys are below `known`."""
    ends = np.zeros(known + 1, np.int64)
    for place in places:
        ends[keys[place + ahead] + 1] += 1
    ends = np.cumsum(ends)
    ordered = np.empty_like(places)
    for place in places:
        key = keys[place + ahead]
        ordered[ends[key]] = place
        ends[key] += 1
    return ordered


@numba.njit(cache=True, nogil=True)
def first_pairs(words: Words, known: int) -> np.ndarray:
    """int32: where a symbol has a right neighbour, in the order of (left, right, place)."""
    cells = words.cells
    pairs = 0
    for place in range(len(cells) - 1):
        pairs += cells[place] >= 0 and cells[place + 1] >= 0
    places, pairs = np.empty(pairs, np.int32), 0
    for place in range(len(cells) - 1):
        if cells[place] >= 0 and cells[place + 1] >= 0:
            places[pairs] = place
            pairs += 1
    return sorted_by(cells, sorted_by(cells, places, 1, known), 0, known)


@numba.njit(cache=True, nogil=True)
def first_heap(places: np.ndarray, size: int, words: Words, least: int) -> list:
    """(minus occurrences, pair, first and number of its places) of every pair at the start that is frequent enough."""
    cells, owners, counts = words
    heap = [(0, 0, 0, 0) for _ in range(0)]
    first = 0
    while first < size:
        left, right = int(cells[places[first]]), int(cells[places[first] + 1])
        last, weight = first, 0
        while last < size and cells[places[last]] == left and cells[places[last] + 1] == right:
            weight += int(counts[owners[places[last]]])
            last += 1
        if weight >= least:
            heap.append((-weight, left << 32 | right, first, last - first))
        first = last
    heapq.heapify(heap)
    return heap


@numba.njit(cache=True, nogil=True)
def still_there(pair: int, places: np.ndarray, words: Words, widths: np.ndarray) -> tuple[int, int]:
    """How often a pair occurs now, and at how many of its places, which are moved to the front."""
    cells, owners, counts = words
    left, right = pair >> 32, pair & 0xFFFFFFFF
    width, found, weight = widths[left], 0, 0
    for place in places:
        if cells[place] == left and cells[place + width] == right:
            weight += int(counts[owners[place]])
            places[found] = place
            found += 1
    return weight, found


@numba.njit(cache=True, nogil=True)
def replace(pair: int, new: int, places: np.ndarray, cells: np.ndarray, widths: np.ndarray) -> int:
    """Write the new symbol wherever the pair stands; its places are moved to the front, and their number returned."""
    left, right = pair >> 32, pair & 0xFFFFFFFF
    found = 0
    for place in places:
        middle = place + widths[left]
        if cells[place] == left and cells[middle] == right:  # in "aaa" the first pair takes the second's symbol
            cells[middle] = _INSIDE
            cells[place] = cells[place + widths[new] - 1] = new
            places[found] = place
            found += 1
    return found


class Neighbours(NamedTuple):
    """What stands before [0] and after [1] the new symbol, by symbol; emptied after each merge."""

    weights: np.ndarray
    """int64[2, symbols]: how often"""
    sizes: np.ndarray
    """int64[2, symbols]: at how many places"""
    free: np.ndarray
    """int64[2, symbols]: where in the array the next place of the pair goes, -1 for pairs that are left out"""
    met: np.ndarray
    """int32[2, symbols]: the symbols that stand there at all, in no order of meaning"""


@numba.njit(cache=True, nogil=True)
def weigh_neighbours(new: int, places: np.ndarray, words: Words, width: int, neighbours: Neighbours) -> tuple[int, int]:
    """Add up how often each symbol stands before and after the new one; how many symbols there are of either.

    Two of the new symbol in a row count once, as what comes after.
    """
    (cells, owners, counts), (weights, sizes, _, met) = words, neighbours
    before_met = after_met = 0
    for place in places:
        count, before, after = counts[owners[place]], cells[place - 1], cells[place + width]
        if before >= 0 and before != new:
            if sizes[0, before] == 0:
                met[0, before_met] = before
                before_met += 1
            weights[0, before] += count
            sizes[0, before] += 1
        if after >= 0:
            if sizes[1, after] == 0:
                met[1, after_met] = after
                after_met += 1
            weights[1, after] += count
            sizes[1, after] += 1
    return before_met, after_met


@numba.njit(cache=True, nogil=True)
def file_neighbours(
    new: int, places: np.ndarray, cells: np.ndarray, widths: np.ndarray, free: np.ndarray, room: np.ndarray
) -> None:
    """Write where the pairs stand that the new symbol makes with its neighbours."""
    for place in places:
        before, after = cells[place - 1], cells[place + widths[new]]
        if before >= 0 and before != new and free[0, before] >= 0:
            room[free[0, before]] = place - widths[before]
            free[0, before] += 1
        if after >= 0 and free[1, after] >= 0:
            room[free[1, after]] = place
            free[1, after] += 1


@numba.njit(cache=True, nogil=True)
def room_for_pairs(
    new: int, lengths: np.ndarray, neighbours: Neighbours, met: tuple[int, int], filled: int,
    limits: tuple[int, int], heap: list,
) -> int:  # fmt: skip
    """Give the pairs with the new symbol their places in the array and in the heap; the end of what is given out.

    Left out are those too rare ever to be merged and those that would make too long a symbol.
    """
    (weights, sizes, free, symbols), (least, longest) = neighbours, limits
    for side in range(2):
        for other in symbols[side, : met[side]]:
            free[side, other] = -1
            if weights[side, other] >= least and lengths[other] + lengths[new] < longest:
                left, right = (other, new) if side == 0 else (new, other)
                heapq.heappush(heap, (-weights[side, other], np.int64(left) << 32 | right, filled, sizes[side, other]))
                free[side, other] = filled
                filled += sizes[side, other]
            weights[side, other] = sizes[side, other] = 0
    return filled


@numba.njit(cache=True, nogil=True)
def learn(
    words: Words, symbols: Symbols, known: int, most: int, limits: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """The merges in their order, int32[merges, 2], and how often each pair occurred then, int64[merges].

    Args:
        words: written into.
        symbols: int64[known + most] each; those from `known` on are filled in.
        known: symbols at the start.
        most: merges wanted.
        limits: (occurrences a pair needs, length that no merged symbol reaches).
    """
    cells, (widths, lengths), least = words.cells, symbols, limits[0]
    begun = first_pairs(words, known)
    places = np.empty(len(begun) + 2 * len(cells), np.int32)
    places[: len(begun)] = begun
    filled, made = len(begun), 0
    heap = first_heap(places, filled, words, least)
    merges, occurred = np.empty((most, 2), np.int32), np.empty(most, np.int64)
    tallies = np.zeros((3, 2, known + most), np.int64)
    neighbours = Neighbours(tallies[0], tallies[1], tallies[2], np.empty((2, known + most), np.int32))
    while made < most and heap:
        weight, pair, first, size = heapq.heappop(heap)
        now, left = still_there(pair, places[first : first + size], words, widths)
        if now < -weight:
            if now >= least:
                heapq.heappush(heap, (-now, pair, first, left))
            continue
        new = known + made
        merges[made] = pair >> 32, pair & 0xFFFFFFFF
        occurred[made] = now
        widths[new] = widths[merges[made, 0]] + widths[merges[made, 1]]
        lengths[new] = lengths[merges[made, 0]] + lengths[merges[made, 1]]
        made += 1
        found = places[first : first + replace(pair, new, places[first : first + left], cells, widths)]
        met = weigh_neighbours(new, found, words, widths[new], neighbours)
        filled = room_for_pairs(new, lengths, neighbours, met, filled, limits, heap)
        file_neighbours(new, found, cells, widths, neighbours.free, places)
    return merges[:made], occurred[:made]
