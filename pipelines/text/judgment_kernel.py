"""The writer of judgments itself: tags and texts to lines and marks, plain numba, imported only when a file is read.

What belongs here: what each kind of element does to the lines. Not here: which element is of which kind
(judgment_page), the signs of items and footnotes (judgment_signs), the list of tags and texts (xml_kernel), blanks and
apostrophes (normalise); of the last it is only told which lines may need it. What is used of the list is compiled in:
a change of it in xml_kernel asks for a change here.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pipelines.text.xml_kernel import CHARACTER, CLOSE, END, KIND, MATE, PARENT, START, TEXT, UNKNOWN

# Kinds of names. LINE elements end the line before and behind them. From ITEM on they have a sign: items and footnotes
# end the line and begin with it, references hold it.
KNOWN, PAGE, BREAK, LINE, TITLE, BRIDGEHEAD, SECTION, NUMBER, ROW, ENTRY, ITEM, FOOTNOTE, REFERENCE = range(1, 14)
# Kinds of marks.
OF_SECTION, OF_HEADING, OF_NUMBER = range(3)
# Columns of a mark: its kind, the row of its element, the line before which it stands, the bytes of the aside that hold
# its number and its whole heading.
M_KIND, M_ROW, M_LINE, M_NUMBER, M_NUMBER_END, M_TITLE, M_TITLE_END, MARK_COLUMNS = range(8)
# Fields of the state: bytes of out and of the aside, marks, unknown elements, where the line at the pen begins, whole
# lines, lines before the row of a table, whether a sign waits on its line for text, whether the aside was too small.
S_OUT, S_ASIDE, S_MARKS, S_UNKNOWN, S_LINE, S_LINES, S_ROW, S_WAITING, S_FULL, STATE_FIELDS = range(10)

TAB, LF, BLANK, DELETE = 0x09, 0x0A, 0x20, 0x7F


kernel = njit(cache=True, nogil=True, _nrt=False)  # pyright: ignore[reportCallIssue]
"""Without reference counts, which cost twice what the writing does; such a function makes no arrays."""


@njit(cache=True, nogil=True)
def write(xml, tape, first, signs, out, aside, marks):
    """Write an element of what `xml_kernel.read` has listed as lines, each ended by LF; returns the state.

    xml, tape: as read; first: the row of the element. signs: uint8, where rows from ITEM on have their START and END.
    out: uint8, twice the bytes of the XML and those of all signs are enough. aside: uint8, words of the marks.
    marks: int64[m, MARK_COLUMNS], one for each row of the element is enough.
    Footnotes follow everything else.
    """
    state = np.zeros(STATE_FIELDS, np.int64)
    write_element(xml, tape, first, signs, out, aside, marks, state)
    for row in range(first, tape[first, MATE]):
        if tape[row, KIND] == FOOTNOTE:
            write_element(xml, tape, row, signs, out, aside, marks, state)
    finish_line(out, state)
    return state


@kernel
def write_element(xml, tape, first, signs, out, aside, marks, state):
    """Write an element without the footnotes in it."""
    row, end = first, tape[first, MATE]
    while row <= end:
        kind, start = tape[row, KIND], tape[row, START]
        if kind == TEXT:
            put_text(xml, start, tape[row, END], out, state)
        elif kind == CHARACTER:
            put_character(start, out, state)
        elif kind == CLOSE:
            close_element(tape, tape[row, MATE], out, state)
        elif kind == LINE or kind == BREAK:
            if may_end(state):
                finish_line(out, state)
        elif kind == UNKNOWN:
            state[S_UNKNOWN] += 1
        elif kind == FOOTNOTE and row > first:
            row = tape[row, MATE]
        elif kind >= ITEM:
            put_sign(kind, signs, start, tape[row, END], out, state)
        elif kind > LINE:
            open_element(xml, tape, row, out, aside, marks, state)
        row += 1


@kernel
def open_element(xml, tape, row, out, aside, marks, state):
    """What opens an element: a mark, a row or a cell."""
    kind, around = tape[row, KIND], tape[max(0, tape[row, PARENT]), KIND]
    headed = around == TITLE or around == BRIDGEHEAD
    if kind == SECTION:
        heading = child(tape, row, TITLE)
        marks[state[S_MARKS], M_NUMBER:] = 0
        if heading >= 0:
            tell(xml, tape, heading, aside, marks, state)
        add_mark(OF_SECTION, row, out, marks, state)
    elif kind == TITLE or kind == BRIDGEHEAD:
        if may_end(state):
            finish_line(out, state)
        # The title of a section is told by the mark of the section.
        if around != SECTION and tell(xml, tape, row, aside, marks, state):
            add_mark(OF_HEADING, row, out, marks, state)
    elif kind == NUMBER:
        # The number of a heading is told by the mark of the heading.
        if not headed and tell(xml, tape, row, aside, marks, state):
            add_mark(OF_NUMBER, row, out, marks, state)
    elif kind == ROW:
        finish_line(out, state)
        state[S_ROW] = state[S_LINES]
    elif has_elder(tape, row):
        next_cell(out, state)


@kernel
def close_element(tape, row, out, state):
    """What closes an element: the end of a line, or a number that waits for its text."""
    kind, around = tape[row, KIND], tape[max(0, tape[row, PARENT]), KIND]
    if kind == NUMBER and (around == TITLE or around == BRIDGEHEAD):
        put_blank(out, state)
    elif kind == NUMBER:
        await_text(out, state)
    elif (kind == LINE or kind == ITEM or kind == FOOTNOTE or kind == TITLE or kind == BRIDGEHEAD) and may_end(state):
        finish_line(out, state)


@kernel
def put_sign(kind, signs, start, end, out, state):
    """The sign of a footnote where it is referred to, or of an item or footnote at the head of its line."""
    if kind != REFERENCE:
        finish_line(out, state)
    put_text(signs, start, end, out, state)
    if kind != REFERENCE:
        await_text(out, state)


@kernel
def await_text(out, state):
    """A number or sign keeps the line for the text behind it."""
    put_blank(out, state)
    state[S_WAITING] = state[S_OUT] > state[S_LINE]


@kernel
def put_text(xml, start, end, out, state):
    """Running text: blanks and line ends of the source are one blank, and none at the head of a line or cell."""
    at, seen = state[S_OUT], False
    parted = at == state[S_LINE] or out[at - 1] <= BLANK
    for byte in xml[start:end]:
        # No branch a byte: of blanks side by side the next writes over the last.
        blank = byte <= BLANK
        out[at] = BLANK if blank else byte
        at += int(not (blank and parted))
        parted = blank
        seen |= not blank
    state[S_OUT] = at
    if seen:
        state[S_WAITING] = 0


@kernel
def put_character(code, out, state):
    """Running text that is one character."""
    if code <= BLANK:
        put_blank(out, state)
    else:
        state[S_OUT] = encode(code, out, state[S_OUT])
        state[S_WAITING] = 0


@kernel
def put_blank(out, state):
    """One blank, unless the line has none to part."""
    at = state[S_OUT]
    if at > state[S_LINE] and out[at - 1] > BLANK:
        out[at] = BLANK
        state[S_OUT] = at + 1


@kernel
def may_end(state):
    """Whether anything stands on the line, and no sign waits there for its text."""
    return state[S_OUT] > state[S_LINE] and not state[S_WAITING]


@kernel
def finish_line(out, state):
    """End the line, whatever stands on it; a line on which nothing can be seen is none, but cells are."""
    start, at = state[S_LINE], state[S_OUT]
    state[S_WAITING] = 0
    if at > start and out[at - 1] == BLANK:
        at -= 1
    if at > start and (out[start] == TAB or is_visible(out, start, at)):
        out[at] = LF
        at += 1
        state[S_LINES] += 1
        state[S_LINE] = at
    state[S_OUT] = state[S_LINE]


@kernel
def next_cell(out, state):
    """Part two cells of a row: the next goes on where the last one ended, if that was in this row."""
    finish_line(out, state)
    if state[S_LINES] > state[S_ROW]:
        state[S_LINES] -= 1
        state[S_OUT] -= 1
        state[S_LINE] = state[S_OUT]
    out[state[S_OUT]] = TAB
    state[S_OUT] += 1
    state[S_WAITING] = 1


@kernel
def add_mark(kind, row, out, marks, state):
    """Mark the unit that begins with the next line, as it was told."""
    finish_line(out, state)
    mark = state[S_MARKS]
    marks[mark, M_KIND], marks[mark, M_ROW], marks[mark, M_LINE] = kind, row, state[S_LINES]
    state[S_MARKS] += 1


@kernel
def tell(xml, tape, row, aside, marks, state):
    """Lay aside the words of a heading (or number) and where its number stands; whether any but those can be seen."""
    mark, first = state[S_MARKS], state[S_ASIDE]
    number = number_end = first
    numbered = child(tape, row, NUMBER) if tape[row, KIND] != NUMBER else -1
    inside, end = row + 1, tape[row, MATE]
    while inside < end:
        kind = tape[inside, KIND]
        if inside == numbered:
            number = state[S_ASIDE]
        elif kind == CLOSE and tape[inside, MATE] == numbered:
            number_end = state[S_ASIDE]
        elif kind == REFERENCE or kind == FOOTNOTE:
            inside = tape[inside, MATE]
        else:
            lay_aside(xml, kind, tape[inside, START], tape[inside, END], aside, state)
        inside += 1
    marks[mark, M_NUMBER], marks[mark, M_NUMBER_END] = number, number_end
    marks[mark, M_TITLE], marks[mark, M_TITLE_END] = first, state[S_ASIDE]
    return is_visible(aside, first, number) or is_visible(aside, number_end, state[S_ASIDE])


@kernel
def lay_aside(xml, kind, start, end, aside, state):
    """Append a text, a character, or a blank for a line break, as it is."""
    at = state[S_ASIDE]
    if at + max(4, end - start) > aside.size:
        state[S_FULL] = 1
        return
    if kind == TEXT:
        for place in range(start, end):
            aside[at] = xml[place]
            at += 1
    elif kind == CHARACTER:
        at = encode(start, aside, at)
    elif kind == BREAK:
        at = encode(BLANK, aside, at)
    state[S_ASIDE] = at


@kernel
def child(tape, row, kind):
    """Row of the first attribute or child of a kind, or -1."""
    at = row + 1
    while at < tape[row, MATE]:
        if tape[at, KIND] == kind:
            return at
        at = max(at, tape[at, MATE]) + 1
    return -1


@kernel
def has_elder(tape, row):
    """Whether another element stands before this one in the same parent."""
    at = row - 1
    while at > 0 and (tape[at, MATE] < 0 or tape[tape[at, MATE], KIND] == FOOTNOTE):
        at = at - 1 if tape[at, MATE] < 0 else tape[at, MATE] - 1
    return at > 0 and tape[at, KIND] == CLOSE


@kernel
def encode(code, out, at):
    """Write a character as UTF-8; returns the next place."""
    if code < 0x80:
        out[at] = code
        return at + 1
    if code < 0x800:
        out[at] = 0xC0 | code >> 6
    elif code < 0x10000:
        out[at], out[at + 1] = 0xE0 | code >> 12, 0x80 | code >> 6 & 0x3F
        at += 1
    else:
        out[at], out[at + 1], out[at + 2] = 0xF0 | code >> 18, 0x80 | code >> 12 & 0x3F, 0x80 | code >> 6 & 0x3F
        at += 2
    out[at + 1] = 0x80 | code & 0x3F
    return at + 2


@kernel
def is_visible(text, start, end):
    """Whether any character is more than a blank or a control, in the terms of `normalise`."""
    at = start
    while at < end:
        lead = int(text[at])
        if lead < 0x80:
            at, code = at + 1, lead
        elif lead < 0xE0:
            at, code = at + 2, (lead & 0x1F) << 6 | text[at + 1] & 0x3F
        elif lead < 0xF0:
            at, code = at + 3, (lead & 0xF) << 12 | (text[at + 1] & 0x3F) << 6 | text[at + 2] & 0x3F
        else:
            return True
        if not (code <= BLANK or is_unseen(code)):
            return True
    return False


@kernel
def is_unseen(code):
    """Whether a character beyond U+0020 is a blank, a line end or a control."""
    if code < 0x1680:
        return DELETE <= code <= 0xA0 or code == 0xAD
    if code < 0x2065:
        return code == 0x1680 or 0x2000 <= code <= 0x200F or 0x2028 <= code <= 0x202F or code >= 0x205F
    return code == 0x3000 or code == 0xFEFF
