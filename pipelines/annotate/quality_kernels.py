"""Counting over code points: letters, words, repetition, languages, in one pass over Arrow buffers.

What belongs here: plain numba kernels and the layout of their tables. What does not: names, thresholds and word
lists (quality, language, lexicon). The module compiles on first use, so it is imported inside functions only.
Texts must be valid UTF-8, as `documents` guarantees.
"""

from __future__ import annotations

import numpy as np
from numba import njit

SPACE, LATIN, CYRILLIC, OTHER_LETTER, DIGIT, SYMBOL, CONTROL = range(7)
"""Kinds of code points, values of the `kinds` table."""

(CHARS, WORDS, LETTERS, CYRILLICS, DIGITS, SYMBOLS, CONTROLS, MIXED, SPACED, GARBLED, STOPS, TOXIC, TOXIC_OPEN) = range(
    13
)
"""Columns of the counts matrix, one row a document; SPACED and GARBLED count code points."""

STOP_WORD, TOXIC_WORD, UK_WORD, RU_WORD, NL_WORD = 1, 2, 4, 8, 16
"""Bits of a word in the lexicon."""

UK_SCORE, RU_SCORE, NL_SCORE, CYRILLIC_LETTERS, LATIN_LETTERS = range(5)
"""Columns of the paragraph matrix: letters and words that only one language has, and letters of either script."""

SPACED_RUN = 5
"""Single letters in a row, each between spaces, that make letter-spacing: «У Х В А Л А»."""

FNV_OFFSET = np.uint64(14695981039346656037)
FNV_PRIME = np.uint64(1099511628211)
"""FNV-1a, 64 bit (Fowler, Noll, Vo), over code points instead of bytes."""


@njit(cache=True, nogil=True)
def decode(data: np.ndarray, start: int, end: int, points: np.ndarray) -> int:
    """UTF-8 bytes [start, end) as code points in `points` (int64); returns how many."""
    count = 0
    at = start
    while at < end:
        byte = np.int64(data[at])
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
        count += 1
        at += width
    return count


@njit(cache=True, nogil=True)
def kind_of(point: int, kinds: np.ndarray) -> int:
    """Kind of a code point; those beyond the table are symbols."""
    return kinds[point] if point < len(kinds) else SYMBOL


@njit(cache=True, nogil=True)
def hash_points(points: np.ndarray, start: int, end: int, lower: np.ndarray) -> np.uint64:
    """FNV-1a of the lower-cased code points [start, end), runs of white space as one space."""
    value = FNV_OFFSET
    for i in range(start, end):
        point = lower[points[i]] if points[i] < len(lower) else points[i]
        if point == 32 and i > start and points[i - 1] < len(lower) and lower[points[i - 1]] == 32:
            continue
        value = (value ^ np.uint64(point)) * FNV_PRIME
    return value


@njit(cache=True, nogil=True)
def is_word(kind: int) -> bool:
    """Letters and digits make words."""
    return kind in (LATIN, CYRILLIC, OTHER_LETTER, DIGIT)


@njit(cache=True, nogil=True)
def word_end(points: np.ndarray, at: int, count: int, kinds: np.ndarray, lower: np.ndarray) -> int:
    """End of the word that begins at `at`: letters and digits, apostrophes between two of them."""
    while at < count:
        apostrophe = points[at] < len(lower) and lower[points[at]] == 39 and at + 1 < count
        if not is_word(kind_of(points[at + 1 if apostrophe else at], kinds)):
            break
        at += 1
    return at


@njit(cache=True, nogil=True)
def is_mixed(points: np.ndarray, start: int, end: int, kinds: np.ndarray) -> bool:
    """A word of Latin and Cyrillic letters that is not a Roman number typed with both."""
    latin = cyrillic = other = 0
    for i in range(start, end):
        kind = kind_of(points[i], kinds)
        latin += kind == LATIN
        cyrillic += kind == CYRILLIC
        point = points[i]
        roman = (
            point == 73
            or point == 86
            or point == 88
            or point == 76
            or point == 67
            or point == 68
            or point == 77
            or point == 0x406
            or point == 0x425
            or point == 0x421
            or point == 0x41C
        )
        other += not roman
    return latin > 0 and cyrillic > 0 and other > 0


@njit(cache=True, nogil=True)
def is_accented(points: np.ndarray, start: int, end: int) -> bool:
    """A word of three letters or more, all of U+00C0-00FF: Cyrillic of code page 1251 read as Latin-1 («ñóäó»)."""
    for i in range(start, end):
        if not 0xC0 <= points[i] <= 0xFF:
            return False
    return end - start >= 3


