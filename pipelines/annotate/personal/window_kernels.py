"""From anchors to windows: stretches of text around them, counted in code points and copied out.

What belongs here: numba kernels over UTF-8 bytes. What does not: which anchors there are (anchor_kernels,
stem_kernels). The module compiles on first use, so it is imported inside functions only.
"""

from __future__ import annotations

import numpy as np
from numba import njit

BLOCK = 128
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
def _is_space(byte: int) -> bool:
    """Whether a byte is white space in ASCII, at which alone windows are cut."""
    return byte == 32 or byte == 10 or byte == 9


@njit(cache=True, nogil=True)
def _word_back(data: np.ndarray, at: int, begin: int) -> tuple[int, bool]:
    """Start of the word and of the white space behind it that end at `at`, and whether a digit stands in them."""
    digit = False
    while at > begin and _is_space(data[at - 1]):
        at -= 1
    while at > begin and not _is_space(data[at - 1]):
        at -= 1
        digit |= 48 <= data[at] <= 57
    return at, digit


@njit(cache=True, nogil=True)
def _word_forth(data: np.ndarray, at: int, end: int) -> tuple[int, bool]:
    """End of the white space and of the word behind it that begin at `at`, and whether a digit stands in them."""
    digit = False
    while at < end and _is_space(data[at]):
        at += 1
    while at < end and not _is_space(data[at]):
        digit |= 48 <= data[at] <= 57
        at += 1
    return at, digit


@njit(cache=True, nogil=True)
def _uncut_start(data: np.ndarray, at: int, begin: int) -> int:
    """Start of the word at `at`, and of all words before it with digits in them: no number is cut."""
    while at > begin and not _is_space(data[at - 1]):
        at -= 1
    before, digit = _word_back(data, at, begin)
    while digit:
        at = before
        before, digit = _word_back(data, at, begin)
    return at


@njit(cache=True, nogil=True)
def _uncut_end(data: np.ndarray, at: int, end: int) -> int:
    """End of the word at `at`, and of all words behind it with digits in them."""
    while at < end and not _is_space(data[at]):
        at += 1
    behind, digit = _word_forth(data, at, end)
    while digit:
        at = behind
        behind, digit = _word_forth(data, at, end)
    return at


@njit(cache=True, nogil=True)
def _within(data: np.ndarray, start: int, end: int, points: int) -> bool:
    """Whether data[start:end] has at most so many code points."""
    if end - start <= points:
        return True
    if end - start > 4 * points:
        return False
    for at in range(start, end):
        points -= data[at] & 0xC0 != 0x80
    return points >= 0


@njit(cache=True, nogil=True)
def beside(data: np.ndarray, places: np.ndarray, ends: np.ndarray, points: int) -> np.ndarray:
    """Whether a word ends within so many code points of each of `places` (int64, n x 2, bytes): bool.

    ends: int64, bytes, in order; a word of the document before or behind counts as well.
    """
    told = np.zeros(len(places), np.bool_)
    for i in range(len(places)):
        following = int(np.searchsorted(ends, places[i, 0], side="right"))
        told[i] = following > 0 and _within(data, int(ends[following - 1]), int(places[i, 0]), points)
        if following < len(ends):
            told[i] |= _within(data, int(places[i, 1]), int(ends[following]), points)
    return told


@njit(cache=True, nogil=True)
def merge_windows(
    data: np.ndarray,
    offsets: np.ndarray,
    anchors: np.ndarray,
    documents: np.ndarray,
    span: tuple[int, int],
    windows: np.ndarray,
    owners: np.ndarray,
) -> int:
    """Windows from `span[0]` code points before anchors to `span[1]` behind, those that meet made one; their count.

    No word and no number is cut, for what is left of one may look like another; but where a single code point is asked
    for, the anchor is all that is looked at. anchors: int64, n x 2, start and end in
    bytes, sorted by start; documents: int64, n, their rows. windows: int64, n x 4, is filled with start and end in
    bytes, and the code points that the document is too short for before and behind; owners: int64, n, with the row.
    """
    count = 0
    for i in range(len(anchors)):
        begin, end = int(offsets[documents[i]]), int(offsets[documents[i] + 1])
        start, before = _back(data, anchors[i, 0], begin, span[0])
        stop, behind = _forth(data, anchors[i, 1], end, span[1])
        last = count - 1
        neighbour = count > 0 and owners[last] == documents[i]
        if neighbour and stop < windows[last, 1]:
            continue
        if span[0] > 1:
            stop = _uncut_end(data, stop, end)
        if span[0] > 1 and not (neighbour and start <= windows[last, 1]):
            start = _uncut_start(data, start, begin)
        if neighbour and start <= windows[last, 1]:
            windows[last, 1], windows[last, 3] = stop, max(behind, windows[last, 3])
            continue
        windows[count, 0], windows[count, 2] = start, before
        windows[count, 1], windows[count, 3] = stop, behind
        owners[count] = documents[i]
        count += 1
    return count


@njit(cache=True, nogil=True)
def _byte(data: np.ndarray, blocks: np.ndarray, points: int) -> int:
    """The byte behind the first so many code points of all the data."""
    block = int(np.searchsorted(blocks, points, side="right")) - 1
    at = block * BLOCK
    while at < len(data) and data[at] & 0xC0 == 0x80:
        at += 1
    return _forth(data, at, len(data), points - blocks[block])[0]


@njit(cache=True, nogil=True)
def context_windows(
    data: np.ndarray, blocks: np.ndarray, offsets: np.ndarray, rows: np.ndarray, spans: np.ndarray, reach: int
) -> tuple[np.ndarray, np.ndarray]:
    """A window (as of merge_windows) of `reach` code points and no cut word around each of `spans`, none merged.

    spans: int64, n x 2, start and end in code points of the document of each of `rows` (int64). Also the code points
    of each window before its span (int64), the missing ones included.
    """
    windows, points = np.empty((len(spans), 4), np.int64), np.empty(len(spans), np.int64)
    for i in range(len(spans)):
        begin, end = int(offsets[rows[i]]), int(offsets[rows[i] + 1])
        first = _points_before(data, blocks, begin)
        at = _byte(data, blocks, first + spans[i, 0])
        start, windows[i, 2] = _back(data, at, begin, reach)
        stop, windows[i, 3] = _forth(data, at, end, spans[i, 1] - spans[i, 0] + reach)
        windows[i, 0], windows[i, 1] = _uncut_start(data, start, begin), _uncut_end(data, stop, end)
        points[i] = reach
        for place in range(windows[i, 0], start):
            points[i] += data[place] & 0xC0 != 0x80
    return windows, points


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
def points_within(data: np.ndarray, blocks: np.ndarray, offsets: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Start and end in code points of their document, int64, n x 2, of `places` (int64, n x 3): row, start, end."""
    points = np.empty((len(places), 2), np.int64)
    document, begin = -1, 0
    for i in range(len(places)):
        if places[i, 0] != document:
            document = places[i, 0]
            begin = _points_before(data, blocks, int(offsets[document]))
        for side in range(2):
            points[i, side] = _points_before(data, blocks, places[i, 1 + side]) - begin
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
