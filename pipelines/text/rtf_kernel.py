"""The RTF reader itself: one pass over the bytes, plain numba, imported only when a file is read.

What belongs here: the state machine of the RTF Specification 1.9.1, and its constants, since numba's cache sees only
changes of this file. Not here: which control words there are (rtf_words) and what the outcome is called (rtf).
Reads and writes are bounds-checked and every turn of the loop moves forward, so that no bytes make it stray or hang.
Arrays go to the functions one by one: numba counts references to those inside a tuple, which costs a hundredfold.
"""

from __future__ import annotations

import numpy as np
from numba import njit

# Kinds of control words.
CHARACTER, DESTINATION, CODE_PAGE, PROPERTY, UNICODE, BINARY = range(1, 7)
# Destinations: where the text of a group goes.
BODY, NOWHERE, FONTS, COLOURS, FOOTNOTE = range(5)
# Properties.
PLAIN, FONT, SKIP_COUNT, HIDDEN, DELETED, INK, GROUND, RAISED, UNRAISED = range(9)
COLOUR_PART, CHARSET, CODE_PAGE_NUMBER, DEFAULT_FONT = range(9, 13)
# How a reading ends.
COMPLETE, TRUNCATED, TOO_DEEP, TEXT_AFTER_END = range(4)

# Fields of the state. Those of a group come first: `{` saves and `}` restores them.
S_SKIP_COUNT, S_PAGE, S_WHERE, S_HIDDEN, S_INK, S_GROUND, S_UNSEEN, S_RAISED, S_CLOSING, GROUP_FIELDS = range(10)
S_OUT, S_SKIP, S_STARRED, S_BRIGHT, S_COLOUR, S_FONT, S_ANSI, S_DEFAULT_FONT, S_CYRILLIC = range(9, 18)
S_RAISED_END, STATE_FIELDS = 18, 19

MAX_DEPTH = 1_000
MAX_FONTS = 32_768
MAX_COLOURS = 4_096
MAX_LETTERS = 12
MAX_NUMBER = 2_000_000_000
NEARLY_WHITE = 250
ANSI_CHARSET, DEFAULT_CHARSET, CYRILLIC_CHARSET = 0, 1, 204
FIRST_CODE_PAGE = 256


@njit(cache=True, nogil=True)
def read(body, words, meanings, pages, rows, out):
    r"""Read RTF into UTF-32 code units; returns (how it ended, units written).

    body: uint8[n]. words: uint64[w], sorted, packed 5 bits a letter. meanings: int64[w, 2], kind and value of each.
    pages: uint32[p, 256], code points of each page. rows: int64[256 + 65536], row of the page by \fcharset, then by
    code page number; -1 where there is none. out: uint32, n + 2 are enough; surrogates are written as they come.
    """
    state = np.zeros(STATE_FIELDS, np.int64)
    groups = np.zeros((MAX_DEPTH, GROUP_FIELDS), np.int64)
    charsets = np.full(MAX_FONTS, DEFAULT_CHARSET, np.uint8)
    white = np.zeros(MAX_COLOURS, np.uint8)
    state[S_SKIP_COUNT] = 1
    set_code_page(1252, state, rows)
    depth, at = 0, 0
    while at < body.size:
        code = int(body[at])
        at += 1
        if code == 0x5C:
            code = -1
            if at + 2 < body.size and body[at] == 0x27:
                code = hexadecimal(body[at + 1]) * 16 + hexadecimal(body[at + 2])
            if code < 0 and at < body.size and is_letter(body[at]):
                word, number, given, at = read_word(body, at)
                row = find(words, word)
                if row >= 0 or state[S_SKIP] | state[S_STARRED]:
                    kind, value = (meanings[row, 0], meanings[row, 1]) if row >= 0 else (0, 0)
                    at += control(kind, value, number, given, state, rows, charsets, white, out)
                continue
            if code < 0:
                at = symbol(body, at, state, out)
                continue
            at += 3
        elif code == 0x7B:
            if depth == MAX_DEPTH:
                return TOO_DEEP, state[S_OUT]
            for place in range(GROUP_FIELDS):
                groups[depth, place] = state[place]
            state[S_CLOSING] = state[S_SKIP] = state[S_STARRED] = 0
            depth += 1
            continue
        elif code == 0x7D:
            state[S_SKIP] = state[S_STARRED] = 0
            if state[S_CLOSING]:
                put(state[S_CLOSING], state, out)
            fonts_told = state[S_WHERE] == FONTS
            depth = max(0, depth - 1)
            for place in range(GROUP_FIELDS):
                state[place] = groups[depth, place]
            if fonts_told:
                # Only now is it known what the default font, declared before the fonts, is.
                state[S_PAGE] = font_page(state[S_DEFAULT_FONT], state, rows, charsets)
            if depth == 0:
                return COMPLETE if is_blank(body, at) else TEXT_AFTER_END, state[S_OUT]
            continue
        elif code == 0x0A or code == 0x0D or code == 0x00:
            continue
        if state[S_SKIP] | state[S_WHERE] | state[S_UNSEEN] | state[S_RAISED]:
            text_byte(code, state, pages, white, out)
        elif state[S_OUT] < out.size:
            # The way of nearly every letter: no call, since each call counts references to its arrays.
            out[state[S_OUT]] = pages[state[S_PAGE], code]
            state[S_OUT] += 1
    return TRUNCATED, state[S_OUT]


