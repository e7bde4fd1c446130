"""BM25 over passages, for hard negatives: an index of some hundred thousand, and statistics that many share.

What belongs here: statistics, postings and scores. What does not: which passages make an index and what their
neighbours are good for (`pairs_stage.py`, `negatives.py`). Scores of several indexes are comparable if they were made
with the statistics of all of them together.

A query follows its rarest words as long as these have together no more postings than there are passages (or `WALK`):
of a large collection that leaves out what nearly every passage holds, of a small one nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import pyarrow as pa

from pipelines.dedup import letters
from pipelines.dedup.arrow import text_bytes

WALK = 100_000
"""Postings that a query may follow however few passages there are."""

NOBODY = np.uint32(0xFFFFFFFF)
"""Stands where a query has fewer nearest passages than were asked for."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """What scores depend on beside a passage."""

    holders: np.ndarray
    """int32[buckets]: passages that hold each word"""
    passages: int
    words: int

    @classmethod
    def of(cls, texts: pa.Array) -> Self:
        """Those of a column of texts (large_string, no nulls)."""
        from pipelines.export.bm25_kernel import BUCKETS, count_terms

        holders, lengths = np.zeros(BUCKETS, np.int32), np.zeros(len(texts), np.int32)
        count_terms(*text_bytes(texts), letters.table(), holders, lengths)
        return cls(holders, len(texts), int(lengths.sum()))

    def plus(self, other: Self) -> Self:
        """Those of both."""
        return type(self)(self.holders + other.holders, self.passages + other.passages, self.words + other.words)


@dataclass(frozen=True, slots=True)
class Found:
    """The nearest passages of some queries."""

    rows: np.ndarray
    """uint32[queries, most], nearest first; `NOBODY` where there are fewer"""
    scores: np.ndarray
    """float32[queries, most]"""
    asked: np.ndarray
    """float32: scores of the passages asked for"""


@dataclass(frozen=True, slots=True)
class Index:
    """Postings: `passages` and `scores` of a word lie between `starts[word]` and `starts[word + 1]`."""

    size: int
    statistics: Statistics
    starts: np.ndarray
    passages: np.ndarray
    scores: np.ndarray

    @classmethod
    def of(cls, texts: pa.Array, statistics: Statistics | None = None) -> Self:
        """The index of a column of texts (large_string, no nulls), by its own statistics if none are given."""
        from pipelines.export.bm25_kernel import BUCKETS, K1, B, count_terms, fill_postings, weigh_postings

        body = (*text_bytes(texts), letters.table())
        held, lengths = np.zeros(BUCKETS, np.int32), np.zeros(len(texts), np.int32)
        count_terms(*body, held, lengths)
        of_all = statistics or Statistics(held, len(texts), int(lengths.sum()))
        starts = np.concatenate(([0], np.cumsum(held, dtype=np.int64)))
        passages, scores = np.empty(starts[-1], np.uint32), np.empty(starts[-1], np.float32)
        fill_postings(*body, starts, passages, scores)
        mean = max(of_all.words, 1) / max(of_all.passages, 1)
        norms = (K1 * (1 - B + B * lengths / mean)).astype(np.float32)
        weigh_postings(starts, passages, scores, of_all.holders, of_all.passages, norms)
        return cls(len(texts), of_all, starts, passages, scores)

    def search(self, queries: pa.Array, most: int, asked: tuple[np.ndarray, np.ndarray] | None = None) -> Found:
        """The `most` nearest passages of each query; equal scores in order of passages.

        `asked` is (bounds, rows): query q also asks for the scores of the passages `rows[bounds[q]:bounds[q + 1]]`.
        """
        from pipelines.export.bm25_kernel import search

        bounds, wanted = asked or (np.zeros(len(queries) + 1, np.int64), np.zeros(0, np.int64))
        rows, scores = np.full((len(queries), most), NOBODY), np.zeros((len(queries), most), np.float32)
        told, index = np.zeros(len(wanted), np.float32), (self.starts, self.passages, self.scores, self.size)
        walk, holders = max(self.statistics.passages, WALK), self.statistics.holders
        search(*text_bytes(queries), letters.table(), holders, walk, index, (bounds, wanted), told, rows, scores)
        return Found(rows, scores, told)
