"""Reading a text once: code points by kind, lines, words between blanks, words of letters, over Arrow buffers.

What belongs here: plain numba kernels that see the text, and the layout of what they write. What does not: anything
that hashes of lines and words suffice for (line_kernels, ngram_kernels), names, thresholds and word lists (quality,
language, lexicon). The module compiles on first use, so it is imported inside functions only. Texts must be valid
UTF-8, as `documents` guarantees.

There are two kinds of words. A token stands between blanks, as datatrove splits a text when it is given nothing
better; Gopher's shares are over tokens. A word is letters and digits, apostrophes between two of them; what needs a
dictionary is over words.
"""

from __future__ import annotations

import numpy as np
from numba import njit

SPACE, LATIN, CYRILLIC, UKRAINIAN, RUSSIAN, OTHER_LETTER, DIGIT, PUNCTUATION, SYMBOL, CONTROL = range(10)
"""Kinds of code points, values of `Tables.kinds`. UKRAINIAN are і ї є ґ, RUSSIAN ы э ъ ё, CYRILLIC all others."""

KINDS = 10

LETTERS = 1 << LATIN | 1 << CYRILLIC | 1 << UKRAINIAN | 1 << RUSSIAN | 1 << OTHER_LETTER
SLAVIC = 1 << CYRILLIC | 1 << UKRAINIAN | 1 << RUSSIAN
WORDLIKE = LETTERS | 1 << DIGIT
SIGNS = 1 << PUNCTUATION | 1 << CONTROL
"""Sets of kinds, a bit each."""

TOXIC_WORD, UK_WORD, RU_WORD, NL_WORD, REGISTER_WORD, ROLE_WORD = 1, 2, 4, 8, 16, 32
FIRST_STOP_WORD = 8
"""Bits of a word in the lexicon; from the eighth on, each stop word has a bit of its own."""

VISIBLE, PUNCTUATED, BULLET, ELLIPSIS, TABULAR = 1, 2, 4, 8, 16
"""Bits of a line's `form`."""

LINE = np.dtype([
    ("start", np.int32), ("chars", np.int32), ("hash", np.uint64), ("form", np.uint8),
    ("uk_words", np.int32), ("ru_words", np.int32), ("nl_words", np.int32), ("kinds", np.int32, KINDS),
])  # fmt: skip
"""A line: first code point, code points without its end, hash of them, form, words one language has, code points by
kind, its end included."""

TOKEN = np.dtype([("hash", np.uint64), ("chars", np.int32)])
"""A word between blanks: hash of its code points as they are, and their number."""

KNOWN = np.dtype([("hash", np.uint64), ("bits", np.int64)])
"""A word of the lexicon; no bits, an empty entry."""

COUNTS = np.dtype([
    (name, np.int64)
    for name in (
        "chars", "words", "mixed", "spaced", "garbled", "stop_words", "stop_set", "toxic", "toxic_open", "placeholders",
        "tokens", "lettered", "worded", "worded_chars", "number_signs", "ellipses",
    )
])  # fmt: skip
"""Counts of a document. spaced and garbled count code points, stop_set has a bit for each stop word found, lettered
tokens have a letter, worded ones more than signs, and worded_chars are the code points of those."""

SPACED_RUN = 5
"""Single letters in a row, each between spaces, that make letter-spacing: «У Х В А Л А»."""

GAP = 3
"""Blanks in a row that part two columns."""

SEED = np.uint64(14695981039346656037)
STEP = np.uint64(1099511628211)
"""FNV-1a, 64 bit (Fowler, Noll, Vo), over code points instead of bytes."""
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
"""Fibonacci hashing (Knuth 6.4): the upper bits of a product with it choose the slot of a table."""

NUMBER_SIGN, HYPHEN, DOT, DOTS, DISC = 0x23, 0x2D, 0x2E, 0x2026, 0x2022
LOW_LINE, OPENING_BRACKET, APOSTROPHE, LINE_FEED, TAB, BAR = 0x5F, 0x5B, 39, 10, 9, 0x7C


