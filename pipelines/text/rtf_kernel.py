"""The RTF reader itself: one pass over the bytes, plain numba, imported only when a file is read.

What belongs here: the state machine of the RTF Specification 1.9.1. Not here: which control words there are
(rtf_words) and what the outcome is called (rtf). Reads and writes are bounds-checked and every turn of the loop
moves forward, so that no bytes make it stray or hang.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from pipelines.text.rtf_words import (
    BINARY,
    BODY,
    CHARACTER,
    CHARSET,
    CODE_PAGE,
    CODE_PAGE_NUMBER,
    COLOUR_PART,
    COLOURS,
    DEFAULT_FONT,
    DELETED,
    DESTINATION,
    FONT,
    FONTS,
    FOOTNOTE,
    GROUND,
    HIDDEN,
    INK,
    NOWHERE,
    PLAIN,
    PROPERTY,
    RAISED,
    SKIP_COUNT,
    UNICODE,
    UNRAISED,
)

COMPLETE, TRUNCATED, TOO_DEEP, TEXT_AFTER_END = 0, 1, 2, 3
"""How a reading ends."""

# Fields of a group, which `{` saves and `}` restores.
G_SKIP_COUNT, G_PAGE, G_WHERE, G_HIDDEN, G_INK, G_GROUND, G_RAISED, G_CLOSING, GROUP_FIELDS = range(9)
# Fields of the document.
D_OUT, D_SKIP, D_STARRED, D_BRIGHT, D_COLOUR, D_FONT, D_ANSI, D_DEFAULT_FONT, D_CYRILLIC = range(9)
D_LAST, D_LAST_RAISED, DOCUMENT_FIELDS = 9, 10, 11

MAX_DEPTH = 1_000
MAX_FONTS = 32_768
MAX_COLOURS = 4_096
MAX_LETTERS = 12
MAX_NUMBER = 2_000_000_000
NEARLY_WHITE = 250
ANSI_CHARSET, DEFAULT_CHARSET, CYRILLIC_CHARSET = 0, 1, 204


class Tables(NamedTuple):
    """What the reader looks up; the same for every file (built in rtf)."""

    words: np.ndarray
    """uint64, sorted: control words, packed 5 bits a letter."""
    meanings: np.ndarray
    """int64, as words: what kind of word."""
    values: np.ndarray
    """int64, as words: which character, destination, page or property."""
    pages: np.ndarray
    """uint32[pages, 256]: code points of each code page."""
    row_of_page: np.ndarray
    """int64[65536]: row of a code page by its number, -1 where there is none."""
    row_of_charset: np.ndarray
    r"""int64[256]: row of a code page by \fcharset, -1 where there is none."""


class Reading(NamedTuple):
    """What changes while one file is read."""

    document: np.ndarray
    charsets: np.ndarray
    r"""uint8[fonts]: \fcharset of each font, 1 (default) until told."""
    white: np.ndarray
    """uint8[colours]: 1 where the colour cannot be seen on paper."""
    out: np.ndarray
    """uint32: UTF-32 code units; surrogates are written as they come."""


@njit(cache=True, nogil=True)
def read(body, tables, reading):
    """Read RTF bytes (uint8[n]) into ``reading.out`` (n + 2 units suffice); returns (how it ended, units written)."""
    groups = np.zeros((MAX_DEPTH, GROUP_FIELDS), np.int64)
    document, size = reading.document, body.size
    groups[0, G_SKIP_COUNT] = 1
    set_code_page(1252, groups[0], document, tables)
    depth, at = 0, 0
    while at < size:
        byte = body[at]
        if byte == 0x5C:
            at = control(body, at + 1, groups[depth], tables, reading)
        elif byte == 0x7B:
            depth += 1
            at += 1
            if depth == MAX_DEPTH:
                return TOO_DEEP, document[D_OUT]
            groups[depth] = groups[depth - 1]
            groups[depth, G_CLOSING] = 0
            document[D_SKIP] = document[D_STARRED] = 0
        elif byte == 0x7D:
            close(groups[depth], groups[max(0, depth - 1)], tables, reading)
            depth -= 1
            at += 1
            if depth <= 0:
                return COMPLETE if is_blank(body, at) else TEXT_AFTER_END, document[D_OUT]
        else:
            at += 1
            if byte != 0x0A and byte != 0x0D and byte != 0x00:
                text_byte(byte, groups[depth], tables, reading)
    return TRUNCATED, document[D_OUT]


@njit(cache=True, nogil=True)
def control(body, at, group, tables, reading):
    """A control word or symbol, ``at`` behind its backslash; returns the next place."""
    document = reading.document
    if at >= body.size or not is_letter(body[at]):
        return symbol(body, at, group, tables, reading)
    word, number, given, at = read_word(body, at)
    row = find(tables.words, word)
    meaning, value = (tables.meanings[row], tables.values[row]) if row >= 0 else (0, 0)
    if meaning == BINARY:
        document[D_SKIP] = max(0, document[D_SKIP] - 1)
        return at + max(0, number)
    # A control word counts as one fallback character; \u and \uc are never fallbacks, whatever the count says.
    if document[D_SKIP] > 0 and not (meaning == UNICODE or (meaning == PROPERTY and value == SKIP_COUNT)):
        document[D_SKIP] -= 1
        return at
    starred, document[D_STARRED] = document[D_STARRED], 0
    if starred and meaning != DESTINATION:
        group[G_WHERE] = NOWHERE
    elif meaning == CHARACTER:
        put(value, group, reading)
    elif meaning == UNICODE:
        put(number & 0xFFFF if number < 0 else number, group, reading)
        document[D_SKIP] = group[G_SKIP_COUNT]
    elif meaning == DESTINATION:
        enter(value, group, reading)
    elif meaning == CODE_PAGE:
        set_code_page(value, group, document, tables)
    elif meaning == PROPERTY:
        change(value, number, given, group, tables, reading)
    return at


@njit(cache=True, nogil=True)
def symbol(body, at, group, tables, reading):
    r"""A control symbol: ``\'xx``, an escaped brace, a hard blank ...; returns the next place."""
    document = reading.document
    if at >= body.size:
        return at
    byte = body[at]
    if byte == 0x27 and at + 2 < body.size:
        code = hexadecimal(body[at + 1]) * 16 + hexadecimal(body[at + 2])
        if code < 0:
            return at + 1
        text_byte(np.uint8(code), group, tables, reading)
        return at + 3
    if byte == 0x2A:
        document[D_STARRED] = 1
        return at + 1
    code = 0
    if byte == 0x5C or byte == 0x7B or byte == 0x7D or byte == 0x09:
        code = int(byte)
    elif byte == 0x7E:
        code = 0xA0
    elif byte == 0x5F:
        code = 0x2D
    elif byte == 0x0A or byte == 0x0D:
        code = 0x0A
    if document[D_SKIP] > 0:
        document[D_SKIP] -= 1
    elif code > 0:
        put(code, group, reading)
    return at + 1


