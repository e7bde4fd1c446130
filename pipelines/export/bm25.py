"""A small BM25 over passages, for hard negatives.

What belongs here: terms, postings and scores. Words are cut to six characters, a light stemmer for both
languages. All postings lie in memory: right for some million passages, on disk beyond.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

_K1, _B = 1.5, 0.75  # Robertson and Zaragoza, The probabilistic relevance framework: BM25 and beyond, 2009
_STEM = 6


def _terms(texts: pl.Series) -> pl.DataFrame:
    """(passage, term, count) of texts, words cut to six characters."""
    return (
        pl.DataFrame({"text": texts})
        .with_row_index("passage")
        .select("passage", term=pl.col("text").str.to_lowercase().str.extract_all(r"\w+"))
        .explode("term")
        .drop_nulls()
        .with_columns(pl.col("term").str.slice(0, _STEM))
        .group_by("passage", "term")
        .agg(count=pl.len())
        .sort("term", "passage")
    )


@dataclass(frozen=True, slots=True)
class Index:
    """Postings by term: `passages` and `scores` of term t lie between `starts[t]` and `starts[t + 1]`."""

    size: int
    vocabulary: dict[str, int]
    starts: np.ndarray
    passages: np.ndarray
    scores: np.ndarray

    @classmethod
    def of(cls, texts: pl.Series) -> Index:
        """The index of a column of texts."""
        postings = _terms(texts)
        if postings.is_empty():
            return cls(len(texts), {}, np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0))
        lengths = np.bincount(postings["passage"], weights=postings["count"], minlength=len(texts))
        terms = postings.group_by("term", maintain_order=True).len()
        sizes = terms["len"].to_numpy().astype(np.int64)
        rarity = np.log1p((len(texts) - sizes + 0.5) / (sizes + 0.5))
        passages, count = postings["passage"].to_numpy().astype(np.int64), postings["count"].to_numpy()
        norm = _K1 * (1 - _B + _B * lengths[passages] / lengths.mean())
        scores = np.repeat(rarity, sizes) * count * (_K1 + 1) / (count + norm)
        starts = np.concatenate([[0], np.cumsum(sizes)])
        return cls(len(texts), {term: i for i, term in enumerate(terms["term"])}, starts, passages, scores)

    def nearest(self, query: str) -> np.ndarray:
        """Passages that share a word with the query, nearest first; equal scores in order of passages."""
        total = np.zeros(self.size)
        for term in _terms(pl.Series([query]))["term"]:
            place = self.vocabulary.get(term)
            if place is not None:
                own = slice(self.starts[place], self.starts[place + 1])
                total[self.passages[own]] += self.scores[own]
        found = np.flatnonzero(total)
        return found[np.argsort(-total[found], kind="stable")]