@njit(cache=True, nogil=True)
def decode(data, start, end, kinds_of, points, kinds):
    """UTF-8 bytes [start, end) as code points (uint32) and their kinds (uint8); returns how many."""
    count = 0
    at = start
    while at < end:
        byte = np.uint32(data[at])
        if byte < 0x80:
            point, width = byte, 1
        elif byte < 0xE0:
            point, width = (byte & 31) << 6 | (data[at + 1] & 63), 2
        elif byte < 0xF0:
            point, width = (byte & 15) << 12 | (data[at + 1] & 63) << 6 | (data[at + 2] & 63), 3
        else:
            point = (byte & 7) << 18 | (data[at + 1] & 63) << 12 | (data[at + 2] & 63) << 6 | (data[at + 3] & 63)
            width = 4
        points[count] = point
        kinds[count] = kinds_of[point] if point < len(kinds_of) else SYMBOL
        count += 1
        at += width
    return count


@njit(cache=True, nogil=True)
def is_in(kind, those):
    """Whether a kind is of a set of kinds."""
    return those >> kind & 1 == 1


@njit(cache=True, nogil=True)
def lowered(point, lower):
    """Lower case of a code point, where the table has one."""
    return lower[point] if point < len(lower) else point


@njit(cache=True, nogil=True)
def read_lines(points, kinds, count, lines):
    """Fill `lines` (LINE), the rows of this document; all that a line needs but its words."""
    line = start = 0
    value, tally = SEED, lines[0].kinds
    for i in range(count):
        tally[kinds[i]] += 1
        if points[i] != LINE_FEED:
            value = (value ^ np.uint64(points[i])) * STEP
            continue
        close_line(points, kinds, start, i, value, lines[line])
        line, start, value = line + 1, i + 1, SEED
        tally = lines[line].kinds
    close_line(points, kinds, start, count, value, lines[line])


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
def read_tokens(points, kinds, count, tokens, found):
    """Fill `tokens` (TOKEN) with the words between blanks, and what is counted of them in `found` (COUNTS)."""
    total = at = 0
    while at < count:
        if kinds[at] == SPACE:
            at += 1
            continue
        start, value, seen = at, SEED, 0
        while at < count and kinds[at] != SPACE:
            value = (value ^ np.uint64(points[at])) * STEP
            seen |= 1 << kinds[at]
            at += 1
        tokens[total].hash, tokens[total].chars = value, at - start
        total += 1
        found.lettered += seen & LETTERS != 0
        if seen & ~SIGNS:
            found.worded += 1
            found.worded_chars += at - start
        if seen & SIGNS:
            count_signs(points, start, at, found)
    found.tokens = total


@njit(cache=True, nogil=True)
def count_signs(points, start, end, found):
    """Count # and ellipses, «…» or three dots, as str.count does."""
    at = start
    while at < end:
        found.number_signs += points[at] == NUMBER_SIGN
        dots = at + 3 <= end and is_ellipsis(points, at, at + 3)
        found.ellipses += dots or points[at] == DOTS
        at += 3 if dots else 1


@njit(cache=True, nogil=True)
def read_words(points, kinds, count, lower, known, lines, found):
    """Count what words of letters and digits tell, in `found` (COUNTS) and in the rows of `lines` (LINE)."""
    at = line = quoted = single = 0
    while at < count:
        if not is_in(kinds[at], WORDLIKE):
            quoted = quotation(points, kinds, at, count, quoted)
            line += points[at] == LINE_FEED
            single = single if points[at] == 32 else 0
            at += 1
            continue
        start = at
        at, value, seen = read_word(points, kinds, at, count, lower)
        found.words += 1
        single = single + 1 if at - start == 1 and seen & LETTERS else 0
        found.spaced += 1 if single > SPACED_RUN else SPACED_RUN if single == SPACED_RUN else 0
        found.mixed += is_mixed(points, start, at, seen)
        found.garbled += at - start if is_accented(points, start, at, seen) else 0
        found.placeholders += is_initials(points, start, at, count)
        bits = known[slot_of(value, known)].bits
        if bits:
            count_known(bits, quoted, found, lines[line])
            found.placeholders += is_placeholder(bits, points, kinds, start, at, count)


