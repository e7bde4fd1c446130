"""What the kernels that read HTML share: what elements, tags and pages are made of, and how the kernels are compiled.

What belongs here: constants, records and tables. What does not: any reading (html_kernel and the kernels it calls), and
which elements and references there are (html_words). Imported, like all of them, only when a page is read. numba's
cache watches a kernel's own file and no other: after a change in one of them `make` compiles all kernels anew.
"""

from __future__ import annotations

import numpy as np
from numba import njit

# What an element does; the last three say what its start ends.
LINE, UNSEEN, VOID, CELL, ROW, RAW, VERBATIM, OF_HEAD, ROOT, FONT, META = (1 << bit for bit in range(11))
ENDS_PARAGRAPH, ENDS_KIND, ENDS_LIGHTER = 1 << 11, 1 << 12, 1 << 13
# Kinds of elements that others end.
NO_KIND, PARAGRAPH, ITEM, TERM, TABLE, HEAD, KINDS = range(7)
LIGHT, ROOT_WEIGHT = 100, 255
# What the attributes of a tag say; a ground is told by style, bgcolor or background, in this order.
HIDES, WHITE_INK, SELF_CLOSED = 1, 2, 4
STYLE_GROUND, COLOUR_GROUND, PICTURE_GROUND = 3, 5, 7
WHITE_GROUND, OTHER_GROUND = 1, 2
# How a reading ends.
COMPLETE, NO_PAGE, TOO_DEEP = range(3)

MAX_DEPTH = 2_048
MOST_NAMESAKES = 64
"""Open elements of other names that share a slot with the name looked for; only a page made to be slow has more."""
LONGEST_REFERENCE, LONGEST_BARE_REFERENCE = 32, 6
NAME_BITS, REFERENCE_BITS = 9, 13
NAMES = 1 << NAME_BITS
SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""2**64 by the golden ratio: Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4)."""
FNV_OFFSET, FNV_PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)
"""The hash of Fowler, Noll and Vo in 64 bits, FNV-1a."""
TAB, LF, SPACE, EXCLAMATION, AMPERSAND, DASH, SLASH = 0x09, 0x0A, 0x20, 0x21, 0x26, 0x2D, 0x2F
LESS, GREATER, DAMAGE = 0x3C, 0x3E, 0xFFFD
BLOCK = 32
CLASSES, LANE = 6, 8
"""A letter is its unit above and, below, one bit in the lane of each class its byte is of; so sums are counts."""
UNIT_SHIFT, MOST_SUMMED = CLASSES * LANE, 7 * BLOCK

ELEMENT = np.dtype(
    [("name", np.uint64), ("does", np.uint16), ("slot", np.uint16), ("weight", np.uint8), ("kind", np.uint8)],
    align=True,
)
OPEN = np.dtype(
    [*((name, ELEMENT[name]) for name in ("name", "does", "slot", "weight", "kind")), ("dark", np.uint8),
     ("inside", np.uint8), ("namesake", np.uint16), ("like", np.uint16), ("heavier", np.uint16)],
    align=True,
)  # fmt: skip
"""An open element: whether its ground is dark and an element inside it; the places of the nearest open ones below it
that share its slot, that share its kind, and that weigh more. Place 0 is the page itself."""
PAGE = np.dtype(
    [*((name, np.int64) for name in ("length", "line", "last_line", "row", "depth", "hidden_at", "elements")),
     *((name, np.int64) for name in ("claim", "textareas")), ("counts", np.int64, CLASSES),
     ("named", np.uint16, NAMES), ("kinds", np.uint16, KINDS), ("open", OPEN, MAX_DEPTH + 1)],
    align=True,
)  # fmt: skip
"""Units written; where the line, the line before it and the row began; elements open; which of them hides; seen; the
place of the meta tag that claims a code page, or -1; textareas seen; bytes of text by class; the innermost open element
of each slot and of each kind; the open elements."""
REFERENCE = np.dtype([("hashed", np.uint64), ("first", np.int32), ("second", np.int32)], align=True)
TABLES = np.dtype(
    [("letters", np.uint64, 256), ("signs", np.uint8, 256), ("elements", ELEMENT, NAMES),
     ("references", REFERENCE, 1 << REFERENCE_BITS), ("controls", np.int32, 32)],
    align=True,
)  # fmt: skip
"""Of each byte its letter, 0 for ``<``, ``&``, NUL, and in UTF-8 beyond ASCII; of each byte its sign in the name of an
element, 0 where it ends one; elements by packed name and references by hash, open addressing; what 0x80 to 0x9F mean.
"""

kernel = njit(cache=True, nogil=True, _nrt=False)  # pyright: ignore[reportCallIssue]
"""Without reference counts, which cost several times what the reading does; such a function makes no arrays."""
inlined = njit(cache=True, nogil=True, _nrt=False, forceinline=True)  # pyright: ignore[reportCallIssue]
"""What every tag passes: an array is seven arguments, so that a call costs more than what it does."""
