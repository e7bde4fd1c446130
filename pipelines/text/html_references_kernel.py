"""Character references: «&nbsp;», «&#1110;», by the HTML Standard, 13.2.5.72 to 13.2.5.80.

What belongs here: reading a reference and looking up its name. What does not: the names there are (html_words).
"""

from __future__ import annotations

import numpy as np

from pipelines.text.html_lines_kernel import put
from pipelines.text.html_shapes import (
    DAMAGE,
    FNV_OFFSET,
    FNV_PRIME,
    LONGEST_BARE_REFERENCE,
    LONGEST_REFERENCE,
    REFERENCE_BITS,
    SPREAD,
    kernel,
)
from pipelines.text.html_signs_kernel import is_digit, is_hexadecimal, is_name


@kernel
def reference(body, at, tables, page, out):
    """Write what the ``&`` at a place stands for; returns the place behind it. The longest known name counts."""
    if at + 1 < body.size and body[at + 1] == 0x23:
        return numeric(body, at, tables.controls, page, out)
    references = tables.references
    found, after, hashed, place = 0, at + 1, FNV_OFFSET, at + 1
    while place < body.size and place - at <= LONGEST_REFERENCE and is_name(body[place]):
        hashed = np.uint64((hashed ^ np.uint64(body[place])) * FNV_PRIME)
        place += 1
        if body[place - 1] == 0x3B or place - at <= LONGEST_BARE_REFERENCE + 1:
            slot = reference_slot(references, hashed)
            found, after = (slot, place) if references[slot].hashed else (found, after)
        if body[place - 1] == 0x3B:
            break
    if not found:
        put(0x26, page, out)
        return at + 1
    put(references[found].first, page, out)
    if references[found].second:
        put(references[found].second, page, out)
    return after


@kernel
def numeric(body, at, controls, page, out):
    """A reference by number, decimal or hexadecimal; 0x80 to 0x9F mean cp1252, as the HTML Standard has it."""
    place, base = at + 2, 10
    if place < body.size and body[place] | 0x20 == 0x78:
        place, base = place + 1, 16
    start, code = place, 0
    while place < body.size and (is_digit(body[place]) or (base == 16 and is_hexadecimal(body[place]))):
        byte = np.int64(body[place])
        code = min(code * base + (byte & 0xF) + 9 * (byte >> 6), 0x110000)
        place += 1
    if place == start:
        put(0x26, page, out)
        return at + 1
    if 0x80 <= code <= 0x9F:
        code = np.int64(controls[code - 0x80])
    put(DAMAGE if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF else code, page, out)
    return place + int(place < body.size and body[place] == 0x3B)


@kernel
def reference_slot(references, hashed):
    """The slot of a hashed name, or the free one where it would stand; slot 0 is never used."""
    slot = max(1, np.int64((hashed * SPREAD) >> np.uint64(64 - REFERENCE_BITS)))
    while references[slot].hashed != hashed and references[slot].hashed != 0:
        slot = max(1, (slot + 1) & (references.size - 1))
    return slot
