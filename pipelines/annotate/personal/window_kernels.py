"""From anchors to windows: stretches of text around them, counted in code points and copied out.

What belongs here: numba kernels over UTF-8 bytes. What does not: which anchors there are (anchor_kernels). The module
compiles on first use, so it is imported inside functions only.
"""

from __future__ import annotations

import numpy as np
from numba import njit

BLOCK = 512
"""Bytes between two places at which the code points are counted beforehand."""


@njit(cache=True, nogil=True)
def count_blocks(data: np.ndarray) -> np.ndarray:
    """Code points before byte 0, BLOCK, 2 BLOCK … of `data` (uint8): int64."""
    counts = np.zeros(len(data) // BLOCK + 1, np.int64)
    for block in range(1, len(counts)):
        points = 0
        for at in range((block - 1) * BLOCK, block * BLOCK):
            points += data[at] & 0xC0 != 0x80
        counts[block] = counts[block - 1] + points
    return counts


@njit(cache=True, nogil=True)
def _points_before(data: np.ndarray, blocks: np.ndarray, at: int) -> int:
    """Code points before byte `at` of all the data."""
    points = blocks[at // BLOCK]
    for place in range(at // BLOCK * BLOCK, at):
        points += data[place] & 0xC0 != 0x80
    return points


@njit(cache=True, nogil=True)
def _back(data: np.ndarray, at: int, begin: int, points: int) -> tuple[int, int]:
    """The byte so many code points before `at`, not before `begin`, and how many points were missing."""
    while at > begin and points > 0:
        at -= 1
        points -= data[at] & 0xC0 != 0x80
    return at, points


@njit(cache=True, nogil=True)
def _forth(data: np.ndarray, at: int, end: int, points: int) -> tuple[int, int]:
    """The byte so many code points after `at`, not behind `end`, and how many points were missing."""
    while at < end and points > 0:
        at += 1
        while at < end and data[at] & 0xC0 == 0x80:
            at += 1
        points -= 1
    return at, points


@njit(cache=True, nogil=True)
def _uncut(runs: np.ndarray, at: int, side: int) -> int:
    """Where a window ends that would end at `at`: at the start (side 0) or end (1) of the run that it would cut."""
    place = np.searchsorted(runs[:, 0], at) - 1
    return int(runs[place, side]) if place >= 0 and runs[place, 1] > at else at


@njit(cache=True, nogil=True)
def merge_windows(
    data: np.ndarray,
    offsets: np.ndarray,
    anchors: np.ndarray,
    documents: np.ndarray,
    runs: np.ndarray,
    reach: int,
    windows: np.ndarray,
    owners: np.ndarray,
) -> int:
    """Windows of `reach` code points around anchors, in order, those that meet made one; returns how many.

    anchors: int64, n x 2, start and end in bytes, sorted by start; documents: int64, n, their rows; runs: int64, m x 2,
    start and end in bytes of words that no window may cut. windows: int64, n x 4, is filled with start and end in
    bytes, and the code points that the document is too short for before and behind; owners: int64, n, with the row.
    """
    count = 0
    for i in range(len(anchors)):
        begin, end = int(offsets[documents[i]]), int(offsets[documents[i] + 1])
        start, before = _back(data, anchors[i, 0], begin, reach)
        stop, behind = _forth(data, anchors[i, 1], end, reach)
        start, stop = _uncut(runs, start, 0), _uncut(runs, stop, 1)
        last = count - 1
        if count > 0 and owners[last] == documents[i] and start <= windows[last, 1]:
            if stop > windows[last, 1]:
                windows[last, 1], windows[last, 3] = stop, behind
            elif stop == windows[last, 1]:
                windows[last, 3] = max(behind, windows[last, 3])
        else:
            windows[count, 0], windows[count, 1], windows[count, 2], windows[count, 3] = start, stop, before, behind
            owners[count] = documents[i]
            count += 1
    return count


@njit(cache=True, nogil=True)
def first_points(
    data: np.ndarray, blocks: np.ndarray, offsets: np.ndarray, windows: np.ndarray, owners: np.ndarray
) -> np.ndarray:
    """Place in its document (code points, int64) of each window's first character, the missing ones included."""
    points = np.empty(len(windows), np.int64)
    for i in range(len(windows)):
        begin = _points_before(data, blocks, int(offsets[owners[i]]))
        points[i] = _points_before(data, blocks, windows[i, 0]) - begin - windows[i, 2]
    return points


@njit(cache=True, nogil=True)
def copy_windows(data: np.ndarray, windows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Bytes (uint8) and offsets (int64, n + 1) of the windows, NULs for what is missing and one behind each."""
    offsets = np.zeros(len(windows) + 1, np.int64)
    for i in range(len(windows)):
        offsets[i + 1] = offsets[i] + windows[i, 1] - windows[i, 0] + windows[i, 2] + windows[i, 3] + 1
    copied = np.zeros(offsets[-1], np.uint8)
    for i in range(len(windows)):
        to = offsets[i] + windows[i, 2]
        copied[to : to + windows[i, 1] - windows[i, 0]] = data[windows[i, 0] : windows[i, 1]]
    return copied, offsets


@njit(cache=True, nogil=True)
def copy_pieces(data: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Bytes (uint8) and offsets (int64, n + 1) of the pieces between `starts` and `ends`."""
    offsets = np.zeros(len(starts) + 1, np.int64)
    offsets[1:] = np.cumsum(ends - starts)
    copied = np.empty(offsets[-1], np.uint8)
    for i in range(len(starts)):
        for at in range(ends[i] - starts[i]):
            copied[offsets[i] + at] = data[starts[i] + at]
    return copied, offsets
