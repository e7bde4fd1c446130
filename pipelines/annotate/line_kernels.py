"""Lines and paragraphs of texts: where they are, what repeats, what form they have.

What belongs here: numba kernels over code points and their kinds, and over the rows they write. What does not: words
(word_kernels, ngram_kernels). Definitions are those of datatrove 0.10.1 (Gopher repetition, Gopher quality and FineWeb
quality filters) over texts whose lines end in LF and that begin and end with something visible, as `documents` has
them.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pipelines.annotate.quality_kernels import KINDS, SPACE

SHORT = 30
"""Code points of a short line at most (FineWeb)."""

GAP = 3
"""Blanks in a row that part two columns."""

VISIBLE, PUNCTUATED, BULLET, ELLIPSIS, TABULAR = 1, 2, 4, 8, 16
"""Bits of a line's `form`."""

LINE = np.dtype([
    ("start", np.int32), ("chars", np.int32), ("hash", np.uint64), ("form", np.uint8), ("kinds", np.int32, KINDS),
])  # fmt: skip
"""A line: first code point, code points without its end, hash of them, form, code points by kind, its end included."""

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
"""FNV-1a, 64 bit (Fowler, Noll, Vo), over code points instead of bytes; Fibonacci hashing (Knuth 6.4) for slots."""

HYPHEN, DOT, DOTS, DISC, LINE_FEED, TAB, BAR = 0x2D, 0x2E, 0x2026, 0x2022, 0x0A, 0x09, 0x7C


@njit(cache=True, nogil=True)
def read_lines(points, kinds, lines):
    """Fill `lines` (LINE, zeroed), the rows of this document."""
    line = start = 0
    value, tally = SEED, lines[0].kinds
    for i in range(len(points)):
        tally[kinds[i]] += 1
        if points[i] != LINE_FEED:
            value = (value ^ np.uint64(points[i])) * STEP
            continue
        close_line(points, kinds, start, i, value, lines[line])
        line, start, value = line + 1, i + 1, SEED
        tally = lines[line].kinds
    close_line(points, kinds, start, len(points), value, lines[line])


@njit(cache=True, nogil=True)
def close_line(points, kinds, start, end, value, line):
    """Write what is known of a line at its end, code points [start, end)."""
    line.start, line.chars, line.hash = start, end - start, value
    first, last = start, end
    while first < last and kinds[first] == SPACE:
        first += 1
    while last > first and kinds[last - 1] == SPACE:
        last -= 1
    if first == last:
        return
    line.form = VISIBLE
    line.form |= PUNCTUATED if last == end and is_terminal(points[end - 1]) else 0
    line.form |= BULLET if points[first] == DISC or points[first] == HYPHEN else 0
    line.form |= ELLIPSIS if is_ellipsis(points, max(first, last - 3), last) or points[last - 1] == DOTS else 0
    line.form |= TABULAR if is_tabular(points, kinds, first, last) else 0


@njit(cache=True, nogil=True)
def is_terminal(point):
    """Ends of sentences: those of datatrove's list that Latin, Greek and Cyrillic texts use, and full-width ones."""
    if point < 0x80:
        return point == 0x2E or point == 0x3F or point == 0x21
    return 0x203C <= point <= 0x203D or 0x2047 <= point <= 0x2049 or point in (0x2E2E, 0x3002, 0xFF01, 0xFF0E, 0xFF1F)


@njit(cache=True, nogil=True)
def is_ellipsis(points, start, end):
    """Whether [start, end) is three dots."""
    return end - start == 3 and points[start] == DOT and points[start + 1] == DOT and points[start + 2] == DOT


@njit(cache=True, nogil=True)
def is_tabular(points, kinds, start, end):
    """A row of a table: a TAB between cells, two bars or more, or two gaps between columns typed with blanks."""
    bars = gaps = blanks = 0
    for i in range(start, end):
        if kinds[i] == SPACE:
            if points[i] == TAB:
                return True
            blanks += 1
            gaps += blanks == GAP
            continue
        blanks = 0
        bars += points[i] == BAR or 0x2500 <= points[i] <= 0x257F
    return bars >= 2 or gaps >= 2


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
def read(points, kinds, first_point, first_line, lines, shapes):
    """Fill `lines` (LINE) and count the lines and paragraphs of every document: `shapes` (SHAPES, n).

    points: uint32 and kinds: uint8, code points of all documents; first_point, first_line: int64, n + 1. All outputs
    come in zeroed.
    """
    longest = 1
    for document in range(len(shapes)):
        longest = max(longest, first_line[document + 1] - first_line[document])
    slots = np.empty(4 * longest, np.uint64)
    for document in range(len(shapes)):
        start, end = first_point[document], first_point[document + 1]
        rows = lines[first_line[document] : first_line[document + 1]]
        read_lines(points[start:end], kinds[start:end], rows)
        count_forms(rows, shapes[document])
        count_parts(rows, slots, shapes[document])
        count_paragraphs(rows, slots, shapes[document])
