"""Numba kernels that read text: words, shingles, MinHash, paragraph hashes.

What belongs here: loops over bytes and words. What does not: Arrow tables (`signatures.py`), pairs of documents
(`cluster_kernel.py`). Import it inside functions only, numba is heavy. Kernels and helpers share this file because
numba's cache watches a kernel's own file and no other.

Indices are unsigned throughout: numba guards every signed index against being negative, and that costs a fifth.
Hashes are 64-bit multiplicative; a word is hashed while it is read, so no lower-cased copy of the text exists.
"""

from __future__ import annotations

import numpy as np
from numba import njit

U0, U1, U2, U3, U4, U5, U6 = (np.uint64(n) for n in range(7))
LINE_FEED, ZERO, TEN = np.uint64(10), np.uint64(48), np.uint64(10)
# A byte below the first is a character of its own; the others begin characters of so many bytes (UTF-8, RFC 3629).
TWO_BYTES, THREE_BYTES, FOUR_BYTES = np.uint64(0x80), np.uint64(0xE0), np.uint64(0xF0)
FIVE_BITS, FOUR_BITS, THREE_BITS, TAIL = np.uint64(31), np.uint64(15), np.uint64(7), np.uint64(63)
TWELVE, EIGHTEEN, TWENTY_NINE, THIRTY_TWO = np.uint64(12), np.uint64(18), np.uint64(29), np.uint64(32)
LAST = np.uint64(0x10FFFF)
ENDS_WORD, LOW_HALF = np.uint64(1 << 31), np.uint64(0xFFFFFFFF)

SEED = np.uint64(0x9E3779B97F4A7C15)
"""Golden ratio, as in splitmix64: start of every hash."""
STEP = np.uint64(0xBF58476D1CE4E5B9)
"""First multiplier of splitmix64 (Steele, Lea, Flood 2014)."""
BLEND = np.uint64(0xD6E8FEB86659FD93)
"""Multiplier of rrmxmx (Pelle Evensen 2018), for the final mixing."""
P0, P1, P2, P3, P4 = (
    np.uint64(p)
    for p in (0x94D049BB133111EB, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3, 0x589965CC75374CC3)
)
"""Odd multipliers of the five words of a shingle (splitmix64 and wyhash), so that the order of words counts."""
SHINGLE = U5
"""Words of a shingle, as in `signatures.py`."""
SHINGLES, NUMBERS, WORDS, REPEATED = range(4)
"""Kinds of sets that two texts are compared by."""


@njit(cache=True, nogil=True)
def mixed(h):
    """Spread the bits of a 64-bit hash."""
    h ^= h >> THIRTY_TWO
    h *= BLEND
    return h ^ (h >> THIRTY_TWO)


@njit(cache=True, nogil=True)
def read_letter(data, i, letters):
    """The entry of the letter table for the character at byte i, and where the next character begins."""
    b = np.uint64(data[i])
    if b < TWO_BYTES:
        return np.uint64(letters[b]), i + U1
    if b < THREE_BYTES:
        return np.uint64(letters[((b & FIVE_BITS) << U6) | (data[i + U1] & TAIL)]), i + U2
    if b < FOUR_BYTES:
        code_point = ((b & FOUR_BITS) << TWELVE) | ((data[i + U1] & TAIL) << U6) | (data[i + U2] & TAIL)
        return np.uint64(letters[code_point]), i + U3
    code_point = ((b & THREE_BITS) << EIGHTEEN) | ((data[i + U1] & TAIL) << TWELVE)
    code_point |= ((data[i + U2] & TAIL) << U6) | (data[i + U3] & TAIL)
    return np.uint64(letters[min(code_point, LAST)]), i + U4  # bytes that are no UTF-8 must not lead out of the table