@njit(cache=True, nogil=True)
def read_word(points, kinds, at, count, lower):
    """(end of the word that begins at `at`, hash of it in lower case, kinds of code points in it, a bit each)."""
    value, seen = SEED, 0
    while at < count:
        kind = kinds[at]
        if not is_in(kind, WORDLIKE) and not is_apostrophe(points, kinds, at, count, lower):
            break
        value = (value ^ np.uint64(lowered(points[at], lower))) * STEP
        seen |= 1 << kind
        at += 1
    return at, value, seen


@njit(cache=True, nogil=True)
def is_apostrophe(points, kinds, at, count, lower):
    """Whether an apostrophe stands here, before a letter or digit."""
    return lowered(points[at], lower) == APOSTROPHE and at + 1 < count and is_in(kinds[at + 1], WORDLIKE)


@njit(cache=True, nogil=True)
def slot_of(value, known):
    """Where a word is in the lexicon (KNOWN, open addressing), or belongs."""
    mask = np.uint64(len(known) - 1)
    slot = value * GOLDEN >> np.uint64(32) & mask
    while known[slot].bits and known[slot].hash != value:
        slot = slot + np.uint64(1) & mask
    return slot


@njit(cache=True, nogil=True)
def count_known(bits, quoted, found, line):
    """Count a word of the lexicon."""
    line.uk_words += bits & UK_WORD != 0
    line.ru_words += bits & RU_WORD != 0
    line.nl_words += bits & NL_WORD != 0
    found.toxic += bits & TOXIC_WORD != 0
    found.toxic_open += bits & TOXIC_WORD != 0 and quoted == 0
    found.stop_words += bits >> FIRST_STOP_WORD != 0
    found.stop_set |= bits >> FIRST_STOP_WORD


@njit(cache=True, nogil=True)
def is_placeholder(bits, points, kinds, start, end, count):
    """ОСОБА_1 and its family (law 3262-IV, art. 7), and a bracket that opens with a role: [verdachte], [naam 2]."""
    if bits & REGISTER_WORD:
        return end + 1 < count and points[end] == LOW_LINE and kinds[end + 1] == DIGIT
    return bits & ROLE_WORD != 0 and start > 0 and points[start - 1] == OPENING_BRACKET


@njit(cache=True, nogil=True)
def is_initials(points, start, end, count):
    """[A] or [BB], as rechtspraak.nl names a person."""
    if end - start > 2 or start == 0 or end == count:
        return False
    capitals = 65 <= points[start] <= 90 and 65 <= points[end - 1] <= 90
    return capitals and points[start - 1] == OPENING_BRACKET and points[end] == OPENING_BRACKET + 2


@njit(cache=True, nogil=True)
def is_mixed(points, start, end, seen):
    """A word of Latin and Cyrillic letters that is not a Roman number typed with both."""
    if not (seen & 1 << LATIN and seen & SLAVIC):
        return False
    for i in range(start, end):
        if points[i] not in (73, 86, 88, 76, 67, 68, 77, 0x406, 0x425, 0x421, 0x41C):
            return True
    return False


@njit(cache=True, nogil=True)
def is_accented(points, start, end, seen):
    """A word of three letters or more, all of U+00C0-00FF: Cyrillic of code page 1251 read as Latin-1 («ñóäó»)."""
    if seen != 1 << LATIN or end - start < 3:
        return False
    for i in range(start, end):
        if not 0xC0 <= points[i] <= 0xFF:
            return False
    return True


