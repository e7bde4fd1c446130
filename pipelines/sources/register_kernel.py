"""Numba kernels over the bytes of documents.csv: records and their fields.

What belongs here: loops over bytes. What does not: making columns of fields (`register_column_kernel.py`), and what
columns and faults mean (`register.py`). Import it inside functions only, numba is heavy. The grammar of a record is
that of Python's `csv.reader`, strict, separated by TAB.

Nearly every record is one sound line. `read_line_of_fields` reads those eight bytes at a time; whatever else it meets
it leaves to the careful functions, which look at every byte. Bytes must be padded by 16 more.
Indices are unsigned there, so that eight bytes are read as one word.
"""

from __future__ import annotations

import numpy as np
from numba import njit

TAB, LF, CR, SPACE, QUOTE, ZERO, NINE = 9, 10, 13, 32, 34, 48, 57
SOUND, BROKEN, WIDTH, DOC_ID, STATUS = range(5)
"""Why a record is no row, in the order in which it is asked."""
CLEAN, LOOSE, QUOTED = range(3)
"""A field that is its bytes; one whose white space must be looked at; one in quotes, in which quotes are doubled."""

U0, U1, U2, U4, U8, U32, U56 = (np.uint64(n) for n in (0, 1, 2, 4, 8, 32, 56))
ONES, HIGHS = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)
QUOTES, SPACES, CONTROLS = ONES * np.uint64(QUOTE), ONES * np.uint64(SPACE), ONES * np.uint64(CR + 1)
C2 = ONES * np.uint64(0xC2)
"""First byte of white space of two bytes, eight times over; that of three bytes begins with one from E0 on."""


@njit(cache=True, nogil=True, inline="always")
def word(data, at):
    """Eight bytes as a little-endian number."""
    low = np.uint64(data[at]) | np.uint64(data[at + U1]) << U8
    low |= np.uint64(data[at + U2]) << np.uint64(16) | np.uint64(data[at + np.uint64(3)]) << np.uint64(24)
    low |= np.uint64(data[at + U4]) << U32 | np.uint64(data[at + np.uint64(5)]) << np.uint64(40)
    return low | np.uint64(data[at + np.uint64(6)]) << np.uint64(48) | np.uint64(data[at + np.uint64(7)]) << U56


@njit(cache=True, nogil=True, inline="always")
def zeros(value):
    """The high bit of each byte that is zero; of those above the first one a few too many (Mycroft 1987)."""
    return (value - ONES) & ~value & HIGHS


@njit(cache=True, nogil=True, inline="always")
def first_of(bits):
    """In which byte the lowest bit lies."""
    return ((((bits & (~bits + U1)) >> np.uint64(7)) - U1 & ONES) * ONES) >> U56


@njit(cache=True, nogil=True, inline="always")
def find(data, at, quoted):
    """The next control character up to CR, or, in quotes, the next quote where that comes first."""
    while True:
        letters = word(data, at)
        found = (letters - CONTROLS) & ~letters & HIGHS
        if quoted:
            found |= zeros(letters ^ QUOTES)
        if found:
            return at + first_of(found)
        at += U8


@njit(cache=True, nogil=True, inline="always")
def has_loose_ends(data, start, end):
    """Whether a field may begin or end with white space."""
    first, last, before = data[start], data[end - U1], data[end - U2]
    foreign = last >= 0x80 and before != 0xD0 and before != 0xD1  # no letter of the Ukrainian alphabet
    return first <= SPACE or last <= SPACE or first == 0xC2 or (0xE1 <= first and first <= 0xE3) or foreign


@njit(cache=True, nogil=True, inline="always")
def holds_loose_space(data, start, end):
    """Whether a field may hold white space that is not one space."""
    found, touching = U0, U0
    while start < end:
        letters = word(data, start)
        if start + U8 > end:  # what lies behind the field must not be taken for white space
            letters &= ~U0 >> (U8 * (start + U8 - end))
        spaces = zeros(letters ^ SPACES)
        found |= spaces & (spaces << U8 | touching)
        found |= zeros(letters ^ C2) | letters & letters << U1 & letters << U2 & HIGHS  # bytes from E0 on
        touching = spaces >> U56
        start += U8
    return found != U0