@njit(cache=True, nogil=True)
def read_words(data, start, end, letters, words, lines):
    """Hash the words of `data[start:end]` into `words`; `lines[i]` is how many words had been read when line i ended.

    Returns (number of words, number of lines). A word is a run of word characters, lower-cased one by one.
    The lowest bit of its hash tells whether it begins with a digit.
    """
    count, line = U0, U0
    i = start
    while i < end:
        b = data[i]
        letter, i = read_letter(data, i, letters)
        if letter == U0:
            if b == LINE_FEED:
                lines[line] = count
                line += U1
            continue
        is_number = U1 if letter - ZERO < TEN else U0
        h = (SEED ^ (letter & ~ENDS_WORD)) * STEP
        while letter < ENDS_WORD and i < end:
            letter, after = read_letter(data, i, letters)
            if letter == U0:
                break
            h, i = (h ^ (letter & ~ENDS_WORD)) * STEP, after
        words[count] = ((h ^ (h >> TWENTY_NINE)) & ~U1) | is_number
        count += U1
    lines[line] = count
    return count, line + U1


@njit(cache=True, nogil=True)
def stream_hash(words, first, last):
    """Hash of a run of words, in order."""
    h = SEED
    for i in range(first, last):
        h = (h ^ words[np.uint64(i)]) * STEP
        h ^= h >> THIRTY_TWO
    return mixed(h)


@njit(cache=True, nogil=True)
def shingle_hashes(words, count, out):
    """Hash every five words in order into `out`; a shorter text is one shingle, an empty one none. Returns how many."""
    if count < SHINGLE:
        out[U0] = stream_hash(words, U0, count)
        return min(count, U1)
    for i in range(count - U4):
        j = np.uint64(i)
        out[j] = mixed(
            words[j] * P0 + words[j + U1] * P1 + words[j + U2] * P2 + words[j + U3] * P3 + words[j + U4] * P4
        )
    return count - U4


@njit(cache=True, nogil=True)
def fmix32(h):
    """Finalizer of MurmurHash3 (Appleby), with which datasketch 2 mixes its input."""
    h = np.uint32(h ^ (h >> np.uint32(16)))
    h = np.uint32(h * np.uint32(0x85EBCA6B))
    h = np.uint32(h ^ (h >> np.uint32(13)))
    h = np.uint32(h * np.uint32(0xC2B2AE35))
    return np.uint32(h ^ (h >> np.uint32(16)))