@njit(cache=True, nogil=True)
def control(kind, value, number, given, state, rows, charsets, white, out):
    r"""Do what a control word asks; returns the bytes of data that \bin puts behind it, else 0."""
    if kind == BINARY:
        state[S_SKIP] = max(0, state[S_SKIP] - 1)
        return max(0, number)
    # A control word counts as one fallback character; \u and \uc are never fallbacks, whatever the count says.
    if state[S_SKIP] > 0 and not (kind == UNICODE or (kind == PROPERTY and value == SKIP_COUNT)):
        state[S_SKIP] -= 1
        return 0
    starred, state[S_STARRED] = state[S_STARRED], 0
    if starred and kind != DESTINATION:
        state[S_WHERE] = NOWHERE
    elif kind == CHARACTER:
        put(value, state, out)
    elif kind == UNICODE:
        put(number & 0xFFFF if number < 0 else number, state, out)
        state[S_SKIP] = state[S_SKIP_COUNT]
    elif kind == DESTINATION:
        enter(value, state, out)
    elif kind == CODE_PAGE:
        set_code_page(value, state, rows)
    elif kind == PROPERTY:
        change(value, number, given, state, rows, charsets, white)
    return 0


@njit(cache=True, nogil=True)
def symbol(body, at, state, out):
    r"""A control symbol: an escaped brace, a hard blank, ``\*`` ...; returns the next place."""
    if at >= body.size:
        return at
    byte = body[at]
    if byte == 0x2A:
        state[S_STARRED] = 1
        return at + 1
    code = 0
    if byte == 0x27:
        return at + 1
    if byte == 0x5C or byte == 0x7B or byte == 0x7D or byte == 0x09:
        code = int(byte)
    elif byte == 0x7E:
        code = 0xA0
    elif byte == 0x5F:
        code = 0x2D
    elif byte == 0x0A or byte == 0x0D:
        code = 0x0A
    if state[S_SKIP] > 0:
        state[S_SKIP] -= 1
    elif code > 0:
        put(code, state, out)
    return at + 1


@njit(cache=True, nogil=True)
def read_word(body, at):
    """(packed letters, number, whether one was given, next place); capitals and long words pack to 0."""
    word, start, known = np.uint64(0), at, True
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
def text_byte(byte, state, pages, white, out):
    """One character of text, raw or as hex: a fallback to skip, the end of a colour, or a letter."""
    if state[S_SKIP] > 0:
        state[S_SKIP] -= 1
    elif state[S_WHERE] == COLOURS:
        if byte == 0x3B:
            white[min(state[S_COLOUR], MAX_COLOURS - 1)] = state[S_BRIGHT] == 3
            state[S_COLOUR] += 1
            state[S_BRIGHT] = 0
    else:
        put(int(pages[state[S_PAGE], byte]), state, out)


@njit(cache=True, nogil=True)
def put(code, state, out):
    """Write one code point, unless it cannot be seen; line ends are kept, they part what stands around them."""
    if state[S_WHERE] != BODY or (state[S_UNSEEN] and code != 0x0A):
        return
    at = state[S_OUT]
    if state[S_RAISED] and 0 < at != state[S_RAISED_END] and is_digit(code) and is_digit(out[at - 1]):
        write(0x2D, state, out)
    write(code if code <= 0x10FFFF else 0xFFFD, state, out)
    if state[S_RAISED]:
        state[S_RAISED_END] = state[S_OUT]


