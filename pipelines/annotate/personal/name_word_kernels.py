"""Reading words of Latin and Cyrillic letters in UTF-8 bytes, and looking them up in the tables of name_lexicon.

What belongs here: small numba kernels that name_run_kernels is made of. What does not: what a word means for a name.
The module compiles on first use, so it is imported inside functions only. What is asked of every word stands inline: a
call hands over each array in seven pieces, and took a fifth of the time.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pipelines.annotate.personal.name_lexicon import BACKWARDS, CAPITAL, JOINING, PREFIX
from pipelines.annotate.personal.roles import LEADS, LIST, SENTENCE_WORD

GAP = 13
"""Bytes of white space between two units of a run: three spaces, a line break, three spaces, of two bytes each."""

FURTHER = 12
"""Bytes of punctuation and white space between a run and the word behind it."""

LEADING = 3 * LIST
"""Bytes of punctuation and white space between a run and the word before it: roles.LIST, of three bytes each."""

WORD = 80
"""Bytes of the longest word that is read whole."""

APOSTROPHE, HYPHEN = 39, 45

LONGEST_INITIAL = 3
"""Letters of the longest initials: Chr., Joh."""

WIDTH = np.zeros(256, np.uint8)
WIDTH[65:91] = WIDTH[97:123] = 1
WIDTH[[APOSTROPHE, 48, 49, 51, 96]] = 1
WIDTH[0xC3:0xD3] = 2
WIDTH[0xE2] = 3
"""Bytes of a character of a word by the first of them: letters, apostrophes, digits like letters (0, 1, 3)."""

PARTING = np.array([chr(byte).isascii() and chr(byte) not in LEADS for byte in range(256)])
CLOSING = np.array([chr(byte) in ")/." for byte in range(256)])
"""Signs behind which a word does not lead to a name, but for one of these right behind it (roles.WORD)."""


@njit(cache=True, nogil=True, inline="always")
def is_letter(byte: int) -> bool:
    """Whether a letter begins with this byte."""
    return 65 <= byte <= 90 or 97 <= byte <= 122 or 0xC3 <= byte <= 0xD2


@njit(cache=True, nogil=True, inline="always")
def _is_apostrophe(data: np.ndarray, at: int) -> bool:
    """Whether the three bytes from `at` are ’."""
    return data[at] == 0xE2 and data[at + 1] == 0x80 and data[at + 2] == 0x99


@njit(cache=True, nogil=True, inline="always")
def word_end(data: np.ndarray, at: int, end: int) -> int:
    """End of the letters, apostrophes and digits like letters from `at`."""
    while at < end:
        width = WIDTH[data[at]]
        if width == 0 or (width == 3 and not _is_apostrophe(data, at)):
            break
        at += int(width)
    return at


@njit(cache=True, nogil=True, inline="always")
def is_capital(data: np.ndarray, at: int, end: int) -> bool:
    """Whether a unit may begin at `at`: a capital, or a digit that a scanner put for one before a letter."""
    byte = data[at]
    if byte < 0x80:
        digit = byte == 48 or byte == 49 or byte == 51
        return 65 <= byte <= 90 or (digit and at + 1 < end and is_letter(data[at + 1]))
    if not 0xC3 <= byte <= 0xD2:
        return False
    following = data[at + 1]
    latin = (byte == 0xC3 and following <= 0x9E) or byte == 0xC4 or byte == 0xC5
    return latin or (byte == 0xD0 and following <= 0xAF) or (byte == 0xD2 and following == 0x90)


@njit(cache=True, nogil=True)
def mark_units(text: np.ndarray, marks: np.ndarray) -> None:
    """Mark (uint8) every byte of a text at which a unit may begin, and the last one, so that a search ends there.

    Comparisons without branches, which the compiler makes of many bytes at once; is_capital is asked afterwards.
    """
    for at in range(len(text) - 1):
        byte, following = text[at], text[at + 1]
        latin = ((byte >= 65) & (byte <= 90)) | ((byte >= 0xC3) & (byte <= 0xC5))
        cyrillic = ((byte == 0xD0) & (following < 0xB0)) | ((byte == 0xD2) & (following == 0x90))
        digit = (byte >= 48) & (byte <= 51) & (following >= 65)
        marks[at] = latin | cyrillic | digit
    if len(text):
        marks[len(text) - 1] = 1


@njit(cache=True, nogil=True, inline="always")
def is_inside_word(data: np.ndarray, at: int, begin: int) -> bool:
    """Whether a letter ends right before `at`."""
    if at <= begin:
        return False
    if data[at - 1] < 0x80:
        return is_letter(data[at - 1])
    return at - 2 >= begin and 0xC3 <= data[at - 2] <= 0xD2


@njit(cache=True, nogil=True, inline="always")
def spaces_end(data: np.ndarray, at: int, end: int) -> int:
    """End of at most GAP bytes of white space from `at`."""
    last = min(end, at + GAP)
    while at < last:
        byte = data[at]
        if byte == 32 or byte == 9 or byte == 10:
            at += 1
        elif byte == 0xC2 and data[at + 1] == 0xA0:
            at += 2
        else:
            break
    return at


@njit(cache=True, nogil=True, inline="always")
def _class(data: np.ndarray, at: int, classes: np.ndarray) -> int:
    """Class of the character that begins at `at`, 0 if it belongs to no word."""
    byte = int(data[at])
    if byte < 0x80:
        return int(classes[byte])
    if byte >= 0xE0:
        return int(classes[APOSTROPHE]) if _is_apostrophe(data, at) else 0
    return int(classes[(byte & 0x1F) << 6 | (int(data[at + 1]) & 0x3F)])


@njit(cache=True, nogil=True, inline="always")
def beginning(data: np.ndarray, at: int, end: int, states: np.ndarray, classes: np.ndarray) -> int:
    """Bits of how the word at `at` begins, with those of the whole word if it is over."""
    state, bits = 0, 0
    while at < end and WIDTH[data[at]] > 0:
        kind = _class(data, at, classes) & ~CAPITAL
        if kind == 0:
            break
        state = int(states[state, kind])
        if state == 0:
            return bits
        bits |= int(states[state, 0])
        at += int(WIDTH[data[at]])
    return bits | int(states[state, 1])


@njit(cache=True, nogil=True, inline="always")
def _step(state: int, kind: int, states: np.ndarray) -> int:
    """The state behind a letter of this class; 0, that of no word, leads nowhere."""
    return int(states[state, kind]) if state > 0 else 0


@njit(cache=True, nogil=True, inline="always")
def ends(data: np.ndarray, start: int, end: int, states: np.ndarray, classes: np.ndarray) -> tuple[int, int, bool]:
    """Bits of how every part of the word ends, the letters of the last word in it, and whether any letter is small.

    Words have lost the space between them where a capital stands behind a small letter: «ОлегГнатюк», «ГнатюкО»; 0
    letters where none has. Behind an apostrophe, which also closes quotations, a word may begin as well; of one no
    longer than an initial this is told.
    """
    state, bits, before_capital = BACKWARDS, int(states[BACKWARDS, 0]), False
    letters, lost, small, own = 0, 0, False, 0
    while end > start:
        end -= 1
        while data[end] & 0xC0 == 0x80:
            end -= 1
        kind = _class(data, end, classes)
        is_capital_here, kind = kind >= CAPITAL, kind & ~CAPITAL
        is_small = not is_capital_here and is_letter(data[end]) and data[end] > 90
        if before_capital and (is_small or kind == classes[APOSTROPHE] or kind == 0):
            bits |= int(states[own, 1] | states[state, 1])
            if is_small or letters <= LONGEST_INITIAL:
                lost, own = lost or letters, BACKWARDS
        letters += 1
        before_capital, small = is_capital_here, small or is_small
        if kind == 0:
            bits |= int(states[own, 1] | states[state, 1])
            state, own = BACKWARDS, 0
        elif not (state == BACKWARDS and kind == classes[APOSTROPHE]):
            state, own = _step(state, kind, states), _step(own, kind, states)
            bits |= int(states[own, 0] | states[state, 0])
    return bits | int(states[own, 1] | states[state, 1]), lost, small


@njit(cache=True, nogil=True)
def _back(data: np.ndarray, at: int, first: int, words: bool) -> int:
    """Start of the characters before `at` that all belong to words, or none of which does; not before `first`.

    To a word belong digits as well, and letters of any alphabet.
    """
    while at > first:
        start = at - 1
        while start > first and data[start] & 0xC0 == 0x80:
            start -= 1
        byte = data[start]
        width = WIDTH[byte]
        belongs = _is_apostrophe(data, start) if width == 3 else width > 0
        belongs |= words and (byte == HYPHEN or 48 <= byte <= 57 or byte == 95 or (byte > 0xD2 and byte != 0xE2))
        if belongs != words or byte & 0xC0 == 0x80:
            break
        at = start
    return at


@njit(cache=True, nogil=True)
def _is_parted(data: np.ndarray, start: int, end: int, at: int) -> bool:
    """Whether what stands between a word and `at` says that it does not lead there: the end of a sentence, a bracket.

    A short word may be abbreviated, and a bracket close behind it, also behind its full stop: «(w.g.) Smit».
    """
    if end < at and data[end] == 46:
        letters = 0
        for place in range(start, end):
            letters += data[place] & 0xC0 != 0x80
        if letters >= SENTENCE_WORD:
            return True
    first = end + (end < at and CLOSING[data[end]])
    first += first == end + 1 and first < at and CLOSING[data[first]]
    return bool(PARTING[data[first:at]].any())


@njit(cache=True, nogil=True)
def _beginnings(data: np.ndarray, start: int, end: int, states: np.ndarray, classes: np.ndarray) -> int:
    """Bits of how a word begins, with its sign before («'t»), behind that, and behind each sign or digit inside it."""
    bits, inside = 0, False
    for at in range(start, end):
        byte = data[at]
        begins = is_letter(byte) and not inside
        if begins or at == start:
            bits |= beginning(data, at, end, states, classes)
        inside = is_letter(byte) or (inside and byte & 0xC0 == 0x80)
    return bits


@njit(cache=True, nogil=True)
def before(data: np.ndarray, at: int, begin: int, states: np.ndarray, classes: np.ndarray) -> tuple[int, int]:
    """Bits of the word before `at` and before the prefixes that lead up to it («lid, van de », «стягнути з »), and
    their start.

    What parts it from them says nothing of them, if it is more than roles.LEADS.
    """
    start, led, bits = at, at, 0
    for _ in range(4):
        led = start
        end = _back(data, start, max(begin, start - LEADING), False)
        start = _back(data, end, max(begin, end - WORD), True)
        if _is_parted(data, start, end, led):
            return 0, led
        bits = _beginnings(data, start, end, states, classes)
        if not bits & (PREFIX | JOINING):
            break
    return bits, led


@njit(cache=True, nogil=True)
def behind(data: np.ndarray, at: int, end: int, states: np.ndarray, classes: np.ndarray) -> int:
    """Bits of the word behind `at`."""
    last = min(end, at + FURTHER)
    while at < last and not is_letter(data[at]):
        at += 1
    return beginning(data, at, end, states, classes)
