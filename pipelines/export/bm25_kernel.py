"""Numba kernels of BM25: words of texts, postings, and the best of a query.

What belongs here: loops over bytes, words and postings. What does not: what is searched (`bm25.py`). Import it inside
functions only, numba is heavy. Letters are those of signatures, read by the same kernel.

A word is its first six letters, a light stemmer for both languages, and stands in a bucket by its hash: there is no
vocabulary to hold or to merge, counts of shards are added up, and words that fall together count as one (feature
hashing: Weinberger et al. 2009).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pipelines.dedup.letter_kernel import ENDS_WORD, read_letter
from pipelines.dedup.signature_kernel import mixed
from pipelines.dedup.word_kernel import SEED, STEP

STEM = 6
BUCKETS = 1 << 22
"""Four million: 16 MiB of counts; of a million stems a fifth share theirs."""

K1, B = 1.5, 0.75
"""Robertson and Zaragoza, The probabilistic relevance framework: BM25 and beyond, 2009."""

U0, U1, ALL = np.uint64(0), np.uint64(1), np.uint64(BUCKETS - 1)
WITHIN_WORD = ENDS_WORD - U1


@njit(cache=True, nogil=True)
def read_terms(data, start, end, letters, terms):
    """Write the bucket of every word of `data[start:end]` into `terms`; how many there are."""
    count, length, h, i = 0, 0, SEED, start
    while i < end:
        letter, i = read_letter(data, i, letters)
        if letter - U1 < WITHIN_WORD or letter >= ENDS_WORD:
            if length < STEM:
                h = (h ^ (letter & ~ENDS_WORD)) * STEP
            length += 1
        if letter - U1 >= WITHIN_WORD and length:
            terms[count] = mixed(h) & ALL
            count, length, h = count + 1, 0, SEED
    if length:
        terms[count] = mixed(h) & ALL
        count += 1
    return count


@njit(cache=True, nogil=True)
def count_terms(data, offsets, letters, holders, lengths):
    """Add to `holders` how many texts hold each bucket; write the words of each text into `lengths`."""
    seen = np.full(BUCKETS, -1, np.int32)
    terms = np.empty(widest(offsets), np.uint32)
    for text in range(len(offsets) - 1):
        lengths[text] = read_terms(data, offsets[text], offsets[text + 1], letters, terms)
        for term in terms[: lengths[text]]:
            holders[term] += seen[term] != text
            seen[term] = text


@njit(cache=True, nogil=True)
def widest(offsets):
    """Most words that a text can have: one in two bytes."""
    most = U0
    for text in range(len(offsets) - 1):
        most = max(most, offsets[text + 1] - offsets[text])
    return np.int64(most) // 2 + 1


@njit(cache=True, nogil=True)
def fill_postings(data, offsets, letters, starts, passages, scores):
    """Write the passages of every bucket, ascending, from its start on, and how often each holds it."""
    ends, seen, terms = starts[:-1].copy(), np.full(BUCKETS, -1, np.int32), np.empty(widest(offsets), np.uint32)
    for text in range(len(offsets) - 1):
        for term in terms[: read_terms(data, offsets[text], offsets[text + 1], letters, terms)]:
            if seen[term] != text:
                seen[term] = text
                passages[ends[term]] = text
                scores[ends[term]] = 0
                ends[term] += 1
            scores[ends[term] - 1] += 1


@njit(cache=True, nogil=True)
def weigh_postings(starts, passages, scores, holders, size, norms):
    """From how often a passage holds a bucket to what that adds to its score; `size` is all passages there are."""
    for term in range(len(starts) - 1):
        if starts[term] < starts[term + 1]:
            rarity = np.log1p((size - holders[term] + 0.5) / (holders[term] + 0.5))
            for at in range(starts[term], starts[term + 1]):
                scores[at] = rarity * scores[at] * (K1 + 1) / (scores[at] + norms[passages[at]])


@njit(cache=True, nogil=True)
def choose_terms(data, start, end, letters, holders, walk, terms):
    """The distinct buckets of a query, rarest first, as long as they have `walk` holders together; at least one."""
    found = np.unique(terms[: read_terms(data, start, end, letters, terms)])
    found = found[np.argsort(holders[found], kind="mergesort")]
    total, kept = 0, 0
    for term in found:
        total += holders[term]
        if total > walk and kept:
            break
        kept += 1
    return found[:kept]


@njit(cache=True, nogil=True)
def is_worse(score, row, other_score, other_row):
    """Whether the first stands behind the second: a lower score, or the same and a later row."""
    return score < other_score or (score == other_score and row > other_row)


@njit(cache=True, nogil=True)
def sink(rows, scores, size):
    """Restore the heap, worst on top, after its top was replaced."""
    at = 0
    while True:
        worst = at
        for child in (2 * at + 1, 2 * at + 2):
            if child < size and is_worse(scores[child], rows[child], scores[worst], rows[worst]):
                worst = child
        if worst == at:
            return
        rows[at], rows[worst] = rows[worst], rows[at]
        scores[at], scores[worst] = scores[worst], scores[at]
        at = worst


@njit(cache=True, nogil=True)
def rise(rows, scores, at):
    """Restore the heap after something was put at its end."""
    while at and is_worse(scores[at], rows[at], scores[(at - 1) // 2], rows[(at - 1) // 2]):
        above = (at - 1) // 2
        rows[at], rows[above] = rows[above], rows[at]
        scores[at], scores[above] = scores[above], scores[at]
        at = above


@njit(cache=True, nogil=True)
def take_best(total, rows, scores):
    """Write the best passages, best first, and clear `total`; how many there are."""
    size, most, floor = 0, len(rows), np.float32(0)
    for row in range(len(total)):
        if total[row] <= floor:  # nearly always, once the heap is full
            continue
        if size < most:
            rows[size], scores[size] = row, total[row]
            rise(rows, scores, size)
            size += 1
        else:
            rows[0], scores[0] = row, total[row]
            sink(rows, scores, size)
        floor = scores[0] if size == most else floor
    total[:] = 0
    for left in range(size - 1, 0, -1):  # heap sort: the worst of what is left goes to the end
        rows[0], rows[left] = rows[left], rows[0]
        scores[0], scores[left] = scores[left], scores[0]
        sink(rows, scores, left)
    return size


@njit(cache=True, nogil=True)
def search(data, offsets, letters, holders, walk, index, asked, told, best, best_scores):
    """Write the best passages of every query, and the scores of the passages that each asks for.

    `index` is (starts, passages, scores, number of passages); `asked` is (bounds, rows), `told` their scores. Rows
    that nothing fills stay as they were.
    """
    starts, passages, scores, size = index
    bounds, wanted = asked
    total, terms = np.zeros(size, np.float32), np.empty(widest(offsets), np.uint32)
    for query in range(len(offsets) - 1):
        for term in choose_terms(data, offsets[query], offsets[query + 1], letters, holders, walk, terms):
            for at in range(starts[term], starts[term + 1]):
                total[passages[at]] += scores[at]
        for at in range(bounds[query], bounds[query + 1]):
            told[at] = total[wanted[at]]
        take_best(total, best[query], best_scores[query])