@njit(cache=True, nogil=True)
def minhash(hashes, count, a, b, out):
    """out[k] = min over hashes of a[k] * hash + b[k] mod 2^32; the number of permutations is a multiple of four.

    Four permutations a round, with the loop over shingles inside, is what the compiler turns into vector code.
    """
    for group in range(len(out) // 4):
        k = np.uint64(group) * U4
        a0, a1, a2, a3 = a[k], a[k + U1], a[k + U2], a[k + U3]
        b0, b1, b2, b3 = b[k], b[k + U1], b[k + U2], b[k + U3]
        m0 = m1 = m2 = m3 = np.uint32(0xFFFFFFFF)
        for i in range(count):
            h = hashes[np.uint64(i)]
            m0 = min(m0, np.uint32(a0 * h + b0))
            m1 = min(m1, np.uint32(a1 * h + b1))
            m2 = min(m2, np.uint32(a2 * h + b2))
            m3 = min(m3, np.uint32(a3 * h + b3))
        out[k], out[k + U1], out[k + U2], out[k + U3] = m0, m1, m2, m3


@njit(cache=True, nogil=True)
def line_count(data, start, end):
    """Lines of all texts together, an unfinished last one not counted."""
    total = 0
    for i in range(start, end):
        total += data[np.uint64(i)] == 10
    return total


@njit(cache=True, nogil=True)
def room(offsets):
    """Words, at most, that the longest text can hold: every word needs a byte and one that ends it."""
    longest = U0
    for i in range(len(offsets) - 1):
        longest = max(longest, offsets[i + 1] - offsets[i])
    return (longest + U1) // U2 + U1


@njit(cache=True, nogil=True)
def paragraph_hashes(words, lines, line_total, out, at):
    """Write the hashes of all lines of at least one shingle from `out[at]` on; returns where the next one goes."""
    first = U0
    for i in range(line_total):
        last = lines[np.uint64(i)]
        if last - first >= SHINGLE:
            out[at] = stream_hash(words, first, last)
            at += U1
        first = last
    return at


@njit(cache=True, nogil=True)
def sign_texts(data, offsets, letters, a, b):
    """Sign each text: (words, text hash, MinHash, paragraph hashes, where each text's paragraph hashes begin)."""
    texts = len(offsets) - 1
    space = room(offsets)
    words, shingles, hashes = np.empty(space, np.uint64), np.empty(space, np.uint64), np.empty(space, np.uint32)
    lines = np.empty(space * U2, np.uint64)
    word_counts, text_hashes = np.empty(texts, np.int32), np.empty(texts, np.uint64)
    sketches = np.empty((texts, len(a)), np.uint32)
    paragraphs = np.empty(line_count(data, offsets[0], offsets[texts]) + texts, np.uint64)
    bounds = np.zeros(texts + 1, np.int32)
    at = U0
    for row in range(texts):
        count, line_total = read_words(data, offsets[row], offsets[row + 1], letters, words, lines)
        found = shingle_hashes(words, count, shingles)
        for i in range(found):
            hashes[np.uint64(i)] = fmix32(np.uint32(shingles[np.uint64(i)] & LOW_HALF))
        minhash(hashes, found, a, b, sketches[row])
        word_counts[row], text_hashes[row] = count, stream_hash(words, U0, count)
        at = paragraph_hashes(words, lines, line_total, paragraphs, at)
        bounds[row + 1] = at
    return word_counts, text_hashes, sketches, paragraphs[:at], bounds


@njit(cache=True, nogil=True)
def distinct(hashes, count, out, at):
    """Write the different values among the first `count` hashes, sorted, from `out[at]` on; returns the next place."""
    ordered = np.sort(hashes[:count])
    for i in range(len(ordered)):
        if i == 0 or ordered[i] != ordered[i - 1]:
            out[at] = ordered[i]
            at += 1
    return at


@njit(cache=True, nogil=True)
def number_hashes(words, count, out):
    """Write one hash for every number and how many times it has occurred before, so that 15 twice is not 15 once."""
    found = U0
    for i in range(count):
        if words[np.uint64(i)] & U1:
            out[found] = words[np.uint64(i)]
            found += U1
    ordered, repeats = np.sort(out[:found]), U0
    for i in range(len(ordered)):
        repeats = repeats + U1 if i and ordered[i] == ordered[i - 1] else U0
        out[i] = mixed(ordered[i] + repeats * STEP)
    return found


@njit(cache=True, nogil=True)
def repeated_words(words, count, out):
    """Write every word that occurs more than once; returns how many were written, a word perhaps several times."""
    ordered, found = np.sort(words[:count]), U0
    for i in range(1, len(ordered)):
        if ordered[i] == ordered[i - 1]:
            out[found] = ordered[i]
            found += U1
    return found


@njit(cache=True, nogil=True)
def text_sets(data, offsets, letters, kind):
    """One set of each text (SHINGLES, NUMBERS, WORDS or REPEATED): (values, bounds).

    Set i is `values[bounds[i]:bounds[i + 1]]`, sorted, 64 bits a member. A number is a word that begins with a digit.
    """
    texts = len(offsets) - 1
    space = room(offsets)
    words, hashes, lines = np.empty(space, np.uint64), np.empty(space, np.uint64), np.empty(space * U2, np.uint64)
    values = np.empty((offsets[texts] - offsets[0]) // U2 + np.uint64(texts), np.uint64)
    bounds = np.zeros(texts + 1, np.int64)
    for row in range(texts):
        count, _ = read_words(data, offsets[row], offsets[row + 1], letters, words, lines)
        if kind == SHINGLES:
            bounds[row + 1] = distinct(hashes, shingle_hashes(words, count, hashes), values, bounds[row])
        elif kind == NUMBERS:
            bounds[row + 1] = distinct(hashes, number_hashes(words, count, hashes), values, bounds[row])
        elif kind == REPEATED:
            bounds[row + 1] = distinct(hashes, repeated_words(words, count, hashes), values, bounds[row])
        else:
            bounds[row + 1] = distinct(words, count, values, bounds[row])
    return values[: bounds[-1]], bounds
