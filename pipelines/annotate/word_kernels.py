"""Words of letters and digits, and what a dictionary tells of them: languages, stop words, toxic words, placeholders.

What belongs here: numba kernels over code points and their kinds, and how a word is looked up. What does not: words
between blanks (ngram_kernels) and the dictionary (lexicon). A word is letters and digits, apostrophes between two of
them; it is looked up in lower case.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pipelines.annotate.quality_kernels import CYRILLIC, DIGIT, LATIN, OTHER_LETTER, RUSSIAN, SPACE, UKRAINIAN

SLAVIC = 1 << CYRILLIC | 1 << UKRAINIAN | 1 << RUSSIAN
LETTERS = SLAVIC | 1 << LATIN | 1 << OTHER_LETTER
WORDLIKE = LETTERS | 1 << DIGIT
"""Sets of kinds, a bit each."""

TOXIC_WORD, UK_WORD, RU_WORD, NL_WORD, EN_WORD, REGISTER_WORD, ROLE_WORD = (1 << bit for bit in range(7))
LANGUAGES = UK_WORD | RU_WORD | NL_WORD | EN_WORD
FIRST_STOP_WORD = 8
"""Bits of a word in the lexicon; from the eighth on, each stop word has a bit of its own."""

KNOWN = np.dtype([("hash", np.uint64), ("bits", np.int64)])
"""A word of the lexicon; no bits, an empty entry."""

COUNTS = np.dtype([
    (name, np.int64)
    for name in (
        "words", "mixed", "spaced", "accented", "stop_words", "stop_set", "toxic", "toxic_open", "placeholders",
    )
])  # fmt: skip
"""Counts of a document. spaced and accented are code points, stop_set has a bit for each stop word found."""

SPOKEN = np.dtype([("uk", np.int32), ("ru", np.int32), ("nl", np.int32), ("en", np.int32)])
"""Words of a line that only one language has. Placeholders are nobody's words: uk is less by ІНФОРМАЦІЯ's two І."""

SPACED_RUN = 5
"""Single letters in a row, each between spaces, that make letter-spacing: «У Х В А Л А»."""

SEED = np.uint64(14695981039346656037)
STEP = np.uint64(1099511628211)
"""FNV-1a, 64 bit (Fowler, Noll, Vo), over code points instead of bytes."""
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
"""Fibonacci hashing (Knuth 6.4): the upper bits of a product with it choose the slot of a table."""

LOW_LINE, OPENING_BRACKET, CLOSING_BRACKET, APOSTROPHE, COMMA, LINE_FEED = 0x5F, 0x5B, 0x5D, 0x27, 0x2C, 0x0A


@njit(cache=True, nogil=True)
def is_in(kind, those):
    """Whether a kind is of a set of kinds."""
    return those >> kind & 1 == 1


@njit(cache=True, nogil=True)
def lowered(point, lower):
    """Lower case of a code point, where the table has one."""
    return lower[point] if point < len(lower) else point


@njit(cache=True, nogil=True)
def read_words(points, kinds, count, lower, known, lines, found):
    """Count what words of letters and digits tell, in `found` (COUNTS) and in the rows of `lines` (SPOKEN)."""
    at = line = quoted = single = total = 0
    while at < count:
        kind = kinds[at]
        if not is_in(kind, WORDLIKE):
            if kind == SPACE:
                is_end = points[at] == LINE_FEED
                line, quoted = line + is_end, 0 if is_end else quoted
                single = 0 if is_end else single
            else:
                quoted, single = quotation(points, kinds, at, count, quoted), 0
            at += 1
            continue
        start = at
        at, value, seen = read_word(points, kinds, at, count, lower)
        total += 1
        if at - start == 1 and seen & LETTERS:
            single += 1
            found.spaced += 1 if single > SPACED_RUN else SPACED_RUN if single == SPACED_RUN else 0
        else:
            single = 0
        if seen & 1 << LATIN:
            count_latin(points, start, at, count, seen, found)
        bits = known[slot_of(value, known)].bits
        if bits & TOXIC_WORD and is_surname(points, kinds, start, at, count, lower):
            bits &= ~TOXIC_WORD
        if bits:
            is_name = is_placeholder(bits, points, kinds, start, at, count)
            count_known(bits & ~LANGUAGES if is_name else bits, quoted, found, lines[line])
            if is_name:
                found.placeholders += 1
                lines[line].uk -= count_ukrainian(kinds, start, at)
    found.words = total


@njit(cache=True, nogil=True)
def count_latin(points, start, end, count, seen, found):
    """Count what only words with Latin letters can be."""
    found.mixed += is_mixed(points, start, end, seen)
    found.accented += end - start if is_accented(points, start, end, seen) else 0
    found.placeholders += is_initials(points, start, end, count)


@njit(cache=True, nogil=True)
def read_word(points, kinds, at, count, lower):
    """(end of the word that begins at `at`, hash of it in lower case, kinds of code points in it, a bit each)."""
    value, seen = SEED, 0
    while True:
        # A loop of its own: with the question below in it, each character costs twice as much.
        while at < count and WORDLIKE >> kinds[at] & 1:
            value = (value ^ np.uint64(lower[points[at]])) * STEP
            seen |= 1 << kinds[at]
            at += 1
        if at == count or not is_apostrophe(points, kinds, at, count, lower):
            break
        value = (value ^ np.uint64(APOSTROPHE)) * STEP
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
def count_ukrainian(kinds, start, end):
    """Letters that only Ukrainian has."""
    letters = 0
    for i in range(start, end):
        letters += kinds[i] == UKRAINIAN
    return letters


@njit(cache=True, nogil=True)
def count_known(bits, quoted, found, line):
    """Count a word of the lexicon."""
    line.uk += bits & UK_WORD != 0
    line.ru += bits & RU_WORD != 0
    line.nl += bits & NL_WORD != 0
    line.en += bits & EN_WORD != 0
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
    return capitals and points[start - 1] == OPENING_BRACKET and points[end] == CLOSING_BRACKET


@njit(cache=True, nogil=True)
def is_surname(points, kinds, start, end, count, lower):
    """Whether a word that is also an insult is somebody's name: capital inside a sentence, or before a capital.

    «свідок Курва», «Гандон І. П.»; in capitals throughout, or where a sentence begins, it stays what it is.
    """
    if not is_capital(points, start, lower) or end - start < 2 or is_capital(points, start + 1, lower):
        return False
    if end + 1 < count and kinds[end] == SPACE and is_capital(points, end + 1, lower):
        return True
    is_parted = start > 1 and kinds[start - 1] == SPACE
    return is_parted and (is_in(kinds[start - 2], WORDLIKE) or points[start - 2] == COMMA)


@njit(cache=True, nogil=True)
def is_capital(points, at, lower):
    """Whether a capital letter stands here."""
    return lowered(points[at], lower) != points[at]


@njit(cache=True, nogil=True)
def is_mixed(points, start, end, seen):
    """A word of Latin and Cyrillic letters that is not a Roman number typed with both."""
    if not seen & SLAVIC:
        return False
    other = 0
    for i in range(start, end):
        other += points[i] not in (73, 86, 88, 76, 67, 68, 77, 0x406, 0x425, 0x421, 0x41C)
    return other > 0


@njit(cache=True, nogil=True)
def is_accented(points, start, end, seen):
    """A word of three letters or more, all of U+00C0-00FF: Cyrillic of code page 1251 read as Latin-1 («ñóäó»)."""
    if seen != 1 << LATIN:
        return False
    for i in range(start, end):
        if not 0xC0 <= points[i] <= 0xFF:
            return False
    return end - start >= 3


@njit(cache=True, nogil=True)
def quotation(points, kinds, at, count, quoted):
    """Depth of quotation after the sign at `at`: « „ open, » ” close, “ " either, ' before a word and after one.

    A quotation ends with its paragraph. Dutch 's, 't, 'n and 'm open none.
    """
    point = points[at]
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
def read(points, kinds, first_point, first_line, lower, known, spoken, counts):
    """Count the words of every document in `counts` (COUNTS, n), and those of its lines in `spoken` (SPOKEN).

    points: uint32 and kinds: uint8, code points of all documents; first_point, first_line: int64, n + 1; lower:
    uint32; known: KNOWN. All outputs come in zeroed.
    """
    for document in range(len(counts)):
        start, end = first_point[document], first_point[document + 1]
        lines = spoken[first_line[document] : first_line[document + 1]]
        read_words(points[start:end], kinds[start:end], end - start, lower, known, lines, counts[document])


@njit(cache=True, nogil=True)
def toxic_places(points, kinds, first_point, first_place, lower, known, places):
    """Code points [start, end) of the toxic words of every document, into `places` (int64, one row a word).

    first_place: int64, n + 1, rows of each document; the others as for `read`.
    """
    for document in range(len(first_place) - 1):
        start, end = first_point[document], first_point[document + 1]
        text, its = points[start:end], kinds[start:end]
        found, at = first_place[document], 0
        while found < first_place[document + 1]:
            if not is_in(its[at], WORDLIKE):
                at += 1
                continue
            began = at
            at, value, _ = read_word(text, its, at, end - start, lower)
            is_toxic = known[slot_of(value, known)].bits & TOXIC_WORD
            if is_toxic and not is_surname(text, its, began, at, end - start, lower):
                places[found] = began, at
                found += 1
