"""How like two texts are, from the texts themselves.

What belongs here: true Jaccard and containment of word 5-grams, of candidates only. What does not: which pairs are
candidates (`candidates.py`) and what likeness means in law (`labels.py`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines.dedup import letters
from pipelines.dedup.arrow import one_array, text_bytes
from pipelines.dedup.sets import Sets
from pipelines.dedup.sketches import Sketches

Texts = Callable[[np.ndarray], pa.Array]
"""Gives the texts of rows (int64, ascending, each once), in that order."""

BLOCK = 20_000_000
"""Words whose texts are held at a time, some 300 MB of them; a pair that alone has more is a block of its own."""


EQUAL_TEXTS = (1.0, 1.0, 1.0, 1.0, 0.0)
"""What `_likeness` would say of two texts with the same words."""


def compare(pairs: np.ndarray, sketches: Sketches, texts: Texts) -> pl.DataFrame:
    """Evidence for each pair of rows (earlier, later), in the order given.

    Columns: earlier, later; same_text; jaccard; of_earlier and of_later, the share of its 5-grams that the other
    holds; numbers_agree, whether one text holds every number of the other; another_subject, whether each names, more
    than once, something that the other never does. Equal texts are known by their hash.
    """
    same = sketches.text_hash[pairs[:, 0]] == sketches.text_hash[pairs[:, 1]]
    likeness = np.tile(EQUAL_TEXTS, (len(pairs), 1))
    different = np.flatnonzero(~same)
    filled = np.cumsum(sketches.words[pairs[different]].sum(axis=1, dtype=np.int64)) // BLOCK
    for block in np.split(different, np.flatnonzero(np.diff(filled)) + 1):
        if len(block):
            likeness[block] = _likeness(pairs[block], texts)
    return pl.DataFrame(
        {
            "earlier": pairs[:, 0],
            "later": pairs[:, 1],
            "same_text": same,
            "jaccard": likeness[:, 0],
            "of_earlier": likeness[:, 1],
            "of_later": likeness[:, 2],
            "numbers_agree": likeness[:, 3] == 1,
            "another_subject": likeness[:, 4] == 1,
        }
    )


def _likeness(pairs: np.ndarray, texts: Texts) -> np.ndarray:
    """float64[pairs, 5]: Jaccard, containment of the earlier, of the later; 1 where numbers agree, subjects differ."""
    from pipelines.dedup.signature_kernel import NUMBERS, REPEATED, SHINGLES, WORDS, text_sets

    rows, places = np.unique(pairs, return_inverse=True)
    left, right = places.reshape(pairs.shape).T.copy()
    data, offsets = text_bytes(one_array(texts(rows)))
    grams, numbers, words, repeated = (
        Sets(*text_sets(data, offsets, letters.table(), kind)) for kind in (SHINGLES, NUMBERS, WORDS, REPEATED)
    )
    shared, sizes = grams.shared(left, grams, right), grams.sizes
    numbers_agree = numbers.shared(left, numbers, right) == np.minimum(numbers.sizes[left], numbers.sizes[right])
    left_alone = repeated.shared(left, words, right) < repeated.sizes[left]
    right_alone = repeated.shared(right, words, left) < repeated.sizes[right]
    union = sizes[left] + sizes[right] - shared
    return np.column_stack(
        [shared / union, shared / sizes[left], shared / sizes[right], numbers_agree, left_alone & right_alone]
    )
