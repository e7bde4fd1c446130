"""Numba kernels that look for the runs of words of evaluation items in texts.

What belongs here: loops over bytes, words and runs. What does not: Arrow and what the finds mean (`contamination.py`).
Import it inside functions only, numba is heavy. Words are those of signatures, read by the same kernel.

A run's hash is a polynomial of the hashes of its words, so that the next one is made of the last by taking a word out
and another in (Karp and Rabin 1987); modulo 2^64, which texts written to collide could abuse and others cannot.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pipelines.dedup.letter_kernel import ENDS_WORD, read_letter
from pipelines.dedup.signature_kernel import mixed
from pipelines.dedup.word_kernel import desk, read_words

RUN = 13
"""Words of a run, as GPT-3 compares training and evaluation data (Brown et al. 2020, appendix C)."""
BEFORE_LAST = RUN - 1

U0, U1, U2, HALF, SIX_LEFT = (np.uint64(n) for n in (0, 1, 2, 32, 58))
RUN_WORDS = np.uint64(RUN)
TEXT, FOUND, STRETCH, LAST, LONGEST, END = range(6)
"""Columns of the tally of an item: the text it speaks of, runs found there, words of the stretch that goes on, the last
word that one ended with, words of the longest stretch, and its last word."""

BASE = np.uint64(0x9E3779B97F4A7C15)
"""Golden ratio, as in splitmix64."""
LEAVING = np.uint64(pow(0x9E3779B97F4A7C15, RUN, 1 << 64))
"""What a word counts by when it leaves its run."""


@njit(cache=True, nogil=True)
def rolled(h, words, i):
    """The polynomial of the run that ends with word i, from that of the one before."""
    h = h * BASE + words[i]
    return h - words[i - RUN_WORDS] * LEAVING if i >= RUN_WORDS else h


@njit(cache=True, nogil=True)
def run_hashes(data, offsets, letters):
    """Hashes of all runs of all texts, and where those of each text begin; a shorter text has none."""
    read = desk(offsets)
    hashes = np.empty((offsets[len(offsets) - 1] - offsets[0]) // U2 + np.uint64(len(offsets)), np.uint64)
    bounds, at = np.zeros(len(offsets), np.int64), 0
    for text in range(len(offsets) - 1):
        count, _ = read_words(data, offsets[text], offsets[text + 1], letters, read)
        h = U0
        for i in range(np.int64(count)):
            h = rolled(h, read.words, np.uint64(i))
            if i >= BEFORE_LAST:
                hashes[at] = mixed(h)
                at += 1
        bounds[text + 1] = at
    return hashes[:at], bounds


@njit(cache=True, nogil=True)
def place_runs(keys, slots, sieve):
    """Put the number of each key into `slots`, all -1 before, and its bit into `sieve`; both a power of two long."""
    for number in range(len(keys)):
        key = keys[number]
        at = np.int64(key) & (len(slots) - 1)
        while slots[at] >= 0:
            at = (at + 1) & (len(slots) - 1)
        slots[at] = number
        sieve[(key >> HALF) & np.uint64(len(sieve) - 1)] |= U1 << (key >> SIX_LEFT)


@njit(cache=True, nogil=True)
def number_of(key, keys, slots, sieve):
    """The number of a key, -1 where it is none. Nearly all are none, and the sieve is small enough to stay at hand."""
    if not (sieve[(key >> HALF) & np.uint64(len(sieve) - 1)] >> (key >> SIX_LEFT)) & U1:
        return -1
    at = np.int64(key) & (len(slots) - 1)
    while slots[at] >= 0 and keys[slots[at]] != key:
        at = (at + 1) & (len(slots) - 1)
    return slots[at]


@njit(cache=True, nogil=True)
def count_holders(data, offsets, letters, keys, slots, sieve, counted, holders, held):
    """Add to `holders` how many of the counted texts hold each run; mark in `held` which runs any text holds."""
    read = desk(offsets)
    last_text = np.full(len(keys), -1, np.int64)
    for text in range(len(offsets) - 1):
        count, _ = read_words(data, offsets[text], offsets[text + 1], letters, read)
        h = U0
        for i in range(np.int64(count)):
            h = rolled(h, read.words, np.uint64(i))
            number = number_of(mixed(h), keys, slots, sieve) if i >= BEFORE_LAST else -1
            if number >= 0 and last_text[number] != text:
                last_text[number] = text
                held[number] = True
                holders[number] += counted[text]


@njit(cache=True, nogil=True)
def place_of_words(data, start, end, letters, first, last):
    """Code points of a text from which and up to which the words from the first to the last stand."""
    i, at, begin, word, inside = start, 0, 0, 0, False
    while i < end:
        letter, i = read_letter(data, i, letters)
        if letter != U0 and not inside and word == first:
            begin = at
        over = inside and letter == U0
        at += 1
        if over or letter >= ENDS_WORD:  # that letter is the last of its word
            if word == last:
                return begin, at - 1 if over else at
            word += 1
        inside = letter != U0 and letter < ENDS_WORD
    return begin, at


@njit(cache=True, nogil=True)
def tally(words, count, text, keys, slots, sieve, bounds, members, last_text, tallies, met):
    """Tally what a text holds of each item; writes the items to `met` and returns how many there are.

    Run k is one of the items `members[bounds[k]:bounds[k + 1]]`. A run that comes twice is found once.
    """
    h, total = U0, 0
    for i in range(np.int64(count)):
        h = rolled(h, words, np.uint64(i))
        number = number_of(mixed(h), keys, slots, sieve) if i >= BEFORE_LAST else -1
        if number < 0:
            continue
        fresh = last_text[number] != text
        last_text[number] = text
        for member in range(bounds[number], bounds[number + 1]):
            its = tallies[members[member]]
            if its[TEXT] != text:
                its[TEXT], its[FOUND], its[LAST], its[LONGEST] = text, 0, -1, 0
                met[total] = members[member]
                total += 1
            its[FOUND] += fresh
            its[STRETCH] = its[STRETCH] + 1 if its[LAST] == i - 1 else RUN
            its[LAST] = i
            if its[STRETCH] > its[LONGEST]:
                its[LONGEST], its[END] = its[STRETCH], i
    return total


@njit(cache=True, nogil=True)
def is_stronger(share, longest, item, other_share, other_longest, other):
    """Whether one find comes before another: by its share, by its longest stretch, by the order of items."""
    if share != other_share:
        return share > other_share
    return longest > other_longest if longest != other_longest else item < other


@njit(cache=True, nogil=True)
def keep_strongest(item, share, longest, end, items, shares, lengths, ends, kept):
    """Put a find among the strongest of its text, the strongest first; returns how many there are."""
    most = len(items)
    if kept == most and not is_stronger(share, longest, item, shares[most - 1], lengths[most - 1], items[most - 1]):
        return kept
    at = min(kept, most - 1)
    while at > 0 and is_stronger(share, longest, item, shares[at - 1], lengths[at - 1], items[at - 1]):
        items[at], shares[at], lengths[at], ends[at] = items[at - 1], shares[at - 1], lengths[at - 1], ends[at - 1]
        at -= 1
    items[at], shares[at], lengths[at], ends[at] = item, share, longest, end
    return min(kept + 1, most)


@njit(cache=True, nogil=True)
def find_items(data, offsets, letters, keys, slots, sieve, bounds, members, sizes, least_share, least_words, most):
    """The strongest finds of each text: (how many, items, shares, words of the longest stretch, its code points).

    `sizes` says how many runs each item has; a find has a share of them or a stretch of words from the least on.
    """
    texts, read = len(offsets) - 1, desk(offsets)
    kept, items, shares = (
        np.zeros(texts, np.int32),
        np.empty((texts, most), np.int32),
        np.empty((texts, most), np.float32),
    )
    lengths, places = np.empty((texts, most), np.int32), np.empty((texts, most, 2), np.int32)
    ends, last_text = np.empty(most, np.int64), np.full(len(keys), -1, np.int64)
    met, tallies = np.empty(len(sizes), np.int64), np.full((len(sizes), 6), -1, np.int64)
    for text in range(texts):
        start, end = offsets[text], offsets[text + 1]
        count, _ = read_words(data, start, end, letters, read)
        for at in range(tally(read.words, count, text, keys, slots, sieve, bounds, members, last_text, tallies, met)):
            item = met[at]
            share, longest = np.float32(tallies[item, FOUND] / sizes[item]), tallies[item, LONGEST]
            if share >= least_share or longest >= least_words:
                told = items[text], shares[text], lengths[text]
                kept[text] = keep_strongest(item, share, longest, tallies[item, END], *told, ends, kept[text])
        for at in range(kept[text]):
            first = ends[at] - lengths[text, at] + 1
            places[text, at] = place_of_words(data, start, end, letters, first, ends[at])
    return kept, items, shares, lengths, places
