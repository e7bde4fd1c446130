"""Numba kernels that read letters: one by one, and a whole text folded to the lower case of its words.

What belongs here: UTF-8, and which character is of a word (`letters.py`). What does not: words (`word_kernel.py`).
Import it inside functions only, numba is heavy.

A folded text has its letters in lower case, in UTF-8, and bytes below WORD for every other character. Blocks of 64
bytes go through loops without a branch, which the compiler turns into vector code; a block with a letter of another
alphabet than Ukraine's and the Netherlands', and the ends of a text, are read letter by letter, to the same bytes.

Indices are unsigned throughout: numba guards every signed index against being negative, and that costs a fifth. Bytes
stay bytes (`byte`), for numba widens what it calculates, and vector code would hold an eighth as many.
"""

from __future__ import annotations

import numpy as np
from numba import njit

U1, U2, U3, U4, U6, U56 = (np.uint64(n) for n in (1, 2, 3, 4, 6, 56))
TWELVE, EIGHTEEN = np.uint64(12), np.uint64(18)
# A byte below the first is a character of its own; the others begin characters of so many bytes (UTF-8, RFC 3629).
TWO_BYTES, THREE_BYTES, FOUR_BYTES = np.uint64(0x80), np.uint64(0xE0), np.uint64(0xF0)
FIVE_BITS, FOUR_BITS, THREE_BITS, TAIL = np.uint64(31), np.uint64(15), np.uint64(7), np.uint64(63)
LAST = np.uint64(0x10FFFF)
ENDS_WORD = np.uint64(1 << 31)
"""As in `letters.py`."""

BLOCK = np.uint64(64)
AHEAD = BLOCK + U2
"""Bytes that must be left for a block: the last character of it may end behind it."""

byte = np.uint8
NO_LETTER, NEW_LINE, WORD = byte(0), byte(1), byte(16)
"""What stands for a character outside words, for a line feed, and the least byte of a letter."""
SIGNS, LATIN, CYRILLIC, CYRILLIC_TOO, GHE, MARKS = (byte(b) for b in (0xC2, 0xC3, 0xD0, 0xD1, 0xD2, 0xE2))
"""First bytes of the characters that vector code reads: § « », Latin with accents, the Cyrillic alphabets of Ukrainian
and Russian, Ґ and ґ, and dashes, quotation marks and №."""
GATHER = np.uint64(0x0102040810204080)
"""Multiplies eight bytes that are 0 or 1 so that they come to stand side by side in the highest byte."""


@njit(cache=True, nogil=True)
def read_long_letter(data, i, letters):
    """As `read_letter`, for characters of three or four bytes."""
    b, code_point = np.uint64(data[i]), ((data[i + U1] & TAIL) << U6) | (data[i + U2] & TAIL)
    if b < FOUR_BYTES:
        return np.uint64(letters[((b & FOUR_BITS) << TWELVE) | code_point]), i + U3
    code_point = ((b & THREE_BITS) << EIGHTEEN) | (code_point << U6) | (data[i + U3] & TAIL)
    return np.uint64(letters[min(code_point, LAST)]), i + U4  # bytes that are no UTF-8 must not lead out of the table


@njit(cache=True, nogil=True)
def read_letter(data, i, letters):
    """The entry of the letter table for the character at byte i, and where the next character begins.

    Two bytes come first, for most letters are Cyrillic; what is rare stands apart, or the loops around would be slower.
    """
    b = np.uint64(data[i])
    if b - TWO_BYTES < THREE_BYTES - TWO_BYTES:  # unsigned: not below two, and below three
        return np.uint64(letters[((b & FIVE_BITS) << U6) | (data[i + U1] & TAIL)]), i + U2
    if b < TWO_BYTES:
        return np.uint64(letters[b]), i + U1
    return read_long_letter(data, i, letters)


@njit(cache=True, nogil=True)
def write_letter(letter, folded, o):
    """Write a code point at `folded[o]` as UTF-8; returns where the next one goes."""
    if letter < TWO_BYTES:
        folded[o] = letter
        return o + U1
    if letter < U1 << np.uint64(11):
        folded[o] = (letter >> U6) | np.uint64(0xC0)
        o += U1
    else:
        if letter < U1 << np.uint64(16):
            folded[o] = (letter >> TWELVE) | THREE_BYTES
        else:
            folded[o], folded[o + U1] = (letter >> EIGHTEEN) | FOUR_BYTES, ((letter >> TWELVE) & TAIL) | TWO_BYTES
            o += U1
        folded[o + U1] = ((letter >> U6) & TAIL) | TWO_BYTES
        o += U2
    folded[o] = (letter & TAIL) | TWO_BYTES
    return o + U1


@njit(cache=True, nogil=True)
def chosen(is_so, one, other):
    """`one` if it is so, else `other`: bytes, without a branch."""
    return byte(other ^ ((one ^ other) & (byte(0) - byte(is_so))))


@njit(cache=True, nogil=True)
def folded_single(b):
    """What an ASCII character becomes."""
    is_letter = byte((b | byte(32)) - byte(97)) < byte(26)
    is_other = (byte(b - byte(48)) < byte(10)) | (b == byte(95))
    other = chosen(is_other, b, chosen(b == byte(10), NEW_LINE, NO_LETTER))
    return chosen(is_letter, byte(b | byte(32)), other)


@njit(cache=True, nogil=True)
def folded_lead(b, following):
    """What the first of several bytes becomes; of А to Я, the second tells whether the small one begins otherwise."""
    cyrillic = chosen(byte(following & byte(0x10)) == byte(0), CYRILLIC_TOO, CYRILLIC)
    is_letter = (b == LATIN) | (b == CYRILLIC_TOO) | (b == GHE)
    return chosen(b == CYRILLIC, cyrillic, chosen(is_letter, b, NO_LETTER))