@njit(cache=True, nogil=True)
def read_word(body, at):
    """(packed letters, number, whether one was given, next place); capitals and long words pack to 0."""
    word, start = np.uint64(0), at
    known = True
    while at < body.size and is_letter(body[at]):
        word = np.uint64((word << np.uint64(5)) | np.uint64(body[at] & 0x1F))
        known = known and body[at] >= 0x61
        at += 1
    if at - start > MAX_LETTERS or not known:
        word = np.uint64(0)
    negative = at + 1 < body.size and body[at] == 0x2D and is_digit(body[at + 1])
    at += int(negative)
    start, number = at, 0
    while at < body.size and is_digit(body[at]):
        number = min(number * 10 + int(body[at]) - 0x30, MAX_NUMBER)
        at += 1
    given = at > start
    if at < body.size and body[at] == 0x20:
        at += 1
    return word, -number if negative else number, given, at


@njit(cache=True, nogil=True)
def find(words, word):
    """Row of a packed word in the sorted table, or -1."""
    low, high = 0, words.size
    while low < high:
        middle = (low + high) // 2
        if words[middle] < word:
            low = middle + 1
        else:
            high = middle
    return low if low < words.size and words[low] == word else -1


@njit(cache=True, nogil=True)
def text_byte(byte, group, tables, reading):
    """One character of text, raw or as hex: a fallback to skip, the end of a colour, or a letter."""
    document = reading.document
    if document[D_SKIP] > 0:
        document[D_SKIP] -= 1
    elif group[G_WHERE] == COLOURS:
        if byte == 0x3B:
            reading.white[min(document[D_COLOUR], MAX_COLOURS - 1)] = document[D_BRIGHT] == 3
            document[D_COLOUR] += 1
            document[D_BRIGHT] = 0
    else:
        put(int(tables.pages[group[G_PAGE], byte]), group, reading)


@njit(cache=True, nogil=True)
def put(code, group, reading):
    """Write one code point, unless it cannot be seen; line ends are kept, they part what stands around them."""
    if group[G_WHERE] != BODY or (code != 0x0A and is_unseen(group, reading.white)):
        return
    document = reading.document
    if group[G_RAISED] and not document[D_LAST_RAISED] and is_digit(code) and is_digit(document[D_LAST]):
        write(0x2D, reading)
    write(code if code <= 0x10FFFF else 0xFFFD, reading)
    document[D_LAST], document[D_LAST_RAISED] = code, group[G_RAISED]