@njit(cache=True, nogil=True)
def quotation(points, kinds, at, count, quoted):
    """Depth of quotation after the sign at `at`: « „ open, » ” close, “ " either, ' before a word and after one.

    A quotation ends with its paragraph. Dutch 's, 't, 'n and 'm open none.
    """
    point = points[at]
    if point == LINE_FEED:
        return 0
    if point == 0xAB or point == 0x201E:
        return quoted + 1
    if point == 0xBB or point == 0x201D:
        return max(0, quoted - 1)
    if point == 34 or point == 0x201C:
        return max(0, quoted - 1) if quoted else 1
    if point == APOSTROPHE or point == 0x2018 or point == 0x2019:
        opens = at + 1 < count and is_in(kinds[at + 1], LETTERS)
        is_clitic = opens and (at + 2 == count or not is_in(kinds[at + 2], LETTERS))
        return quoted if is_clitic else quoted + 1 if opens else max(0, quoted - 1)
    return quoted


@njit(cache=True, nogil=True)
def garbled_pairs(points, count, trail):
    """Code points in UTF-8 that was read as code page 1251 («Р’РёСЂРѕРє») or 1252 («Ð’Ð¸»), and U+FFFD.

    Two pairs of a lead (Р, С, Ð, Ñ, Ã, â) and a trail (a character at bytes 80-BF of its page) must follow each
    other, for one alone is an ordinary word: «РІ», «СЃ».
    """
    garbled = at = 0
    while at < count:
        run = at
        while run + 1 < count and is_lead(points[run]) and points[run + 1] < len(trail) and trail[points[run + 1]]:
            run += 2
        if run - at >= 4:
            garbled += run - at
            at = run
        else:
            garbled += points[at] == 0xFFFD
            at += 1
    return garbled


@njit(cache=True, nogil=True)
def is_lead(point):
    """What a wrong code page makes of the first byte of a letter in UTF-8."""
    return point == 0x420 or point == 0x421 or point == 0xD0 or point == 0xD1 or point == 0xC3 or point == 0xE2


@njit(cache=True, nogil=True)
def read(data, offsets, first_line, first_token, kinds_of, lower, trail, known, lines, tokens, counts):
    """Read every document once.

    data: uint8, UTF-8; offsets: int64, n + 1; first_line, first_token: int64, n + 1, rows of a document in `lines`
    (LINE) and `tokens` (TOKEN, not all of them used); counts: COUNTS, n. All outputs come in zeroed.
    """
    longest = 1
    for document in range(len(counts)):
        longest = max(longest, offsets[document + 1] - offsets[document])
    points, kinds = np.empty(longest, np.uint32), np.empty(longest, np.uint8)
    for document in range(len(counts)):
        found, rows = counts[document], lines[first_line[document] : first_line[document + 1]]
        count = decode(data, offsets[document], offsets[document + 1], kinds_of, points, kinds)
        found.chars = count
        found.garbled = garbled_pairs(points, count, trail)
        read_lines(points, kinds, count, rows)
        read_tokens(points, kinds, count, tokens[first_token[document] : first_token[document + 1]], found)
        read_words(points, kinds, count, lower, known, rows, found)


@njit(cache=True, nogil=True)
def toxic_places(data, start, end, kinds_of, lower, known, places):
    """Code points [start, end) of each toxic word of one document, into `places` (int64, one row a word)."""
    points, kinds = np.empty(end - start, np.uint32), np.empty(end - start, np.uint8)
    count = decode(data, start, end, kinds_of, points, kinds)
    at = found = 0
    while at < count:
        if not is_in(kinds[at], WORDLIKE):
            at += 1
            continue
        first = at
        at, value, _ = read_word(points, kinds, at, count, lower)
        if known[slot_of(value, known)].bits & TOXIC_WORD:
            places[found, 0], places[found, 1] = first, at
            found += 1