@njit(cache=True, nogil=True)
def write(code, state, out):
    """Append one unit; beyond the end of ``out`` nothing is written."""
    at = state[S_OUT]
    if at < out.size:
        out[at] = code
        state[S_OUT] = at + 1


@njit(cache=True, nogil=True)
def enter(where, state, out):
    """A destination: from here on the group feeds a table, a footnote in brackets, or nothing."""
    if state[S_WHERE] == NOWHERE:
        return
    if where == FOOTNOTE:
        put(0x20, state, out)
        put(0x5B, state, out)
        state[S_CLOSING] = 0x5D
    else:
        state[S_WHERE] = where


@njit(cache=True, nogil=True)
def change(what, number, given, state, rows, charsets, white):
    """A property: of the text in this group, or of the font or colour that a table describes."""
    on = int(not given or number > 0)
    if what == PLAIN:
        state[S_HIDDEN] = state[S_INK] = state[S_GROUND] = state[S_RAISED] = 0
        state[S_PAGE] = font_page(state[S_DEFAULT_FONT], state, rows, charsets)
    elif what == FONT and state[S_WHERE] == FONTS:
        state[S_FONT] = min(max(0, number), MAX_FONTS - 1)
    elif what == FONT:
        state[S_PAGE] = font_page(number, state, rows, charsets)
    elif what == SKIP_COUNT:
        state[S_SKIP_COUNT] = max(0, number)
    elif what == HIDDEN or what == DELETED:
        bit = 1 if what == HIDDEN else 2
        state[S_HIDDEN] = (state[S_HIDDEN] & ~bit) | bit * on
    elif what == INK:
        state[S_INK] = number
    elif what == GROUND:
        state[S_GROUND] = number
    elif what == RAISED:
        state[S_RAISED] = on
    elif what == UNRAISED:
        state[S_RAISED] = 0
    elif what == COLOUR_PART:
        state[S_BRIGHT] += int(number >= NEARLY_WHITE)
    elif what == CHARSET:
        charsets[state[S_FONT]] = number & 0xFF
        state[S_CYRILLIC] |= int(number == CYRILLIC_CHARSET)
    elif what == CODE_PAGE_NUMBER:
        set_code_page(number, state, rows)
    elif what == DEFAULT_FONT:
        state[S_DEFAULT_FONT] = number
    state[S_UNSEEN] = is_unseen(state[S_HIDDEN], state[S_INK], state[S_GROUND], white)


@njit(cache=True, nogil=True)
def is_unseen(hidden, ink, ground, white):
    """Whether text is hidden, deleted, or white on what is not coloured."""
    on_paper = not 0 < ground < MAX_COLOURS or white[ground]
    return int(hidden != 0 or (0 <= ink < MAX_COLOURS and white[ink] and on_paper))


@njit(cache=True, nogil=True)
def set_code_page(number, state, rows):
    """The code page of the file, unless it is one we have no table of."""
    row = rows[FIRST_CODE_PAGE + (number & 0xFFFF)]
    if row >= 0:
        state[S_ANSI] = state[S_PAGE] = row


@njit(cache=True, nogil=True)
def font_page(font, state, rows, charsets):
    """Row of the code page of a font.

    Charset 0 is cp1252 by the specification, but in a file without any Cyrillic font it is the page of the file:
    converters that know no charsets write it beside an ansicpg that tells the truth.
    """
    charset = charsets[font] if 0 <= font < MAX_FONTS else DEFAULT_CHARSET
    of_file = charset == DEFAULT_CHARSET or (charset == ANSI_CHARSET and not state[S_CYRILLIC])
    return state[S_ANSI] if of_file or rows[charset] < 0 else rows[charset]


@njit(cache=True, nogil=True)
def is_blank(body, at):
    """Whether only blanks, NULs and end-of-file marks follow."""
    for place in range(at, body.size):
        if body[place] != 0x1A and body[place] > 0x20:
            return False
    return True


@njit(cache=True, nogil=True)
def is_letter(byte):
    """A to Z, either case."""
    return 0x61 <= byte <= 0x7A or 0x41 <= byte <= 0x5A


@njit(cache=True, nogil=True)
def is_digit(code):
    """0 to 9."""
    return 0x30 <= code <= 0x39


@njit(cache=True, nogil=True)
def hexadecimal(byte):
    """Value of a hexadecimal digit; -1000 for another byte, so that a pair with one is negative."""
    if is_digit(byte):
        return int(byte) - 0x30
    if 0x61 <= byte | 0x20 <= 0x66:
        return int(byte | 0x20) - 0x57
    return -1000