@njit(cache=True, nogil=True)
def folded_tail(lead, b):
    """What a byte behind the first becomes: Ѐ to Џ move by 16 and 64, А to Я by 32, À to Þ by 32, Ґ by one."""
    row = byte(b & byte(0x30))
    cyrillic = chosen(row == byte(0x30), b, byte(b ^ byte(0x20)))
    cyrillic = chosen(row == byte(0), byte(b | byte(0x10)), cyrillic)
    latin = chosen(b < byte(0x9F), byte(b | byte(0x20)), b)
    others = chosen(lead == CYRILLIC_TOO, b, chosen(lead == GHE, byte(b | byte(1)), NO_LETTER))
    return chosen(lead == CYRILLIC, cyrillic, chosen(lead == LATIN, latin, others))


@njit(cache=True, nogil=True)
def is_strange_tail(lead, b, following):
    """Whether the character that these bytes are of is to be looked up."""
    sign = (lead == SIGNS) & ((b == byte(0xAA)) | ((b >= byte(0xB2)) & (b != byte(0xBB))))
    latin = (lead == LATIN) & ((b == byte(0x97)) | (b == byte(0xB7)))
    old = (lead == CYRILLIC_TOO) & (b >= byte(0xA0))
    ghe = (lead == GHE) & (byte(b | byte(1)) != byte(0x91))
    mark = (lead == MARKS) & (b != byte(0x80)) & ((b != byte(0x84)) | (following != byte(0x96)))
    return sign | latin | old | ghe | mark


@njit(cache=True, nogil=True)
def is_known_lead(b):
    """Whether vector code reads some characters that begin so."""
    return (b == CYRILLIC) | (b == CYRILLIC_TOO) | (b == LATIN) | (b == GHE) | (b == SIGNS) | (b == MARKS)


@njit(cache=True, nogil=True)
def fold_block(data, i, folded, o, strange):
    """Fold the 64 bytes from `data[i]` on to `folded[o]`; `strange` (uint8[64]) tells of each whether it is wrong."""
    for k in range(64):
        at = i + np.uint64(k)
        lead, b, following = byte(data[at - U1]), byte(data[at]), byte(data[at + U1])
        is_tail = byte(b & byte(0xC0)) == byte(0x80)
        is_single = b < byte(0x80)
        several = chosen(is_tail, folded_tail(lead, b), folded_lead(b, following))
        folded[o + np.uint64(k)] = chosen(is_single, folded_single(b), several)
        is_unknown = (b >= byte(0xC0)) & (not is_known_lead(b))
        strange[k] = byte(is_tail & is_strange_tail(lead, b, following)) | byte(is_unknown)


@njit(cache=True, nogil=True)
def block_end(data, i):
    """Where the block from byte i on ends: before a character of which it has not the last byte."""
    cut_one, cut_two = data[i + BLOCK - U1] >= SIGNS, data[i + BLOCK - U2] >= MARKS
    return i + BLOCK - np.uint64(cut_one) - (np.uint64(cut_two) << U1)


@njit(cache=True, nogil=True)
def fold_letters(data, i, stop, end, letters, folded, o):
    """Fold letter by letter from byte i to `folded[o]` until `stop` is reached; returns the next places of both."""
    while i < stop:
        at = i
        letter, i = read_letter(data, i, letters)
        if letter == 0 or i > end:
            folded[o : o + i - at] = NEW_LINE if data[at] == byte(10) else NO_LETTER
            o += i - at
            continue
        o = write_letter(letter & ~ENDS_WORD, folded, o)
        if letter >= ENDS_WORD:
            folded[o] = NO_LETTER
            o += U1
    return i, o


@njit(cache=True, nogil=True)
def fold_text(data, start, end, letters, folded, eight):
    """Fold `data[start:end]` into `folded`, two bytes for one at most; returns how many there are.

    `eight` (uint64[8]) is room to work in. A character that `end` cuts in two, which UTF-8 never has, is no letter:
    what follows belongs to another text. A block looks at the byte before it, so the first letter is in none.
    """
    strange = eight.view(np.uint8)
    i, o = fold_letters(data, start, min(start + U1, end), end, letters, folded, np.uint64(0))
    while i + AHEAD <= end:
        fold_block(data, i, folded, o, strange)
        after = block_end(data, i)
        if eight[0] | eight[1] | eight[2] | eight[3] | eight[4] | eight[5] | eight[6] | eight[7] == 0:
            i, o = after, o + after - i
        else:
            i, o = fold_letters(data, i, after, end, letters, folded, o)
    _, o = fold_letters(data, i, end, end, letters, folded, o)
    return o


@njit(cache=True, nogil=True)
def mark_ends(folded, length, ends, eight):
    """Set the bits of `ends` (uint64, a bit a byte) where no letter is; the text ends with such a place.

    The bytes up to the next multiple of 64 are overwritten.
    """
    no_letter, blocks = eight.view(np.uint8), (length >> U6) + U1
    folded[length] = NO_LETTER
    folded[length + U1 : blocks << U6] = WORD
    for block in range(blocks):
        first, bits = np.uint64(block) << U6, np.uint64(0)
        for k in range(64):
            no_letter[k] = byte(byte(folded[first + np.uint64(k)]) < WORD)
        for k in range(8):
            bits |= ((eight[k] * GATHER) >> U56) << np.uint64(8 * k)
        ends[np.uint64(block)] = bits
    return blocks
