"""Numba kernels that sign texts: shingles, MinHash, SimHash, hashes of texts and paragraphs.

What belongs here: loops over words and shingles. What does not: reading words (`word_kernel.py`), Arrow tables
(`signatures.py`), pairs of documents (`cluster_kernel.py`). Import it inside functions only, numba is heavy.

Indices are unsigned throughout: numba guards every signed index against being negative, and that costs a fifth.
Hashes are 64-bit multiplicative. Of the time to sign a decision, three fifths go into reading its words, a fifth into
128 permutations, a twentieth into SimHash; the rest are shingles and what is made of them for text and paragraphs.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pipelines.dedup.word_kernel import SEED, STEP, desk, followed, longest, read_words

U0, U1, U2, U3, U4, U5, U6, U7 = (np.uint64(n) for n in range(8))
TEN, THIRTY_TWO, LOW_HALF = np.uint64(10), np.uint64(32), np.uint64(0xFFFFFFFF)

BLEND = np.uint64(0xD6E8FEB86659FD93)
"""Multiplier of rrmxmx (Pelle Evensen 2018), for the final mixing."""
P0, P1, P2, P3, P4 = (
    np.uint64(p)
    for p in (0x94D049BB133111EB, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3, 0x589965CC75374CC3)
)
"""Odd multipliers of the five words of a shingle (splitmix64 and wyhash), so that the order of words counts."""
SHINGLE = U5
"""Words of a shingle, as in `signatures.py`."""


@njit(cache=True, nogil=True)
def mixed(h):
    """Spread the bits of a 64-bit hash."""
    h ^= h >> THIRTY_TWO
    h *= BLEND
    return h ^ (h >> THIRTY_TWO)


@njit(cache=True, nogil=True)
def shingle_hashes(words, count, out):
    """Hash every five words in order into `out`; a shorter text is one shingle, an empty one none. Returns how many."""
    if count < SHINGLE:
        h = SEED
        for i in range(count):
            h = followed(h, words[np.uint64(i)])
        out[U0] = mixed(h)
        return min(count, U1)
    for i in range(count - U4):
        j = np.uint64(i)
        out[j] = mixed(
            words[j] * P0 + words[j + U1] * P1 + words[j + U2] * P2 + words[j + U3] * P3 + words[j + U4] * P4
        )
    return count - U4


@njit(cache=True, nogil=True)
def run_hash(shingles, first, last):
    """Hash of these shingles in order: each is blended with its place, so that none has to wait for the one before."""
    total = SEED
    for i in range(last - first):
        j = np.uint64(i)
        total += followed(j * BLEND, shingles[first + j])
    return mixed(total)


@njit(cache=True, nogil=True)
def paragraph_hashes(shingles, lines, line_total, paragraphs, at):
    """Write the hash of every line of at least one shingle from `paragraphs[at]` on; returns where the next one goes.

    The shingles of a line are those that begin four words before its end at the latest.
    """
    first = U0
    for i in range(line_total):
        last = lines[np.uint64(i)]
        if last - first >= SHINGLE:
            paragraphs[at] = run_hash(shingles, first, last - U4)
            at += U1
        first = last
    return at


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
def added(a, b, c):
    """(sums, carries) of three bits in each of 64 places: a full adder, and no carry moves between places."""
    either = a ^ b
    return either ^ c, (a & b) | (either & c)


@njit(cache=True, nogil=True)
def simhash(hashes, count, planes):
    """The bits that more than half of the hashes have: SimHash (Charikar 2002; 64 bits as Manku, Jain, Das Sarma 2007).

    Bit k of all 64 counts lies in `planes[k]`. They start at what half the hashes lack to a power of two, so the plane
    of that power is the answer. Eight hashes at a time go through carry-save adders, so that most of the adding is
    done in three registers; for that, `hashes` has seven places behind the last, which are cleared.
    """
    hashes[count : count + U7] = U0
    depth = U3
    while count >> depth:
        depth += U1
    lacking = (U1 << depth) - U1 - (count >> U1)
    for k in range(depth + U1):
        planes[np.uint64(k)] = U0 - (lacking >> np.uint64(k) & U1)
    ones, twos, fours = planes[U0], planes[U1], planes[U2]
    for i in range(0, count, 8):
        j = np.uint64(i)
        ones, a = added(ones, hashes[j], hashes[j + U1])
        ones, b = added(ones, hashes[j + U2], hashes[j + U3])
        twos, c = added(twos, a, b)
        ones, a = added(ones, hashes[j + U4], hashes[j + U5])
        ones, b = added(ones, hashes[j + U6], hashes[j + U7])
        twos, d = added(twos, a, b)
        fours, carry = added(fours, c, d)
        for k in range(U3, depth + U1):
            plane = planes[np.uint64(k)]
            planes[np.uint64(k)], carry = plane ^ carry, plane & carry
    return planes[depth]


@njit(cache=True, nogil=True)
def room(offsets):
    """Words, at most, that the longest text can hold: every word needs a byte and one that ends it."""
    return (longest(offsets) + U1) // U2 + U1


@njit(cache=True, nogil=True)
def sign_texts(data, offsets, letters, a, b):
    """Sign each text: (words, text hash, MinHash, SimHash, paragraph hashes, where each text's paragraphs begin)."""
    texts = len(offsets) - 1
    space = room(offsets)
    read = desk(offsets)
    shingles, hashes, planes = np.empty(space + U7, np.uint64), np.empty(space, np.uint32), np.empty(64, np.uint64)
    word_counts, text_keys = np.empty(texts, np.int32), np.empty(texts, np.uint64)
    sketches, simhashes = np.empty((texts, len(a)), np.uint32), np.empty(texts, np.uint64)
    paragraphs = np.empty((offsets[texts] - offsets[0]) // TEN + np.uint64(texts), np.uint64)  # five words, ten bytes
    bounds = np.zeros(texts + 1, np.int32)
    at = U0
    for row in range(texts):
        count, line_total = read_words(data, offsets[row], offsets[row + 1], letters, read)
        found = shingle_hashes(read.words, count, shingles)
        for i in range(found):
            hashes[np.uint64(i)] = fmix32(np.uint32(shingles[np.uint64(i)] & LOW_HALF))
        minhash(hashes, found, a, b, sketches[row])
        simhashes[row] = simhash(shingles, found, planes)
        text_keys[row] = run_hash(shingles, U0, found)
        at = paragraph_hashes(shingles, read.lines, line_total, paragraphs, at)
        word_counts[row], bounds[row + 1] = count, at
    return word_counts, text_keys, sketches, simhashes, paragraphs[:at], bounds


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
def text_sets(data, offsets, letters):
    """The shingles and the numbers of each text as sets: (shingles, their bounds, numbers, their bounds).

    Set i is `values[bounds[i]:bounds[i + 1]]`, sorted, 64 bits a member. A number is a word that begins with a digit.
    """
    texts = len(offsets) - 1
    space = room(offsets)
    read, hashes = desk(offsets), np.empty(space, np.uint64)
    most = (offsets[texts] - offsets[0]) // U2 + np.uint64(texts)
    shingles, numbers = np.empty(most, np.uint64), np.empty(most, np.uint64)
    bounds, number_bounds = np.zeros(texts + 1, np.int64), np.zeros(texts + 1, np.int64)
    for row in range(texts):
        count, _ = read_words(data, offsets[row], offsets[row + 1], letters, read)
        bounds[row + 1] = distinct(hashes, shingle_hashes(read.words, count, hashes), shingles, bounds[row])
        number_bounds[row + 1] = distinct(hashes, number_hashes(read.words, count, hashes), numbers, number_bounds[row])
    return shingles[: bounds[-1]], bounds, numbers[: number_bounds[-1]], number_bounds
