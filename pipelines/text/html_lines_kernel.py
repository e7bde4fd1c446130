"""Text, lines and cells of a page: what is seen is written as units of UTF-16.

What belongs here: running text, blanks as one, and where lines and cells end. What does not: which tag ends them
(html_elements_kernel).
"""

from __future__ import annotations

import numpy as np

from pipelines.text.html_shapes import (
    AMPERSAND,
    BLOCK,
    CLASSES,
    DAMAGE,
    LANE,
    LESS,
    LF,
    MOST_SUMMED,
    SPACE,
    TAB,
    UNIT_SHIFT,
    inlined,
    kernel,
)
from pipelines.text.html_signs_kernel import is_blank, is_prefix


@inlined
def write_words(body, at, letters, page, out):
    """Write running text up to ``<`` or ``&``, blanks as one space, NUL as nothing; returns the place.

    Blocks of letters and single blanks are copied at one blow, whatever is left of them byte by byte.
    """
    length = page.length
    stop = min(body.size, at + out.size - 1 - length)
    top = np.uint8(0xFF if letters[0xFF] else 0x7F)
    before = np.uint16(SPACE if is_parted(page, out) else 0)
    sums, summed = np.uint64(0), 0
    while at < stop:
        summed += BLOCK
        if summed > MOST_SUMMED:
            count(sums, page)
            sums, summed = np.uint64(0), BLOCK
        if 0 < at <= stop - BLOCK and (body[at] > SPACE or before != SPACE) and is_plain(body, at, top):
            sums += copy_block(body, at, letters, length, out)
            at, length = at + BLOCK, length + BLOCK
            before = out[np.uint64(length - 1)]
            continue
        end = min(stop, at + BLOCK)
        at, length, before, sums = write_letters(body, at, end, letters, length, before, sums, out)
        if at < end:
            if body[np.uint64(at)] == LESS:
                break
            odd = at
            at, length, before = write_odd(body, at, length, before, out)
            if at == odd:
                break
    page.length = length
    if sums << np.uint64(64 - UNIT_SHIFT):
        count(sums, page)
    return at


@inlined
def copy_block(body, at, letters, length, out):
    """Write a block, byte by byte a unit; returns the sum of its letters."""
    sums = np.uint64(0)
    for place in range(BLOCK):
        letter = letters[np.uint64(body[np.uint64(at + place)])]
        out[np.uint64(length + place)] = letter >> np.uint64(UNIT_SHIFT)
        sums += letter
    return sums


@inlined
def write_letters(body, at, end, letters, length, before, sums, out):
    """Write up to the first byte that is no letter; returns (place, units written, the last of them, sums).

    A blank is a unit like any other, which the next one overwrites where a blank stands before it: a processor cannot
    guess where words end, so that asking at each byte costs more than all the rest.
    """
    while at < end:
        letter = letters[np.uint64(body[np.uint64(at)])]
        unit = np.uint16(letter >> np.uint64(UNIT_SHIFT))
        if unit == 0:
            break
        out[np.uint64(length)] = unit
        length += (unit != SPACE) | (before != SPACE)
        before = unit
        sums += letter
        at += 1
    return at, length, before, sums


@kernel
def write_odd(body, at, length, before, out):
    """Write a character of more bytes than one, or a no-break space by name; returns (place, units written, last).

    The place stays where there is neither.
    """
    byte = body[np.uint64(at)]
    if byte >= 0x80:
        code, at = decoded(body, at)
        return at, write(code, length, out), np.uint16(0)
    if byte == 0:
        return at + 1, length, before
    if is_prefix(body, at, body.size, b"&nbsp;"):
        return at + 6, write(0xA0, length, out), np.uint16(0)
    return at, length, before


@kernel
def count(sums, page):
    """Add the lanes of sums to the counts of the page."""
    for lane in range(CLASSES):
        page.counts[lane] += np.int64((sums >> np.uint64(lane * LANE)) & np.uint64((1 << LANE) - 1))


@inlined
def is_plain(body, at, top):
    """Whether a block holds letters and single blanks only.

    All bytes are asked at once, each question so that 0 means no: processors have instructions for the least of many.
    """
    least = np.uint8(0xFF)
    for place in range(BLOCK):
        byte, before = body[np.uint64(at + place)], body[np.uint64(at + place - 1)]
        least = min(least, np.uint8(byte ^ np.uint8(LESS)))
        least = min(least, np.uint8(byte ^ np.uint8(AMPERSAND)))
        least = min(least, np.uint8(byte & np.uint8(0xE0)))
        least = min(least, np.uint8((byte ^ np.uint8(SPACE)) | (before ^ np.uint8(SPACE))))
        least = min(least, np.uint8((~byte | top) & np.uint8(0x80)))
    return least != 0


@inlined
def is_parted(page, out):
    """Whether no blank is needed to part what comes from what stands on the line."""
    at = page.length
    return at == page.line or out[at - 1] == SPACE or out[at - 1] == TAB


@kernel
def put(code, page, out):
    """Write one code point, unless hidden; blanks are one space."""
    if page.hidden_at:
        return
    length = page.length
    if not is_blank(code):
        page.length = write(code, length, out)
    elif not is_parted(page, out):
        page.length = write(SPACE, length, out)


@kernel
def write(code, length, out):
    """Append a code point as one or two units, not beyond the end of ``out``; returns the new length."""
    if code > 0xFFFF and length + 1 < out.size:
        out[length] = 0xD800 + ((code - 0x10000) >> 10)
        out[length + 1] = 0xDC00 + ((code - 0x10000) & 0x3FF)
        return length + 2
    if code <= 0xFFFF and length < out.size:
        out[length] = code
        return length + 1
    return length


@kernel
def decoded(body, at):
    """(code point, next place) of a character of UTF-8 beyond ASCII, which is known to be valid."""
    lead = np.int64(body[at])
    width = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
    if at + width > body.size:
        return DAMAGE, body.size
    code = lead & (0x7F >> width)
    for place in range(at + 1, at + width):
        code = code << 6 | (np.int64(body[place]) & 0x3F)
    return code, at + width


@inlined
def end_line(page, out):
    """End the line, if anything seen stands on it; a cell just begun waits for its text."""
    if not page.hidden_at and page.length > page.line and out[page.length - 1] != TAB:
        finish_line(page, out)


@kernel
def finish_line(page, out):
    """End the line, whatever stands on it; one of blanks only is taken back."""
    length = page.length
    while length > page.line and out[length - 1] == SPACE:
        length -= 1
    page.length = page.line
    if is_inked(out, page.line, length) and length < out.size:
        out[length] = LF
        page.last_line = page.line
        page.length = page.line = length + 1


@kernel
def next_cell(page, out):
    """Part two cells of a row: the next goes on where the last one ended, but not beyond the row."""
    finish_line(page, out)
    if page.length > page.row:
        page.length -= 1
        page.line = page.last_line
    page.length = write(TAB, page.length, out)


@kernel
def is_inked(out, start, end):
    """Whether anything but white space, as Unicode has it, or a TAB between cells, stands on a line."""
    for place in range(start, end):
        unit = out[place]
        is_white = unit <= 0x20 or unit == 0x85 or unit == 0xA0
        is_wide = 0x2000 <= unit <= 0x200A or unit in (0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
        if unit == TAB or not (is_white or is_wide):
            return True
    return False