@njit(cache=True, nogil=True)
def write(code, reading):
    at = reading.document[D_OUT]
    if at < reading.out.size:
        reading.out[at] = code
        reading.document[D_OUT] = at + 1


@njit(cache=True, nogil=True)
def is_unseen(group, white):
    ink, ground = group[G_INK], group[G_GROUND]
    on_paper = not 0 < ground < MAX_COLOURS or white[ground]
    return group[G_HIDDEN] != 0 or (0 <= ink < MAX_COLOURS and white[ink] and on_paper)


@njit(cache=True, nogil=True)
def enter(where, group, reading):
    """A destination: from here on the group feeds a table, a footnote in brackets, or nothing."""
    if group[G_WHERE] == NOWHERE:
        return
    if where == FOOTNOTE:
        put(0x20, group, reading)
        put(0x5B, group, reading)
        group[G_CLOSING] = 0x5D
    else:
        group[G_WHERE] = where


@njit(cache=True, nogil=True)
def close(group, outer, tables, reading):
    """The end of a group; the end of the font table is where the default font is known."""
    reading.document[D_SKIP] = reading.document[D_STARRED] = 0
    if group[G_CLOSING]:
        put(group[G_CLOSING], group, reading)
    if group[G_WHERE] == FONTS and outer[G_WHERE] != FONTS:
        outer[G_PAGE] = font_page(reading.document[D_DEFAULT_FONT], tables, reading)


@njit(cache=True, nogil=True)
def change(what, number, given, group, tables, reading):
    """A property: of the text in this group, or of the font or colour that a table describes."""
    document, on = reading.document, int(not given or number > 0)
    if what == PLAIN:
        group[G_HIDDEN] = group[G_INK] = group[G_GROUND] = group[G_RAISED] = 0
        group[G_PAGE] = font_page(document[D_DEFAULT_FONT], tables, reading)
    elif what == FONT and group[G_WHERE] == FONTS:
        document[D_FONT] = min(max(0, number), MAX_FONTS - 1)
    elif what == FONT:
        group[G_PAGE] = font_page(number, tables, reading)
    elif what == SKIP_COUNT:
        group[G_SKIP_COUNT] = max(0, number)
    elif what == HIDDEN or what == DELETED:
        bit = 1 if what == HIDDEN else 2
        group[G_HIDDEN] = (group[G_HIDDEN] & ~bit) | bit * on
    elif what == INK:
        group[G_INK] = number
    elif what == GROUND:
        group[G_GROUND] = number
    elif what == RAISED:
        group[G_RAISED] = on
    elif what == UNRAISED:
        group[G_RAISED] = 0
    elif what == COLOUR_PART:
        document[D_BRIGHT] += int(number >= NEARLY_WHITE)
    elif what == CHARSET:
        reading.charsets[document[D_FONT]] = number & 0xFF
        document[D_CYRILLIC] |= int(number == CYRILLIC_CHARSET)
    elif what == CODE_PAGE_NUMBER:
        set_code_page(number, group, document, tables)
    elif what == DEFAULT_FONT:
        document[D_DEFAULT_FONT] = number


@njit(cache=True, nogil=True)
def set_code_page(number, group, document, tables):
    row = tables.row_of_page[number & 0xFFFF]
    if row >= 0:
        document[D_ANSI] = group[G_PAGE] = row


@njit(cache=True, nogil=True)
def font_page(font, tables, reading):
    """Row of the code page of a font.

    Charset 0 is cp1252 by the specification, but in a file without any Cyrillic font it is the page of the file:
    converters that know no charsets write it beside an ansicpg that tells the truth.
    """
    document = reading.document
    charset = reading.charsets[font] if 0 <= font < MAX_FONTS else DEFAULT_CHARSET
    row = tables.row_of_charset[charset]
    of_file = row < 0 or charset == DEFAULT_CHARSET or (charset == ANSI_CHARSET and not document[D_CYRILLIC])
    return document[D_ANSI] if of_file else row


@njit(cache=True, nogil=True)
def is_blank(body, at):
    for place in range(at, body.size):
        if body[place] != 0 and body[place] != 0x1A and body[place] > 0x20:
            return False
    return True


@njit(cache=True, nogil=True)
def is_letter(byte):
    return 0x61 <= byte <= 0x7A or 0x41 <= byte <= 0x5A


@njit(cache=True, nogil=True)
def is_digit(code):
    return 0x30 <= code <= 0x39


@njit(cache=True, nogil=True)
def hexadecimal(byte):
    """Value of a hexadecimal digit; -1000 for another byte, so that a pair with one is negative."""
    if is_digit(byte):
        return int(byte) - 0x30
    if 0x61 <= byte | 0x20 <= 0x66:
        return int(byte | 0x20) - 0x57
    return -1000