@njit(cache=True, nogil=True)
def garbled_pairs(points: np.ndarray, count: int, trail: np.ndarray) -> int:
    """Code points in UTF-8 that was read as code page 1251 («Р’РёСЂРѕРє») or 1252 («Ð’Ð¸»), and U+FFFD.

    Two pairs of a lead (Р, С, Ð, Ñ, Ã, â) and a trail (a character at bytes 80-BF of its page) must follow each
    other, for one alone is an ordinary word: «РІ», «СЃ».
    """
    garbled = 0
    at = 0
    while at < count:
        pairs = 0
        run = at
        while run + 1 < count and _is_lead(points[run]) and points[run + 1] < len(trail) and trail[points[run + 1]]:
            pairs += 1
            run += 2
        if pairs >= 2:
            garbled += 2 * pairs
            at = run
        else:
            garbled += points[at] == 0xFFFD
            at += 1
    return garbled


@njit(cache=True, nogil=True)
def _is_lead(point: int) -> bool:
    return point == 0x420 or point == 0x421 or point == 0xD0 or point == 0xD1 or point == 0xC3 or point == 0xE2


@njit(cache=True, nogil=True)
def quotation(point: int, quoted: int) -> int:
    """Depth of quotation after `point`: « „ “ open, » ” close, a straight mark does either."""
    if point == 0xAB or point == 0x201E:
        return quoted + 1
    if point == 0xBB or point == 0x201D:
        return max(0, quoted - 1)
    if point == 0x201C:
        return max(0, quoted - 1) if quoted else 1
    if point == 34:
        return 1 - min(quoted, 1)
    return 0 if point == 10 else quoted


@njit(cache=True, nogil=True)
def bits_of(value: np.uint64, hashes: np.ndarray, bits: np.ndarray) -> int:
    """Bits of a word in the lexicon (hashes sorted), 0 when it is not there."""
    at = np.searchsorted(hashes, value)
    return bits[at] if at < len(hashes) and hashes[at] == value else 0


@njit(cache=True, nogil=True)
def count_document(
    points: np.ndarray,
    count: int,
    kinds: np.ndarray,
    lower: np.ndarray,
    trail: np.ndarray,
    hashes: np.ndarray,
    bits: np.ndarray,
    counts: np.ndarray,
    paragraphs: np.ndarray,
    words: np.ndarray,
) -> int:
    """Fill one row of counts, the rows of its paragraphs (lines) and `words` (hash, start, end); returns words."""
    counts[CHARS] = count
    counts[GARBLED] = garbled_pairs(points, count, trail)
    found = line = quoted = single = 0
    at = 0
    while at < count:
        kind = kind_of(points[at], kinds)
        if not is_word(kind):
            quoted = quotation(points[at], quoted)
            line += points[at] == 10
            counts[CONTROLS] += kind == CONTROL
            counts[SYMBOLS] += kind == SYMBOL
            single = single if points[at] == 32 else 0
            at += 1
            continue
        end = word_end(points, at, count, kinds, lower)
        _count_letters(points, at, end, kinds, lower, counts, paragraphs[line])
        single = single + 1 if end - at == 1 and kind != DIGIT else 0
        counts[SPACED] += 1 if single > SPACED_RUN else SPACED_RUN if single == SPACED_RUN else 0
        value = hash_points(points, at, end, lower)
        _count_word(bits_of(value, hashes, bits), quoted, counts, paragraphs[line])
        counts[MIXED] += is_mixed(points, at, end, kinds)
        counts[GARBLED] += end - at if is_accented(points, at, end) else 0
        words[found, 0], words[found, 1], words[found, 2] = value, np.uint64(at), np.uint64(end)
        found += 1
        at = end
    counts[WORDS] = found
    return found


@njit(cache=True, nogil=True)
def _count_letters(
    points: np.ndarray,
    start: int,
    end: int,
    kinds: np.ndarray,
    lower: np.ndarray,
    counts: np.ndarray,
    paragraph: np.ndarray,
) -> None:
    for i in range(start, end):
        kind = kind_of(points[i], kinds)
        counts[LETTERS] += kind in (LATIN, CYRILLIC, OTHER_LETTER)
        counts[CYRILLICS] += kind == CYRILLIC
        counts[DIGITS] += kind == DIGIT
        counts[SYMBOLS] += kind == SYMBOL
        paragraph[LATIN_LETTERS] += kind == LATIN
        paragraph[CYRILLIC_LETTERS] += kind == CYRILLIC
        if kind == CYRILLIC:
            letter = lower[points[i]]
            paragraph[UK_SCORE] += letter == 0x456 or letter == 0x457 or letter == 0x454 or letter == 0x491
            paragraph[RU_SCORE] += letter == 0x44B or letter == 0x44D or letter == 0x44A or letter == 0x451


@njit(cache=True, nogil=True)
def _count_word(known: int, quoted: int, counts: np.ndarray, paragraph: np.ndarray) -> None:
    counts[STOPS] += (known & STOP_WORD) != 0
    counts[TOXIC] += (known & TOXIC_WORD) != 0
    counts[TOXIC_OPEN] += (known & TOXIC_WORD) != 0 and quoted == 0
    paragraph[UK_SCORE] += (known & UK_WORD) != 0
    paragraph[RU_SCORE] += (known & RU_WORD) != 0
    paragraph[NL_SCORE] += (known & NL_WORD) != 0


