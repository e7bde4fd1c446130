"""The RTF reader itself: one pass over the bytes, plain numba, imported only when a file is read.

What belongs here: the state machine of the RTF Specification 1.9.1, and its constants, since numba's cache sees only
changes of this file. Not here: which control words there are (rtf_words) and what the outcome is called (rtf).
Runs of seen letters, and groups that nobody sees, have a tight loop each; everything else is a turn of `read`.
Every turn moves forward and no place is read or written unchecked, so that no bytes make it stray or hang.
"""

from __future__ import annotations

import numpy as np
from numba import njit

# Kinds of control words.
UNKNOWN, CHARACTER, DESTINATION, CODE_PAGE, PROPERTY, UNICODE, BINARY = range(7)
# Destinations: where the text of a group goes.
BODY, NOWHERE, FONTS, COLOURS, FOOTNOTE = range(5)
# Properties.
PLAIN, FONT, SKIP_COUNT, HIDDEN, DELETED, INK, GROUND, RAISED, UNRAISED = range(9)
COLOUR_PART, CHARSET, CODE_PAGE_NUMBER, DEFAULT_FONT = range(9, 13)
# How a reading ends.
COMPLETE, TRUNCATED, TOO_DEEP, TEXT_AFTER_END = range(4)

MAX_DEPTH = 1_000
MAX_FONTS = 32_768
MAX_COLOURS = 4_096
MAX_LETTERS = 12
MAX_NUMBER = 2_000_000_000
NEARLY_WHITE = 250
ANSI_CHARSET, DEFAULT_CHARSET, CYRILLIC_CHARSET = 0, 1, 204
FIRST_CODE_PAGE = 256
SLOT_BITS = 10
SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""2**64 by the golden ratio: Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4)."""

FILE = np.dtype([(name, np.int64) for name in (
    "length", "skip", "starred", "bright", "colour", "font", "ansi", "default_font", "cyrillic", "raised_end",
)])  # fmt: skip
"""What is known of the whole file: units written, fallbacks still to skip, whether ``\\*`` came last ..."""
GROUP = np.dtype([(name, np.int64) for name in (
    "skip_count", "page", "where", "hidden", "ink", "ground", "unseen", "raised", "closing",
)])  # fmt: skip
"""What holds until the group ends; ``{`` copies the group around it."""


kernel = njit(cache=True, nogil=True, _nrt=False)  # pyright: ignore[reportCallIssue]
"""Without reference counts, which cost several times what the reading does; such a function makes no arrays."""


@njit(cache=True, nogil=True)
def read(body, words, meanings, pages, rows, out):
    r"""Read RTF into UTF-16 code units; returns (how it ended, units written).

    body: uint8[n]. words: uint64[2**SLOT_BITS], open addressing by `slot_of`, packed 5 bits a letter, 0 where free.
    meanings: int64[2**SLOT_BITS, 2], kind and value of each. pages: uint16[p, 256], code points of each page.
    rows: int64[256 + 65536], row of the page by \fcharset, then by code page number; -1 where there is none.
    out: uint16, n + 2 are enough; surrogates are written as they come.
    """
    files, groups = np.zeros(1, FILE), np.empty(MAX_DEPTH + 1, GROUP)
    charsets = np.full(MAX_FONTS, DEFAULT_CHARSET, np.uint8)
    white = np.zeros(MAX_COLOURS, np.uint8)
    begin(files[0], groups[0], rows)
    return read_on(body, words, meanings, pages, rows, files[0], groups, charsets, white, out)


@kernel
def read_on(body, words, meanings, pages, rows, file, groups, charsets, white, out):
    """The turns of `read`; charsets: uint8, by font number; white: uint8, whether a colour is white."""
    depth, at = 0, 0
    while at < body.size:
        group = groups[depth]
        byte = body[at]
        if group.where == NOWHERE and byte != 0x7D:
            at = end_of_group(body, at)
        elif byte == 0x5C and at + 1 < body.size and is_letter(body[at + 1]):
            at = word(body, at + 1, words, meanings, rows, file, group, charsets, white, out)
        elif byte == 0x7B:
            if depth == MAX_DEPTH:
                return TOO_DEEP, file.length
            depth, at = depth + 1, at + 1
            enter_group(file, group, groups[depth])
        elif byte == 0x7D:
            depth, at = max(0, depth - 1), at + 1
            leave_group(file, group, groups[depth], rows, charsets, out)
            if depth == 0:
                return COMPLETE if is_blank(body, at) else TEXT_AFTER_END, file.length
        elif byte == 0x5C and not is_hex_escape(body, at):
            at = symbol(body, at + 1, file, group, out)
        else:
            start = at
            if not (group.where | group.unseen | group.raised):
                at = seen_letters(body, at, pages, file, group, out)
            if at == start:
                at = character(body, at, pages, file, group, white, out)
    return TRUNCATED, file.length


@kernel
def begin(file, group, rows):
    """The state before the first byte."""
    group.skip_count, group.page, group.where, group.hidden, group.ink = 1, 0, BODY, 0, 0
    group.ground, group.unseen, group.raised, group.closing = 0, 0, 0, 0
    set_code_page(1252, file, group, rows)


@kernel
def enter_group(file, around, group):
    """``{``: what held around the group holds in it."""
    file.skip = file.starred = 0
    group.skip_count, group.page, group.where, group.hidden = (
        around.skip_count,
        around.page,
        around.where,
        around.hidden,
    )
    group.ink, group.ground, group.unseen, group.raised = around.ink, around.ground, around.unseen, around.raised
    group.closing = 0


@kernel
def leave_group(file, group, around, rows, charsets, out):
    """``}``: a footnote gets its bracket, and once the fonts are told, the default font declared before them holds."""
    file.skip = file.starred = 0
    if group.closing:
        put(group.closing, file, group, out)
    if group.where == FONTS:
        around.page = font_page(file.default_font, file, rows, charsets)


@kernel
def seen_letters(body, at, pages, file, group, out):
    r"""Write letters that are seen - raw, ``\'xx`` or ``\uN`` - up to the first byte that is none; returns its place.

    Nearly all bytes of a decision pass here, so the loop holds its state in registers and calls nothing big.
    """
    length, skip, letters = file.length, file.skip, pages[group.page]
    last, room = body.size - 3, out.size - 1
    while at < last and length < room:
        code = byte_at(body, at)
        if code == 0x5C:
            mark = byte_at(body, at + 1)
            if mark == 0x75 and is_number(body, at + 2):
                number, _, at = read_number(body, at + 2)
                length = write(scalar(number), length, out)
                skip, file.starred = group.skip_count, 0
                continue
            code = hexadecimal(byte_at(body, at + 2), byte_at(body, at + 3))
            if mark != 0x27 or code < 0:
                break
            at += 4
        elif code == 0x7B or code == 0x7D:
            break
        else:
            at += 1
            if code == 0x0A or code == 0x0D or code == 0x00:
                continue
        if skip > 0:
            skip -= 1
        else:
            out[np.uint64(length)] = letters[np.uint64(code)]
            length += 1
    file.length, file.skip = length, skip
    return at


@kernel
def end_of_group(body, at):
    r"""Place of the brace that ends the group around ``at``, past inner groups and ``\bin`` data; else the end."""
    depth = 0
    while at < body.size:
        byte = body[at]
        if byte == 0x7D:
            if depth == 0:
                return at
            depth -= 1
        elif byte == 0x7B:
            depth += 1
        elif byte == 0x5C:
            at += 1
            if at + 3 < body.size and body[at] == 0x62 and body[at + 1] == 0x69 and body[at + 2] == 0x6E:
                _, number, _, at = read_word(body, at)
                at += max(0, number)
                continue
        at += 1
    return body.size


@kernel
def word(body, at, words, meanings, rows, file, group, charsets, white, out):
    r"""Do what the control word at ``at`` asks; returns the place behind it, and behind the data of ``\bin``."""
    packed, number, given, at = read_word(body, at)
    slot = slot_of(words, packed)
    kind, value = (meanings[slot, 0], meanings[slot, 1]) if words[slot] == packed else (UNKNOWN, 0)
    if kind == BINARY:
        file.skip = max(0, file.skip - 1)
        return at + max(0, number)
    # A control word counts as one fallback character; \u and \uc are never fallbacks, whatever the count says.
    if file.skip > 0 and not (kind == UNICODE or (kind == PROPERTY and value == SKIP_COUNT)):
        file.skip -= 1
        return at
    starred, file.starred = file.starred, 0
    if starred and kind != DESTINATION:
        group.where = NOWHERE
    elif kind == CHARACTER:
        put(value, file, group, out)
    elif kind == UNICODE:
        put(scalar(number), file, group, out)
        file.skip = group.skip_count
    elif kind == DESTINATION:
        enter(value, file, group, out)
    elif kind == CODE_PAGE:
        set_code_page(value, file, group, rows)
    elif kind == PROPERTY:
        change(value, number, given, file, group, rows, charsets, white)
    return at


@kernel
def symbol(body, at, file, group, out):
    r"""A control symbol: an escaped brace, a hard blank, ``\*`` ...; returns the next place."""
    if at >= body.size or body[at] == 0x27:
        return at + 1
    byte = body[at]
    if byte == 0x2A:
        file.starred = 1
        return at + 1
    code = 0
    if byte == 0x5C or byte == 0x7B or byte == 0x7D or byte == 0x09:
        code = int(byte)
    elif byte == 0x7E:
        code = 0xA0
    elif byte == 0x5F:
        code = 0x2D
    elif byte == 0x2D:
        code = 0xAD
    elif byte == 0x0A or byte == 0x0D:
        code = 0x0A
    if file.skip > 0:
        file.skip -= 1
    elif code > 0:
        put(code, file, group, out)
    return at + 1


@kernel
def character(body, at, pages, file, group, white, out):
    """One character outside a run: a fallback to skip, the end of a colour, or a letter; returns the next place."""
    code, width = int(body[at]), 1
    if code == 0x5C:
        code, width = hexadecimal(body[at + 2], body[at + 3]), 4
    elif code == 0x0A or code == 0x0D or code == 0x00:
        return at + 1
    if file.skip > 0:
        file.skip -= 1
    elif group.where == COLOURS:
        if code == 0x3B:
            white[min(file.colour, MAX_COLOURS - 1)] = file.bright == 3
            file.colour += 1
            file.bright = 0
    else:
        put(int(pages[group.page, code]), file, group, out)
    return at + width


@kernel
def read_word(body, at):
    """(packed letters, number, whether one was given, next place); capitals and long words pack to 1, no word."""
    packed, start, known = np.uint64(0), at, True
    while at < body.size and is_letter(body[at]):
        packed = np.uint64((packed << np.uint64(5)) | np.uint64(body[at] & 0x1F))
        known = known and body[at] >= 0x61
        at += 1
    if at - start > MAX_LETTERS or not known:
        packed = np.uint64(0x1F)
    number, given, at = read_number(body, at)
    return packed, number, given, at


@kernel
def read_number(body, at):
    """(number, whether one was given, next place) behind a control word, with the blank that ends it."""
    negative = at + 1 < body.size and body[at] == 0x2D and is_digit(body[at + 1])
    at += int(negative)
    start, number = at, 0
    while at < body.size and is_digit(body[at]):
        number = min(number * 10 + int(body[at]) - 0x30, MAX_NUMBER)
        at += 1
    given = at > start
    if at < body.size and body[at] == 0x20:
        at += 1
    return -number if negative else number, given, at


@kernel
def slot_of(words, packed):
    """The slot of a packed word, or the free one where it would stand; the table is never full."""
    slot = np.int64((packed * SPREAD) >> np.uint64(64 - SLOT_BITS))
    while words[slot] != packed and words[slot] != 0:
        slot = (slot + 1) & (words.size - 1)
    return slot


@kernel
def put(code, file, group, out):
    """Write one code point, unless it cannot be seen; line ends are kept, they part what stands around them."""
    if group.where != BODY or (group.unseen and code != 0x0A):
        return
    at = file.length
    if group.raised and 0 < at != file.raised_end and is_digit(code) and is_digit(out[at - 1]):
        at = write(0x2D, at, out)
    file.length = write(code, at, out)
    if group.raised:
        file.raised_end = file.length


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
def scalar(number):
    r"""The code point, or half of one, that \uN means: N is signed, and some writers go beyond 16 bits."""
    code = number & 0xFFFF if number < 0 else number
    return code if code <= 0x10FFFF else 0xFFFD


@kernel
def enter(where, file, group, out):
    """A destination: from here on the group feeds a table, a footnote in brackets, or nothing."""
    if where == FOOTNOTE:
        put(0x20, file, group, out)
        put(0x5B, file, group, out)
        group.closing = 0x5D
    else:
        group.where = where


@kernel
def change(what, number, given, file, group, rows, charsets, white):
    """A property: of the text in this group, or of the font or colour that a table describes."""
    on = int(not given or number > 0)
    if what == PLAIN:
        group.hidden = group.ink = group.ground = group.raised = 0
        group.page = font_page(file.default_font, file, rows, charsets)
    elif what == FONT and group.where == FONTS:
        file.font = min(max(0, number), MAX_FONTS - 1)
    elif what == FONT:
        group.page = font_page(number, file, rows, charsets)
    elif what == SKIP_COUNT:
        group.skip_count = max(0, number)
    elif what == HIDDEN or what == DELETED:
        bit = 1 if what == HIDDEN else 2
        group.hidden = (group.hidden & ~bit) | bit * on
    elif what == INK:
        group.ink = number
    elif what == GROUND:
        group.ground = number
    elif what == RAISED:
        group.raised = on
    elif what == UNRAISED:
        group.raised = 0
    elif what == COLOUR_PART:
        file.bright += int(number >= NEARLY_WHITE)
    elif what == CHARSET:
        charsets[file.font] = number & 0xFF
        file.cyrillic |= int(number == CYRILLIC_CHARSET)
    elif what == CODE_PAGE_NUMBER:
        set_code_page(number, file, group, rows)
    elif what == DEFAULT_FONT:
        file.default_font = number
    group.unseen = is_unseen(group.hidden, group.ink, group.ground, white)


@kernel
def is_unseen(hidden, ink, ground, white):
    """Whether text is hidden, deleted, or white on what is not coloured."""
    on_paper = not 0 < ground < MAX_COLOURS or white[ground]
    return int(hidden != 0 or (0 <= ink < MAX_COLOURS and white[ink] and on_paper))


@kernel
def set_code_page(number, file, group, rows):
    """The code page of the file, unless it is one we have no table of."""
    row = rows[FIRST_CODE_PAGE + (number & 0xFFFF)]
    if row >= 0:
        file.ansi = group.page = row


@kernel
def font_page(font, file, rows, charsets):
    """Row of the code page of a font.

    Charset 0 is cp1252 by the specification, but in a file without any Cyrillic font it is the page of the file:
    converters that know no charsets write it beside an ansicpg that tells the truth.
    """
    charset = charsets[font] if 0 <= font < MAX_FONTS else DEFAULT_CHARSET
    of_file = charset == DEFAULT_CHARSET or (charset == ANSI_CHARSET and not file.cyrillic)
    return file.ansi if of_file or rows[charset] < 0 else rows[charset]


@kernel
def is_blank(body, at):
    """Whether only blanks, NULs and end-of-file marks follow."""
    for place in range(at, body.size):
        if body[place] != 0x1A and body[place] > 0x20:
            return False
    return True


@kernel
def is_hex_escape(body, at):
    r"""Whether a whole ``\'xx`` stands at ``at``."""
    return at + 3 < body.size and body[at + 1] == 0x27 and hexadecimal(body[at + 2], body[at + 3]) >= 0


@kernel
def is_number(body, at):
    """Whether the number of a control word stands at ``at``; the place and the next must exist."""
    return is_digit(body[at]) or (body[at] == 0x2D and is_digit(body[at + 1]))


@kernel
def byte_at(body, at):
    """The byte at a place that exists. Unsigned, since numba tests whether a signed place counts from the end."""
    return np.int64(body[np.uint64(at)])


@kernel
def is_letter(byte):
    """A to Z, either case."""
    return 0x61 <= byte <= 0x7A or 0x41 <= byte <= 0x5A


@kernel
def is_digit(code):
    """0 to 9."""
    return 0x30 <= code <= 0x39


@kernel
def hexadecimal(high, low):
    """Value of two hexadecimal digits, or -1. Without branches: which digit comes is past guessing."""
    valid = is_hexadecimal(high) & is_hexadecimal(low)
    value = ((high & 0xF) + 9 * (high >> 6)) * 16 + (low & 0xF) + 9 * (low >> 6)
    return value if valid else -1


@kernel
def is_hexadecimal(byte):
    """0 to 9, A to F, a to f."""
    return (np.uint8(byte - 0x30) < 10) | (np.uint8((byte | 0x20) - 0x61) < 6)