@njit(cache=True, nogil=True)
def read_sound_lines(data, at, stop, longest, record, columns, one_line, bounds, starts, ends, forms):
    """Read records from `at` on, as long as each is one sound line with a field for each of `columns`.

    Returns the number of the record it could not read, and where that begins. With `longest` 0 bounds are known, and
    each record must end where its bounds say. A loop without calls, which would cost more than the work itself.
    """
    final = len(columns) - 1
    while (record if longest == 0 else at) < stop:
        here = np.uint64(at)
        for field in range(len(columns)):
            quoted = data[here] == QUOTE
            start = here + U1 if quoted else here
            end = here = find(data, start, quoted)
            if quoted:
                here += U1
                if data[end] != QUOTE:
                    return record, at
            if field == final and data[here] == CR:
                here += U1
            if data[here] != (LF if field == final else TAB):
                return record, at
            here += U1
            column = columns[field]
            if column >= 0:
                starts[column, record], ends[column, record] = start, end
                loose = start < end and has_loose_ends(data, start, end)
                if one_line[column]:
                    loose |= holds_loose_space(data, start, end)
                forms[column, record] = LOOSE if loose else CLEAN
        after = np.int64(here)
        if longest == 0:
            if after != bounds[1, record]:
                return record, at
        elif after > stop or after - at > longest:
            return record, at
        else:
            bounds[0, record], bounds[1, record] = at, after
        record, at = record + 1, after
    return record, at


@njit(cache=True, nogil=True)
def count_lines(data):
    """How many bytes end a line."""
    lines = 0
    for letter in data:
        lines += letter == LF
    return lines


@njit(cache=True, nogil=True)
def split(data, start, end, starts, ends, forms):
    """Split a record into fields, as many as the arrays hold; how many it has, or -1 where its quotes are broken."""
    while start < end and (data[end - 1] == LF or data[end - 1] == CR):
        end -= 1
    while start < end and (data[start] == LF or data[start] == CR):
        start += 1
    at, fields = start, 0
    while True:
        in_quotes = at < end and data[at] == QUOTE
        at += in_quotes
        first = at
        if in_quotes:
            while at < end and (data[at] != QUOTE or (at + 1 < end and data[at + 1] == QUOTE)):
                at += 2 if data[at] == QUOTE else 1
        else:
            while at < end and data[at] != TAB and data[at] != LF and data[at] != CR:
                at += 1
        last = at
        at += in_quotes
        if (in_quotes and last >= end) or (at < end and data[at] != TAB):
            return -1
        if fields < len(starts):
            starts[fields], ends[fields], forms[fields] = first, last, QUOTED if in_quotes else LOOSE
        fields += 1
        if at >= end:
            return fields
        at += 1


@njit(cache=True, nogil=True)
def begins_like_a_row(data, start, end):
    """Whether a line begins with a number and a TAB."""
    at = start + 1 if start < end and data[start] == QUOTE else start
    first = at
    while at < end and ZERO <= data[at] <= NINE:
        at += 1
    if at == first:
        return False
    if at < end and data[at] == QUOTE:
        at += 1
    return at < end and data[at] == TAB


@njit(cache=True, nogil=True)
def read_line(data, at, stop, longest):
    """Where the line ends that begins here, its quotes, whether it is empty, and whether it is whole."""
    quotes, ink = 0, 0
    last = min(stop, at + longest)
    while at < last:
        letter = data[at]
        at += 1
        if letter == LF:
            return at, quotes, ink == 0, True
        quotes += letter == QUOTE
        ink += letter != CR
    return at, quotes, ink == 0, last < stop


@njit(cache=True, nogil=True)
def cut_record(data, at, stop, final, width, longest):
    """The bounds of the first record of `width` fields, empty lines passed over; (-1, from) where it may go on.

    A record ends with the line in which its quotes close. While one is open, a line that is a whole record by itself,
    or more than `longest` bytes, show that the quote was never closed, and the record ends before that line.
    """
    nothing, no_forms = np.empty(0, np.int32), np.empty(0, np.uint8)
    held, quotes = -1, 0
    while at < stop:
        end, line_quotes, empty, whole = read_line(data, at, stop, longest)
        if not whole and not final:
            return -1, held if held >= 0 else at
        if held >= 0:
            row = begins_like_a_row(data, at, end) and split(data, at, end, nothing, nothing, no_forms) == width
            if row or end - held > longest:
                return held, at
        elif not empty:
            held = at
        if held >= 0:
            quotes += line_quotes
            alone = held == at and split(data, at, end, nothing, nothing, no_forms) >= 0
            if quotes % 2 == 0 or alone:
                return held, end
        at = end
    return (held, at) if held >= 0 and final else (-1, held if held >= 0 else at)


