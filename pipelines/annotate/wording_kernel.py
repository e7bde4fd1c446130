"""How words are made and how they follow each other, over folded texts.

What belongs here: plain numba kernels, and the layout of what they find. What does not: runs of characters
(charmodel_kernel), and what the findings mean (corrupted). The module compiles on first use, so it is imported inside
functions only.

A word is what stands between blanks. Its *form* is what its neighbours agree with: the last three letters of it (all,
of a short word), whether it begins with a capital, and what sign ends it. How forms follow each other is learnt from
few texts and holds in others, and is lost when words are shuffled; the words themselves would have to be seen first.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pipelines.annotate.folding_kernel import DIGIT, LETTER, SPACE, SYMBOL_BITS, UPPER

FORMS, PAIRS = 1 << 16, 1 << 20
"""Buckets of forms and of pairs of forms."""

LEVELS = 8.0
"""Steps in a doubling by which counts of pairs are kept, in a byte each, so that all of them stay near a core."""
SEEN = np.exp2(np.arange(256) / LEVELS) - 1
"""Counts by level."""

PRIOR = 2.0
"""Weight of what a form foresees by its frequency alone, in sightings of the form before it."""

PRIOR_BITS = np.log2(PRIOR)

PAIR_BOUND = 8.0
"""Bits that one pair of words can speak for or against a text at most."""

ENDING, WHOLE = 3, 4
"""Letters of a form, and those of a word that is taken whole."""

SPACED_RUN = 3
"""Single letters in a row, each between blanks, that make letter-spacing."""

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
"""Fibonacci hashing (Knuth 6.4)."""

TALLY = np.array([sum((trait >> bit & 1) << 16 * bit for bit in range(4)) for trait in range(256)], np.uint64)
"""Letters, capitals, vowels and Cyrillic letters that a character of these traits is, 16 bits each, to be summed."""

WORDS = np.dtype([
    (name, np.float64)
    for name in (
        "letters", "spaced", "words", "voiced", "voiceless", "odd", "pairs", "accord",
    )
])  # fmt: skip
"""Sums over a text. spaced: letters set apart; words: those with a letter; voiced, voiceless: words of three letters
and more with a vowel, and those without that are no acronym; odd: words of two scripts, or with a capital behind a
small letter, or with a digit between letters; pairs, accord: pairs of words, and the bits by which one foresees the
other."""


@njit(cache=True, nogil=True)
def form_of(symbols, traits, start, end):
    """Form of the word [start, end), as a hash."""
    first, last = start, end
    while first < last and not traits[first] & (LETTER | DIGIT):
        first += 1
    while last > first and not traits[last - 1] & (LETTER | DIGIT):
        last -= 1
    key = np.uint64(symbols[end - 1]) if last < end else np.uint64(0)
    key = key << np.uint64(1) | np.uint64(first < last and traits[first] & UPPER != 0)
    for i in range(first if last - first <= WHOLE else last - ENDING, last):
        key = key << np.uint64(SYMBOL_BITS) | np.uint64(symbols[i])
    return (key ^ key >> np.uint64(31)) * GOLDEN


@njit(cache=True, nogil=True)
def pair_of(before, form):
    """Bucket of a pair of forms."""
    return ((before >> np.uint64(5)) ^ form) * GOLDEN >> np.uint64(44)


@njit(cache=True, nogil=True)
def count_forms(symbols, traits, starts, forms, pairs):
    """Count forms (uint32[FORMS]) and pairs of them (uint32[PAIRS]) of all texts."""
    for document in range(len(starts) - 1):
        before, at, end = np.uint64(0), starts[document], starts[document + 1]
        while at < end:
            start = at
            while at < end and symbols[at] != SPACE:
                at += 1
            if at > start:
                form = form_of(symbols, traits, start, at)
                forms[form >> np.uint64(48)] += np.uint32(1)
                if before:
                    pairs[pair_of(before, form)] += np.uint32(1)
                before = form
            at += 1


@njit(cache=True, nogil=True)
def accord(before, form, rarity, bits_of, pairs):
    """Bits by which a form foresees the next: pointwise mutual information (Church, Hanks 1990, J90-1003), smoothed."""
    level, bits = pairs[pair_of(before, form)], PRIOR_BITS
    if level:
        bits = np.log2(SEEN[level] * rarity[form >> np.uint64(48)] + PRIOR)
    return min(max(bits - bits_of[before >> np.uint64(48)], -PAIR_BOUND), PAIR_BOUND)


@njit(cache=True, nogil=True)
def read_make(traits, start, end, found):
    """Add how the word [start, end) is made; returns whether it is a single letter."""
    tally, odd = np.uint64(0), np.uint8(0)
    before = earlier = np.uint8(0)
    for i in range(start, end):
        here = traits[i]
        tally += TALLY[here]
        odd |= before & ~(before >> 1) & here >> 1  # a capital behind a small letter
        odd |= earlier & before >> 4 & here & ~(here >> 1)  # a digit between letters
        earlier, before = before, here
    letters, capitals = np.int64(tally & np.uint64(0xFFFF)), np.int64(tally >> np.uint64(16) & np.uint64(0xFFFF))
    vowels, cyrillic = np.int64(tally >> np.uint64(32) & np.uint64(0xFFFF)), np.int64(tally >> np.uint64(48))
    small = letters - capitals
    found.letters += letters
    found.words += letters > 0
    found.odd += odd & 1 or (0 < cyrillic < letters and small > 0)
    found.voiced += letters >= 3 and vowels > 0
    found.voiceless += letters >= 3 and vowels == 0 and small > 1
    return letters == 1 and end - start == 1


@njit(cache=True, nogil=True)
def read_text(symbols, traits, rarity, bits_of, pairs, found):
    """Add what the words of one text show."""
    at, before, single = 0, np.uint64(0), 0
    while at < len(symbols):
        start = at
        while at < len(symbols) and symbols[at] != SPACE:
            at += 1
        if at > start:
            form = form_of(symbols, traits, start, at)
            if before:
                found.pairs += 1
                found.accord += accord(before, form, rarity, bits_of, pairs)
            before = form
            single = single + 1 if read_make(traits, start, at, found) else 0
            found.spaced += 1 if single > SPACED_RUN else SPACED_RUN if single == SPACED_RUN else 0
        at += 1


@njit(cache=True, nogil=True)
def read_words(symbols, traits, starts, forms, pairs, words):
    """Add up what the words of each text show, in `words` (WORDS, zeroed). forms: uint32; pairs: uint8, levels."""
    rarity = (max(forms.sum(), 1) / (forms + 0.5)).astype(np.float32)
    bits_of = np.log2(forms + PRIOR).astype(np.float32)
    for document in range(len(words)):
        start, end = starts[document], starts[document + 1]
        read_text(symbols[start:end], traits[start:end], rarity, bits_of, pairs, words[document])
