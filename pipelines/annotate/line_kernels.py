"""Lines and paragraphs of texts: how many there may be, what repeats, and what form they have.

What belongs here: numba kernels over bytes that end lines and over rows of `quality_kernels.LINE`. What does not:
reading the lines themselves (quality_kernels). The module compiles on first use, so it is imported inside functions
only. Definitions are datatrove's (0.10.1, Gopher repetition, Gopher quality and FineWeb quality filters) over texts
whose lines end in LF and that begin and end with something visible, as `documents` has them.
"""

from __future__ import annotations

import numpy as np
from numba import njit

SHORT = 30
"""Code points of a short line at most (FineWeb)."""

VISIBLE, PUNCTUATED, BULLET, ELLIPSIS, TABULAR = 1, 2, 4, 8, 16
"""Bits of a line's `form`, as in quality_kernels: numba's cache watches a kernel's own file and no other."""

SHAPES = np.dtype([
    (name, np.int64)
    for name in (
        "lines", "visible", "parts", "paragraphs", "short", "punctuated", "bullets", "ellipses", "tabular",
        "same_parts", "same_part_chars", "same_visible_chars", "same_paragraphs", "same_paragraph_chars",
    )
])  # fmt: skip
"""Counts of a document. lines: as str.splitlines finds them; visible: not blank; parts: between runs of line ends;
same_*: what repeats an earlier one, and its code points."""

SEED, STEP, GOLDEN = np.uint64(14695981039346656037), np.uint64(1099511628211), np.uint64(0x9E3779B97F4A7C15)
"""FNV-1a over hashes of lines; Fibonacci hashing for slots."""


@njit(cache=True, nogil=True)
def bounds(data, offsets):
    """(first line, first token) of each document, int64 of n + 1.

    A text of k line ends has k + 1 lines. Of tokens it has at most one more than bytes that may belong to a blank.
    """
    lines, tokens = np.zeros(len(offsets), np.int64), np.zeros(len(offsets), np.int64)
    for document in range(len(offsets) - 1):
        ends = blanks = 0
        for at in range(offsets[document], offsets[document + 1]):
            ends += data[at] == 10
            blanks += data[at] <= 32 or data[at] == 0xC2 or 0xE1 <= data[at] <= 0xE3
        lines[document + 1] = lines[document] + ends + 1
        tokens[document + 1] = tokens[document] + blanks + 1
    return lines, tokens


@njit(cache=True, nogil=True)
def is_seen(value, slots, mask):
    """Whether `value` is in the set `slots` (uint64, 0 is empty); it is afterwards."""
    value |= np.uint64(1)
    slot = value * GOLDEN >> np.uint64(32) & mask
    while slots[slot] != 0:
        if slots[slot] == value:
            return True
        slot = slot + np.uint64(1) & mask
    slots[slot] = value
    return False


@njit(cache=True, nogil=True)
def emptied(slots, lines):
    """Empty as many slots as a set of so many lines needs; returns their mask."""
    size = 2
    while size < 2 * lines:
        size *= 2
    slots[:size] = 0
    return np.uint64(size - 1)


@njit(cache=True, nogil=True)
def count_forms(lines, found):
    """Lines by their form."""
    for i in range(len(lines)):
        form = lines[i].form
        found.visible += form & VISIBLE != 0
        found.punctuated += form & PUNCTUATED != 0
        found.bullets += form & BULLET != 0
        found.ellipses += form & ELLIPSIS != 0
        found.tabular += form & TABULAR != 0
        found.short += form & VISIBLE != 0 and lines[i].chars <= SHORT
    found.lines = len(lines) - (lines[len(lines) - 1].chars == 0)


@njit(cache=True, nogil=True)
def count_parts(lines, slots, found):
    r"""What stands between runs of line ends, `re.split("\n+", text)`, and what repeats an earlier one."""
    mask = emptied(slots, len(lines))
    for i in range(len(lines)):
        if lines[i].chars == 0 and 0 < i < len(lines) - 1:
            continue
        found.parts += 1
        if is_seen(lines[i].hash, slots, mask):
            found.same_parts += 1
            found.same_part_chars += lines[i].chars
            found.same_visible_chars += lines[i].chars if lines[i].form & VISIBLE else 0


@njit(cache=True, nogil=True)
def count_paragraphs(lines, slots, found):
    r"""What stands between two line ends or more, `re.split(r"\n{2,}", text)`, and what repeats an earlier one."""
    mask = emptied(slots, len(lines))
    chars, value = -1, SEED
    for i in range(len(lines) + 1):
        if i < len(lines) and lines[i].chars:
            chars += 1 + lines[i].chars
            value = (value ^ lines[i].hash) * STEP
        elif chars >= 0:
            found.paragraphs += 1
            if is_seen(value, slots, mask):
                found.same_paragraphs += 1
                found.same_paragraph_chars += chars
            chars, value = -1, SEED


@njit(cache=True, nogil=True)
def shape(lines, first_line, found):
    """Count the lines and paragraphs of every document: `found` (SHAPES, n, zeroed) from `lines` (LINE)."""
    longest = 1
    for document in range(len(found)):
        longest = max(longest, first_line[document + 1] - first_line[document])
    slots = np.empty(4 * longest, np.uint64)
    for document in range(len(found)):
        rows = lines[first_line[document] : first_line[document + 1]]
        count_forms(rows, found[document])
        count_parts(rows, slots, found[document])
        count_paragraphs(rows, slots, found[document])