@njit(cache=True, nogil=True)
def read_fields(data, start, end, columns, record, starts, ends, forms):
    """Find the fields of any record whose bounds are known; how many it has, -1 where its quotes are broken."""
    first, last = np.empty(len(columns), np.int32), np.empty(len(columns), np.int32)
    form = np.empty(len(columns), np.uint8)
    fields = split(data, start, end, first, last, form)
    for field in range(len(columns)):
        column = columns[field]
        if column >= 0 and fields == len(columns):
            starts[column, record], ends[column, record] = first[field], last[field]
            forms[column, record] = form[field]
    return fields


@njit(cache=True, nogil=True)
def read_records(data, cut, columns, one_line, bounds, widths, starts, ends, forms):
    """Find the fields of the records in `data`, padding apart; how many there are, and where what is left over begins.

    `cut` is (where the bytes end, whether nothing follows them, longest record), or (records, 1, 0) where `bounds` are
    known. `columns[i]` is the column of the i-th field, -1 for none; `one_line` tells of each column whether its white
    space is made single spaces.
    Filled for each record: `bounds` (int64[2, n]), `widths` (int32: fields, -1 where quotes are broken), and for
    columns x records, where a record has the right width, `starts`, `ends` (int32) and `forms` (uint8).
    """
    stop, final, longest = cut
    at, record, width = 0, 0, len(columns)
    while True:
        before = record
        record, at = read_sound_lines(data, at, stop, longest, record, columns, one_line, bounds, starts, ends, forms)
        widths[before:record] = width
        if (record if longest == 0 else at) >= stop:
            return record, at
        if longest == 0:
            at, end = bounds[0, record], bounds[1, record]
        else:
            at, end = cut_record(data, at, stop, final, width, longest)
            if at < 0:
                return record, end
            bounds[0, record], bounds[1, record] = at, end
        widths[record] = read_fields(data, at, end, columns, record, starts, ends, forms)
        record, at = record + 1, end


@njit(cache=True, nogil=True)
def judge_records(data, width, widths, doc_ids, statuses, digits, faults, ids):
    """Say of each record why it is no row (`faults`, uint8), and read its doc_id of at most so many digits (`ids`).

    `doc_ids` and `statuses` are (starts, ends) of these columns.
    """
    for record in range(len(widths)):
        if widths[record] != width:
            faults[record] = BROKEN if widths[record] < 0 else WIDTH
            continue
        start, end = doc_ids[0][record], doc_ids[1][record]
        if start < end and (data[start] < ZERO or data[end - 1] < ZERO or data[end - 1] > NINE):
            start, end = trim(data, start, end)
        value = np.int64(-1) if start >= end or end - start > digits else np.int64(0)
        at = start
        while at < end and value >= 0:
            value = value * 10 + (data[at] - ZERO) if ZERO <= data[at] <= NINE else np.int64(-1)
            at += 1
        start, end = statuses[0][record], statuses[1][record]
        if end - start > 1:
            start, end = trim(data, start, end)
        known = end - start == 1 and (data[start] == ZERO or data[start] == ZERO + 1)
        ids[record] = value
        faults[record] = DOC_ID if value < 0 else (SOUND if known else STATUS)


@njit(cache=True, nogil=True)
def space_at(data, at, end):
    """Bytes of the white space that begins here, 0 if none does: the White_Space characters of Unicode."""
    letter = data[at]
    if letter <= SPACE:
        return 1 if letter == SPACE or TAB <= letter <= CR else 0
    if letter == 0xC2 and at + 1 < end:
        return 2 if data[at + 1] == 0x85 or data[at + 1] == 0xA0 else 0
    if 0xE1 <= letter <= 0xE3 and at + 2 < end:
        code = (np.int64(letter) << 16) | (np.int64(data[at + 1]) << 8) | data[at + 2]
        if 0xE28080 <= code <= 0xE2808A or code == 0xE280A8 or code == 0xE280A9 or code == 0xE280AF:
            return 3
        return 3 if code == 0xE19A80 or code == 0xE2819F or code == 0xE38080 else 0
    return 0


@njit(cache=True, nogil=True)
def trim(data, start, end):
    """The field without white space around it."""
    while start < end:
        space = space_at(data, start, end)
        if space == 0:
            break
        start += space
    while start < end:
        back = 1
        if data[end - 1] >= 0x80:
            back = 2 if end - start >= 2 and data[end - 2] == 0xC2 else 3
        if end - back < start or space_at(data, end - back, end) != back:
            break
        end -= back
    return start, end