@njit(cache=True, nogil=True)
def top_ngram_chars(words: np.ndarray, count: int, slots: np.ndarray, tallies: np.ndarray) -> int:
    """Code points in the most frequent word 3-gram, spaces between its words included; 0 if none occurs twice.

    slots (uint64) and tallies (int64) are scratch of a power of two above twice the words, zeroed here as needed.
    """
    size = 1
    while size < 2 * count:
        size *= 2
    tallies[:size] = 0
    best = chars = 0
    for i in range(count - 2):
        value = (words[i, 0] * FNV_PRIME ^ words[i + 1, 0]) * FNV_PRIME ^ words[i + 2, 0]
        slot = np.int64((value * FNV_PRIME >> np.uint64(20)) & np.uint64(size - 1))
        while tallies[slot] > 0 and slots[slot] != value:
            slot = (slot + 1) & (size - 1)
        slots[slot] = value
        tallies[slot] += 1
        if tallies[slot] > best:
            best = tallies[slot]
            chars = 2
            for j in range(i, i + 3):
                chars += int(words[j, 2] - words[j, 1])
    return best * chars if best > 1 else 0


@njit(cache=True, nogil=True)
def repeats(
    points: np.ndarray, count: int, kinds: np.ndarray, lower: np.ndarray, breaks: int, values: np.ndarray
) -> tuple[int, int]:
    """(parts that repeat an earlier one, parts) of a text split at `breaks` or more line ends; blank parts apart."""
    parts = 0
    at = 0
    while at < count:
        while at < count and kind_of(points[at], kinds) == SPACE:
            at += 1
        start = last = at
        ends = 0
        while at < count and ends < breaks:
            if points[at] == 10:
                ends += 1
            elif kind_of(points[at], kinds) != SPACE:
                ends = 0
                last = at + 1
            at += 1
        if last > start:
            values[parts] = hash_points(points, start, last, lower)
            parts += 1
    ordered = np.sort(values[:parts])
    same = 0
    for i in range(1, parts):
        same += ordered[i] == ordered[i - 1]
    return same, parts


@njit(cache=True, nogil=True)
def measure(
    data: np.ndarray,
    offsets: np.ndarray,
    lines: np.ndarray,
    kinds: np.ndarray,
    lower: np.ndarray,
    trail: np.ndarray,
    hashes: np.ndarray,
    bits: np.ndarray,
    counts: np.ndarray,
    paragraphs: np.ndarray,
    shares: np.ndarray,
) -> None:
    """Count every document.

    lines: int64, n + 1, first paragraph row of each document; counts: int64 (n, 13); paragraphs: int32 (lines, 5);
    shares: float64 (n, 3), repeated lines, repeated paragraphs, top 3-gram. All outputs come in zeroed.
    """
    longest = 1
    for document in range(len(offsets) - 1):
        longest = max(longest, offsets[document + 1] - offsets[document])
    size = 4
    while size < 2 * longest:
        size *= 2
    points, words = np.empty(longest, np.int64), np.empty((longest // 2 + 1, 3), np.uint64)
    slots, tallies, values = np.empty(size, np.uint64), np.empty(size, np.int64), np.empty(longest, np.uint64)
    for i in range(len(offsets) - 1):
        count = decode(data, offsets[i], offsets[i + 1], points)
        found = count_document(
            points, count, kinds, lower, trail, hashes, bits, counts[i], paragraphs[lines[i] : lines[i + 1]], words
        )
        same, parts = repeats(points, count, kinds, lower, 1, values)
        shares[i, 0] = same / max(parts, 1)
        same, parts = repeats(points, count, kinds, lower, 2, values)
        shares[i, 1] = same / max(parts, 1)
        shares[i, 2] = min(1.0, top_ngram_chars(words, found, slots, tallies) / max(count, 1))


@njit(cache=True, nogil=True)
def toxic_places(
    data: np.ndarray,
    start: int,
    end: int,
    kinds: np.ndarray,
    lower: np.ndarray,
    hashes: np.ndarray,
    bits: np.ndarray,
    places: np.ndarray,
) -> None:
    """Code points [start, end) of each toxic word of one document, into `places` (int64, one row a word)."""
    points = np.empty(end - start, np.int64)
    count = decode(data, start, end, points)
    at = found = 0
    while at < count:
        if not is_word(kind_of(points[at], kinds)):
            at += 1
            continue
        stop = word_end(points, at, count, kinds, lower)
        if bits_of(hash_points(points, at, stop, lower), hashes, bits) & TOXIC_WORD:
            places[found, 0], places[found, 1] = at, stop
            found += 1
        at = stop
