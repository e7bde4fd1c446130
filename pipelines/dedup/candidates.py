"""Which pairs of documents are worth comparing.

What belongs here: buckets of rows that may be alike, and the pairs taken from them. What does not: whether they are
(`comparison.py`). This is the simple form: all sketches in memory. For a source that does not fit, `bands.py` finds
the same buckets through files; choosing the nearest of a bucket there is still to come.

Buckets are made by the text's hash, by bands of the MinHash, and by what the register says (one id; one court and
case; one court, case and day), because a version of a decision should be found even when its sketch is just off.
A pair that two bands bring up is one pair; a wrong pair costs a comparison and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pipelines.dedup.bands import buckets_of, equal_keys
from pipelines.dedup.identity import SILENT, Facts
from pipelines.dedup.signatures import SHINGLE
from pipelines.dedup.sketches import Sketches

BANDS, ROWS = 16, 8
"""16 bands of 8 use all 128 minima. A pair of Jaccard 0.8 shares a band with a chance of 1 - (1 - 0.8^8)^16 = 0.95, one
of 0.9 of 0.9999; comparison removes the pairs of 0.6 (0.24) that come along."""

SLACK = 0.11
"""Three standard deviations, sqrt(0.8 * 0.2 / 128), of a Jaccard estimated from 128 minima."""

WINDOW = 16
"""Earlier members of a bucket that a document is held against: siblings come in batches of one court and month."""


def find_candidates(sketches: Sketches, facts: Facts, jaccard: float, containment: float) -> np.ndarray:
    """int64[pairs, 2] of (earlier row, later row), sorted, each once; texts without words are never in a pair."""
    found = [
        *_equal_texts(sketches, facts),
        *(_likely(sketches, pairs, equal, jaccard, containment) for pairs, equal in _buckets(sketches, facts)),
        _same_id(sketches, facts),
    ]
    pairs = np.concatenate(found).astype(np.uint64)
    once = np.unique((pairs[:, 0] << np.uint64(32)) | pairs[:, 1])
    return np.column_stack([once >> np.uint64(32), once & np.uint64(0xFFFFFFFF)]).astype(np.int64)


def _equal_texts(sketches: Sketches, facts: Facts) -> Iterator[np.ndarray]:
    """The first document with the text and each later one; so too among those of one case, court and day."""
    worded = sketches.worded
    yield _with_first(worded, sketches.text_hash[worded])
    rows, cases = _cases_of(sketches, facts)
    yield _with_first(rows, combined(sketches.text_hash[rows], cases, facts.courts[rows], facts.dates[rows]))


def _buckets(sketches: Sketches, facts: Facts) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs from bands (different texts only), from one court and case, and from one court, case and day."""
    from pipelines.dedup.band_kernel import band_keys

    worded = sketches.worded
    texts = worded[np.sort(np.unique(sketches.text_hash[worded], return_index=True)[1])]
    for band in range(BANDS):
        yield _nearest(sketches, texts, band_keys(sketches.minima, texts, band * ROWS, ROWS))
    rows, cases = _cases_of(sketches, facts)
    rows, cases = rows[cases != SILENT], cases[cases != SILENT]
    yield _nearest(sketches, rows, combined(cases, facts.courts[rows]))
    yield _nearest(sketches, rows, combined(cases, facts.courts[rows], facts.dates[rows]))


def _same_id(sketches: Sketches, facts: Facts) -> np.ndarray:
    """Each row with the nearest earlier row of the same id: the register itself says they are one document."""
    worded = sketches.worded
    return _nearest(sketches, worded, facts.ids[worded].astype(np.uint64))[0]


def _cases_of(sketches: Sketches, facts: Facts) -> tuple[np.ndarray, np.ndarray]:
    """(row, case code) of every row with words, ascending by row; SILENT for a row without a case number."""
    unnumbered = np.setdiff1d(np.arange(len(facts.ids)), facts.case_rows)
    rows = np.concatenate([facts.case_rows, unnumbered])
    codes = np.concatenate([facts.case_codes, np.full(len(unnumbered), SILENT)])
    order = np.argsort(rows, kind="stable")
    order = order[sketches.words[rows[order]] > 0]
    return rows[order], codes[order]


def _with_first(rows: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """(first row with the key, row) for every later row; `rows` ascend."""
    first, later = equal_keys(keys)
    pairs = np.column_stack([rows[first], rows[later]])
    return pairs[pairs[:, 0] != pairs[:, 1]]


def _nearest(sketches: Sketches, rows: np.ndarray, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(nearest earlier row of the bucket, row), and in how many minima they agree; `rows` ascend."""
    from pipelines.dedup.cluster_kernel import nearest_earlier

    buckets, members = buckets_of(keys)
    rows = rows[members]
    nearest, equal = nearest_earlier(buckets, rows, sketches.minima, WINDOW)
    paired = (nearest >= 0) & (nearest != rows)
    return np.column_stack([nearest[paired], rows[paired]]), equal[paired]


def _likely(sketches: Sketches, pairs: np.ndarray, equal: np.ndarray, jaccard: float, containment: float) -> np.ndarray:
    """The pairs whose sketches leave it possible that they reach a threshold.

    With sets of a <= b members, a containment c of the smaller one means a Jaccard of c / (1 + b/a - c).
    """
    sizes = np.maximum(sketches.words[pairs] - SHINGLE + 1, 1)
    ratio = sizes.max(axis=1) / sizes.min(axis=1)
    needed = np.minimum(jaccard, containment / (1 + ratio - containment))
    return pairs[equal / sketches.minima.shape[1] >= needed - SLACK]


def combined(*parts: np.ndarray) -> np.ndarray:
    """uint64 key of several columns of codes; among 100 million, two collide with a chance of 1 in 3,700."""
    key = np.zeros(len(parts[0]), np.uint64)
    for part in parts:
        key = (key ^ part.astype(np.uint64)) * np.uint64(0xBF58476D1CE4E5B9)
        key ^= key >> np.uint64(32)
    return key
